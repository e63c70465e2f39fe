/** The view library, and the components and hooks that several panels use. */

import { html, render, useEffect, useRef, useState } from "./vendor/htm/standalone.module.js";
import { T } from "./texts.js";

export { html, render, useEffect, useRef, useState };

const REVOKE_MS = 60_000; // by then every browser has saved the file

/** A message about the result of an action; screen readers read it out when it changes. */
export function Notice({ notice }) {
  return html`<p role="status" class=${`notice ${notice?.isError ? "bad" : ""}`} hidden=${!notice}>${notice?.text ?? ""}</p>`;
}

/** Runs one action at a time: [busy, notice, run, notify]. A text that the action returns, or its error, becomes the notice. */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const [notice, setNotice] = useState(null);
  const notify = (text, isError = false) => setNotice(text ? { text, isError } : null);
  const run = async (action) => {
    setBusy(true);
    setNotice(null);
    try {
      const text = await action();
      if (typeof text === "string") notify(text);
    } catch (error) {
      if (error.name === "AbortError") setNotice(null);
      else notify(error.message || T.errors.unexpected, true);
    } finally {
      setBusy(false);
    }
  };
  return [busy, notice, run, notify];
}

/** Calls back at an interval as long as the component is shown. */
export function useInterval(seconds, callback) {
  const latest = useRef(callback);
  latest.current = callback;
  useEffect(() => {
    latest.current();
    const timer = setInterval(() => latest.current(), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
}

/** Returns a hook for state that is kept while its component is not shown. */
export function keptState(initial) {
  let state = initial;
  const listeners = new Set();
  const update = (change) => {
    state = change(state);
    for (const listener of listeners) listener(state);
  };
  return () => {
    const [shown, setShown] = useState(state);
    useEffect(() => {
      listeners.add(setShown);
      setShown(state);
      return () => listeners.delete(setShown);
    }, []);
    return [shown, update];
  };
}

/** A form field with its label above it. */
export function Field({ label, hint, children, wide }) {
  return html`<label class=${`field ${wide ? "wide" : ""}`}
    ><span class="label">${label}</span>${children}${hint && html`<span class="hint">${hint}</span>`}</label
  >`;
}

/** Whether the user is about to change something and has no right to: then the page asks for the token. */
export const useAccessAsked = keptState(false);

/** A button that changes something on the server; without the right to do so it asks for the token. */
export function ChangeButton({ mayChange, disabled, children, onClick, ...attributes }) {
  const [, setAsked] = useAccessAsked();
  const click = mayChange ? onClick : () => setAsked(() => true);
  return html`<button type="button" ...${attributes} onClick=${click} disabled=${disabled} title=${mayChange ? undefined : T.access.needed}>${children}</button>`;
}

/** A menu of voices, grouped by language. */
export function VoiceMenu({ voices, value, onChange, name }) {
  return html`<select value=${value} name=${name} onChange=${(event) => onChange(event.target.value)}>
    ${[...groupBy(voices, (voice) => voice.language)].map(
      ([language, members]) =>
        html`<optgroup label=${languageName(language)}>
          ${members.map((voice) => html`<option value=${voice.id} selected=${voice.id === value}>${voice.id}</option>`)}
        </optgroup>`,
    )}
  </select>`;
}

/** Code to use elsewhere, with a button that copies it. */
export function CodeBlock({ code, label }) {
  const block = useRef(null);
  const [, notice, , notify] = useAction();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      notify(T.copied);
    } catch {
      getSelection().selectAllChildren(block.current); // pages without HTTPS have no clipboard
      notify(T.selected);
    }
  };
  return html`<div class="code">
    <pre tabindex="0" role="region" aria-label=${label} ref=${block}>${code}</pre>
    <div class="row"><button type="button" onClick=${copy}>${T.copy}</button><${Notice} notice=${notice} /></div>
  </div>`;
}

/** The loudness of audio over time, as bars from 0 to 1. */
export function Waveform({ peaks, label }) {
  const canvas = useRef(null);
  useEffect(() => {
    const { width, height } = canvas.current;
    const context = canvas.current.getContext("2d");
    context.clearRect(0, 0, width, height);
    context.fillStyle = getComputedStyle(canvas.current).color;
    const step = width / Math.max(1, peaks.length);
    peaks.forEach((peak, index) => {
      const barHeight = Math.max(2, peak * height * 0.95);
      context.fillRect(index * step, (height - barHeight) / 2, Math.max(1, step * 0.65), barHeight);
    });
  }, [peaks]);
  return html`<canvas ref=${canvas} width="960" height="120" class="waveform" role="img" aria-label=${label}></canvas>`;
}

/** An icon drawn with a line; `path` fits a square of 24 units. */
export function Icon({ path }) {
  return html`<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d=${path} /></svg>`;
}

/** Returns a map from each key to the items that have it, in order. */
export function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Returns the name of a language, such as "British English" for "en-GB". */
export function languageName(tag) {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Returns a duration as people read it. */
export function duration(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

export const megabytes = (bytes) => (bytes >= 1e7 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** Has the browser save a file. */
export function saveFile(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_MS);
}

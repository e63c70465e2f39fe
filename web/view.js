/** What panels are made of: the view library, and the few parts that all of them have. */

import { html, render, useEffect, useRef, useState } from "./vendor/htm/standalone.module.js";
import { T } from "./texts.js";

export { html, render, useEffect, useRef, useState };

/** A sentence about how something went; read out when it changes. */
export function Notice({ said }) {
  return html`<p role="status" class=${`notice ${said?.bad ? "bad" : ""}`} hidden=${!said}>${said?.text ?? ""}</p>`;
}

/** Does things one at a time: [busy, notice, run, tell]; what fails becomes a sentence. */
export function useWork() {
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState(null);
  const tell = (text, bad = false) => setSaid(text ? { text, bad } : null);
  const run = async (work) => {
    setBusy(true);
    setSaid(null);
    try {
      const text = await work();
      if (typeof text === "string") tell(text);
    } catch (error) {
      if (error.name === "AbortError") setSaid(null);
      else tell(error.message || T.odd, true);
    } finally {
      setBusy(false);
    }
  };
  return [busy, said, run, tell];
}

/** A field with its label above it. */
export function Field({ label, hint, children, wide }) {
  return html`<label class=${`field ${wide ? "wide" : ""}`}
    ><span class="label">${label}</span>${children}${hint && html`<span class="hint">${hint}</span>`}</label
  >`;
}

/** A menu of voices, by language. */
export function VoiceMenu({ voices, value, change, only = () => true, name }) {
  const groups = Map.groupBy ? Map.groupBy(voices.filter(only), (voice) => voice.language) : grouped(voices.filter(only));
  return html`<select value=${value} name=${name} onChange=${(event) => change(event.target.value)}>
    ${[...groups].map(
      ([language, some]) =>
        html`<optgroup label=${languageName(language)}>
          ${some.map((voice) => html`<option value=${voice.id} selected=${voice.id === value}>${voice.id}</option>`)}
        </optgroup>`,
    )}
  </select>`;
}

/** Something to type elsewhere, with a button that copies it. */
export function Code({ text, label }) {
  const shown = useRef(null);
  const [, said, , tell] = useWork();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      tell(T.copied);
    } catch {
      getSelection().selectAllChildren(shown.current); // pages without HTTPS have no clipboard
      tell(T.selected);
    }
  };
  return html`<div class="code">
    <pre tabindex="0" role="region" aria-label=${label} ref=${shown}>${text}</pre>
    <div class="row"><button type="button" onClick=${copy}>${T.copy}</button><${Notice} said=${said} /></div>
  </div>`;
}

/** Bars of how loud a sound is. */
export function Waveform({ bars, label }) {
  const canvas = useRef(null);
  useEffect(() => {
    const { width, height } = canvas.current;
    const pen = canvas.current.getContext("2d");
    pen.clearRect(0, 0, width, height);
    pen.fillStyle = getComputedStyle(canvas.current).color;
    const step = width / Math.max(1, bars.length);
    bars.forEach((loud, place) => {
      const tall = Math.max(2, loud * height * 0.95);
      pen.fillRect(place * step, (height - tall) / 2, Math.max(1, step * 0.65), tall);
    });
  }, [bars]);
  return html`<canvas ref=${canvas} width="960" height="120" class="waveform" role="img" aria-label=${label}></canvas>`;
}

/** Calls back again and again while a part is shown. */
export function useEvery(seconds, callback) {
  const latest = useRef(callback);
  latest.current = callback;
  useEffect(() => {
    latest.current();
    const timer = setInterval(() => latest.current(), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
}

/** A language as people call it. */
export function languageName(tag) {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

export const megabytes = (bytes) => (bytes >= 1e7 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** Give a file to the person. */
export function offer(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function grouped(voices) {
  const groups = new Map();
  for (const voice of voices) groups.set(voice.language, [...(groups.get(voice.language) ?? []), voice]);
  return groups;
}

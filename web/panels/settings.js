/** Settings: a form for every setting, made from the server's description of it. */

import * as api from "../api.js";
import { T } from "../texts.js";
import { Field, Notice, html, useAction, useEffect, useState } from "../view.js";

const texts = {
  noMatch: "No setting matches.",
  source: (layer) => `Source: ${layer}`,
  needsRestart: "Requires restart",
  pending: "Restart pending",
  local: "Can only be set on the server itself",
  reset: "Reset",
  resetLabel: (name) => `Reset ${name}`,
  saved: (name) => `${name} is saved and in use.`,
  savedForRestart: (name) => `${name} is saved. Restart the server to use it.`,
  wasReset: (name, layer) => `${name} is reset. Its value now comes from ${layer}.`,
  overridden: (name, layer) => `${name} is saved, but the ${layer} overrides it. Change it there.`,
  expected: (bounds) => `Must be ${bounds}.`,
  invalidFile: "A settings file is invalid. The last valid settings remain in use:",
  allPending: (names) => `Restart the server to use these settings: ${names}.`,
  unset: "Not set",
  secret: "Set; enter a new value to replace it",
  invalidJson: "This is not valid JSON.",
};

const styles = `
.settings summary h3 { text-transform: capitalize; }
.setting { display: grid; gap: 0.3rem; padding: 0.8rem 0; border-top: 1px solid var(--line); margin-top: 0.8rem; }
.setting label code { font-weight: 600; }
.setting input:not([type="checkbox"]) { width: min(100%, 22rem); }
.badges { display: flex; flex-wrap: wrap; gap: 0.4rem; }
`;

const OWN_LAYER = "override.json"; // the file that holds what is changed here
const OPEN_SECTION = "speech";
const VOICE_SETTING = "speech.voice"; // the one whose text field suggests voices

function Settings({ status, voices, loadVoices, refresh }) {
  const [settings, setSettings] = useState(null);
  const [search, setSearch] = useState("");
  const [, notice, run] = useAction();
  useEffect(() => {
    run(async () => setSettings(await api.getSettings()));
  }, [status.settings.digest, status.health.settings_problems.length]);
  const change = async (name, value) => {
    const changed = await api.changeSettings({ [name]: value });
    setSettings(changed);
    await Promise.all([refresh(), loadVoices()]);
    return resultOf(name, value, settingIn(changed, name));
  };
  const sections = matchingSections(settings?.sections ?? [], search.trim().toLowerCase());
  const problems = settings?.problems ?? status.health.settings_problems;
  return html`<${Notice} notice=${notice} />
    ${problems.length > 0 && html`<div class="notice bad" role="alert"><p>${texts.invalidFile}</p><ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul></div>`}
    ${settings?.waiting_for_restart.length > 0 && html`<p class="notice">${texts.allPending(settings.waiting_for_restart.join(", "))}</p>`}
    ${settings && html`<${Field} label=${T.search}><input type="search" value=${search} onInput=${(event) => setSearch(event.target.value)} /><//>`}
    ${settings && !sections.length && html`<p class="empty">${texts.noMatch}</p>`}
    ${settings && html`<datalist id="voice-names">${voices.map((voice) => html`<option value=${voice.id}></option>`)}</datalist>`}
    ${sections.map(
      (section) => html`<details class="card settings" open=${Boolean(search.trim()) || section.name === OPEN_SECTION}>
        <summary><h3>${section.name}</h3> <span class="hint">${section.meaning}</span></summary>
        ${section.options.map((option) => html`<${Setting} key=${option.name} name=${`${section.name}.${option.name}`} ...${{ option, change }} />`)}
      </details>`,
    )}`;
}

function Setting({ name, option, change }) {
  const [draft, setDraft] = useState(null);
  const [busy, notice, run] = useAction();
  const savesAtOnce = option.type === "boolean" || option.type === "select";
  const save = (input) =>
    run(async () => {
      if (savesAtOnce) setDraft(input);
      try {
        const result = await change(name, valueOf(option, input));
        setDraft(null);
        return result;
      } catch (error) {
        if (savesAtOnce) setDraft(null);
        throw error;
      }
    });
  const reset = () => run(async () => (setDraft(null), await change(name, null)));
  const hasDraft = draft !== null && !savesAtOnce;
  const mayReset = (option.layer === OWN_LAYER || option.waiting) && !option.local;
  const id = `setting-${name.replace(".", "-")}`;
  return html`<div class="setting">
    <label for=${id}><code>${name}</code></label>
    <p class="hint" id=${`${id}-meaning`}>${option.description} ${texts.expected(option.expected)}</p>
    <div class="row">
      <${Control} ...${{ id, name, option, input: draft ?? inputOf(option), busy, setDraft, save }} />
      ${hasDraft && html`<button type="button" class="main" disabled=${busy} onClick=${() => save(draft)}>${T.save}</button>`}
      ${hasDraft && html`<button type="button" onClick=${() => setDraft(null)}>${T.cancel}</button>`}
      ${mayReset && html`<button type="button" disabled=${busy} aria-label=${texts.resetLabel(name)} onClick=${reset}>${texts.reset}</button>`}
    </div>
    <p class="badges">
      <span class="badge">${texts.source(option.layer)}</span>
      ${option.restart && html`<span class="badge">${texts.needsRestart}</span>`} ${option.waiting && html`<span class="badge active">${texts.pending}</span>`}
      ${option.local && html`<span class="badge">${texts.local}</span>`}
    </p>
    <${Notice} notice=${notice} />
  </div>`;
}

function Control({ id, name, option, input, busy, setDraft, save }) {
  const attributes = { id, name, disabled: option.local || busy, "aria-describedby": `${id}-meaning` };
  if (option.type === "boolean") return html`<input type="checkbox" ...${attributes} checked=${input} onChange=${(event) => save(event.target.checked)} />`;
  if (option.type === "select")
    return html`<select ...${attributes} value=${input} onChange=${(event) => save(event.target.value)}>
      ${option.options.map(choiceOf).map((choice) => html`<option value=${choice} selected=${choice === input}>${choice}</option>`)}
    </select>`;
  if (isJson(option))
    return html`<textarea ...${attributes} class="mono" rows=${Math.min(8, input.split("\n").length + 1)} value=${input} onInput=${(event) => setDraft(event.target.value)}></textarea>`;
  const type = option.secret ? "password" : "text";
  const inputmode = isNumber(option) ? "decimal" : undefined;
  const list = name === VOICE_SETTING ? "voice-names" : undefined;
  return html`<input ...${{ ...attributes, type, inputmode, list }} autocomplete="off" value=${input} placeholder=${placeholderOf(option)}
    onInput=${(event) => setDraft(event.target.value)} onKeyDown=${(event) => event.key === "Enter" && save(event.target.value)} />`;
}

/** Returns the sections with only those settings whose name or description contains the text. */
function matchingSections(sections, text) {
  const isMatch = (section) => (option) => `${section.name}.${option.name} ${option.description}`.toLowerCase().includes(text);
  return sections.map((section) => ({ ...section, options: section.options.filter(isMatch(section)) })).filter((section) => section.options.length);
}

function settingIn({ sections }, name) {
  const [sectionName, optionName] = name.split(".");
  return sections.find((section) => section.name === sectionName).options.find((option) => option.name === optionName);
}

/** Returns what a change has come to; throws if another layer overrides it. */
function resultOf(name, value, { layer, waiting }) {
  if (waiting) return texts.savedForRestart(name);
  if (value === null) return texts.wasReset(name, layer);
  if (layer !== OWN_LAYER) throw new Error(texts.overridden(name, layer));
  return texts.saved(name);
}

const placeholderOf = (option) => (option.value === null || option.value === "" ? texts.unset : option.secret ? texts.secret : "");
const choiceOf = (choice) => (Array.isArray(choice) ? choice[0] : choice);
const isNumber = (option) => option.type === "float" || option.type === "integer";
const isJson = (option) => option.type === "list" || option.type === "table";

/** Returns a setting's value as its control shows it. */
function inputOf({ value, ...option }) {
  if (option.type === "boolean") return value;
  if (option.secret) return ""; // the server does not send secrets
  if (isJson(option)) return JSON.stringify(value, null, 2);
  return value === null || value === undefined ? "" : String(value);
}

/** Returns the input of a control as the server takes it. */
function valueOf(option, input) {
  if (typeof input === "boolean") return input;
  if (isJson(option)) {
    const entered = parse(input);
    const removed = option.type === "table" ? Object.keys(option.value).filter((key) => !(key in entered)) : [];
    return removed.length ? { ...entered, ...Object.fromEntries(removed.map((key) => [key, null])) } : entered;
  }
  if (isNumber(option)) return input.trim() === "" || Number.isNaN(Number(input)) ? input : Number(input);
  return input === "" && option.value === null ? null : input;
}

function parse(input) {
  try {
    return JSON.parse(input);
  } catch {
    throw new Error(texts.invalidJson);
  }
}

export default {
  id: "settings",
  title: "Settings",
  icon: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
  needsToken: true,
  styles,
  View: Settings,
};

/** Settings: a form made from what the server says may be set. */

import * as api from "../api.js";
import { T } from "../texts.js";
import { Field, Notice, html, useEffect, useState, useWork } from "../view.js";

const S = T.settings;
const OURS = "override.json"; // what is changed here

export function Settings({ mayChange, look, loadVoices, status, voices }) {
  const [state, setState] = useState(null);
  const [search, setSearch] = useState("");
  const [, said, run] = useWork();
  useEffect(() => {
    if (mayChange) run(async () => setState(await api.settings()));
  }, [mayChange, status.settings.digest, status.health.settings_problems.length]);
  const put = async (name, value) => {
    const now = await api.change({ [name]: value });
    setState(now);
    await Promise.all([look(), loadVoices()]);
    const { layer, waiting } = now.sections.flatMap((section) => section.options.map((option) => ({ ...option, name: `${section.name}.${option.name}` }))).find((option) => option.name === name);
    if (waiting) return S.savedRestart(name);
    if (value === null) return S.isReset(name, layer);
    if (layer !== OURS) throw new Error(S.covered(name, layer));
    return S.saved(name);
  };
  const like = search.trim().toLowerCase();
  const sections = (state?.sections ?? [])
    .map((section) => ({ ...section, options: section.options.filter((option) => `${section.name}.${option.name} ${option.description}`.toLowerCase().includes(like)) }))
    .filter((section) => section.options.length);
  const problems = state?.problems ?? status.health.settings_problems;
  return html`<section aria-labelledby="settings">
    <h2 id="settings">${S.title}</h2>
    ${!mayChange && html`<p class="empty">${S.token}</p>`}
    <${Notice} said=${said} />
    ${problems.length > 0 && html`<div class="notice bad" role="alert"><p>${S.broken}</p><ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul></div>`}
    ${state?.waiting_for_restart.length > 0 && html`<p class="notice">${S.waitingAll(state.waiting_for_restart.join(", "))}</p>`}
    ${state && html`<${Field} label=${S.search}><input type="search" value=${search} onInput=${(event) => setSearch(event.target.value)} /><//>`}
    ${state && !sections.length && html`<p class="empty">${S.none}</p>`}
    ${state && html`<datalist id="voice-names">${voices.map((voice) => html`<option value=${voice.id}></option>`)}</datalist>`}
    ${sections.map(
      (section) => html`<details class="card section" open=${Boolean(like) || section.name === "speech"}>
        <summary><h3>${section.name}</h3> <span class="hint">${section.meaning}</span></summary>
        ${section.options.map((option) => html`<${Option} key=${option.name} name=${`${section.name}.${option.name}`} ...${{ option, put }} />`)}
      </details>`,
    )}
  </section>`;
}

function Option({ name, option, put }) {
  const [draft, setDraft] = useState(null);
  const [busy, said, run] = useWork();
  const shown = draft ?? written(option);
  const atOnce = option.type === "boolean" || option.type === "select"; // saved as soon as it is touched
  const save = (raw) =>
    run(async () => {
      if (atOnce) setDraft(raw);
      try {
        const told = await put(name, read(option, raw));
        setDraft(null);
        return told;
      } catch (error) {
        if (atOnce) setDraft(null);
        throw error;
      }
    });
  const reset = () => run(async () => (setDraft(null), await put(name, null)));
  const id = `option-${name.replace(".", "-")}`;
  return html`<div class="option">
    <label for=${id}><code>${name}</code></label>
    <p class="hint" id=${`${id}-meaning`}>${option.description} ${S.expected(option.expected)}</p>
    <div class="row">
      <${Control} ...${{ id, name, option, shown, busy, setDraft, save }} />
      ${draft !== null && !atOnce && html`<button type="button" class="main" disabled=${busy} onClick=${() => save(draft)}>${T.save}</button>`}
      ${draft !== null && !atOnce && html`<button type="button" onClick=${() => setDraft(null)}>${T.cancel}</button>`}
      ${(option.layer === OURS || option.waiting) && !option.local && html`<button type="button" disabled=${busy} aria-label=${S.resetLabel(name)} onClick=${reset}>${S.reset}</button>`}
    </div>
    <p class="marks">
      <span class="badge">${S.from(option.layer)}</span>
      ${option.restart && html`<span class="badge">${S.restart}</span>`} ${option.waiting && html`<span class="badge warn">${S.waiting}</span>`}
      ${option.local && html`<span class="badge">${S.local}</span>`}
    </p>
    <${Notice} said=${said} />
  </div>`;
}

function Control({ id, name, option, shown, busy, setDraft, save }) {
  const common = { id, name, disabled: option.local || busy, "aria-describedby": `${id}-meaning` };
  if (option.type === "boolean") return html`<input type="checkbox" ...${common} checked=${shown} onChange=${(event) => save(event.target.checked)} />`;
  if (option.type === "select")
    return html`<select ...${common} value=${shown} onChange=${(event) => save(event.target.value)}>${option.options.map((each) => html`<option value=${choice(each)} selected=${choice(each) === shown}>${choice(each)}</option>`)}</select>`;
  if (option.type === "list" || option.type === "table")
    return html`<textarea ...${common} class="mono" rows=${Math.min(8, shown.split("\n").length + 1)} value=${shown} onInput=${(event) => setDraft(event.target.value)}></textarea>`;
  const numeric = isNumber(option);
  return html`<input ...${common} type=${option.secret ? "password" : "text"} inputmode=${numeric ? "decimal" : undefined} autocomplete="off" value=${shown} placeholder=${placeholder(option)} list=${name === "speech.voice" ? "voice-names" : undefined}
    onInput=${(event) => setDraft(event.target.value)} onKeyDown=${(event) => event.key === "Enter" && save(event.target.value)} />`;
}

const placeholder = (option) => (option.value === null || option.value === "" ? S.unset : option.secret ? S.hidden : "");
const choice = (each) => (Array.isArray(each) ? each[0] : each);
const isNumber = (option) => option.type === "float" || option.type === "integer";
const isJson = (option) => option.type === "list" || option.type === "table";

/** A value as it stands in its control. */
function written({ value, ...option }) {
  if (option.type === "boolean") return value;
  if (option.secret) return ""; // what the server tells of it is not what it is
  if (isJson(option)) return JSON.stringify(value, null, 2);
  return value === null || value === undefined ? "" : String(value);
}

/** What was typed, as the server takes it. */
function read(option, raw) {
  if (typeof raw === "boolean") return raw;
  if (isJson(option)) {
    const typed = parsed(raw);
    const gone = option.type === "table" ? Object.keys(option.value).filter((key) => !(key in typed)) : [];
    return gone.length ? { ...typed, ...Object.fromEntries(gone.map((key) => [key, null])) } : typed;
  }
  if (isNumber(option)) return raw.trim() === "" || Number.isNaN(Number(raw)) ? raw : Number(raw);
  return raw === "" && option.value === null ? null : raw;
}

function parsed(raw) {
  try {
    return JSON.parse(raw);
  } catch {
    throw new Error(S.notJson);
  }
}

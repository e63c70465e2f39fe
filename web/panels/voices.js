/** Voices: choose by listening, compare two, fetch what is missing, and mix new ones. */

import * as api from "../api.js";
import * as sound from "../sound.js";
import { T } from "../texts.js";
import { Field, Notice, VoiceMenu, html, languageName, megabytes, useEvery, useState, useWork } from "../view.js";
import { Blend } from "./blend.js";
import { playSample } from "./samples.js";

const V = T.voices;
const GRADES = ["A", "B", "C", "D", "F"];
const YOURS = new Set(["saved", "own", "made"]); // kinds of voices that came with nobody's catalogue
const ABSENT = new Set(["missing", "partial", "damaged"]);
const LOOK_SECONDS = 3;

export function Voices({ status, mayChange, voices, usual, hearing, loadVoices, look }) {
  const [files, setFiles] = useState(null);
  const [like, setLike] = useState({ search: "", language: "", gender: "", grade: "", espeak: false });
  const [pair, setPair] = useState([]);
  const loadFiles = async () => setFiles((await api.files().catch(() => null)) ?? files);
  useEvery(LOOK_SECONDS, loadFiles);
  const set = (name) => (event) => setLike({ ...like, [name]: event.target.type === "checkbox" ? event.target.checked : event.target.value });
  const shown = voices.filter((voice) => fits(voice, like));
  const stands = `${hearing} ${files?.voices.filter((file) => file.state === "present").length}`; // what samples depend on
  const fileOf = new Map(files?.voices.map((file) => [file.name, file]));
  const compare = (name) => setPair(pair.includes(name) ? pair.filter((each) => each !== name) : [...pair, name].slice(-2));
  const row = (voice) => html`<${Row} key=${voice.id} ...${{ voice, usual, mayChange, pair, compare, stands, look, loadVoices, loadFiles, file: fileOf.get(voice.id), progress: progressOf(status, voice.id) }} />`;

  return html`<section aria-labelledby="voices">
    <h2 id="voices">${V.title}</h2>
    <div class="card fields">
      <${Field} label=${V.search}><input type="search" value=${like.search} onInput=${set("search")} /><//>
      <${Field} label=${V.language}>
        <select value=${like.language} onChange=${set("language")}>
          <option value="">${V.any}</option>
          ${[...new Set(voices.filter((voice) => like.espeak || !isEspeak(voice)).map((voice) => voice.language))].map((tag) => html`<option value=${tag}>${languageName(tag)}</option>`)}
        </select>
      <//>
      <${Field} label=${V.gender}>
        <select value=${like.gender} onChange=${set("gender")}>
          <option value="">${V.any}</option>
          ${Object.entries(V.genders).map(([value, text]) => html`<option value=${value}>${text}</option>`)}
        </select>
      <//>
      <${Field} label=${V.grade}>
        <select value=${like.grade} onChange=${set("grade")}>
          <option value="">${V.any}</option>
          ${GRADES.slice(0, -1).map((grade) => html`<option value=${grade}>${V.better(grade)}</option>`)}
        </select>
      <//>
      <label class="inline"><input type="checkbox" checked=${like.espeak} onChange=${set("espeak")} /> ${V.espeak}</label>
    </div>
    <${Compare} ...${{ pair, voices, stands }} />
    <${Blend} ...${{ voices, mayChange, stands, loadVoices, look }} />
    ${files && html`<${Models} ...${{ status, mayChange, models: files.models, loadFiles }} />`}
    <p class="hint" role="status">${shown.length ? V.count(shown.length) : V.nobody}</p>
    ${grouped(shown).map(
      ([title, some]) => html`<h3 class="group">${title} <span class="hint">${some.length}</span></h3>
        <ul class="voices">${some.map(row)}</ul>`,
    )}
  </section>`;
}

function Row({ voice, usual, mayChange, pair, compare, stands, look, loadVoices, loadFiles, file, progress }) {
  const [busy, said, run] = useWork();
  const hear = () => run(() => playSample(voice, stands));
  const makeUsual = () =>
    run(async () => {
      await api.change({ "speech.voice": voice.id });
      await Promise.all([loadVoices(), look()]);
    });
  return html`<li class=${`card voice ${voice.id === usual ? "usual" : ""}`}>
    <div class="row">
      <button class="round" type="button" aria-label=${V.hear(voice.id)} onClick=${hear}>▶</button>
      <div class="grow">
        <strong>${voice.id}</strong>${voice.grade && html` <span class="badge" title=${V.grade}>${voice.grade}</span>`}
        ${voice.id === usual && html` <span class="badge usual">${V.usual}</span>`}
        <p class="hint">${YOURS.has(voice.kind) && `${languageName(voice.language)} · `}${V.genders[voice.gender] ?? voice.gender}</p>
      </div>
      <label class="inline"><input type="checkbox" checked=${pair.includes(voice.id)} aria-label=${V.compareLabel(voice.id)} onChange=${() => compare(voice.id)} /> ${V.compare}</label>
    </div>
    <p class="hint">${voice.description}</p>
    ${file && html`<p class="hint files">${fileState(file, progress)}</p>`}
    <div class="row">
      <${Fetch} ...${{ kind: "voices", file, progress, mayChange, loadFiles }} />
      ${voice.id !== usual && html`<button type="button" disabled=${!mayChange || busy} title=${mayChange ? undefined : T.rights.needed} aria-label=${V.makeUsualLabel(voice.id)} onClick=${makeUsual}>${V.makeUsual}</button>`}
    </div>
    <${Notice} said=${said} />
  </li>`;
}

/** What fetches a file that is not here, and how far that is. */
function Fetch({ kind, file, progress, mayChange, loadFiles }) {
  const [busy, said, run] = useWork();
  if (!file) return null;
  const fetchIt = () =>
    run(async () => {
      const fetching = api.fetchFile(kind, file.name);
      setTimeout(loadFiles, 100); // it is on its way now
      await fetching.finally(loadFiles);
    });
  return html`${file.state === "fetching" && html`<progress max="100" value=${progress?.percent ?? undefined} aria-label=${V.files.fetchingLabel(file.name)}></progress>`}
    ${ABSENT.has(file.state) && html`<button type="button" disabled=${!mayChange || busy} title=${mayChange ? undefined : T.rights.needed} aria-label=${V.files.fetchLabel(file.name)} onClick=${fetchIt}>${V.files.fetch}</button>`}
    <${Notice} said=${said} />`;
}

function Models({ status, mayChange, models, loadFiles }) {
  const here = models.filter((file) => file.state === "present").length;
  return html`<details class="card">
    <summary><h3>${V.models}</h3> <span class="hint">${V.modelsHere(here, status.health.engine, status.health.engine_reason)}</span></summary>
    <p class="hint">${V.modelsHint}</p>
    <ul class="plain models">
      ${models.map((file) => {
        const progress = progressOf(status, file.name);
        return html`<li class="row" key=${file.name}>
          <span class="grow"><code>${file.name}</code>${file.name === status.health.model && html` <span class="badge usual">${V.atWork}</span>`}
            <span class="hint files">${fileState(file, progress)}</span></span>
          <${Fetch} ...${{ kind: "models", file, progress, mayChange, loadFiles }} />
        </li>`;
      })}
    </ul>
  </details>`;
}

function Compare({ pair, voices, stands }) {
  const [, said, run] = useWork();
  const chosen = pair.map((name) => voices.find((voice) => voice.id === name)).filter(Boolean);
  const language = chosen[0]?.language;
  const hear = (voice) => playSample(voice, stands, language);
  const both = () =>
    run(async () => {
      for (const voice of chosen) {
        await hear(voice);
        await sound.ended();
        if (!sound.audio.ended) return; // stopped by hand
      }
    });
  return html`<div class="card" role="group" aria-labelledby="compare">
    <h3 id="compare">${V.comparing}</h3>
    ${chosen.length < 2
      ? html`<p class="hint">${chosen.length ? V.compareOne(chosen[0].id) : V.compareHint}</p>`
      : html`<div class="row">
          ${chosen.map((voice) => html`<button type="button" onClick=${() => run(() => hear(voice))}>▶ ${voice.id}</button>`)}
          <button type="button" class="main" onClick=${both}>${V.both}</button>
        </div>`}
    <${Notice} said=${said} />
  </div>`;
}

/** What there is to say about a voice's or a model's file. */
function fileState(file, progress) {
  const known = V.files[file.state];
  if (file.state === "fetching") return known(progress?.percent ?? null);
  return typeof known === "function" ? known(file.size ? megabytes(file.size) : V.files.unknownSize) : known;
}

const progressOf = (status, name) => status.fetching?.find((each) => each.name === name);
const isEspeak = (voice) => voice.kind === "espeak";

/** The user's own first, then by language. */
function grouped(voices) {
  const groups = new Map();
  for (const voice of [...voices.filter((each) => YOURS.has(each.kind)), ...voices.filter((each) => !YOURS.has(each.kind))]) {
    const title = YOURS.has(voice.kind) ? V.saved : languageName(voice.language);
    groups.set(title, [...(groups.get(title) ?? []), voice]);
  }
  return [...groups];
}

function fits(voice, like) {
  if (isEspeak(voice) && !like.espeak) return false;
  if (like.language && voice.language !== like.language) return false;
  if (like.gender && voice.gender !== like.gender) return false;
  if (like.grade && !(voice.grade && GRADES.indexOf(voice.grade[0]) <= GRADES.indexOf(like.grade))) return false;
  return `${voice.id} ${voice.description}`.toLowerCase().includes(like.search.trim().toLowerCase());
}

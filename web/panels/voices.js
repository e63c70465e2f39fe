/** Voices: listen to them, compare two, set the default, download files, and blend new ones. */

import * as api from "../api.js";
import { Blend, styles as blendStyles } from "../components/blend.js";
import { Recording, styles as recordingStyles } from "../components/recording.js";
import { hasRecording, playRecording, playSample } from "../components/samples.js";
import * as player from "../player.js";
import { T } from "../texts.js";
import { ChangeButton, Field, Notice, groupBy, html, languageName, megabytes, useAction, useInterval, useState } from "../view.js";

const texts = {
  gender: "Gender",
  grade: "Grade",
  any: "Any",
  orBetter: (grade) => `${grade} or better`,
  genders: { female: "female", male: "male", neutral: "neutral" },
  espeak: "eSpeak NG voices",
  count: (n) => (n === 1 ? "1 voice" : `${n} voices`),
  noMatch: "No voice matches the filters.",
  play: (name) => `Play ${name}`,
  sample: "Sample",
  sampleLabel: (name) => `Play the recorded sample of ${name}`,
  sampleHint: "A recorded sentence, synthetic speech, made with this voice.",
  yourVoices: "Your voices",
  default: "Default",
  setDefault: "Set as default",
  setDefaultLabel: (name) => `Set as default: ${name}`,
  compare: "Compare",
  compareLabel: (name) => `Compare ${name}`,
  compareTitle: "Compare two voices",
  compareHint: "Select “Compare” on two voices to hear the same sentence from both.",
  compareOne: (name) => `${name} is selected. Select a second voice.`,
  playBoth: "Play both in turn",
  files: {
    missing: (size) => `Not downloaded (${size})`,
    partial: (size) => `Partly downloaded (${size} in total)`,
    fetching: (percent) => (percent === null ? "Downloading" : `Downloading: ${percent} %`),
    present: "Downloaded",
    damaged: "Damaged. Download it again",
  },
  unknownSize: "size unknown",
  download: "Download",
  downloadLabel: (name) => `Download ${name}`,
  progressLabel: (name) => `Download progress of ${name}`,
  models: "Kokoro model files",
  modelsSummary: (n, engine, reason) => `${n} downloaded. Engine in use: ${engine}. ${reason}`,
  modelsHint: "Kokoro needs one of these files, and a file for each voice. The setting engine.model selects the model.",
  inUse: "In use",
};

const styles = `
.voices { list-style: none; padding: 0; display: grid; gap: 0.75rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
.voice { gap: 0.5rem; }
.voice.default { border-color: var(--accent); }
.voice > .row { align-items: center; }
.voice .file { margin-top: auto; }
.voice button:not(.round) { min-height: 2.1rem; padding: 0.2rem 0.7rem; font-size: 0.9rem; }
.group { margin-top: 0.6rem; }
.models { grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: 0.6rem 2rem; }
.models li { align-items: center; flex-wrap: nowrap; }
.models .hint { display: block; }
${blendStyles}${recordingStyles}`;

const GRADES = ["A", "B", "C", "D", "F"];
const USER_KINDS = new Set(["saved", "own", "made"]); // of voices that the user has added
const DOWNLOADABLE = new Set(["missing", "partial", "damaged"]);
const POLL_SECONDS = 3;
const DOWNLOAD_STARTS_MS = 100;

function Voices({ status, mayChange, voices, defaultVoice, speechVersion, loadVoices, refresh }) {
  const [files, setFiles] = useState(null);
  const [filters, setFilters] = useState({ search: "", language: "", gender: "", grade: "", espeak: false });
  const [selected, setSelected] = useState([]); // names of the voices to compare
  const loadFiles = async () => setFiles((await api.getFiles().catch(() => null)) ?? files);
  useInterval(POLL_SECONDS, loadFiles);
  const matches = voices.filter((voice) => isMatch(voice, filters));
  const version = `${speechVersion} ${files?.voices.filter((file) => file.state === "present").length}`;
  const fileOf = new Map(files?.voices.map((file) => [file.name, file]));
  const select = (name) => setSelected(selected.includes(name) ? selected.filter((each) => each !== name) : [...selected, name].slice(-2));
  const card = (voice) => {
    const { id } = voice;
    const file = fileOf.get(id);
    const { engine, standing_in } = status.health;
    const canSpeak = !standing_in && (engine !== "kokoro" || !file || file.state === "present");
    const state = { isDefault: id === defaultVoice, isSelected: selected.includes(id), canSpeak, file, progress: progressOf(status, id) };
    return html`<${VoiceCard} key=${id} ...${{ voice, ...state, mayChange, select, version, refresh, loadVoices, loadFiles }} />`;
  };

  return html`<${Filters} ...${{ voices, filters, setFilters }} />
    <${Comparison} ...${{ selected, voices, version }} />
    <${Blend} ...${{ voices, mayChange, version, loadVoices, refresh }} />
    <${Recording} ...${{ mayChange, loadVoices, refresh }} />
    ${files && html`<${Models} ...${{ status, mayChange, models: files.models, loadFiles }} />`}
    <p class="hint" role="status">${matches.length ? texts.count(matches.length) : texts.noMatch}</p>
    ${groupsOf(matches).map(
      ([title, members]) => html`<h3 class="group">${title} <span class="hint">${members.length}</span></h3>
        <ul class="voices">${members.map(card)}</ul>`,
    )}`;
}

function Filters({ voices, filters, setFilters }) {
  const set = (name) => (event) => setFilters({ ...filters, [name]: event.target.type === "checkbox" ? event.target.checked : event.target.value });
  const languages = new Set(voices.filter((voice) => filters.espeak || !isEspeak(voice)).map((voice) => voice.language));
  const menu = (name, label, choices) => html`<${Field} label=${label}>
    <select value=${filters[name]} onChange=${set(name)}>
      <option value="">${texts.any}</option>
      ${choices.map(([value, text]) => html`<option value=${value}>${text}</option>`)}
    </select>
  <//>`;
  return html`<div class="card fields">
    <${Field} label=${T.search}><input type="search" value=${filters.search} onInput=${set("search")} /><//>
    ${menu("language", T.language, [...languages].map((tag) => [tag, languageName(tag)]))}
    ${menu("gender", texts.gender, Object.entries(texts.genders))}
    ${menu("grade", texts.grade, GRADES.slice(0, -1).map((grade) => [grade, texts.orBetter(grade)]))}
    <label class="inline"><input type="checkbox" checked=${filters.espeak} onChange=${set("espeak")} /> ${texts.espeak}</label>
  </div>`;
}

function VoiceCard({ voice, isDefault, canSpeak, mayChange, isSelected, select, version, refresh, loadVoices, loadFiles, file, progress }) {
  const [busy, notice, run] = useAction();
  const isRecorded = hasRecording(voice);
  const play = () => run(() => (isRecorded && !canSpeak ? playRecording(voice) : playSample(voice, version)));
  const setDefault = () =>
    run(async () => {
      await api.changeSettings({ "speech.voice": voice.id });
      await Promise.all([loadVoices(), refresh()]);
    });
  return html`<li class=${`card voice ${isDefault ? "default" : ""}`}>
    <div class="row">
      <button class="round" type="button" aria-label=${texts.play(voice.id)} onClick=${play}>▶</button>
      <div class="grow">
        <strong>${voice.id}</strong>${voice.grade && html` <span class="badge" title=${texts.grade}>${voice.grade}</span>`}
        ${isDefault && html` <span class="badge active">${texts.default}</span>`}
        <p class="hint">${isUsers(voice) && `${languageName(voice.language)} · `}${texts.genders[voice.gender] ?? voice.gender}</p>
      </div>
      <label class="inline"><input type="checkbox" checked=${isSelected} aria-label=${texts.compareLabel(voice.id)} onChange=${() => select(voice.id)} /> ${texts.compare}</label>
    </div>
    <p class="hint">${voice.description}${voice.style.length > 0 && ` · ${voice.style.join(", ")}`}</p>
    ${file && html`<p class="hint file">${fileState(file, progress)}</p>`}
    <div class="row">
      ${isRecorded && html`<button type="button" title=${texts.sampleHint} aria-label=${texts.sampleLabel(voice.id)} onClick=${() => run(() => playRecording(voice))}>${texts.sample}</button>`}
      <${Download} ...${{ kind: "voices", file, progress, mayChange, loadFiles }} />
      ${!isDefault && html`<${ChangeButton} mayChange=${mayChange} disabled=${busy} aria-label=${texts.setDefaultLabel(voice.id)} onClick=${setDefault}>${texts.setDefault}<//>`}
    </div>
    <${Notice} notice=${notice} />
  </li>`;
}

/** A button that downloads a file, or the progress of its download. */
function Download({ kind, file, progress, mayChange, loadFiles }) {
  const [busy, notice, run] = useAction();
  if (!file) return null;
  const download = () =>
    run(async () => {
      const finished = api.downloadFile(kind, file.name);
      setTimeout(loadFiles, DOWNLOAD_STARTS_MS);
      await finished.finally(loadFiles);
    });
  return html`${file.state === "fetching" && html`<progress max="100" value=${progress?.percent ?? undefined} aria-label=${texts.progressLabel(file.name)}></progress>`}
    ${DOWNLOADABLE.has(file.state) && html`<${ChangeButton} mayChange=${mayChange} disabled=${busy} aria-label=${texts.downloadLabel(file.name)} onClick=${download}>${texts.download}<//>`}
    <${Notice} notice=${notice} />`;
}

function Models({ status, mayChange, models, loadFiles }) {
  const { engine, engine_reason, model } = status.health;
  const downloaded = models.filter((file) => file.state === "present").length;
  return html`<details class="card">
    <summary><h3>${texts.models}</h3> <span class="hint">${texts.modelsSummary(downloaded, engine, engine_reason)}</span></summary>
    <p class="hint">${texts.modelsHint}</p>
    <ul class="plain models">
      ${models.map((file) => {
        const progress = progressOf(status, file.name);
        return html`<li class="row" key=${file.name}>
          <span class="grow"><code>${file.name}</code>${file.name === model && html` <span class="badge active">${texts.inUse}</span>`}
            <span class="hint file">${fileState(file, progress)}</span></span>
          <${Download} ...${{ kind: "models", file, progress, mayChange, loadFiles }} />
        </li>`;
      })}
    </ul>
  </details>`;
}

function Comparison({ selected, voices, version }) {
  const [, notice, run] = useAction();
  const pair = selected.map((name) => voices.find((voice) => voice.id === name)).filter(Boolean);
  const play = (voice) => playSample(voice, version, pair[0].language);
  const playBoth = () =>
    run(async () => {
      for (const voice of pair) {
        await play(voice);
        await player.ended();
        if (!player.audio.ended) return; // the user stopped it
      }
    });
  return html`<div class="card" role="group" aria-labelledby="compare">
    <h3 id="compare">${texts.compareTitle}</h3>
    ${pair.length < 2
      ? html`<p class="hint">${pair.length ? texts.compareOne(pair[0].id) : texts.compareHint}</p>`
      : html`<div class="row">
          ${pair.map((voice) => html`<button type="button" onClick=${() => run(() => play(voice))}>▶ ${voice.id}</button>`)}
          <button type="button" class="main" onClick=${playBoth}>${texts.playBoth}</button>
        </div>`}
    <${Notice} notice=${notice} />
  </div>`;
}

function fileState(file, progress) {
  const text = texts.files[file.state];
  if (file.state === "fetching") return text(progress?.percent ?? null);
  return typeof text === "function" ? text(file.size ? megabytes(file.size) : texts.unknownSize) : text;
}

const progressOf = (status, name) => status.fetching?.find((file) => file.name === name);
const isEspeak = (voice) => voice.kind === "espeak";
const isUsers = (voice) => USER_KINDS.has(voice.kind);

/** The user's own voices first, then the others by language. */
function groupsOf(voices) {
  const sorted = [...voices.filter(isUsers), ...voices.filter((voice) => !isUsers(voice))];
  return [...groupBy(sorted, (voice) => (isUsers(voice) ? texts.yourVoices : languageName(voice.language)))];
}

function isMatch(voice, filters) {
  if (isEspeak(voice) && !filters.espeak) return false;
  if (filters.language && voice.language !== filters.language) return false;
  if (filters.gender && voice.gender !== filters.gender) return false;
  if (filters.grade && !(voice.grade && GRADES.indexOf(voice.grade[0]) <= GRADES.indexOf(filters.grade))) return false;
  return `${voice.id} ${voice.description} ${voice.style.join(" ")}`.toLowerCase().includes(filters.search.trim().toLowerCase());
}

export default {
  id: "voices",
  title: "Voices",
  icon: "M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M4 20c0-4 4-6 8-6s8 2 8 6",
  styles,
  View: Voices,
};

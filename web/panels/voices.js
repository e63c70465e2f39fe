/** Voices: choose by listening, compare two, fetch what is missing, and mix new ones. */

import * as api from "../api.js";
import * as sound from "../sound.js";
import { T } from "../texts.js";
import { Field, Notice, VoiceMenu, html, languageName, megabytes, useEvery, useState, useWork } from "../view.js";

const V = T.voices;
const GRADES = ["A", "B", "C", "D", "F"];
const MOST_PARTS = 4;
const LOOK_SECONDS = 5;
const samples = new Map(); // of each voice, as long as the page is open

export function Voices({ status, mayChange, voices, usual, loadVoices, look }) {
  const [busy, said, run] = useWork();
  const [files, setFiles] = useState(new Map());
  const [like, setLike] = useState({ search: "", language: "", gender: "", grade: "", espeak: false });
  const [pair, setPair] = useState([]);
  const loadFiles = async () => {
    const told = await api.files().catch(() => null);
    if (told) setFiles(new Map(told.voices.map((file) => [file.name, file])));
  };
  useEvery(LOOK_SECONDS, loadFiles);
  const set = (name) => (event) => setLike({ ...like, [name]: event.target.type === "checkbox" ? event.target.checked : event.target.value });
  const shown = voices.filter((voice) => fits(voice, like));
  const hear = (voice) => run(() => playSample(voice));
  const compare = (name) => setPair(pair.includes(name) ? pair.filter((each) => each !== name) : [...pair, name].slice(-2));
  const row = (voice) => html`<${Row} key=${voice.id} ...${{ voice, usual, mayChange, busy, pair, compare, hear, run, look, loadVoices, loadFiles }} file=${files.get(voice.id)} progress=${status.fetching?.find((each) => each.name === voice.id)} />`;

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
    <${Notice} said=${said} />
    <${Compare} pair=${pair} voices=${voices} run=${run} />
    <p class="hint" role="status">${shown.length ? V.count(shown.length) : V.nobody}</p>
    <ul class="voices">${shown.map(row)}</ul>
    <${Blend} ...${{ voices, mayChange, loadVoices, look }} />
  </section>`;
}

function Row({ voice, usual, mayChange, busy, pair, compare, hear, run, look, loadVoices, loadFiles, file, progress }) {
  const fetchIt = () =>
    run(async () => {
      const fetching = api.fetchFile("voices", voice.id);
      loadFiles();
      await fetching.finally(loadFiles);
    });
  const makeUsual = () =>
    run(async () => {
      await api.change({ "speech.voice": voice.id });
      await Promise.all([loadVoices(), look()]);
    });
  const absent = file && ["missing", "partial", "damaged"].includes(file.state);
  return html`<li class=${`card voice ${voice.id === usual ? "usual" : ""}`}>
    <div class="row">
      <button class="round" type="button" disabled=${busy} aria-label=${V.hear(voice.id)} onClick=${() => hear(voice)}>▶</button>
      <div class="grow">
        <strong>${voice.id}</strong>${voice.grade && html` <span class="badge" title=${V.grade}>${voice.grade}</span>`}
        ${voice.id === usual && html` <span class="badge usual">${V.usual}</span>`}
        <p class="hint">${languageName(voice.language)} · ${V.genders[voice.gender] ?? voice.gender}</p>
      </div>
      <label class="inline"><input type="checkbox" checked=${pair.includes(voice.id)} aria-label=${V.compareLabel(voice.id)} onChange=${() => compare(voice.id)} /> ${V.compare}</label>
    </div>
    <p class="hint">${voice.description}</p>
    ${file && html`<p class="hint files">${file.state === "missing" || file.state === "partial" ? V.files[file.state](megabytes(file.size ?? 0)) : V.files[file.state]}</p>`}
    <div class="row">
      ${progress && html`<progress max="100" value=${progress.percent} aria-label=${V.files.fetching}></progress>`}
      ${absent && html`<button type="button" disabled=${!mayChange || busy} title=${mayChange ? undefined : T.rights.needed} aria-label=${V.files.fetchLabel(voice.id)} onClick=${fetchIt}>${V.files.fetch}</button>`}
      ${voice.id !== usual && html`<button type="button" disabled=${!mayChange || busy} title=${mayChange ? undefined : T.rights.needed} aria-label=${V.makeUsualLabel(voice.id)} onClick=${makeUsual}>${V.makeUsual}</button>`}
    </div>
  </li>`;
}

function Compare({ pair, voices, run }) {
  const chosen = pair.map((name) => voices.find((voice) => voice.id === name)).filter(Boolean);
  const language = chosen[0]?.language;
  const both = () =>
    run(async () => {
      for (const voice of chosen) {
        await playSample(voice, language);
        await sound.ended();
        if (!sound.audio.ended) return; // stopped by hand
      }
    });
  return html`<div class="card" role="group" aria-label=${V.comparing}>
    <h3>${V.comparing}</h3>
    ${chosen.length < 2
      ? html`<p class="hint">${V.compareHint}</p>`
      : html`<div class="row">
          ${chosen.map((voice) => html`<button type="button" onClick=${() => run(() => playSample(voice, language))}>▶ ${voice.id}</button>`)}
          <button type="button" class="main" onClick=${both}>${V.both}</button>
        </div>`}
  </div>`;
}

function Blend({ voices, mayChange, loadVoices, look }) {
  const kokoros = voices.filter((voice) => voice.grade);
  const [parts, setParts] = useState(() => kokoros.slice(0, 2).map((voice, place) => ({ name: voice.id, weight: place ? 30 : 70 })));
  const [name, setName] = useState("");
  const [busy, said, run] = useWork();
  const mix = parts.filter((part) => part.weight > 0).map((part) => `${part.name}*${part.weight / 100}`).join(" + ");
  const saved = voices.filter((voice) => !voice.grade && !isEspeak(voice) && voice.description.endsWith(")"));
  const edit = (place, change) => setParts(parts.map((part, each) => (each === place ? { ...part, ...change } : part)));
  const listen = () => run(() => playSample({ id: mix, language: kokoros.find((voice) => voice.id === parts[0].name).language }));
  const keep = () =>
    run(async () => {
      if (!name.trim()) throw new Error(V.nameNeeded);
      await api.change({ "voices.saved": { [name.trim()]: mix } });
      await Promise.all([loadVoices(), look()]);
      setName("");
      return V.isSaved(name.trim());
    });
  const remove = (voice) =>
    run(async () => {
      await api.change({ "voices.saved": { [voice.id]: null } });
      samples.delete(voice.id);
      await Promise.all([loadVoices(), look()]);
      return V.isRemoved(voice.id);
    });
  return html`<div class="card" role="group" aria-labelledby="blend">
    <h3 id="blend">${V.blend}</h3>
    <p class="hint">${V.blendHint}</p>
    ${parts.map(
      (part, place) => html`<div class="row part">
        <${Field} label=${V.part(place + 1)}><${VoiceMenu} voices=${kokoros} value=${part.name} change=${(chosen) => edit(place, { name: chosen })} /><//>
        <label class="field grow"><span class="label">${part.weight} %</span
          ><input type="range" min="0" max="100" value=${part.weight} aria-label=${V.weight(place + 1)} onInput=${(event) => edit(place, { weight: Number(event.target.value) })}
        /></label>
      </div>`,
    )}
    <p><code>${mix}</code></p>
    <div class="row">
      <button type="button" disabled=${parts.length >= MOST_PARTS} onClick=${() => setParts([...parts, { name: kokoros[parts.length].id, weight: 20 }])}>${V.add}</button>
      <button type="button" class="main" disabled=${busy || !mix} onClick=${listen}>${T.listen}</button>
    </div>
    <div class="row">
      <${Field} label=${V.asName}><input name="blend" maxlength="60" value=${name} onInput=${(event) => setName(event.target.value)} /><//>
      <button type="button" disabled=${!mayChange || busy || !mix} title=${mayChange ? undefined : T.rights.needed} onClick=${keep}>${T.save}</button>
    </div>
    <${Notice} said=${said} />
    <h4>${V.saved}</h4>
    ${saved.length
      ? html`<ul class="plain">
          ${saved.map(
            (voice) => html`<li class="row"><span class="grow">${voice.description}</span>
              <button type="button" disabled=${!mayChange || busy} aria-label=${V.removeLabel(voice.id)} onClick=${() => remove(voice)}>${T.remove}</button></li>`,
          )}
        </ul>`
      : html`<p class="empty">${V.savedNone}</p>`}
  </div>`;
}

/** Play a voice's sample, made once; `language` has another voice say the same. */
async function playSample(voice, language = voice.language) {
  const text = V.sample[language.slice(0, 2)] ?? V.sample.en;
  const key = `${voice.id}\n${text}`;
  if (samples.has(key)) return await sound.playBlob(samples.get(key), V.playing(voice.id));
  const { blob } = await sound.playSpeech({ input: text, voice: voice.id }, V.playing(voice.id));
  samples.set(key, blob);
}

const isEspeak = (voice) => voice.id.startsWith("espeak_");

function fits(voice, like) {
  if (isEspeak(voice) && !like.espeak) return false;
  if (like.language && voice.language !== like.language) return false;
  if (like.gender && voice.gender !== like.gender) return false;
  if (like.grade && !(voice.grade && GRADES.indexOf(voice.grade[0]) <= GRADES.indexOf(like.grade))) return false;
  return `${voice.id} ${voice.description}`.toLowerCase().includes(like.search.trim().toLowerCase());
}

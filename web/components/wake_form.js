/** A new wake word, step by step: what is said, how often, by whom, and what it will cost. */

import * as api from "../api.js";
import * as player from "../player.js";
import { T } from "../texts.js";
import { CheckList } from "./check_list.js";
import { ChangeButton, Field, Notice, groupBy, html, languageName, useAction, useEffect, useInterval, useRef, useState } from "../view.js";

const texts = {
  title: "New wake word",
  steps: ["The phrase", "How many", "How it is said", "What it costs"],
  step: (n, name) => `Step ${n} of 4: ${name}`,
  phrase: "Wake word",
  phraseHint: "Two or three words with four syllables or more are heard best: hey katya.",
  set: "Name of the data set",
  say: "Pronounced (optional)",
  sayHint: "Another spelling, or phonemes between slashes: /hˈA kˈɑtjə/.",
  hear: "Hear it",
  samples: "Samples of the wake word",
  samplesHint: "10,000 train a good detector; 100 show whether all is as you like it.",
  near: "Samples of what is nearly it",
  nearHint: "Phrases that are to wake nothing: as many again, unless you know better.",
  voices: "Voices",
  voicesHint: "Empty: all of the language. Or names, languages, or “all”, separated by commas.",
  blends: "Mixtures of two voices",
  speeds: "Speeds",
  speedsHint: "A range, or numbers: 0.75..1.3 or 0.9,1,1.1.",
  presets: "Rooms and devices",
  clean: "clean",
  presetsHint: "Samples as a microphone in such a place hears them. “clean” is the sound as it is spoken.",
  workers: "Processes",
  workersHint: "Each takes one core, at a low priority, and the memory of a model.",
  back: "Back",
  next: "Next",
  estimate: "What will it cost?",
  estimating: "A few samples are being made, to see how long they take…",
  make: "Make the samples",
  made: "The samples are being made; you see it below.",
  cost: (cost) =>
    `${cost.samples.toLocaleString()} samples: about ${round(cost.sound_minutes)} minutes of sound, ${round(cost.megabytes)} MB, and ${round(cost.work_minutes)} minutes of work.`,
  roles: (roles) =>
    Object.entries(roles)
      .map(([role, count]) => `${count.toLocaleString()} ${role}`)
      .join(", "),
};

const round = (value) => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString());

export const styles = `
.steps { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; padding: 0; list-style: none; font-size: 0.9rem; color: var(--soft); }
.steps [aria-current] { color: var(--accent); font-weight: 600; }
.wake h4:focus { outline: none; }
`;

const POLL_SECONDS = 2;
const NEW = { phrase: "", set: "", say: "", language: "en-US", samples: 1000, near: 1000, voices: "", blends: 200, speeds: "0.75..1.3", presets: ["clean"], workers: 1 };

const slug = (phrase) => phrase.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 60);

export function WakeForm({ choices, voices, defaultVoice, mayChange, onStarted }) {
  const [form, setForm] = useState(NEW);
  const [step, setStep] = useState(0);
  const [job, setJob] = useState(null); // that says what it will cost
  const [busy, notice, run] = useAction();
  const heading = useRef(null);
  const moved = useRef(false);
  useEffect(() => {
    if (moved.current) heading.current?.focus();
  }, [step]);
  const change = (fields) => (setForm({ ...form, ...fields }), setJob(null));
  const set = (name, read = String) => (event) => change({ [name]: read(event.target.value) });
  const go = (to) => ((moved.current = true), setStep(to));
  const isComplete = form.phrase.trim() && (form.set || slug(form.phrase));
  const fields = () => ({
    ...form,
    set: form.set || slug(form.phrase),
    say: form.say || null,
    voices: form.voices || null,
    presets: form.presets.join(",") || "clean",
  });
  const isEstimating = job && !job.ended;
  useInterval(POLL_SECONDS, async () => {
    if (!isEstimating) return;
    const found = await api.getWorkshopJob(job.id).catch(() => null);
    if (found) setJob(found.job);
  });
  const estimate = () => run(async () => setJob((await api.newWakeWord({ ...fields(), estimate: true })).job));
  const make = () =>
    run(async () => {
      await api.newWakeWord(fields());
      setForm(NEW);
      setJob(null);
      go(0);
      onStarted();
      return texts.made;
    });
  const submit = (event) => {
    event.preventDefault();
    if (step < 3) go(step + 1);
  };
  const parts = [
    () => html`<${PhrasePart} ...${{ form, set, voices, defaultVoice }} />`,
    () => html`<div class="fields">
      <${Field} label=${texts.samples} hint=${texts.samplesHint}><input type="number" name="samples" min="1" max="200000" required value=${form.samples} onInput=${set("samples", Number)} /><//>
      <${Field} label=${texts.near} hint=${texts.nearHint}><input type="number" name="near" min="0" max="200000" required value=${form.near} onInput=${set("near", Number)} /><//>
    </div>`,
    () => html`<${VoicesPart} ...${{ form, set, change, choices }} />`,
    () => html`<div role="status">
        ${isEstimating && html`<p class="hint">${texts.estimating}</p>`}
        ${job?.problem && html`<p class="notice bad">${job.problem}</p>`}
        ${job?.state === "done" && html`<p>${texts.cost(job.result)}</p><p class="hint">${texts.roles(job.result.roles ?? {})}</p>`}
      </div>
      <div class="row">
        <${ChangeButton} mayChange=${mayChange} disabled=${busy || isEstimating} onClick=${estimate}>${texts.estimate}<//>
        <${ChangeButton} class="main" mayChange=${mayChange} disabled=${busy || isEstimating} onClick=${make}>${texts.make}<//>
      </div>`,
  ];
  return html`<form class="card wake" onSubmit=${submit}>
    <h3>${texts.title}</h3>
    <ol class="steps">${texts.steps.map((name, index) => html`<li aria-current=${index === step ? "step" : undefined}>${index + 1}. ${name}</li>`)}</ol>
    <h4 tabindex="-1" ref=${heading}>${texts.step(step + 1, texts.steps[step])}</h4>
    ${parts[step]()}
    <div class="row">
      ${step > 0 && html`<button type="button" onClick=${() => go(step - 1)}>${texts.back}</button>`}
      ${step < 3 && html`<button disabled=${!isComplete}>${texts.next}</button>`}
    </div>
    <${Notice} notice=${notice} />
  </form>`;
}

function PhrasePart({ form, set, voices, defaultVoice }) {
  const [busy, notice, run] = useAction();
  const languages = [...groupBy(voices, (voice) => voice.language).keys()];
  const hear = () =>
    run(async () => {
      const voice = (voices.find((each) => each.id === defaultVoice && each.language === form.language) ?? voices.find((each) => each.language === form.language))?.id ?? defaultVoice;
      const say = form.say.trim();
      const answer = say && { answer: say.startsWith("/") ? say : `"${say}"` };
      await player.playSpeech({ input: form.phrase, voice, ...answer }, form.phrase);
    });
  return html`<div class="fields">
      <${Field} label=${texts.phrase} hint=${texts.phraseHint}><input name="phrase" required maxlength="200" value=${form.phrase} onInput=${set("phrase")} /><//>
      <${Field} label=${T.language}>
        <select name="language" value=${form.language} onChange=${set("language")}>
          ${languages.map((tag) => html`<option value=${tag} selected=${tag === form.language}>${languageName(tag)}</option>`)}
        </select>
      <//>
      <${Field} label=${texts.say} hint=${texts.sayHint}><input name="say" maxlength="200" value=${form.say} onInput=${set("say")} /><//>
      <${Field} label=${texts.set}><input name="set" pattern="[A-Za-z0-9_][A-Za-z0-9._\\-]*" maxlength="80" placeholder=${slug(form.phrase)} value=${form.set} onInput=${set("set")} /><//>
    </div>
    <div class="row"><button type="button" disabled=${busy || !form.phrase.trim()} onClick=${hear}>${texts.hear}</button></div>
    <${Notice} notice=${notice} />`;
}

function VoicesPart({ form, set, change, choices }) {
  const items = [{ name: texts.clean }, ...Object.entries(choices?.presets ?? {}).map(([name, title]) => ({ name, title }))];
  return html`<div class="fields">
      <${Field} label=${texts.voices} hint=${texts.voicesHint}><input name="voices" maxlength="1000" value=${form.voices} onInput=${set("voices")} /><//>
      <${Field} label=${texts.blends}><input type="number" name="blends" min="0" max="10000" required value=${form.blends} onInput=${set("blends", Number)} /><//>
      <${Field} label=${texts.speeds} hint=${texts.speedsHint}><input name="speeds" required value=${form.speeds} onInput=${set("speeds")} /><//>
      <${Field} label=${texts.workers} hint=${texts.workersHint}><input type="number" name="workers" min="1" max="16" required value=${form.workers} onInput=${set("workers", Number)} /><//>
    </div>
    <${CheckList} legend=${texts.presets} hint=${texts.presetsHint} items=${items} chosen=${form.presets} onChange=${(presets) => change({ presets })} />`;
}

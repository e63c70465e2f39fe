/** Makes a voice from a recording, step by step: consent, recording, checks, making, listening, saving. */

import * as api from "../api.js";
import * as player from "../player.js";
import { ChangeButton, Field, Notice, html, useAction, useEffect, useRef, useState } from "../view.js";

const texts = {
  title: "A voice from a recording",
  hint: "From 5 to 30 seconds of one person's speech, with that person's consent.",
  consentTitle: "1. Consent",
  person: "Name of the person whose voice it is",
  personHint: "It is kept with the voice.",
  start: "Continue",
  recordTitle: "2. Recording",
  read: "Read this aloud. The number shows that the recording was made for this purpose; nobody checks it for you.",
  record: "Record",
  stop: "Stop recording",
  recording: (seconds) => `Recording: ${seconds} s`,
  upload: "Or choose a file",
  noMicrophone: "This page cannot use a microphone: browsers allow it only with HTTPS, or on this very machine. Choose a file.",
  refusedMicrophone: "The browser does not allow the microphone. Allow it, or choose a file.",
  listenRecording: "Listen to the recording",
  checksTitle: "3. Checks",
  check: "Check the recording",
  checking: "The recording is being checked…",
  lights: { good: "good", poor: "could be better", refused: "not enough" },
  names: { length: "Length", speech: "Share of speech", noise: "Distance to the noise", clipping: "Clipped", speaker: "One speaker" },
  values: {
    length: (value) => `${value.toFixed(1)} s`,
    speech: (value) => `${Math.round(100 * value)} %`,
    noise: (value) => `${value.toFixed(0)} dB`,
    clipping: (value) => `${(100 * value).toFixed(2)} %`,
    speaker: (value) => value.toFixed(2),
  },
  makeTitle: "4. Make the voice",
  make: "Make the voice",
  working: (doing) => `Working: ${doing || "starting"}. This takes minutes on a small machine; you can leave this page open.`,
  cancel: "Cancel",
  listenTitle: "5. Listen and adjust",
  listen: "Listen to the voice",
  listenNearest: (nearest) => `Listen to ${nearest}, the nearest published voice`,
  sliders: {
    share: { label: "Share of the new voice", hint: (nearest) => `The rest is ${nearest}. Less of the new voice sounds more even.` },
    pitch: { label: "Pitch", hint: () => "Higher or lower, whenever the voice speaks." },
    pace: { label: "Pace", hint: () => "Faster or slower, whenever the voice speaks." },
    brightness: { label: "Brightness", hint: () => "More or less of the high tones, whenever the voice speaks." },
  },
  shown: {
    share: (value) => `${Math.round(100 * value)} %`,
    pitch: (value) => `${signed(value)} semitones`,
    pace: (value) => `${Math.round(100 * value)} %`,
    brightness: (value) => `${signed(value)} dB an octave`,
  },
  reset: "Take the adjustments back",
  alike: (measure) => `How much it sounds like the recording, by ${measure}`,
  marks: { voice: "This voice", nearest: "Nearest published voice", same_person: "One half of the recording to the other" },
  alikeHint: "Without adjustments. The measure was not used to make the voice. A part of a person's sound is matched, never all of it.",
  saveTitle: "6. Name and save",
  name: "Name of the voice",
  nameHint: "Language and gender first: af_anna speaks American English, bm_tom British English.",
  save: "Save the voice",
  saved: (name) => `${name} is saved. Home Assistant lists it within half a minute.`,
  again: "Begin again",
  yours: "Voices from recordings",
  none: "None yet.",
  about: (voice) => `${voice.person}, ${new Date(voice.date).toLocaleDateString()}, made by the ${voice.method}`,
  remove: "Delete",
  removeLabel: (name) => `Delete ${name}`,
  removed: (name) => `${name} is deleted, with what was kept about it.`,
};

export const styles = `
.recording .form, .recording fieldset { display: grid; gap: 0.75rem; }
.recording .form { margin-top: 0.75rem; }
.recording fieldset { border: 0; padding: 0; margin: 0; }
.recording legend { font-weight: 600; padding: 0; margin-bottom: 0.5rem; }
.recording blockquote { margin: 0; padding: 0.75rem; border-inline-start: 3px solid var(--accent); font-size: 1.1rem; }
.recording .light::before { content: "●"; margin-inline-end: 0.4rem; }
.recording .light.good::before { color: var(--good); }
.recording .light.poor::before { color: var(--warn); }
.recording .light.refused::before { color: var(--bad); }
`;

const sliders = {
  share: { min: 0.05, max: 1, step: 0.05, usual: 1 },
  pitch: { min: -3, max: 3, step: 0.25, usual: 0 },
  pace: { min: 0.7, max: 1.4, step: 0.05, usual: 1 },
  brightness: { min: -3, max: 3, step: 0.25, usual: 0 },
};
const usual = Object.fromEntries(Object.entries(sliders).map(([name, slider]) => [name, slider.usual]));
const nearestAlone = { ...usual, share: 0 };

function signed(value) {
  return value > 0 ? `+${value}` : String(value).replace("-", "−");
}

const POLL_MS = 1000;
const MAX_RECORD_SECONDS = 30;
const NAME = "[a-z][fm]_[a-z0-9_]{1,29}";

export function Recording({ mayChange, loadVoices, refresh }) {
  const [consent, setConsent] = useState(null); // person, statement, sentence
  const [sound, setSound] = useState(null); // Blob
  const [checks, setChecks] = useState(null);
  const [match, setMatch] = useState(null);
  const forget = () => {
    setSound(null);
    setChecks(null);
    setMatch(null);
  };
  const use = (blob) => {
    forget();
    setSound(blob);
  };
  const restart = () => {
    if (match) api.forgetMatch(match.id).catch(() => {});
    forget();
    setConsent(null);
  };
  const fields = consent && sound && { file: sound, consent: "true", person: consent.person, sentence: consent.sentence };
  const usable = checks && checks.every((check) => check.light !== "refused");

  return html`<details class="card recording">
    <summary><h3>${texts.title}</h3> <span class="hint">${texts.hint}</span></summary>
    <div class="form">
      <${Consent} ...${{ mayChange, consent, setConsent }} />
      ${consent && html`<${Sound} ...${{ consent, sound, use }} />`}
      ${fields && html`<${Checks} ...${{ mayChange, fields, checks, setChecks }} />`}
      ${fields && usable && html`<${Make} ...${{ mayChange, fields, match, setMatch }} />`}
      ${match?.state === "done" && html`<${Result} ...${{ mayChange, match, loadVoices, refresh, restart }} />`}
      <${Recorded} ...${{ mayChange, loadVoices, refresh, version: match?.state }} />
    </div>
  </details>`;
}

function Consent({ mayChange, consent, setConsent }) {
  const [agreed, setAgreed] = useState(false);
  const [person, setPerson] = useState("");
  const [busy, notice, run] = useAction();
  const statement = useStatement(mayChange);
  const start = () =>
    run(async () => {
      const answer = await api.getMatchSentence(person.trim());
      setConsent({ person: person.trim(), ...answer });
    });
  return html`<fieldset>
    <legend>${texts.consentTitle}</legend>
    <label class="inline"><input type="checkbox" checked=${agreed} disabled=${!mayChange} onChange=${(event) => { setAgreed(event.target.checked); setConsent(null); }} /> ${statement}</label>
    <${Field} label=${texts.person} hint=${texts.personHint}><input name="person" maxlength="100" autocomplete="off" value=${person} onInput=${(event) => { setPerson(event.target.value); setConsent(null); }} /><//>
    ${!consent && html`<div class="row"><${ChangeButton} mayChange=${mayChange} disabled=${mayChange && (busy || !agreed || !person.trim())} onClick=${start}>${texts.start}<//></div>`}
    <${Notice} notice=${notice} />
  </fieldset>`;
}

/** What is agreed to, in the server's words. */
function useStatement(mayChange) {
  const [statement, setStatement] = useState("");
  useEffect(() => {
    if (mayChange) api.getMatchSentence("").then((answer) => setStatement(answer.statement), () => {});
  }, [mayChange]);
  return statement || "…";
}

function Sound({ consent, sound, use }) {
  const [recorder, setRecorder] = useState(null);
  const [seconds, setSeconds] = useState(0);
  const [, notice, run] = useAction();
  const canRecord = Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);
  useEffect(() => {
    if (!recorder) return undefined;
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    const end = setTimeout(() => recorder.stop(), MAX_RECORD_SECONDS * 1000);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [recorder]);
  const record = () =>
    run(async () => {
      const stream = await navigator.mediaDevices
        .getUserMedia({ audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false } })
        .catch(() => { throw new Error(texts.refusedMicrophone); });
      const parts = [];
      const started = new MediaRecorder(stream);
      started.ondataavailable = (event) => parts.push(event.data);
      started.onstop = () => {
        for (const track of stream.getTracks()) track.stop();
        setRecorder(null);
        use(new Blob(parts, { type: started.mimeType }));
      };
      setSeconds(0);
      started.start();
      setRecorder(started);
    });
  return html`<fieldset>
    <legend>${texts.recordTitle}</legend>
    <p class="hint">${texts.read}</p>
    <blockquote>${consent.sentence}</blockquote>
    ${canRecord
      ? html`<div class="row">
          <button type="button" class="main" onClick=${recorder ? () => recorder.stop() : record}>${recorder ? texts.stop : texts.record}</button>
          <span role="status">${recorder ? texts.recording(seconds) : ""}</span>
        </div>`
      : html`<p class="hint">${texts.noMicrophone}</p>`}
    <${Field} label=${texts.upload}><input type="file" accept="audio/*,video/webm,video/mp4" onChange=${(event) => event.target.files[0] && use(event.target.files[0])} /><//>
    ${sound && !recorder && html`<div class="row"><button type="button" onClick=${() => run(() => player.playBlob(sound, texts.recordTitle))}>${texts.listenRecording}</button></div>`}
    <${Notice} notice=${notice} />
  </fieldset>`;
}

function Checks({ mayChange, fields, checks, setChecks }) {
  const [busy, notice, run] = useAction();
  const check = () => run(async () => setChecks((await api.checkRecording(fields)).checks));
  return html`<fieldset>
    <legend>${texts.checksTitle}</legend>
    <div class="row"><${ChangeButton} mayChange=${mayChange} disabled=${busy} onClick=${check}>${texts.check}<//></div>
    <p role="status" class="hint">${busy ? texts.checking : ""}</p>
    ${checks && html`<ul class="plain">
      ${checks.map(
        ({ name, value, light, advice }) => html`<li class=${`light ${light}`} key=${name}>
          <strong>${texts.names[name] ?? name}</strong>: ${texts.values[name]?.(value) ?? value}, ${texts.lights[light]}${advice && html`<span class="hint"> ${advice}</span>`}
        </li>`,
      )}
    </ul>`}
    <${Notice} notice=${notice} />
  </fieldset>`;
}

function Make({ mayChange, fields, match, setMatch }) {
  const [busy, notice, run] = useAction();
  const shown = useRef(true);
  useEffect(() => () => (shown.current = false), []);
  const make = () =>
    run(async () => {
      let state = await api.startMatch(fields);
      while (state.state === "working" && shown.current) {
        setMatch(state);
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        state = await api.getMatch(state.id);
      }
      setMatch(state);
      if (state.problem) throw new Error(state.problem.message);
    });
  const cancel = () => api.forgetMatch(match.id).catch(() => {});
  const working = match?.state === "working";
  return html`<fieldset>
    <legend>${texts.makeTitle}</legend>
    <div class="row">
      <${ChangeButton} mayChange=${mayChange} class="main" disabled=${busy} onClick=${make}>${texts.make}<//>
      ${working && html`<button type="button" onClick=${cancel}>${texts.cancel}</button>`}
    </div>
    <p role="status" class="hint">${working ? texts.working(match.doing) : ""}</p>
    <${Notice} notice=${notice} />
  </fieldset>`;
}

function Result({ mayChange, match, loadVoices, refresh, restart }) {
  const [adjustment, setAdjustment] = useState(usual);
  const [name, setName] = useState("");
  const [saved, setSaved] = useState(false);
  const [busy, notice, run] = useAction();
  const listen = (chosen, title) => run(async () => player.playBlob(await api.getMatchTake(match.id, chosen), title));
  const save = () =>
    run(async () => {
      const newName = name.trim();
      await api.saveMatch(match.id, { name: newName, ...adjustment });
      setSaved(true);
      await Promise.all([loadVoices(), refresh()]);
      return texts.saved(newName);
    });
  const { measure, ...marks } = match.likeness;
  return html`<fieldset>
      <legend>${texts.listenTitle}</legend>
      ${Object.entries(sliders).map(
        ([name, { min, max, step }]) => html`<${Field} key=${name} label=${`${texts.sliders[name].label}: ${texts.shown[name](adjustment[name])}`} hint=${texts.sliders[name].hint(match.nearest)}
          ><input type="range" name=${name} min=${min} max=${max} step=${step} disabled=${saved} value=${adjustment[name]} aria-valuetext=${texts.shown[name](adjustment[name])} onInput=${(event) => setAdjustment({ ...adjustment, [name]: Number(event.target.value) })} /><//>`,
      )}
      <div class="row">
        <button type="button" disabled=${saved} onClick=${() => listen(adjustment, texts.listen)}>▶ ${texts.listen}</button>
        <button type="button" disabled=${saved} onClick=${() => listen(nearestAlone, texts.listenNearest(match.nearest))}>▶ ${texts.listenNearest(match.nearest)}</button>
        <button type="button" disabled=${saved} onClick=${() => setAdjustment(usual)}>${texts.reset}</button>
      </div>
      <p class="label">${texts.alike(measure)}</p>
      <ul class="plain">
        ${Object.entries(marks).map(([mark, value]) => html`<li class="row" key=${mark}><span class="grow">${texts.marks[mark]}</span><meter min="0" max="1" value=${value} aria-label=${texts.marks[mark]}></meter><span>${value.toFixed(2)}</span></li>`)}
      </ul>
      <p class="hint">${texts.alikeHint}</p>
    </fieldset>
    <fieldset>
      <legend>${texts.saveTitle}</legend>
      <div class="row">
        <${Field} label=${texts.name} hint=${texts.nameHint}><input name="voice" maxlength="32" pattern=${NAME} autocomplete="off" value=${name} onInput=${(event) => setName(event.target.value)} /><//>
        <${ChangeButton} mayChange=${mayChange} class="main" disabled=${busy || saved || !new RegExp(`^${NAME}$`).test(name.trim())} onClick=${save}>${texts.save}<//>
        <button type="button" onClick=${restart}>${texts.again}</button>
      </div>
      <${Notice} notice=${notice} />
    </fieldset>`;
}

function Recorded({ mayChange, loadVoices, refresh, version }) {
  const [voices, setVoices] = useState({});
  const [busy, notice, run] = useAction();
  const load = async () => setVoices((await api.getRecordedVoices()).voices);
  useEffect(() => {
    if (mayChange) load().catch(() => {});
  }, [mayChange, version, notice]);
  const remove = (name) =>
    run(async () => {
      await api.removeVoice(name);
      await Promise.all([load(), loadVoices(), refresh()]);
      return texts.removed(name);
    });
  const names = Object.keys(voices);
  return html`<h4>${texts.yours}</h4>
    ${names.length
      ? html`<ul class="plain">
          ${names.map(
            (name) => html`<li class="row" key=${name}><span class="grow"><strong>${name}</strong> <span class="hint">${texts.about(voices[name])}</span></span>
              <${ChangeButton} mayChange=${mayChange} disabled=${busy} aria-label=${texts.removeLabel(name)} onClick=${() => remove(name)}>${texts.remove}<//></li>`,
          )}
        </ul>`
      : html`<p class="empty">${texts.none}</p>`}
    <${Notice} notice=${notice} />`;
}

/** What speaks now and why, how long it takes until Kokoro speaks, and a button to hear it: for the first visit. */

import { Notice, duration, html, megabytes, useAction, useState } from "../view.js";
import { hasRecording, playRecording, playSample } from "./samples.js";

const texts = {
  engines: { kokoro: "Kokoro", student: "A student of Kokoro", espeak: "eSpeak NG", tone: "The tone engine", none: "No engine" },
  title: (engine) => `${engine} speaks now`,
  nothing: "Nothing can speak yet",
  download: (name, bytes) => `Downloading ${name}${bytes ? ` (${megabytes(bytes)})` : ""}`,
  load: "Loading the model, which takes a few seconds",
  improve: "Kokoro is being prepared for this machine, once, and is faster afterwards",
  left: (seconds) => `${duration(seconds)} left`,
  measuring: "measuring the time left…",
  trouble: (problem) => `The last attempt failed: ${problem}. It goes on by itself.`,
  then: "After that Kokoro speaks, by itself. This page shows it.",
  hear: (engine) => `Hear ${engine}`,
  hearKokoro: "Hear how Kokoro will sound",
  progress: "Progress until Kokoro speaks",
  hide: "Hide this",
};

export const styles = `
.first-sound progress { max-width: none; width: 100%; height: 1rem; }
.first-sound .row { align-items: center; }
`;

const SEEN_KEY = "wyoming_kokoro.first_sound";

/** Shows it as long as something is under way, and on the first visit until it is hidden. */
export function FirstSound({ status, voices, defaultVoice, speechVersion }) {
  const [isSeen, setSeen] = useState(wasSeen);
  const [busy, notice, run] = useAction();
  const { health, preparation } = status;
  if (isSeen && !preparation && !health.standing_in) return null;
  const engine = texts.engines[health.engine] ?? health.engine;
  const voice = voices.find((each) => each.id === defaultVoice) ?? voices[0];
  const canSpeak = voice && health.engine !== "none";
  const hide = () => {
    remember();
    setSeen(true);
  };
  return html`<div class="card first-sound" role="region" aria-labelledby="first-sound">
    <h3 id="first-sound">${canSpeak ? texts.title(engine) : texts.nothing}</h3>
    ${preparation?.step !== "download" && html`<p>${health.engine_reason}</p>`}
    ${preparation && html`<${Preparation} ...${preparation} isWaiting=${health.standing_in} />`}
    <div class="row">
      ${canSpeak && html`<button class="main" type="button" disabled=${busy} onClick=${() => run(() => playSample(voice, speechVersion))}>${texts.hear(engine)}</button>`}
      ${health.standing_in && voice && hasRecording(voice) && html`<button type="button" disabled=${busy} onClick=${() => run(() => playRecording(voice))}>${texts.hearKokoro}</button>`}
      ${!preparation && !health.standing_in && html`<button type="button" onClick=${hide}>${texts.hide}</button>`}
    </div>
    <${Notice} notice=${notice} />
  </div>`;
}

function Preparation({ step, share, seconds_left, name, bytes, trouble, isWaiting }) {
  const doing = { download: texts.download(name, bytes), load: texts.load, improve: texts.improve }[step];
  const percent = share === null ? null : Math.floor(share * 100);
  const left = seconds_left === null ? (step === "load" ? "" : texts.measuring) : texts.left(seconds_left);
  return html`<p>${[doing, percent !== null && `${percent} %`, left].filter(Boolean).join(", ")}</p>
    ${share === null ? html`<progress key="waiting" aria-label=${texts.progress}></progress>` : html`<progress key=${step} max="1" value=${share} aria-label=${texts.progress}></progress>`}
    ${trouble && html`<p class="hint">${texts.trouble(trouble)}</p>`}
    ${isWaiting && html`<p class="hint">${texts.then}</p>`}`;
}

function wasSeen() {
  try {
    return localStorage.getItem(SEEN_KEY) !== null;
  } catch {
    return false; // the browser keeps nothing for this page
  }
}

function remember() {
  try {
    localStorage.setItem(SEEN_KEY, "1");
  } catch {
    // it is shown again on the next visit
  }
}

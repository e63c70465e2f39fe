/** Speak: enter a text, hear it while it is produced, and copy the request for other programs. */

import * as api from "../api.js";
import * as player from "../player.js";
import { T } from "../texts.js";
import { CodeBlock, Field, Notice, VoiceMenu, Waveform, html, keptState, saveFile, useAction, useEffect, useState } from "../view.js";

const texts = {
  example: "Hello! The washing machine is done, and it is 21.5 °C outside.",
  speed: "Speed",
  pitch: "Pitch",
  semitones: "semitones",
  format: "Format",
  speak: "Speak",
  speaking: "Speaking…",
  firstAudio: (ms) => `First audio after ${ms} ms.`,
  length: (seconds) => `${seconds} s of audio.`,
  waveform: "Waveform of the latest audio",
  history: "History",
  emptyHistory: "What you speak is listed here until you close the page.",
  download: "Download",
  copyAs: "Copy as",
  languages: { curl: "curl", python: "Python", yaml: "Home Assistant YAML" },
  code: "Code",
  noPitch: "# Home Assistant cannot set the pitch for one request: set speech.pitch on the server",
};

const styles = `
.history { list-style: none; padding: 0; display: grid; gap: 0.75rem; }
.history .input { font-weight: 600; overflow-wrap: anywhere; }
.history .waveform { height: 40px; }
`;

const STORAGE_KEY = "wyoming_kokoro.speak";
const MAX_HISTORY = 50;
const MAX_TITLE = 80; // characters
const REDRAW_MS = 400; // between two drawings of what has arrived,
const REDRAW_FACTOR = 10; // or this many times what the last one took: long audio is drawn less often

const useHistory = keptState([]);

function Speak({ status, voices, defaultVoice }) {
  const [form, setForm] = useState(() => storedForm(defaultVoice));
  const [history, updateHistory] = useHistory();
  const [busy, notice, run, notify] = useAction();
  const [peaks, setPeaks] = useState([]);
  useEffect(() => sessionStorage.setItem(STORAGE_KEY, JSON.stringify(form)), [form]);
  const setText = (name) => (event) => setForm({ ...form, [name]: event.target.value });
  const setNumber = (name) => (event) => setForm({ ...form, [name]: Number(event.target.value) });

  const speak = () =>
    run(async () => {
      setPeaks([]);
      const request = requestOf(form);
      const preview = previewer(setPeaks);
      const onProgress = (chunks, ms) => {
        notify(`${texts.speaking} ${texts.firstAudio(ms)}`);
        preview.draw(chunks);
      };
      const { sent, playable, firstChunkMs } = await player.playSpeech(request, shortened(request.input), onProgress);
      const waveform = await player.waveformOf(playable);
      preview.stop();
      setPeaks(waveform.peaks);
      const id = crypto.getRandomValues(new Uint32Array(1))[0];
      updateHistory((entries) => [{ id, request, sent, playable, ...waveform }, ...entries].slice(0, MAX_HISTORY));
      const length = waveform.seconds ? texts.length(waveform.seconds.toFixed(1)) : "";
      return [texts.firstAudio(firstChunkMs), length, player.audio.canPlayType(playable.type) ? "" : T.unplayable].filter(Boolean).join(" ");
    });

  return html`<form class="card" onSubmit=${(event) => (event.preventDefault(), speak())}>
      <${Field} label=${T.text} wide>
        <textarea rows="4" name="text" value=${form.input} onInput=${setText("input")} onKeyDown=${(event) => event.ctrlKey && event.key === "Enter" && speak()}></textarea>
      <//>
      <div class="fields">
        <${Field} label=${T.voice}><${VoiceMenu} name="voice" voices=${voices} value=${form.voice} onChange=${(voice) => setForm({ ...form, voice })} /><//>
        <${Field} label=${texts.format}>
          <select name="format" value=${form.response_format} onChange=${setText("response_format")}>
            ${status.formats.map((name) => html`<option value=${name} selected=${name === form.response_format}>${name}</option>`)}
          </select>
        <//>
        <${Field} label=${`${texts.speed}: ${form.speed}`}>
          <input type="range" name="speed" min="0.5" max="2" step="0.05" value=${form.speed} onInput=${setNumber("speed")} />
        <//>
        <${Field} label=${`${texts.pitch}: ${form.pitch} ${texts.semitones}`}>
          <input type="range" name="pitch" min="-12" max="12" step="0.5" value=${form.pitch} onInput=${setNumber("pitch")} />
        <//>
      </div>
      <div class="row">
        <button class="main" disabled=${busy || !form.input.trim()}>${texts.speak}</button>
        <button type="button" onClick=${player.stop}>${T.stop}</button>
      </div>
      <${Notice} notice=${notice} />
      <${Waveform} peaks=${peaks} label=${texts.waveform} />
    </form>
    <h3>${texts.history}</h3>
    ${history.length ? html`<ol class="history">${history.map((entry) => html`<${Entry} key=${entry.id} ...${{ entry, status }} />`)}</ol>` : html`<p class="empty">${texts.emptyHistory}</p>`}`;
}

function Entry({ entry, status }) {
  const [language, setLanguage] = useState("");
  const [, notice, run] = useAction();
  const { request, sent, playable, peaks } = entry;
  const code = language && CODE[language](request, api.publicUrl(status));
  return html`<li class="card">
    <p class="input">${request.input}</p>
    <p class="hint">${summaryOf(entry)}</p>
    <${Waveform} peaks=${peaks} label=${shortened(request.input)} />
    <div class="row">
      <button type="button" onClick=${() => run(() => player.playBlob(playable, shortened(request.input)))}>${T.play}</button>
      <button type="button" onClick=${() => saveFile(sent, `speech.${request.response_format}`)}>${texts.download}</button>
      <label class="inline">${texts.copyAs}
        <select value=${language} onChange=${(event) => setLanguage(event.target.value)}>
          <option value="">–</option>
          ${Object.entries(texts.languages).map(([name, text]) => html`<option value=${name}>${text}</option>`)}
        </select>
      </label>
    </div>
    ${code && html`<${CodeBlock} code=${code} label=${texts.code} />`}
    <${Notice} notice=${notice} />
  </li>`;
}

/** Draws the audio that has arrived so far, one drawing at a time and not too often. */
function previewer(setPeaks) {
  let drawing = false;
  let stopped = false;
  let nextTime = 0;
  return {
    async draw(chunks) {
      const startTime = performance.now();
      if (drawing || startTime < nextTime) return;
      drawing = true;
      const { peaks } = await player.waveformOf(new Blob(chunks));
      drawing = false;
      nextTime = performance.now() + Math.max(REDRAW_MS, REDRAW_FACTOR * (performance.now() - startTime));
      if (peaks.length && !stopped) setPeaks(peaks);
    },
    stop() {
      stopped = true;
    },
  };
}

/** Returns the body of a request, without what has its default value. */
function requestOf({ input, voice, response_format, speed, pitch }) {
  const request = { model: "kokoro", input, voice, response_format };
  if (speed !== 1) request.speed = speed;
  if (pitch) request.pitch = pitch;
  return request;
}

function summaryOf({ request, seconds }) {
  const { voice, response_format, speed, pitch } = request;
  const facts = [voice, response_format, speed && `${texts.speed} ${speed}`, pitch && `${texts.pitch} ${pitch}`, seconds && `${seconds.toFixed(1)} s`];
  return facts.filter(Boolean).join(" · ");
}

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same request in other languages. */
const CODE = {
  curl: (request, url) =>
    `curl ${quoted(`${url}/v1/audio/speech`)} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quoted(JSON.stringify(request))} \\\n  -o speech.${request.response_format}`,
  python: ({ input, voice, response_format, speed = 1, pitch = 0 }, url) =>
    [
      "from openai import OpenAI",
      "",
      `client = OpenAI(base_url=${JSON.stringify(`${url}/v1`)}, api_key="none")`,
      "with client.audio.speech.with_streaming_response.create(",
      `    model="kokoro",\n    voice=${JSON.stringify(voice)},\n    input=${JSON.stringify(input)},`,
      `    response_format=${JSON.stringify(response_format)},\n    speed=${speed},`,
      ...(pitch ? [`    extra_body={"pitch": ${pitch}},`] : []),
      ") as response:",
      `    response.stream_to_file("speech.${response_format}")`,
    ].join("\n"),
  yaml: ({ input, voice, speed = 1, pitch = 0 }) =>
    [
      ...(pitch ? [texts.noPitch] : []),
      "action: tts.speak",
      "target:\n  entity_id: tts.kokoro",
      "data:\n  media_player_entity_id: media_player.living_room",
      `  message: ${JSON.stringify(input)}`,
      `  options:\n    voice: ${JSON.stringify(speed === 1 ? voice : `${voice}@${speed}`)}`,
    ].join("\n"),
};

const shortened = (text) => (text.length > MAX_TITLE ? `${text.slice(0, MAX_TITLE - 1)}…` : text);

function storedForm(defaultVoice) {
  const form = { input: texts.example, voice: defaultVoice, response_format: "mp3", speed: 1, pitch: 0 };
  try {
    return { ...form, ...JSON.parse(sessionStorage.getItem(STORAGE_KEY)) };
  } catch {
    return form;
  }
}

export default {
  id: "speak",
  title: "Speak",
  icon: "M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11",
  styles,
  View: Speak,
};

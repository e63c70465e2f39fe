/** Speak: enter a text, hear it while it is produced, and copy the request for other programs. */

import * as api from "../api.js";
import { Background, NO_BACKGROUND, backgroundOf } from "../components/background.js";
import { Conversation, inputsOf, styles as conversationStyles } from "../components/conversation.js";
import { MarkupButtons, styles as markupStyles } from "../components/markup_buttons.js";
import { FirstSound, styles as firstSoundStyles } from "../components/first_sound.js";
import { CODE } from "../components/request_code.js";
import * as player from "../player.js";
import { T } from "../texts.js";
import { CodeBlock, Field, Notice, VoiceMenu, Waveform, html, keptState, saveFile, useAction, useEffect, useRef, useState } from "../view.js";

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
  mode: "What to speak",
  modes: { speech: "One text", conversation: "A conversation" },
  style: "Speaking style",
  noStyle: "none",
  degree: "Amount of style",
  examples: "Examples",
  more: "Style and background",
};

const styles = `
${markupStyles}
${conversationStyles}
${firstSoundStyles}
.examples { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; }
.examples button { padding: 0.2rem 0.6rem; min-height: 2.1rem; font-size: 0.9rem; }
.modes { display: flex; flex-wrap: wrap; gap: 0.4rem 1.2rem; border: 0; padding: 0; margin: 0; }
.history { list-style: none; padding: 0; display: grid; gap: 0.75rem; }
.history .input { font-weight: 600; overflow-wrap: anywhere; }
.history .waveform { height: 40px; }
`;

const STORAGE_KEY = "wyoming_kokoro.speak";
const MAX_HISTORY = 50;
const MAX_TITLE = 80; // characters
const REDRAW_MS = 400; // between two drawings of what has arrived,
const REDRAW_FACTOR = 10; // or this many times what the last one took: long audio is drawn less often

/** What each example puts into the form. */
const EXAMPLES = [
  ["Pause and emphasis", { input: "The answer is [pause:1s] no. I said [no](+2)!" }],
  ["A whisper", { input: "The baby is asleep. [whisper]Please close the door quietly.[/whisper]" }],
  ["Two voices", { input: "She asked: [voice:bf_emma]Is it raining?[/voice] And it was." }],
  ["SSML", { input: '<speak>It is <prosody rate="75%" pitch="-3st">slow and low</prosody>, <break time="500ms"/> then <emphasis level="strong">clear</emphasis>.</speak>' }],
  ["Cheerful", { input: "Good morning! The sun is shining, and the coffee is ready.", style: "cheerful" }],
  ["Rain", { input: "It has been raining since the morning. The windows are closed, and the fire is lit.", background: { type: "rain", level: -14, duck: true } }],
  [
    "Conversation",
    {
      mode: "conversation",
      turns: [
        { voice: "af_heart", text: "Is the kettle on? I would love a cup of tea, if there is any left.", gap: "", over: false },
        { voice: "am_michael", text: "Mhm.", gap: "", over: true },
        { voice: "am_michael", text: "It is, and the tea will be ready in a minute.", gap: "0.3", over: false },
        { voice: "af_heart", text: "Wonderful!", gap: "-0.2", over: false },
      ],
    },
  ],
];

const useHistory = keptState([]);

function Speak({ status, voices, defaultVoice, speechVersion }) {
  const [form, setForm] = useState(() => storedForm(defaultVoice));
  const [history, updateHistory] = useHistory();
  const [busy, notice, run, notify] = useAction();
  const [peaks, setPeaks] = useState([]);
  useEffect(() => sessionStorage.setItem(STORAGE_KEY, JSON.stringify(form)), [form]);
  const setText = (name) => (event) => setForm({ ...form, [name]: event.target.value });
  const area = useRef(null);
  const [speakingStyles, setSpeakingStyles] = useState([]);
  useEffect(() => {
    api.getStyles().then((answer) => setSpeakingStyles(answer.styles)).catch(() => {}); // without the list there is no menu
  }, []);
  const isConversation = form.mode === "conversation";
  const isEmpty = isConversation ? !inputsOf(form.turns).length : !form.input.trim();
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
      const { sent, playable, firstChunkMs } = await player.playSpeech(request, titleOf(request), onProgress);
      const waveform = await player.waveformOf(playable);
      preview.stop();
      setPeaks(waveform.peaks);
      const id = crypto.getRandomValues(new Uint32Array(1))[0];
      updateHistory((entries) => [{ id, request, sent, playable, ...waveform }, ...entries].slice(0, MAX_HISTORY));
      const length = waveform.seconds ? texts.length(waveform.seconds.toFixed(1)) : "";
      return [texts.firstAudio(firstChunkMs), length, player.audio.canPlayType(playable.type) ? "" : T.unplayable].filter(Boolean).join(" ");
    });

  return html`<${FirstSound} ...${{ status, voices, defaultVoice, speechVersion }} />
    <form class="card" onSubmit=${(event) => (event.preventDefault(), speak())}>
      <fieldset class="modes" aria-label=${texts.mode}>
        ${Object.entries(texts.modes).map(
          ([mode, label]) =>
            html`<label class="inline"><input type="radio" name="mode" value=${mode} checked=${form.mode === mode} onChange=${() => setForm({ ...form, mode })} />${label}</label>`,
        )}
      </fieldset>
      ${isConversation
        ? html`<${Conversation} turns=${form.turns} voices=${voices} speakingStyles=${speakingStyles} onChange=${(turns) => setForm({ ...form, turns })} />`
        : html`<${Field} label=${T.text} wide>
              <textarea ref=${area} rows="4" name="text" value=${form.input} onInput=${setText("input")} onKeyDown=${(event) => event.ctrlKey && event.key === "Enter" && speak()}></textarea>
            <//>
            <${MarkupButtons} area=${area} voices=${voices} defaultVoice=${form.voice} onChange=${(input) => setForm({ ...form, input })} />`}
      <div class="examples" role="group" aria-label=${texts.examples}>
        <span class="hint">${texts.examples}:</span>
        ${EXAMPLES.map(([name, values]) => html`<button type="button" onClick=${() => setForm({ ...form, ...PLAIN, ...values })}>${name}</button>`)}
      </div>
      <div class="fields">
        ${!isConversation && html`<${Field} label=${T.voice}><${VoiceMenu} name="voice" voices=${voices} value=${form.voice} onChange=${(voice) => setForm({ ...form, voice })} /><//>`}
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
      <div class="fields" role="group" aria-label=${texts.more}>
        <${Field} label=${texts.style}>
          <select name="style" value=${form.style} onChange=${setText("style")}>
            <option value="">${texts.noStyle}</option>
            ${speakingStyles.map(({ name, meaning }) => html`<option value=${name} selected=${name === form.style} title=${meaning}>${name}</option>`)}
          </select>
        <//>
        ${form.style &&
        html`<${Field} label=${`${texts.degree}: ${form.degree}`}>
          <input type="range" name="degree" min="0.25" max="2" step="0.25" value=${form.degree} onInput=${setNumber("degree")} />
        <//>`}
        <${Background} value=${form.background} onChange=${(background) => setForm({ ...form, background })} />
      </div>
      <div class="row">
        <button class="main" disabled=${busy || isEmpty}>${texts.speak}</button>
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
    <p class="input">${request.input ?? request.inputs.map((turn) => html`<span class="said">${turn.voice}: ${turn.text}<br /></span>`)}</p>
    <p class="hint">${summaryOf(entry)}</p>
    <${Waveform} peaks=${peaks} label=${titleOf(request)} />
    <div class="row">
      <button type="button" onClick=${() => run(() => player.playBlob(playable, titleOf(request)))}>${T.play}</button>
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
function requestOf({ mode, turns, input, voice, response_format, speed, pitch, style, degree, background }) {
  const said = mode === "conversation" ? { inputs: inputsOf(turns) } : { input, voice };
  const request = { model: "kokoro", ...said, response_format };
  if (speed !== 1) request.speed = speed;
  if (pitch) request.pitch = pitch;
  if (style) request.style = style;
  if (style && degree !== 1) request.style_degree = degree;
  const sound = backgroundOf(background);
  if (sound) request.background = sound;
  return request;
}

const titleOf = ({ input, inputs }) => shortened(input ?? inputs.map((turn) => turn.text).join(" "));

function summaryOf({ request, seconds }) {
  const { voice, response_format, speed, pitch, style, background } = request;
  const facts = [voice, response_format, speed && `${texts.speed} ${speed}`, pitch && `${texts.pitch} ${pitch}`, style, background?.type, seconds && `${seconds.toFixed(1)} s`];
  return facts.filter(Boolean).join(" · ");
}

const shortened = (text) => (text.length > MAX_TITLE ? `${text.slice(0, MAX_TITLE - 1)}…` : text);

/** What an example changes back. */
const PLAIN = { mode: "speech", style: "", degree: 1, background: NO_BACKGROUND };

function storedForm(defaultVoice) {
  const turns = EXAMPLES.at(-1)[1].turns.map((turn, index) => (index ? turn : { ...turn, voice: defaultVoice }));
  const form = { ...PLAIN, turns, input: texts.example, voice: defaultVoice, response_format: "mp3", speed: 1, pitch: 0 };
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

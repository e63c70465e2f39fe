/** Speak: type, hear it while it is made, keep the takes, and copy the request for elsewhere. */

import * as api from "../api.js";
import * as sound from "../sound.js";
import { T } from "../texts.js";
import { Code, Field, Notice, VoiceMenu, Waveform, html, offer, useEffect, useState, useWork } from "../view.js";

const S = T.speak;
const KEPT = "wyoming_kokoro.speak";
const MOST_TAKES = 50;
const DRAW_MS = 400; // between two drawings of what has arrived so far,
const DRAW_SHARE = 10; // or so many times what one takes: a long text is drawn more seldom

export function Speak({ status, voices, usual, history, setHistory }) {
  const [wanted, setWanted] = useState(() => remembered(usual));
  const [busy, said, run, tell] = useWork();
  const [bars, setBars] = useState([]);
  useEffect(() => sessionStorage.setItem(KEPT, JSON.stringify(wanted)), [wanted]);
  const set = (name) => (event) => setWanted({ ...wanted, [name]: event.target?.value ?? event });
  const number = (name) => (event) => setWanted({ ...wanted, [name]: Number(event.target.value) });

  const say = () =>
    run(async () => {
      let drawing = false;
      let next = 0;
      let whole = false;
      setBars([]);
      const request = requestOf(wanted);
      const heard = async (kept, first) => {
        tell(`${S.making} ${S.first(first)}`);
        const begun = performance.now();
        if (drawing || begun < next) return;
        drawing = true;
        const seen = await sound.peaks(new Blob(kept));
        drawing = false;
        next = performance.now() + Math.max(DRAW_MS, DRAW_SHARE * (performance.now() - begun));
        if (seen.bars.length && !whole) setBars(seen.bars);
      };
      const { blob, played, first } = await sound.playSpeech(request, short(request.input), heard);
      const { bars: all, seconds } = await sound.peaks(played);
      whole = true;
      setBars(all);
      setHistory((takes) => [{ id: crypto.getRandomValues(new Uint32Array(1))[0], request, blob, played, bars: all, seconds }, ...takes].slice(0, MOST_TAKES));
      const playable = sound.audio.canPlayType(played.type) ? "" : ` ${S.unplayable}`;
      return `${S.first(first)} ${seconds ? S.length(seconds.toFixed(1)) : ""}${playable}`;
    });

  return html`<section aria-labelledby="speak">
    <h2 id="speak">${S.title}</h2>
    <form class="card" onSubmit=${(event) => (event.preventDefault(), say())}>
      <${Field} label=${S.text} wide>
        <textarea rows="4" name="text" value=${wanted.input} onInput=${set("input")} onKeyDown=${(event) => event.ctrlKey && event.key === "Enter" && say()}></textarea>
      <//>
      <div class="fields">
        <${Field} label=${S.voice}><${VoiceMenu} name="voice" voices=${voices} value=${wanted.voice} change=${(voice) => setWanted({ ...wanted, voice })} /><//>
        <${Field} label=${S.format}>
          <select name="format" value=${wanted.response_format} onChange=${set("response_format")}>
            ${status.formats.map((name) => html`<option value=${name} selected=${name === wanted.response_format}>${name}</option>`)}
          </select>
        <//>
        <${Field} label=${`${S.speed}: ${wanted.speed}`}>
          <input type="range" name="speed" min="0.5" max="2" step="0.05" value=${wanted.speed} onInput=${number("speed")} />
        <//>
        <${Field} label=${`${S.pitch}: ${wanted.pitch} ${S.semitones}`}>
          <input type="range" name="pitch" min="-12" max="12" step="0.5" value=${wanted.pitch} onInput=${number("pitch")} />
        <//>
      </div>
      <div class="row">
        <button class="main" disabled=${busy || !wanted.input.trim()}>${S.say}</button>
        <button type="button" onClick=${sound.stop}>${T.stop}</button>
      </div>
      <${Notice} said=${said} />
      <${Waveform} bars=${bars} label=${S.waveform} />
    </form>
    <h3>${S.history}</h3>
    ${history.length ? html`<ol class="takes">${history.map((take) => html`<${Take} key=${take.id} ...${{ take, status }} />`)}</ol>` : html`<p class="empty">${S.none}</p>`}
  </section>`;
}

function Take({ take, status }) {
  const [kind, setKind] = useState("");
  const [, said, run] = useWork();
  const { request, blob, played } = take;
  const code = kind && CODE[kind](request, api.base(status));
  return html`<li class="card take">
    <p class="said">${request.input}</p>
    <p class="hint">${[request.voice, request.response_format, request.speed && `${S.speed} ${request.speed}`, request.pitch && `${S.pitch} ${request.pitch}`, take.seconds && `${take.seconds.toFixed(1)} s`].filter(Boolean).join(" · ")}</p>
    <${Waveform} bars=${take.bars} label=${short(request.input)} />
    <div class="row">
      <button type="button" onClick=${() => run(() => sound.playBlob(played, short(request.input)))}>${T.play}</button>
      <button type="button" onClick=${() => offer(blob, `speech.${request.response_format}`)}>${S.download}</button>
      <label class="inline">${S.copyAs}
        <select value=${kind} onChange=${(event) => setKind(event.target.value)}>
          <option value="">–</option>
          ${Object.entries(S.kinds).map(([name, text]) => html`<option value=${name}>${text}</option>`)}
        </select>
      </label>
    </div>
    ${code && html`<${Code} text=${code} label=${S.code} />`}
    <${Notice} said=${said} />
  </li>`;
}

/** The request without what is as usual. */
function requestOf({ input, voice, response_format, speed, pitch }) {
  const request = { model: "kokoro", input, voice, response_format };
  if (speed !== 1) request.speed = speed;
  if (pitch) request.pitch = pitch;
  return request;
}

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
const CODE = {
  curl: (request, base) =>
    `curl ${quoted(`${base}/v1/audio/speech`)} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quoted(JSON.stringify(request))} \\\n  -o speech.${request.response_format}`,
  python: ({ input, voice, response_format, speed = 1, pitch = 0 }, base) =>
    [
      "from openai import OpenAI",
      "",
      `client = OpenAI(base_url=${JSON.stringify(`${base}/v1`)}, api_key="none")`,
      "with client.audio.speech.with_streaming_response.create(",
      `    model="kokoro",\n    voice=${JSON.stringify(voice)},\n    input=${JSON.stringify(input)},`,
      `    response_format=${JSON.stringify(response_format)},\n    speed=${speed},`,
      ...(pitch ? [`    extra_body={"pitch": ${pitch}},`] : []),
      ") as answer:",
      `    answer.stream_to_file("speech.${response_format}")`,
    ].join("\n"),
  yaml: ({ input, voice, speed = 1, pitch = 0 }) =>
    [
      ...(pitch ? [S.noPitch] : []),
      "action: tts.speak",
      "target:\n  entity_id: tts.kokoro",
      "data:\n  media_player_entity_id: media_player.living_room",
      `  message: ${JSON.stringify(input)}`,
      `  options:\n    voice: ${JSON.stringify(speed === 1 ? voice : `${voice}@${speed}`)}`,
    ].join("\n"),
};

const short = (text) => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

function remembered(usual) {
  const fresh = { input: S.example, voice: usual, response_format: "mp3", speed: 1, pitch: 0 };
  try {
    return { ...fresh, ...JSON.parse(sessionStorage.getItem(KEPT)) };
  } catch {
    return fresh;
  }
}

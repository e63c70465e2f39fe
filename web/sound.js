/** The page's one player: it plays MP3 while it arrives, draws what it has, and tells who is listening. */

import { T } from "./texts.js";
import * as api from "./api.js";

const STREAMED = "audio/mpeg";
const BARE = { "audio/pcm": [1, 16], "audio/basic": [7, 8], "audio/x-alaw": [6, 8] }; // a WAV file's name for each, and its bits
const KEEP_SECONDS = 10; // of what was heard, when the browser's buffer is full
const RETRY_MS = 500;
const BARS = 160;

export const audio = new Audio();
audio.controls = true;
audio.preload = "auto";

let running = null; // what is being made for the player now
let address = null; // of the sound that is being played

/** End what plays and what is being made. */
export function stop() {
  running?.abort();
  running = null;
  audio.pause();
}

/** Play sound that is here. */
export async function playBlob(blob, label) {
  stop();
  if (blob.type && !audio.canPlayType(blob.type)) throw new api.Refused(T.speak.unplayable);
  open(blob, label);
  await started();
}

/** Ask for speech and play it as it comes; gives the whole sound as it was sent and as it is played, and how soon it began. */
export async function playSpeech(wanted, label, heard = () => {}) {
  return await fed(label, heard, async (signal) => {
    const { type, rate, pieces } = await api.speech(wanted, signal);
    return { type: type.split(";")[0], rate, pieces };
  });
}

/** The same with word times, told before they are heard. */
export async function playCaptions(wanted, label, told) {
  return await fed(label, () => {}, (signal) => ({ type: STREAMED, pieces: soundIn(api.captions(wanted, signal), told) }));
}

/** Resolves when the sound that plays now has ended or was stopped. */
export function ended() {
  return new Promise((resolve) => {
    const done = () => {
      for (const name of ["ended", "pause", "error", "emptied"]) audio.removeEventListener(name, done);
      resolve();
    };
    for (const name of ["ended", "pause", "error", "emptied"]) audio.addEventListener(name, done);
    if (audio.ended || audio.paused) done();
  });
}

/** The loudest of each part of a sound, for drawing; empty where this browser cannot read it. */
export async function peaks(blob) {
  try {
    const context = new OfflineAudioContext(1, 1, 24000);
    const sound = await context.decodeAudioData(await blob.arrayBuffer());
    const samples = sound.getChannelData(0);
    const width = Math.max(1, Math.floor(samples.length / BARS));
    const bars = Array.from({ length: BARS }, (_, bar) => {
      let most = 0;
      for (let place = bar * width; place < (bar + 1) * width; place += 4) most = Math.max(most, Math.abs(samples[place] ?? 0));
      return most;
    });
    return { bars, seconds: sound.duration };
  } catch {
    return { bars: [], seconds: null };
  }
}

async function fed(label, heard, ask) {
  stop();
  const mine = (running = new AbortController());
  const begun = performance.now();
  const { type, rate, pieces } = await ask(mine.signal);
  const feeder = canStream(type) ? await openFeeder(label, mine.signal) : null;
  const kept = [];
  let first = null;
  for await (const piece of pieces) {
    if (!piece.length) continue;
    first ??= Math.round(performance.now() - begun);
    kept.push(piece);
    heard(kept, first);
    await feeder?.add(piece);
  }
  const blob = new Blob(kept, { type });
  const played = withHead(blob, rate);
  if (feeder) await feeder.end();
  else if (mine === running) await playWhole(played, label);
  return { blob, played, first };
}

/** Bare samples with the head of a WAV file before them, since no browser plays them without; other sound as it is. */
function withHead(blob, rate) {
  if (!(blob.type in BARE)) return blob;
  const [kind, bits] = BARE[blob.type];
  const head = new DataView(new ArrayBuffer(44));
  const text = (place, signs) => [...signs].forEach((sign, each) => head.setUint8(place + each, sign.charCodeAt(0)));
  text(0, "RIFF");
  head.setUint32(4, 36 + blob.size, true);
  text(8, "WAVEfmt ");
  head.setUint32(16, 16, true);
  head.setUint16(20, kind, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, rate, true);
  head.setUint32(28, (rate * bits) / 8, true);
  head.setUint16(32, bits / 8, true);
  head.setUint16(34, bits, true);
  text(36, "data");
  head.setUint32(40, blob.size, true);
  return new Blob([head, blob], { type: "audio/wav" });
}

async function playWhole(blob, label) {
  if (!audio.canPlayType(blob.type)) return;
  open(blob, label);
  await started();
}

async function* soundIn(lines, told) {
  for await (const line of lines) {
    if (line.words?.length) told(line.words);
    if (line.audio) yield Uint8Array.from(atob(line.audio), (sign) => sign.charCodeAt(0));
  }
}

const Source = globalThis.ManagedMediaSource ?? globalThis.MediaSource; // phones of one maker have the first only
const canStream = (type) => type === STREAMED && Source?.isTypeSupported(STREAMED);

async function openFeeder(label, signal) {
  const source = new Source();
  audio.disableRemotePlayback = Source !== globalThis.MediaSource; // it asks for that
  open(source, label);
  await new Promise((resolve) => source.addEventListener("sourceopen", resolve, { once: true }));
  const buffer = source.addSourceBuffer(STREAMED);
  let playing = false;
  const gone = () => signal.aborted || source.readyState !== "open";
  const settled = () => buffer.updating && new Promise((resolve) => buffer.addEventListener("updateend", resolve, { once: true }));
  return {
    async add(piece) {
      for (;;) {
        await settled();
        if (gone()) return;
        try {
          buffer.appendBuffer(piece);
          break;
        } catch (error) {
          if (error.name !== "QuotaExceededError") throw error;
          await forget(buffer, settled);
        }
      }
      await settled();
      if (!playing && !gone()) {
        playing = true;
        started().catch(() => {}); // not waited for: it begins when there is enough, which is for us to bring
      }
    },
    async end() {
      await settled();
      if (!gone()) source.endOfStream();
    },
  };
}

async function forget(buffer, settled) {
  const until = audio.currentTime - KEEP_SECONDS;
  if (until > 0) {
    buffer.remove(0, until);
    await settled();
  }
  await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
}

function open(sound, label) {
  if (address) URL.revokeObjectURL(address);
  address = URL.createObjectURL(sound);
  audio.src = address;
  audio.dataset.label = label;
  audio.dispatchEvent(new Event("labelled"));
}

async function started() {
  try {
    await audio.play();
  } catch (error) {
    if (error.name !== "AbortError" && error.name !== "NotAllowedError") throw new api.Refused(T.speak.unplayable);
  }
}

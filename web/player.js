/** The page's one audio player. MP3 plays while it arrives, other formats when they are complete. */

import * as api from "./api.js";
import { T } from "./texts.js";

const STREAMED_TYPE = "audio/mpeg";
const RAW_FORMATS = { "audio/pcm": [1, 16], "audio/basic": [7, 8], "audio/x-alaw": [6, 8] }; // WAV format tag, bits per sample
const WAV_HEADER_BYTES = 44;
const KEEP_SECONDS = 10; // of played audio, when the browser's buffer is full
const RETRY_MS = 500;
const PEAKS = 160;
const PEAK_STRIDE = 4; // samples: enough to draw a waveform
const DECODE_RATE = 24_000;
const END_EVENTS = ["ended", "pause", "error", "emptied"];

export const audio = new Audio();
audio.controls = true;
audio.preload = "auto";

let running = null; // AbortController of the request that feeds the player
let objectUrl = null; // of the audio in the player

/** Stops playback and the request that feeds it. */
export function stop() {
  running?.abort();
  running = null;
  audio.pause();
}

/** Whether this browser plays audio of a type. */
export const canPlay = (type) => audio.canPlayType(type) !== "";

/** Plays a complete audio file. */
export async function playBlob(blob, label) {
  stop();
  if (blob.type && !audio.canPlayType(blob.type)) throw new api.ApiError(T.unplayable);
  load(blob, label);
  await play();
}

/** Requests speech and plays it; returns the audio as it was sent and as it is played, and the milliseconds to its first chunk. */
export async function playSpeech(body, label, onProgress = () => {}) {
  return await playStream(label, onProgress, (signal) => api.speech(body, signal));
}

/** Does the same with word times, which are passed on before their words are heard. */
export async function playCaptions(body, label, onWords) {
  return await playStream(label, () => {}, (signal) => ({ type: STREAMED_TYPE, chunks: audioOf(api.captions(body, signal), onWords) }));
}

/** Resolves when the audio that is playing has ended or was stopped. */
export function ended() {
  return new Promise((resolve) => {
    const finish = () => {
      for (const name of END_EVENTS) audio.removeEventListener(name, finish);
      resolve();
    };
    for (const name of END_EVENTS) audio.addEventListener(name, finish);
    if (audio.ended || audio.paused) finish();
  });
}

/** Returns the peaks of audio from 0 to 1, for drawing, and its length; no peaks if this browser cannot decode it. */
export async function waveformOf(blob) {
  try {
    const context = new OfflineAudioContext(1, 1, DECODE_RATE);
    const decoded = await context.decodeAudioData(await blob.arrayBuffer());
    const samples = decoded.getChannelData(0);
    const width = Math.max(1, Math.floor(samples.length / PEAKS));
    const peaks = Array.from({ length: PEAKS }, (_, index) => peakOf(samples, index * width, width));
    return { peaks, seconds: decoded.duration };
  } catch {
    return { peaks: [], seconds: null };
  }
}

function peakOf(samples, start, length) {
  let peak = 0;
  for (let index = start; index < start + length; index += PEAK_STRIDE) peak = Math.max(peak, Math.abs(samples[index] ?? 0));
  return peak;
}

async function playStream(label, onProgress, request) {
  stop();
  const controller = (running = new AbortController());
  const startTime = performance.now();
  const { type, sampleRate, chunks } = await request(controller.signal);
  const stream = canStream(type) ? await openStream(label, controller.signal) : null;
  const received = [];
  let firstChunkMs = null;
  for await (const chunk of chunks) {
    if (!chunk.length) continue;
    firstChunkMs ??= Math.round(performance.now() - startTime);
    received.push(chunk);
    onProgress(received, firstChunkMs);
    await stream?.append(chunk);
  }
  const sent = new Blob(received, { type });
  const playable = withWavHeader(sent, sampleRate);
  if (stream) await stream.end();
  else if (controller === running && audio.canPlayType(playable.type)) {
    load(playable, label);
    await play();
  }
  return { sent, playable, firstChunkMs };
}

/** Returns raw samples with a WAV header, which browsers need; other formats as they are. */
function withWavHeader(blob, sampleRate) {
  if (!(blob.type in RAW_FORMATS)) return blob;
  const [format, bits] = RAW_FORMATS[blob.type];
  const header = new DataView(new ArrayBuffer(WAV_HEADER_BYTES));
  const writeText = (offset, text) => [...text].forEach((letter, index) => header.setUint8(offset + index, letter.charCodeAt(0)));
  writeText(0, "RIFF");
  header.setUint32(4, WAV_HEADER_BYTES - 8 + blob.size, true);
  writeText(8, "WAVEfmt ");
  header.setUint32(16, 16, true);
  header.setUint16(20, format, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, sampleRate, true);
  header.setUint32(28, (sampleRate * bits) / 8, true);
  header.setUint16(32, bits / 8, true);
  header.setUint16(34, bits, true);
  writeText(36, "data");
  header.setUint32(40, blob.size, true);
  return new Blob([header, blob], { type: "audio/wav" });
}

async function* audioOf(events, onWords) {
  for await (const event of events) {
    if (event.words?.length) onWords(event.words);
    if (event.audio) yield Uint8Array.from(atob(event.audio), (letter) => letter.charCodeAt(0));
  }
}

const Source = globalThis.ManagedMediaSource ?? globalThis.MediaSource; // Safari on iPhones has the first only
const canStream = (type) => type === STREAMED_TYPE && Source?.isTypeSupported(STREAMED_TYPE);

async function openStream(label, signal) {
  const source = new Source();
  audio.disableRemotePlayback = Source !== globalThis.MediaSource; // ManagedMediaSource requires it
  load(source, label);
  await new Promise((resolve) => source.addEventListener("sourceopen", resolve, { once: true }));
  const buffer = source.addSourceBuffer(STREAMED_TYPE);
  let playing = false;
  const isClosed = () => signal.aborted || source.readyState !== "open";
  const updated = () => buffer.updating && new Promise((resolve) => buffer.addEventListener("updateend", resolve, { once: true }));
  const appendNow = async (chunk) => {
    for (;;) {
      await updated();
      if (isClosed()) return;
      try {
        buffer.appendBuffer(chunk);
        return;
      } catch (error) {
        if (error.name !== "QuotaExceededError") throw error;
        await makeSpace(buffer, updated);
      }
    }
  };
  return {
    async append(chunk) {
      await appendNow(chunk);
      await updated();
      if (!playing && !isClosed()) {
        playing = true;
        play().catch(() => {}); // without await: playback starts once enough has been appended
      }
    },
    async end() {
      await updated();
      if (!isClosed()) source.endOfStream();
    },
  };
}

/** Removes played audio from a full buffer, then waits a little. */
async function makeSpace(buffer, updated) {
  const end = audio.currentTime - KEEP_SECONDS;
  if (end > 0) {
    buffer.remove(0, end);
    await updated();
  }
  await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
}

function load(content, label) {
  if (objectUrl) URL.revokeObjectURL(objectUrl);
  objectUrl = URL.createObjectURL(content);
  audio.src = objectUrl;
  audio.dataset.label = label;
  audio.dispatchEvent(new Event("labelchange"));
}

async function play() {
  try {
    await audio.play();
  } catch (error) {
    if (error.name !== "AbortError" && error.name !== "NotAllowedError") throw new api.ApiError(T.unplayable);
  }
}

/** Samples of voices: spoken when first played and kept while the page is open, or recorded ones of the program. */

import * as api from "../api.js";
import * as player from "../player.js";
import { T } from "../texts.js";

const SENTENCES = {
  en: "Good evening. The lights are on, and dinner is almost ready.",
  es: "Buenas tardes. Las luces están encendidas.",
  fr: "Bonsoir. Les lumières sont allumées.",
  de: "Guten Abend. Die Lichter sind an.",
  it: "Buonasera. Le luci sono accese.",
  pt: "Boa noite. As luzes estão acesas.",
  hi: "नमस्ते। बत्तियाँ जल रही हैं।",
  ja: "こんばんは。電気がついています。",
  zh: "晚上好。灯已经打开了。",
};
const RECORDING_TYPE = 'audio/ogg; codecs="opus"';
const MAX_SAMPLES = 200; // of about 40 kB
const samples = new Map();

/** Plays the recorded sample of a voice, which needs no model. */
export async function playRecording(voice) {
  await player.playBlob(await api.getSample(voice.id), T.playing(voice.id));
}

/** Whether the voice has a recorded sample that this browser can play. */
export const hasRecording = (voice) => Boolean(voice.sample) && player.canPlay(RECORDING_TYPE);

/** Plays a voice's sample in its own or another language. A new `version` means that it may sound different. */
export async function playSample(voice, version, language = voice.language) {
  const text = SENTENCES[language.slice(0, 2)] ?? SENTENCES.en;
  const key = `${voice.id}\n${text}\n${version}`;
  if (samples.has(key)) return await player.playBlob(samples.get(key), T.playing(voice.id));
  const { sent } = await player.playSpeech({ input: text, voice: voice.id }, T.playing(voice.id));
  if (samples.size >= MAX_SAMPLES) samples.delete(samples.keys().next().value);
  samples.set(key, sent);
}

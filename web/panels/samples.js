/** The sample sentence of a voice: made when it is first wanted, and kept as long as the page is open. */

import * as sound from "../sound.js";
import { T } from "../texts.js";

const V = T.voices;
const MOST = 200; // samples of some forty kilobytes
const kept = new Map();

/** Play a voice's sample; `stands` is all it depends on besides, and another `language` has it say that one's sentence. */
export async function playSample(voice, stands, language = voice.language) {
  const text = V.sample[language.slice(0, 2)] ?? V.sample.en;
  const key = `${voice.id}\n${text}\n${stands}`;
  if (kept.has(key)) return await sound.playBlob(kept.get(key), V.playing(voice.id));
  const { blob } = await sound.playSpeech({ input: text, voice: voice.id }, V.playing(voice.id));
  if (kept.size >= MOST) kept.delete(kept.keys().next().value);
  kept.set(key, blob);
}

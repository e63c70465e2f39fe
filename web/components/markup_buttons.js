/** Buttons that put markup around what is selected in a text: short forms in plain text, elements in SSML. */

import { Field, VoiceMenu, html, useState } from "../view.js";

const texts = {
  label: "Markup",
  pause: "Pause",
  emphasis: "Emphasis",
  whisper: "Whisper",
  slower: "Slower",
  faster: "Faster",
  higher: "Higher",
  lower: "Lower",
  voice: "Another voice",
  useVoice: "Insert voice",
  bell: "Bell",
};

export const styles = `
.markup { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: end; }
.markup button { padding: 0.2rem 0.6rem; min-height: 2.1rem; font-size: 0.9rem; }
.markup .field { max-width: 11rem; }
.markup select { min-height: 2.1rem; padding: 0.2rem 0.5rem; font-size: 0.9rem; }
`;

const SSML_START = /^[\s\uFEFF]*<(speak|\?xml)/i;
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const eachWord = (text, change) => text.replace(/[\p{L}\p{N}]+(?:[.'’-][\p{L}\p{N}]+)*/gu, change);
const element = (start, end) => (text) => `<${start}>${text}</${end}>`;

/** What each button makes of the selection, in plain text and in SSML; without a plain form the text becomes SSML. */
const ACTIONS = [
  { label: texts.pause, plain: (text) => `${text} [pause:1s]`, ssml: (text) => `${text} <break time="1s"/>` },
  { label: texts.emphasis, plain: (text) => eachWord(text, (word) => `[${word}](+2)`), ssml: element('emphasis level="strong"', "emphasis"), needsText: true },
  { label: texts.whisper, plain: (text) => `[whisper]${text}[/whisper]`, ssml: element('amazon:effect name="whispered"', "amazon:effect"), needsText: true },
  { label: texts.slower, plain: (text) => `[slow]${text}[/slow]`, ssml: element('prosody rate="75%"', "prosody"), needsText: true },
  { label: texts.faster, plain: (text) => `[fast]${text}[/fast]`, ssml: element('prosody rate="125%"', "prosody"), needsText: true },
  { label: texts.higher, ssml: element('prosody pitch="+3st"', "prosody"), needsText: true },
  { label: texts.lower, ssml: element('prosody pitch="-3st"', "prosody"), needsText: true },
  { label: texts.bell, ssml: (text) => `${text} <audio src="bell"/>` },
];

const voiceAction = (voice) => ({
  plain: (text) => `[voice:${voice}]${text}[/voice]`,
  ssml: element(`voice name="${escaped(voice).replaceAll('"', "&quot;")}"`, "voice"),
  needsText: true,
});

/** The buttons for a text area, given by its ref; `onChange` gets the new text. */
export function MarkupButtons({ area, onChange, voices, defaultVoice }) {
  const [voice, setVoice] = useState(() => otherVoice(voices, defaultVoice));
  const apply = (action) => {
    const changed = applied(action, area.current);
    onChange(changed.text);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(changed.start, changed.end);
    });
  };
  return html`<div class="markup" role="group" aria-label=${texts.label}>
    ${ACTIONS.map((action) => html`<button type="button" onClick=${() => apply(action)}>${action.label}</button>`)}
    <${Field} label=${texts.voice}><${VoiceMenu} name="markup-voice" voices=${voices} value=${voice} onChange=${setVoice} /><//>
    <button type="button" onClick=${() => apply(voiceAction(voice))}>${texts.useVoice}</button>
  </div>`;
}

/** Returns a voice of the same language that is not like the given one. */
function otherVoice(voices, id) {
  const own = voices.find((voice) => voice.id === id);
  const others = voices.filter((voice) => voice.kind === "kokoro" && voice.id !== id && voice.language === own?.language);
  return (others.find((voice) => voice.gender !== own?.gender) ?? others[0] ?? voices[0]).id;
}

/** Returns the text with an action applied to the selection, or to the word at the cursor, and the new selection. */
function applied(action, { value, selectionStart, selectionEnd }) {
  let [start, end] = [selectionStart, selectionEnd];
  if (start === end && action.needsText) [start, end] = wordAt(value, start);
  while (end > start && /\s/.test(value[end - 1])) end--;
  const isSsml = SSML_START.test(value);
  const becomesSsml = !isSsml && !action.plain;
  const convert = becomesSsml ? escaped : (text) => text;
  const before = (becomesSsml ? "<speak>" : "") + convert(value.slice(0, start));
  const inside = (isSsml || becomesSsml ? action.ssml : action.plain)(convert(value.slice(start, end)));
  const after = convert(value.slice(end)) + (becomesSsml ? "</speak>" : "");
  const cursor = action.needsText ? [before.length, before.length + inside.length] : [before.length + inside.length, before.length + inside.length];
  return { text: before + inside + after, start: cursor[0], end: cursor[1] };
}

function wordAt(text, position) {
  let [start, end] = [position, position];
  while (start > 0 && /[\p{L}\p{N}'’-]/u.test(text[start - 1])) start--;
  while (end < text.length && /[\p{L}\p{N}'’-]/u.test(text[end])) end++;
  return [start, end];
}

/** Explain: how a text is read and pronounced, and why; hear each word, and correct it. */

import * as api from "../api.js";
import { saveLine } from "../components/pronunciation_file.js";
import * as player from "../player.js";
import { T } from "../texts.js";
import { ChangeButton, Field, Notice, VoiceMenu, html, useAction, useEffect, useRef, useState } from "../view.js";

const texts = {
  example: "Dr. Smith paid $5.50 on 12/18/2013; see example.com/help.",
  explain: "Explain",
  speakAndHighlight: "Speak and highlight",
  written: "Written text",
  spoken: "Spoken text",
  phonemes: "Phonemes",
  times: (normalizationMs, pronunciationMs) => `Text normalization: ${normalizationMs} ms. Pronunciation: ${pronunciationMs} ms.`,
  notes: "Markup without effect",
  note: (position, message) => `Character ${position + 1}: ${message}`,
  details: "Details",
  columns: ["Written", "Rule", "Spoken words (select one to hear or correct it)"],
  sources: {
    user: "your pronunciations",
    own: "your pronunciations",
    ours: "built-in list",
    lexicon: "lexicon",
    homograph: "from context",
    letters: "spelled out",
    compound: "compound word",
    espeak: "eSpeak NG",
    mark: "punctuation",
    nothing: "silent",
  },
  select: "Hear or correct",
  correct: (word) => `Correct “${word}”`,
  current: (phonemes, source) => `Current pronunciation: /${phonemes}/ (${source}).`,
  play: "Play current",
  pronunciation: "New pronunciation",
  pronunciationHint: "Respelling such as EE-lon, phonemes in slashes such as /ˈilɑn/, or other words in quotes.",
  playNew: "Play new",
};

const styles = `
.written { font-size: 1.2rem; line-height: 2; overflow-wrap: anywhere; white-space: pre-wrap; }
.written mark { cursor: pointer; }
mark { color: var(--ink); background: var(--rule, transparent); border-radius: 4px; padding: 0.1em 0.2em; }
mark.rule-plain { --rule: transparent; }
.legend mark.rule-plain, td mark.rule-plain { color: var(--soft); }
mark.rule-0 { --rule: #b7e0e8; } mark.rule-1 { --rule: #f6d5a8; } mark.rule-2 { --rule: #cfe8bd; } mark.rule-3 { --rule: #ecc8e6; }
mark.rule-4 { --rule: #f5c3bc; } mark.rule-5 { --rule: #cfd3f5; } mark.rule-6 { --rule: #efe59b; } mark.rule-7 { --rule: #c5e8d8; }
@media (prefers-color-scheme: dark) {
  mark.rule-0 { --rule: #14505c; } mark.rule-1 { --rule: #5e420f; } mark.rule-2 { --rule: #2f5217; } mark.rule-3 { --rule: #562a4f; }
  mark.rule-4 { --rule: #652922; } mark.rule-5 { --rule: #30376f; } mark.rule-6 { --rule: #50490b; } mark.rule-7 { --rule: #1b5240; }
}
mark.playing, tr.playing td:first-child { background: var(--highlight); box-shadow: 0 0 0 2px var(--highlight); }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.5rem; font-size: 0.85rem; }
.phonemes { font-family: "Noto Sans", "DejaVu Sans", system-ui, sans-serif; overflow-wrap: anywhere; }
.words button { display: inline-grid; justify-items: start; line-height: 1.25; margin: 0.15rem 0.25rem 0.15rem 0; padding: 0.3rem 0.6rem; text-align: left; }
.words button[aria-pressed="true"] { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.words small { color: var(--soft); }
.correction { border-color: var(--accent); position: sticky; bottom: 6rem; box-shadow: 0 6px 24px #0003; }
@media (max-width: 40rem) {
  .parts thead { display: none; }
  .parts, .parts tbody, .parts tr, .parts td, .parts caption { display: block; }
  .parts tr { border-bottom: 1px solid var(--line); padding: 0.5rem 0; }
  .parts td { border: 0; padding: 0.1rem 0; }
  .parts td:nth-child(-n + 2) { display: inline-block; margin-right: 0.6rem; }
}
`;

const COLORS = 8; // the styles have this many
const PLAIN_RULES = new Set(["word", "mark"]); // of what is spoken as it is written
const PUNCTUATION = "mark"; // the source of what is no word
const HIGHLIGHT_MS = 40;
const MAX_LABEL = 80; // characters

function Explain({ voices, defaultVoice, mayChange }) {
  const [text, setText] = useState(texts.example);
  const [voice, setVoice] = useState(defaultVoice);
  const [explanation, setExplanation] = useState(null); // with the text that it explains
  const [selected, setSelected] = useState(null); // a word and its part of the text
  const [busy, notice, run] = useAction();
  const [playing, highlightFrom] = useHighlight();

  const explain = async () => {
    const answer = await api.explain({ text, voice });
    setExplanation({ text, ...answer });
    setSelected(null);
  };
  const speakAndHighlight = () =>
    run(async () => {
      await explain();
      const times = [];
      highlightFrom(times);
      await player.playCaptions({ input: text, voice }, text.slice(0, MAX_LABEL), (words) => times.push(...words));
    });

  return html`<form class="card" onSubmit=${(event) => (event.preventDefault(), run(explain))}>
      <${Field} label=${T.text} wide><textarea rows="3" name="text" value=${text} onInput=${(event) => setText(event.target.value)}></textarea><//>
      <div class="row">
        <${Field} label=${T.voice}><${VoiceMenu} voices=${voices} value=${voice} onChange=${setVoice} /><//>
        <button class="main" disabled=${busy || !text.trim()}>${texts.explain}</button>
        <button type="button" disabled=${busy || !text.trim()} onClick=${speakAndHighlight}>${texts.speakAndHighlight}</button>
        <button type="button" onClick=${player.stop}>${T.stop}</button>
      </div>
      <${Notice} notice=${notice} />
    </form>
    ${explanation && html`<${Explanation} ...${{ explanation, playing, selected, select: setSelected }} />`}
    ${selected && html`<${Correction} key=${`${selected.part.start} ${selected.word.said}`} ...${{ selected, voice, mayChange, onSave: explain, onClose: () => setSelected(null) }} />`}`;
}

/** Returns the range of the text that is heard now, and a function that follows playback by a list of word times. */
function useHighlight() {
  const [range, setRange] = useState(null);
  const timer = useRef(null);
  useEffect(() => () => clearInterval(timer.current), []);
  const followTimes = (times) => {
    let source = null; // of our audio, once there is some; another source ends the highlighting
    clearInterval(timer.current);
    timer.current = setInterval(() => {
      if (!times.length) return;
      source ??= player.audio.src;
      const isOver = player.audio.ended || player.audio.src !== source;
      const now = player.audio.currentTime;
      const word = isOver ? null : times.find((each) => each.start_time <= now && now < each.end_time);
      setRange(word ? [word.start, word.end] : null);
      if (isOver) clearInterval(timer.current);
    }, HIGHLIGHT_MS);
  };
  return [range, followTimes];
}

function Explanation({ explanation, playing, selected, select }) {
  const { said, phonemes, parts, notes, reading_seconds, pronouncing_seconds } = explanation;
  const hasVoices = new Set(parts.map((part) => part.voice)).size > 1;
  const rules = [...new Set(parts.map((part) => part.rule))];
  const colorOf = colors(rules);
  const isPlaying = (part) => playing && part.start < playing[1] && playing[0] < part.end;
  const selectFirst = (part) => {
    const word = part.words.find((each) => each.source !== PUNCTUATION);
    if (word) select({ word, part });
  };
  const marked = ({ part, text }) =>
    part ? html`<mark class=${`${colorOf(part.rule)} ${isPlaying(part) ? "playing" : ""}`} title=${part.rule} onClick=${() => selectFirst(part)}>${text}</mark>` : text;
  return html`<div class="card">
      <h3>${texts.written}</h3>
      <p class="written">${segmentsOf(explanation).map(marked)}</p>
      <ul class="legend">${rules.map((rule) => html`<li><mark class=${colorOf(rule)}>${rule}</mark></li>`)}</ul>
      ${notes?.length > 0 &&
      html`<h3>${texts.notes}</h3>
        <ul class="notes">${notes.map(({ position, message }) => html`<li>${texts.note(position, message)}</li>`)}</ul>`}
      <h3>${texts.spoken}</h3>
      <p>${said}</p>
      <h3>${texts.phonemes}</h3>
      <p class="phonemes">${phonemes}</p>
      <p class="hint">${texts.times(milliseconds(reading_seconds), milliseconds(pronouncing_seconds))}</p>
    </div>
    <div class="card">
      <table class="parts">
        <caption>${texts.details}</caption>
        <thead><tr>${texts.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
        <tbody>
          ${parts.map(
            (part) => html`<tr class=${isPlaying(part) ? "playing" : ""}>
              <td>${part.written}${hasVoices && html` <span class="badge">${part.voice}</span>`}</td>
              <td><mark class=${colorOf(part.rule)}>${part.rule}</mark></td>
              <td class="words">${part.words.map((word) => html`<${Word} ...${{ word, isSelected: selected?.word === word, onSelect: () => select({ word, part }) }} />`)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function Word({ word, isSelected, onSelect }) {
  if (word.source === PUNCTUATION) return html`<span>${word.said}</span>`;
  return html`<button type="button" aria-pressed=${isSelected} title=${texts.select} onClick=${onSelect}
    ><b>${word.said}</b>${" "}<span class="phonemes">${word.phonemes}</span>${" "}<small>${sourceOf(word)}</small></button
  >`;
}

function Correction({ selected, voice, mayChange, onSave, onClose }) {
  const { word, part } = selected;
  const written = PLAIN_RULES.has(part.rule) ? part.written : word.said;
  const [pronunciation, setPronunciation] = useState("");
  const [busy, notice, run, notify] = useAction();
  const heading = useRef(null);
  useEffect(() => heading.current.focus(), []);
  const answer = pronunciation.trim();
  const play = (options) => run(async () => void (await player.playSpeech({ input: written, voice: part.voice || voice, language: part.language, ...options }, written)));
  const save = () =>
    run(async () => {
      const { text } = await api.getPronunciations();
      await saveLine(text, `${written} = ${answer}`);
      await onSave();
    });
  return html`<div class="card correction" role="group" aria-labelledby="correction">
    <h3 id="correction" tabindex="-1" ref=${heading}>${texts.correct(written)}</h3>
    <p>${texts.current(word.phonemes, sourceOf(word))}</p>
    <${Field} label=${texts.pronunciation} hint=${texts.pronunciationHint} wide>
      <input name="answer" value=${pronunciation} onInput=${(event) => (setPronunciation(event.target.value), notify(""))} />
    <//>
    <div class="row">
      <button type="button" disabled=${busy} onClick=${() => play({})}>${texts.play}</button>
      <button type="button" disabled=${busy || !answer} onClick=${() => play({ answer })}>${texts.playNew}</button>
      <${ChangeButton} class="main" mayChange=${mayChange} disabled=${busy || !answer} onClick=${save}>${T.save}<//>
      <button type="button" onClick=${onClose}>${T.close}</button>
    </div>
    <${Notice} notice=${notice} />
  </div>`;
}

/** Returns the text in order: the parts that rules matched, and what stands between them. */
function segmentsOf({ text, parts }) {
  const letters = [...text]; // the server counts code points, JavaScript's strings count UTF-16 units
  const segments = [];
  let end = 0;
  for (const part of parts) {
    if (part.start > end) segments.push({ text: letters.slice(end, part.start).join("") });
    segments.push({ part, text: letters.slice(part.start, part.end).join("") });
    end = part.end;
  }
  if (end < letters.length) segments.push({ text: letters.slice(end).join("") });
  return segments;
}

const sourceOf = (word) => texts.sources[word.source] ?? word.source;
const milliseconds = (seconds) => (seconds * 1000).toFixed(1);

/** Returns the CSS class of each rule: one for each family of rules, and none for words as they are written. */
function colors(rules) {
  const families = [...new Set(rules.filter((rule) => !PLAIN_RULES.has(rule)).map(familyOf))];
  return (rule) => (PLAIN_RULES.has(rule) ? "rule-plain" : `rule-${families.indexOf(familyOf(rule)) % COLORS}`);
}

const familyOf = (rule) => rule.split(".")[0];

export default {
  id: "explain",
  formerIds: ["why"],
  title: "Explain",
  description: "Shows how a text is read, which rule applies to each part, and how each word is pronounced. Select a word to hear or correct it.",
  icon: "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5L20 20",
  styles,
  View: Explain,
};

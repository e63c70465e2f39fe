/** Why: what is said for a text and which rule decided; each word can be heard alone and corrected. */

import * as api from "../api.js";
import * as sound from "../sound.js";
import { T } from "../texts.js";
import { Field, Notice, VoiceMenu, html, useEffect, useRef, useState, useWork } from "../view.js";

const W = T.why;
const COLOURS = 8;
const PLAIN = new Set(["word", "mark"]); // rules of what is said as it is written
const LOOK_MS = 40;

export function Why({ voices, usual, mayChange }) {
  const [text, setText] = useState(W.example);
  const [voice, setVoice] = useState(usual);
  const [told, setTold] = useState(null); // the explanation and the text it is of
  const [pressed, setPressed] = useState(null);
  const [heard, setHeard] = useState(null); // the place in the text that is heard now
  const [busy, said, run] = useWork();
  const following = useRef(null);
  useEffect(() => () => clearInterval(following.current), []);

  const look = async () => {
    const explanation = await api.explain({ text, voice });
    setTold({ text, ...explanation });
    setPressed(null);
  };
  const follow = () =>
    run(async () => {
      await look();
      const times = [];
      let source = null; // of our sound, as soon as there is some: another one ends the following
      clearInterval(following.current);
      following.current = setInterval(() => {
        if (!times.length) return;
        source ??= sound.audio.src;
        const over = sound.audio.ended || sound.audio.src !== source;
        const now = sound.audio.currentTime;
        const word = over ? null : times.find((each) => each.start_time <= now && now < each.end_time);
        setHeard(word ? [word.start, word.end] : null);
        if (over) clearInterval(following.current);
      }, LOOK_MS);
      await sound.playCaptions({ input: text, voice }, text.slice(0, 80), (words) => times.push(...words));
    });

  return html`<section aria-labelledby="why">
    <h2 id="why">${W.title}</h2>
    <p class="hint">${W.hint}</p>
    <form class="card" onSubmit=${(event) => (event.preventDefault(), run(look))}>
      <${Field} label=${W.text} wide><textarea rows="3" name="text" value=${text} onInput=${(event) => setText(event.target.value)}></textarea><//>
      <div class="row">
        <${Field} label=${W.voice}><${VoiceMenu} voices=${voices} value=${voice} change=${setVoice} /><//>
        <button class="main" disabled=${busy || !text.trim()}>${W.explain}</button>
        <button type="button" disabled=${busy || !text.trim()} onClick=${follow}>${W.follow}</button>
        <button type="button" onClick=${sound.stop}>${T.stop}</button>
      </div>
      <${Notice} said=${said} />
    </form>
    ${told && html`<${Explanation} ...${{ told, heard, pressed, press: setPressed }} />`}
    ${pressed && html`<${Correction} key=${`${pressed.part.start} ${pressed.word.said}`} ...${{ pressed, voice, mayChange, language: told.language, done: look, close: () => setPressed(null) }} />`}
  </section>`;
}

function Explanation({ told, heard, pressed, press }) {
  const rules = [...new Set(told.parts.map((part) => part.rule))];
  const colour = colours(rules);
  const lit = (part) => heard && part.start < heard[1] && heard[0] < part.end;
  const pick = (part) => {
    const word = part.words.find((each) => each.source !== "mark");
    if (word) press({ word, part });
  };
  return html`<div class="card">
      <h3>${W.written}</h3>
      <p class="written">${pieces(told).map((piece) => (piece.part ? html`<mark class=${`${colour(piece.part.rule)} ${lit(piece.part) ? "heard" : ""}`} title=${piece.part.rule} onClick=${() => pick(piece.part)}>${piece.text}</mark>` : piece.text))}</p>
      <ul class="legend">${rules.map((rule) => html`<li><mark class=${colour(rule)}>${rule}</mark></li>`)}</ul>
      <h3>${W.said}</h3>
      <p>${told.said}</p>
      <h3>${W.phonemes}</h3>
      <p class="phonemes">${told.phonemes}</p>
      <p class="hint">${W.took(milliseconds(told.reading_seconds), milliseconds(told.pronouncing_seconds))}</p>
    </div>
    <div class="card">
      <table class="parts">
        <caption>${W.parts}</caption>
        <thead><tr>${W.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
        <tbody>
          ${told.parts.map(
            (part) => html`<tr class=${lit(part) ? "heard" : ""}>
              <td>${part.written}</td>
              <td><mark class=${colour(part.rule)}>${part.rule}</mark></td>
              <td class="words">
                ${part.words.map((word) =>
                  word.source === "mark"
                    ? html`<span class="mark">${word.said}</span>`
                    : html`<button type="button" aria-pressed=${pressed?.word === word} title=${W.press} onClick=${() => press({ word, part })}
                        ><b>${word.said}</b>${" "}<span class="phonemes">${word.phonemes}</span>${" "}<small>${source(word)}</small></button
                      >`,
                )}
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function Correction({ pressed, voice, mayChange, language, done, close }) {
  const { word, part } = pressed;
  const written = PLAIN.has(part.rule) ? part.written : word.said;
  const [answer, setAnswer] = useState("");
  const [busy, said, run, tell] = useWork();
  const heading = useRef(null);
  useEffect(() => heading.current.focus(), []);
  const hear = () => run(() => sound.playSpeech({ input: written, voice, language }, written).then(() => undefined));
  const listen = () => run(() => sound.playSpeech({ input: written, voice, language, answer: answer.trim() }, written).then(() => undefined));
  const keep = () =>
    run(async () => {
      const { text } = await api.words();
      await keepLine(text, `${written} = ${answer.trim()}`);
      await done();
    });
  return html`<div class="card correction" role="group" aria-labelledby="correction">
    <h3 id="correction" tabindex="-1" ref=${heading}>${W.correct(written)}</h3>
    <p>${W.now(word.phonemes, source(word))}</p>
    <${Field} label=${W.answer} hint=${W.answerHint} wide><input name="answer" value=${answer} onInput=${(event) => (setAnswer(event.target.value), tell(""))} /><//>
    <div class="row">
      <button type="button" disabled=${busy} onClick=${hear}>${W.hear}</button>
      <button type="button" disabled=${busy || !answer.trim()} onClick=${listen}>${W.try}</button>
      <button type="button" class="main" disabled=${busy || !answer.trim() || !mayChange} title=${mayChange ? undefined : T.rights.needed} onClick=${keep}>${T.save}</button>
      <button type="button" onClick=${close}>${T.close}</button>
    </div>
    <${Notice} said=${said} />
  </div>`;
}

/** The text in order: parts that a rule took, and what stands between them. */
function pieces({ text, parts }) {
  const signs = [...text]; // places count whole characters, and a string of this language halves of some
  const found = [];
  let place = 0;
  for (const part of parts) {
    if (part.start > place) found.push({ text: signs.slice(place, part.start).join("") });
    found.push({ part, text: signs.slice(part.start, part.end).join("") });
    place = part.end;
  }
  if (place < signs.length) found.push({ text: signs.slice(place).join("") });
  return found;
}

/** Save the file with one more line, and give what the server says of it; a line that cannot be leaves it as it was. */
export async function keepLine(text, line, before = text) {
  const whole = withLine(text, line);
  const told = await api.saveWords(whole);
  const wrong = told.mistakes.find((mistake) => mistake.line === whole.trimEnd().split("\n").length);
  if (!wrong) return told;
  await api.saveWords(before);
  throw new Error(W.cannot(line, wrong.reason));
}

/** A line in place of the one for the same word, or at the end. */
export function withLine(text, line) {
  const lines = text.split("\n").filter((each) => each.trim().startsWith("#") || wordOf(each) !== wordOf(line));
  while (lines.length && !lines.at(-1).trim()) lines.pop();
  return `${[...lines, line].join("\n")}\n`;
}

/** What stands before a line's equals sign. */
export function wordOf(line) {
  const place = line.includes(" = ") ? line.lastIndexOf(" = ") : line.indexOf("=");
  return (place < 0 ? line : line.slice(0, place)).trim().toLowerCase();
}

const source = (word) => W.sources[word.source] ?? word.source;
const milliseconds = (seconds) => (seconds * 1000).toFixed(1);

/** A colour for each family of rules in a text; plain words have none. */
function colours(rules) {
  const families = [...new Set(rules.filter((rule) => !PLAIN.has(rule)).map(family))];
  return (rule) => (PLAIN.has(rule) ? "r-plain" : `r${families.indexOf(family(rule)) % COLOURS}`);
}

const family = (rule) => rule.split(".")[0];

/** Words: the user's own pronunciations, as a list and as the file they are. */

import * as api from "../api.js";
import * as sound from "../sound.js";
import { T } from "../texts.js";
import { Field, Notice, html, offer, useEffect, useRef, useState, useWork } from "../view.js";
import { keepLine, withLine, wordOf } from "./why.js";

const W = T.words;
const NEW = { written: "", answer: "", line: null }; // a word that is none of the file's yet
const LARGEST = 1_000_000; // characters of an imported file

export function Words({ mayChange, usual }) {
  const [kept, setKept] = useState(null);
  const [text, setText] = useState("");
  const [search, setSearch] = useState("");
  const [edited, setEdited] = useState(NEW);
  const [busy, said, run] = useWork();
  const take = (told) => {
    setKept(told);
    setText(told.text);
  };
  useEffect(() => {
    if (mayChange) run(async () => take(await api.words()));
  }, [mayChange]);
  const save = (whole) => run(async () => (take(await api.saveWords(whole)), W.saved));
  const add = (event) => {
    event.preventDefault();
    run(async () => {
      const others = edited.line ? without(kept.text, edited.line) : kept.text;
      take(await keepLine(others, `${edited.written.trim()} = ${edited.answer.trim()}`, kept.text));
      setEdited(NEW);
      return W.saved;
    });
  };
  const hear = (word) => run(() => sound.playSpeech({ input: word.written, voice: usual }, word.written).then(() => undefined));
  const remove = (word) => save(without(kept.text, word.line));
  const bring = (event) =>
    run(async () => {
      const file = event.target.files[0];
      if (!file) return undefined;
      if (file.size > LARGEST) throw new Error(W.tooLarge);
      const lines = (await file.text()).split(/\r?\n/).filter((line) => line.trim());
      event.target.value = "";
      setText(lines.reduce((whole, line) => (line.includes("=") && !line.trim().startsWith("#") ? withLine(whole, line) : `${whole}${line}\n`), text));
      return W.imported(lines.length);
    });

  const found = kept?.words.filter((word) => `${word.written} ${word.answer}`.toLowerCase().includes(search.trim().toLowerCase())) ?? [];
  return html`<section aria-labelledby="words">
    <h2 id="words">${W.title}</h2>
    <p class="hint">${W.hint}</p>
    ${!mayChange && html`<p class="empty">${W.token}</p>`}
    <${Notice} said=${said} />
    ${kept &&
    html`<form class="card word-form" onSubmit=${add}>
        <div class="row">
          <${Field} label=${W.written}><input name="written" value=${edited.written} onInput=${(event) => setEdited({ ...edited, written: event.target.value })} /><//>
          <${Field} label=${W.answer}><input name="answer" value=${edited.answer} onInput=${(event) => setEdited({ ...edited, answer: event.target.value })} /><//>
          <button class="main" disabled=${busy || !edited.written.trim() || !edited.answer.trim()}>${edited.line ? T.save : W.add}</button>
          ${edited.line && html`<button type="button" onClick=${() => setEdited(NEW)}>${T.cancel}</button>`}
        </div>
        <p class="hint">${T.why.answerHint}</p>
      </form>
      <div class="card">
        <${Field} label=${W.search}><input type="search" value=${search} onInput=${(event) => setSearch(event.target.value)} /><//>
        ${found.length
          ? html`<ul class="plain words-list">
              ${found.map(
                (word) => html`<li class="row">
                  <span class="grow"><strong>${word.written}</strong> <code>${word.answer}</code>${marks(word) && html` <span class="badge">${marks(word)}</span>`}</span>
                  <button type="button" aria-label=${W.hearLabel(word.written)} disabled=${busy} onClick=${() => hear(word)}>▶</button>
                  <button type="button" aria-label=${W.editLabel(word.written)} onClick=${() => setEdited({ written: word.line.slice(0, word.line.lastIndexOf(" = ")), answer: word.answer, line: word.line })}>${W.edit}</button>
                  <button type="button" aria-label=${W.removeLabel(word.written)} disabled=${busy} onClick=${() => remove(word)}>${T.remove}</button>
                </li>`,
              )}
            </ul>`
          : html`<p class="empty">${kept.words.length ? W.noneFound : W.none}</p>`}
      </div>
      <div class="card">
        <${File} ...${{ text, setText, mistakes: text === kept.text ? kept.mistakes : [] }} />
        <div class="row">
          <button type="button" class="main" disabled=${busy || text === kept.text} onClick=${() => save(text)}>${W.saveFile}</button>
          <button type="button" disabled=${text === kept.text} onClick=${() => setText(kept.text)}>${W.revert}</button>
          <button type="button" onClick=${() => offer(new Blob([kept.text], { type: "text/plain" }), "pronunciations")}>${W.export}</button>
          <label class="field"><span class="label">${W.import}</span><input type="file" onChange=${bring} /></label>
        </div>
      </div>`}
  </section>`;
}

/** The file with its lines counted; what is wrong stands at the line and in a list that leads there. */
function File({ text, setText, mistakes }) {
  const place = useRef(null);
  const margin = useRef(null);
  const lines = text.split("\n");
  const wrong = new Map(mistakes.map((mistake) => [mistake.line, mistake.reason]));
  const go = (number) => {
    const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
    place.current.focus();
    place.current.setSelectionRange(start, start + lines[number - 1].length);
    place.current.scrollTop = margin.current.children[number - 1].offsetTop - place.current.clientHeight / 2;
  };
  return html`<div class="field wide">
      <label class="label" for="words-file">${W.file}</label>
      <div class="numbered">
        <ol aria-hidden="true" ref=${margin}>${lines.map((_, each) => html`<li class=${wrong.has(each + 1) ? "wrong" : ""} title=${wrong.get(each + 1)}>${each + 1}</li>`)}</ol>
        <textarea id="words-file" rows="10" class="mono" name="file" wrap="off" spellcheck=${false} value=${text} aria-invalid=${mistakes.length > 0} ref=${place}
          onInput=${(event) => setText(event.target.value)} onScroll=${(event) => (margin.current.style.transform = `translateY(${-event.target.scrollTop}px)`)}></textarea>
      </div>
    </div>
    ${mistakes.length > 0 &&
    html`<h3>${W.mistakes}</h3>
      <ul class="plain mistakes">
        ${mistakes.map((mistake) => html`<li>${mistake.line && html`<button type="button" onClick=${() => go(mistake.line)}>${W.line(mistake.line)}</button> <code>${lines[mistake.line - 1]}</code>`} ${mistake.reason}</li>`)}
      </ul>`}`;
}

/** The file without the line of a word. */
const without = (text, line) => text.split("\n").filter((each) => each.trim().startsWith("#") || wordOf(each) !== wordOf(line)).join("\n");

const marks = (word) => [word.language, word.case && W.case, word.pattern && W.pattern].filter(Boolean).join(", ");

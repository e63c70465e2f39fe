/** Pronunciations: the user's own list, as entries and as the file that holds them. */

import * as api from "../api.js";
import { isComment, saveLine, withLine, withoutLine } from "../components/pronunciation_file.js";
import * as player from "../player.js";
import { T } from "../texts.js";
import { Field, Notice, html, saveFile, useAction, useEffect, useRef, useState } from "../view.js";

const texts = {
  written: "Word or phrase",
  pronunciation: "Pronunciation",
  pronunciationHint: "Respelling such as EE-lon, phonemes in slashes such as /ˈilɑn/, or other words in quotes.",
  add: "Add",
  edit: "Edit",
  editLabel: (word) => `Edit ${word}`,
  removeLabel: (word) => `Remove ${word}`,
  playLabel: (word) => `Play ${word}`,
  empty: "No pronunciations yet.",
  noMatch: "No match.",
  file: "Edit as text",
  saveFile: "Save file",
  discard: "Discard changes",
  mistakes: "Invalid lines",
  line: (n) => `Line ${n}`,
  import: "Import file",
  imported: (n) => `${n} lines added. Save the file to use them.`,
  tooLarge: "This file is too large for a list of pronunciations.",
  export: "Export",
  saved: "Saved. Applies from the next sentence.",
  caseSensitive: "case-sensitive",
  pattern: "regular expression",
};

const styles = `
.entry-form .field { flex: 1 1 14rem; }
.entries li { border-bottom: 1px solid var(--line); padding-bottom: 0.5rem; align-items: center; }
.mistakes { color: var(--bad); gap: 0.4rem; }
.mistakes button { min-height: 2rem; padding: 0.1rem 0.6rem; }
.numbered { display: grid; grid-template-columns: auto 1fr; overflow: hidden; border: 1px solid var(--soft); border-radius: 8px; background: var(--paper); font-size: 0.9em; line-height: 1.5; }
.numbered:focus-within { outline: 3px solid var(--accent); outline-offset: 2px; }
.numbered ol { list-style: none; margin: 0; padding: 0.45rem 0.5rem; text-align: right; color: var(--soft); font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; height: 0; min-width: 2.6rem; }
.numbered .invalid { color: var(--bad); font-weight: 700; box-shadow: -0.5rem 0 var(--bad-paper), 0.5rem 0 var(--bad-paper); background: var(--bad-paper); }
.numbered textarea.mono { border: 0; border-radius: 0; outline: none; font-size: 1em; line-height: inherit; white-space: pre; overflow: auto; background: none; }
`;

const NEW_ENTRY = { written: "", answer: "", line: null }; // `line` is the file's line of an entry that is edited
const MAX_IMPORT_BYTES = 1_000_000;
const FILE_NAME = "pronunciations";

function Pronunciations({ defaultVoice }) {
  const [saved, setSaved] = useState(null); // what the server has
  const [text, setText] = useState(""); // of the file, with changes that are not saved yet
  const [draft, setDraft] = useState(NEW_ENTRY);
  const [busy, notice, run] = useAction();
  const show = (pronunciations) => {
    setSaved(pronunciations);
    setText(pronunciations.text);
  };
  useEffect(() => {
    run(async () => show(await api.getPronunciations()));
  }, []);
  const saveText = (file) => run(async () => (show(await api.savePronunciations(file)), texts.saved));
  const saveDraft = (event) => {
    event.preventDefault();
    run(async () => {
      const others = draft.line ? withoutLine(saved.text, draft.line) : saved.text;
      show(await saveLine(others, `${draft.written.trim()} = ${draft.answer.trim()}`, saved.text));
      setDraft(NEW_ENTRY);
      return texts.saved;
    });
  };
  const play = (word) => run(async () => void (await player.playSpeech({ input: word.written, voice: defaultVoice }, word.written)));
  const importFile = (event) =>
    run(async () => {
      const file = event.target.files[0];
      if (!file) return undefined;
      if (file.size > MAX_IMPORT_BYTES) throw new Error(texts.tooLarge);
      const lines = (await file.text()).split(/\r?\n/).filter((line) => line.trim());
      event.target.value = "";
      setText(lines.reduce(addImported, text));
      return texts.imported(lines.length);
    });

  return html`<${Notice} notice=${notice} />
    ${saved &&
    html`<${EntryForm} ...${{ draft, setDraft, busy, onSubmit: saveDraft }} />
      <${Entries} ...${{ words: saved.words, busy, play, edit: setDraft, remove: (word) => saveText(withoutLine(saved.text, word.line)) }} />
      <div class="card">
        <${FileEditor} ...${{ text, setText, mistakes: text === saved.text ? saved.mistakes : [] }} />
        <div class="row">
          <button type="button" class="main" disabled=${busy || text === saved.text} onClick=${() => saveText(text)}>${texts.saveFile}</button>
          <button type="button" disabled=${text === saved.text} onClick=${() => setText(saved.text)}>${texts.discard}</button>
          <button type="button" onClick=${() => saveFile(new Blob([saved.text], { type: "text/plain" }), FILE_NAME)}>${texts.export}</button>
          <label class="field"><span class="label">${texts.import}</span><input type="file" onChange=${importFile} /></label>
        </div>
      </div>`}`;
}

function EntryForm({ draft, setDraft, busy, onSubmit }) {
  const set = (name) => (event) => setDraft({ ...draft, [name]: event.target.value });
  return html`<form class="card entry-form" onSubmit=${onSubmit}>
    <div class="row">
      <${Field} label=${texts.written}><input name="written" value=${draft.written} onInput=${set("written")} /><//>
      <${Field} label=${texts.pronunciation}><input name="answer" value=${draft.answer} onInput=${set("answer")} /><//>
      <button class="main" disabled=${busy || !draft.written.trim() || !draft.answer.trim()}>${draft.line ? T.save : texts.add}</button>
      ${draft.line && html`<button type="button" onClick=${() => setDraft(NEW_ENTRY)}>${T.cancel}</button>`}
    </div>
    <p class="hint">${texts.pronunciationHint}</p>
  </form>`;
}

function Entries({ words, busy, play, edit, remove }) {
  const [search, setSearch] = useState("");
  const matches = words.filter((word) => `${word.written} ${word.answer}`.toLowerCase().includes(search.trim().toLowerCase()));
  return html`<div class="card">
    <${Field} label=${T.search}><input type="search" value=${search} onInput=${(event) => setSearch(event.target.value)} /><//>
    ${matches.length
      ? html`<ul class="plain entries">
          ${matches.map(
            (word) => html`<li class="row">
              <span class="grow"><strong>${word.written}</strong> <code>${word.answer}</code>${conditionsOf(word) && html` <span class="badge">${conditionsOf(word)}</span>`}</span>
              <button type="button" aria-label=${texts.playLabel(word.written)} disabled=${busy} onClick=${() => play(word)}>▶</button>
              <button type="button" aria-label=${texts.editLabel(word.written)} onClick=${() => edit(draftOf(word))}>${texts.edit}</button>
              <button type="button" aria-label=${texts.removeLabel(word.written)} disabled=${busy} onClick=${() => remove(word)}>${T.remove}</button>
            </li>`,
          )}
        </ul>`
      : html`<p class="empty">${words.length ? texts.noMatch : texts.empty}</p>`}
  </div>`;
}

/** A text area with line numbers; invalid lines are marked, and listed below it. */
function FileEditor({ text, setText, mistakes }) {
  const area = useRef(null);
  const numbers = useRef(null);
  const lines = text.split("\n");
  const reasons = new Map(mistakes.map((mistake) => [mistake.line, mistake.reason]));
  const selectLine = (number) => {
    const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
    area.current.focus();
    area.current.setSelectionRange(start, start + lines[number - 1].length);
    area.current.scrollTop = numbers.current.children[number - 1].offsetTop - area.current.clientHeight / 2;
  };
  const scrollNumbers = (event) => (numbers.current.style.transform = `translateY(${-event.target.scrollTop}px)`);
  return html`<div class="field wide">
      <label class="label" for="pronunciations-file">${texts.file}</label>
      <div class="numbered">
        <ol aria-hidden="true" ref=${numbers}>${lines.map((_, index) => html`<li class=${reasons.has(index + 1) ? "invalid" : ""} title=${reasons.get(index + 1)}>${index + 1}</li>`)}</ol>
        <textarea id="pronunciations-file" rows="10" class="mono" name="file" wrap="off" spellcheck=${false} value=${text} aria-invalid=${mistakes.length > 0} ref=${area}
          onInput=${(event) => setText(event.target.value)} onScroll=${scrollNumbers}></textarea>
      </div>
    </div>
    ${mistakes.length > 0 &&
    html`<h3>${texts.mistakes}</h3>
      <ul class="plain mistakes">
        ${mistakes.map(
          ({ line, reason }) =>
            html`<li>${line && html`<button type="button" onClick=${() => selectLine(line)}>${texts.line(line)}</button> <code>${lines[line - 1]}</code>`} ${reason}</li>`,
        )}
      </ul>`}`;
}

/** Adds a line of an imported file; one with an entry replaces the entry for the same word. */
const addImported = (file, line) => (line.includes("=") && !isComment(line) ? withLine(file, line) : `${file}${line}\n`);

const draftOf = ({ line, answer }) => ({ written: line.slice(0, line.lastIndexOf(" = ")), answer, line });

const conditionsOf = (word) => [word.language, word.case && texts.caseSensitive, word.pattern && texts.pattern].filter(Boolean).join(", ");

export default {
  id: "pronunciations",
  formerIds: ["words"],
  title: "Pronunciations",
  description: "How words and names should be pronounced, one per line: Elon Musk = EE-lon MUSK",
  icon: "M8 4h11v16H8a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3zM5 17a3 3 0 0 1 3-3h11",
  needsToken: true,
  styles,
  View: Pronunciations,
};

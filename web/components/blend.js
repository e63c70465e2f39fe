/** A form that mixes voices into a new one, plays it, and saves it under a name. */

import * as api from "../api.js";
import { T } from "../texts.js";
import { ChangeButton, Field, Notice, VoiceMenu, html, useAction, useState } from "../view.js";
import { playSample } from "./samples.js";

const texts = {
  title: "Blend voices",
  hint: "Mix up to four Kokoro voices and save the result as a voice of your own, also for Home Assistant.",
  voice: (n) => `Voice ${n}`,
  weight: (n, percent) => `Weight of voice ${n}: ${percent} %`,
  removePart: (n) => `Remove voice ${n} from the blend`,
  empty: "All weights are 0.",
  add: "Add voice",
  listen: "Listen",
  name: "Name of the new voice",
  nameMissing: "Enter a name for the new voice.",
  nameTaken: (name) => `A voice named ${name} already exists. Choose another name.`,
  saved: (name) => `${name} is saved. Reload the Wyoming integration in Home Assistant to see it there.`,
  removed: (name) => `${name} is removed.`,
  removeVoice: (name) => `Remove ${name}`,
  yourVoices: "Your voices",
  noVoices: "No saved voices yet.",
};

export const styles = `
.part .field:first-child { width: 12rem; }
.blend .form { display: grid; gap: 0.75rem; margin-top: 0.75rem; }
@media (max-width: 40rem) {
  .part .field:first-child { width: 100%; }
}
`;

const MAX_PARTS = 4;

export function Blend({ voices, mayChange, version, loadVoices, refresh }) {
  const available = voices.filter((voice) => voice.kind === "kokoro");
  const [parts, setParts] = useState(() => defaultParts(available));
  const [name, setName] = useState("");
  const [busy, notice, run] = useAction();
  const formula = parts.filter((part) => part.weight > 0).map((part) => `${part.name}*${part.weight / 100}`).join(" + ");
  const total = parts.reduce((sum, part) => sum + part.weight, 0);

  const changePart = (index, change) => setParts(parts.map((part, each) => (each === index ? { ...part, ...change } : part)));
  const removePart = (index) => setParts(parts.filter((_, each) => each !== index));
  const addPart = () => setParts([...parts, { name: available.find((voice) => !parts.some((part) => part.name === voice.id)).id, weight: 20 }]);
  const listen = () => run(() => playSample({ id: formula, language: available.find((voice) => voice.id === parts[0].name).language }, version));
  const changeSaved = async (changes) => {
    await api.changeSettings({ "voices.saved": changes });
    await Promise.all([loadVoices(), refresh()]);
  };
  const save = () =>
    run(async () => {
      const newName = name.trim();
      if (!newName) throw new Error(texts.nameMissing);
      if (voices.some((voice) => voice.kind !== "saved" && voice.id.toLowerCase() === newName.toLowerCase())) throw new Error(texts.nameTaken(newName));
      await changeSaved({ [newName]: formula });
      setName("");
      return texts.saved(newName);
    });
  const remove = (voice) => run(async () => (await changeSaved({ [voice.id]: null }), texts.removed(voice.id)));

  return html`<details class="card blend">
    <summary><h3>${texts.title}</h3> <span class="hint">${texts.hint}</span></summary>
    <div class="form">
      ${parts.map(
        (part, index) => html`<div class="row part">
          <${Field} label=${texts.voice(index + 1)}><${VoiceMenu} voices=${available} value=${part.name} onChange=${(chosen) => changePart(index, { name: chosen })} /><//>
          <label class="field grow"><span class="label">${texts.weight(index + 1, total ? Math.round((100 * part.weight) / total) : 0)}</span
            ><input type="range" min="0" max="100" value=${part.weight} onInput=${(event) => changePart(index, { weight: Number(event.target.value) })}
          /></label>
          ${parts.length > 2 && html`<button type="button" aria-label=${texts.removePart(index + 1)} onClick=${() => removePart(index)}>${T.remove}</button>`}
        </div>`,
      )}
      <p><code>${formula || texts.empty}</code></p>
      <div class="row">
        <button type="button" disabled=${parts.length >= MAX_PARTS} onClick=${addPart}>${texts.add}</button>
        <button type="button" class="main" disabled=${busy || !formula} onClick=${listen}>${texts.listen}</button>
      </div>
      <div class="row">
        <${Field} label=${texts.name}><input name="blend" maxlength="60" value=${name} onInput=${(event) => setName(event.target.value)} /><//>
        <${ChangeButton} mayChange=${mayChange} disabled=${busy || !formula} onClick=${save}>${T.save}<//>
      </div>
      <${Notice} notice=${notice} />
      <h4>${texts.yourVoices}</h4>
      <${SavedVoices} ...${{ voices: voices.filter((voice) => voice.kind === "saved"), mayChange, busy, remove }} />
    </div>
  </details>`;
}

function SavedVoices({ voices, mayChange, busy, remove }) {
  if (!voices.length) return html`<p class="empty">${texts.noVoices}</p>`;
  return html`<ul class="plain">
    ${voices.map(
      (voice) => html`<li class="row"><span class="grow">${voice.description}</span>
        <${ChangeButton} mayChange=${mayChange} disabled=${busy} aria-label=${texts.removeVoice(voice.id)} onClick=${() => remove(voice)}>${T.remove}<//></li>`,
    )}
  </ul>`;
}

/** The two voices with the best grades. */
function defaultParts(voices) {
  const byGrade = [...voices].sort((one, other) => (one.grade ?? "Z").localeCompare(other.grade ?? "Z"));
  return byGrade.slice(0, 2).map((voice, index) => ({ name: voice.id, weight: index ? 30 : 70 }));
}

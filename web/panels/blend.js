/** The blend lab: a voice mixed of others, heard, and saved under a name. */

import * as api from "../api.js";
import { T } from "../texts.js";
import { Field, Notice, VoiceMenu, html, useState, useWork } from "../view.js";
import { playSample } from "./samples.js";

const V = T.voices;
const MOST_PARTS = 4;

export function Blend({ voices, mayChange, stands, loadVoices, look }) {
  const kokoros = voices.filter((voice) => voice.kind === "kokoro");
  const [parts, setParts] = useState(() => best(kokoros).map((voice, place) => ({ name: voice.id, weight: place ? 30 : 70 })));
  const [name, setName] = useState("");
  const [busy, said, run] = useWork();
  const mix = parts.filter((part) => part.weight > 0).map((part) => `${part.name}*${part.weight / 100}`).join(" + ");
  const whole = parts.reduce((sum, part) => sum + part.weight, 0);
  const saved = voices.filter((voice) => voice.kind === "saved");
  const edit = (place, change) => setParts(parts.map((part, each) => (each === place ? { ...part, ...change } : part)));
  const another = () => setParts([...parts, { name: kokoros.find((voice) => !parts.some((part) => part.name === voice.id)).id, weight: 20 }]);
  const listen = () => run(() => playSample({ id: mix, language: kokoros.find((voice) => voice.id === parts[0].name).language }, stands));
  const put = async (changes) => {
    await api.change({ "voices.saved": changes });
    await Promise.all([loadVoices(), look()]);
  };
  const keep = () =>
    run(async () => {
      const wanted = name.trim();
      if (!wanted) throw new Error(V.nameNeeded);
      if (voices.some((voice) => voice.kind !== "saved" && voice.id.toLowerCase() === wanted.toLowerCase())) throw new Error(V.nameTaken(wanted));
      await put({ [wanted]: mix });
      setName("");
      return V.isSaved(wanted);
    });
  const remove = (voice) => run(async () => (await put({ [voice.id]: null }), V.isRemoved(voice.id)));
  return html`<details class="card blend">
    <summary><h3>${V.blend}</h3> <span class="hint">${V.blendHint}</span></summary>
    <div class="inside">
      ${parts.map(
        (part, place) => html`<div class="row part">
          <${Field} label=${V.part(place + 1)}><${VoiceMenu} voices=${kokoros} value=${part.name} change=${(chosen) => edit(place, { name: chosen })} /><//>
          <label class="field grow"><span class="label">${V.weight(place + 1)}: ${whole ? Math.round((100 * part.weight) / whole) : 0} %</span
            ><input type="range" min="0" max="100" value=${part.weight} onInput=${(event) => edit(place, { weight: Number(event.target.value) })}
          /></label>
          ${parts.length > 2 && html`<button type="button" aria-label=${V.dropLabel(place + 1)} onClick=${() => setParts(parts.filter((_, each) => each !== place))}>${T.remove}</button>`}
        </div>`,
      )}
      <p><code>${mix || V.silent}</code></p>
      <div class="row">
        <button type="button" disabled=${parts.length >= MOST_PARTS} onClick=${another}>${V.add}</button>
        <button type="button" class="main" disabled=${busy || !mix} onClick=${listen}>${T.listen}</button>
      </div>
      <div class="row">
        <${Field} label=${V.asName}><input name="blend" maxlength="60" value=${name} onInput=${(event) => setName(event.target.value)} /><//>
        <button type="button" disabled=${!mayChange || busy || !mix} title=${mayChange ? undefined : T.rights.needed} onClick=${keep}>${T.save}</button>
      </div>
      <${Notice} said=${said} />
      <h4>${V.saved}</h4>
      ${saved.length
        ? html`<ul class="plain">
            ${saved.map(
              (voice) => html`<li class="row"><span class="grow">${voice.description}</span>
                <button type="button" disabled=${!mayChange || busy} title=${mayChange ? undefined : T.rights.needed} aria-label=${V.removeLabel(voice.id)} onClick=${() => remove(voice)}>${T.remove}</button></li>`,
            )}
          </ul>`
        : html`<p class="empty">${V.savedNone}</p>`}
    </div>
  </details>`;
}

/** The two that sound best. */
const best = (voices) => [...voices].sort((one, other) => (one.grade ?? "Z").localeCompare(other.grade ?? "Z")).slice(0, 2);

/** Fields that choose a sound under the speech, its level, and whether it is softer while words are spoken. */

import * as api from "../api.js";
import * as player from "../player.js";
import { Field, Notice, html, useAction, useEffect, useState } from "../view.js";

const texts = {
  background: "Background",
  none: "none",
  level: "Background level",
  decibels: "dB",
  duck: "Softer under words",
  listen: "Listen to the background",
  yours: "Your files",
  made: "Sounds",
};

const DUCK_DECIBELS = 8;

export function Background({ value, onChange }) {
  const [sounds, setSounds] = useState([]);
  const [, notice, run] = useAction();
  useEffect(() => {
    run(async () => setSounds((await api.getSounds()).sounds));
  }, []);
  const listen = () => run(async () => player.playBlob(await api.getSoundSample(value.type), value.type));
  const group = (label, members) =>
    members.length ? html`<optgroup label=${label}>${members.map((sound) => html`<option value=${sound.name} selected=${sound.name === value.type} title=${sound.meaning}>${sound.name}</option>`)}</optgroup>` : "";
  return html`<${Field} label=${texts.background}>
      <select name="background" value=${value.type} onChange=${(event) => onChange({ ...value, type: event.target.value })}>
        <option value="">${texts.none}</option>
        ${group(texts.made, sounds.filter((sound) => sound.kind === "made"))}
        ${group(texts.yours, sounds.filter((sound) => sound.kind === "file"))}
      </select>
    <//>
    ${value.type &&
    html`<${Field} label=${`${texts.level}: ${value.level} ${texts.decibels}`}>
        <input type="range" name="level" min="-40" max="-6" step="1" value=${value.level} onInput=${(event) => onChange({ ...value, level: Number(event.target.value) })} />
      <//>
      <div class="row">
        <label class="inline"><input type="checkbox" name="duck" checked=${value.duck} onChange=${(event) => onChange({ ...value, duck: event.target.checked })} />${texts.duck}</label>
        <button type="button" aria-label=${texts.listen} title=${texts.listen} onClick=${listen}>▶</button>
      </div>`}
    <${Notice} notice=${notice} />`;
}

export const NO_BACKGROUND = { type: "", level: -20, duck: false };

/** Returns the background as a request has it; null for none. */
export function backgroundOf({ type, level, duck }) {
  if (!type) return null;
  return { type, level, ...(duck ? { duck: DUCK_DECIBELS } : {}) };
}

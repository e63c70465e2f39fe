/** The editor of a conversation: turns with a voice and a text, and how each follows the one before. */

import { T } from "../texts.js";
import { Field, VoiceMenu, html } from "../view.js";

const texts = {
  turn: (n) => `Turn ${n}`,
  voice: (n) => `Voice of turn ${n}`,
  text: (n) => `Text of turn ${n}`,
  gap: (n) => `Gap before turn ${n} in seconds`,
  gapHint: "empty: automatic; below 0: overlap",
  over: (n) => `Turn ${n} is said over the end of the one before`,
  overShort: "Over the end of the one before",
  style: (n) => `Style of turn ${n}`,
  noStyle: "none",
  add: "Add turn",
  remove: (n) => `Remove turn ${n}`,
};

export const styles = `
.turns { display: grid; gap: 0.75rem; }
.turn { display: grid; gap: 0.4rem 0.75rem; grid-template-columns: minmax(8rem, 12rem) 1fr auto; align-items: end; border-left: 3px solid var(--line); padding-left: 0.75rem; }
.turn .how { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 0.4rem 1rem; align-items: end; }
.turn .how input[type="number"] { width: 7rem; }
@media (max-width: 40rem) {
  .turn { grid-template-columns: 1fr auto; }
  .turn .field.said { grid-column: 1 / -1; order: 1; }
  .turn .how { order: 2; }
}
`;

const MIN_GAP = -1;
const MAX_GAP = 10;
const MAX_TURNS = 100;

export function Conversation({ turns, voices, speakingStyles, onChange }) {
  const change = (index, values) => onChange(turns.map((turn, each) => (each === index ? { ...turn, ...values } : turn)));
  const remove = (index) => onChange(turns.filter((_, each) => each !== index));
  const add = () => onChange([...turns, { voice: turns.at(-2)?.voice ?? voices[0].id, text: "", style: "", gap: "", over: false }]);
  return html`<div class="turns">
    ${turns.map(
      (turn, index) => html`<div class="turn" role="group" aria-label=${texts.turn(index + 1)} key=${index}>
        <${Field} label=${texts.voice(index + 1)}>
          <${VoiceMenu} name=${`voice-${index}`} voices=${voices} value=${turn.voice} onChange=${(voice) => change(index, { voice })} />
        <//>
        <label class="field said"><span class="label">${texts.text(index + 1)}</span>
          <textarea rows="2" value=${turn.text} onInput=${(event) => change(index, { text: event.target.value })}></textarea>
        </label>
        <button type="button" aria-label=${texts.remove(index + 1)} title=${T.remove} disabled=${turns.length === 1} onClick=${() => remove(index)}>✕</button>
        <div class="how">
          <${Field} label=${texts.style(index + 1)}>
            <select value=${turn.style ?? ""} onChange=${(event) => change(index, { style: event.target.value })}>
              <option value="">${texts.noStyle}</option>
              ${speakingStyles.map(({ name, meaning }) => html`<option value=${name} selected=${name === turn.style} title=${meaning}>${name}</option>`)}
            </select>
          <//>
          ${index > 0 &&
          html`<${Field} label=${texts.gap(index + 1)} hint=${texts.gapHint}>
              <input type="number" min=${MIN_GAP} max=${MAX_GAP} step="0.05" value=${turn.gap} disabled=${turn.over} onInput=${(event) => change(index, { gap: event.target.value })} />
            <//>
            <label class="inline"><input type="checkbox" aria-label=${texts.over(index + 1)} checked=${turn.over} onChange=${(event) => change(index, { over: event.target.checked })} />${texts.overShort}</label>`}
        </div>
      </div>`,
    )}
    <div class="row"><button type="button" disabled=${turns.length >= MAX_TURNS} onClick=${add}>${texts.add}</button></div>
  </div>`;
}

/** Returns the turns as a request has them, without what has its default value. */
export function inputsOf(turns) {
  return turns
    .filter((turn) => turn.text.trim())
    .map(({ voice, text, style, gap, over }, index) => {
      const input = { voice, text };
      if (style) input.style = style;
      if (index && over) input.over = true;
      else if (index && gap !== "" && Number.isFinite(Number(gap))) input.gap = Number(gap);
      return input;
    });
}

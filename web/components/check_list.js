/** A list of names, each of which may be chosen. */

import { html } from "../view.js";

export const styles = `
.checks { display: flex; flex-wrap: wrap; gap: 0 1rem; border: 0; padding: 0; margin: 0; min-width: 0; }
.checks legend { font-size: 0.85rem; color: var(--soft); padding: 0; }
`;

/** Shows `items` with a name, and, if they have it, another label, a title and whether they are disabled. */
export function CheckList({ legend, hint, items, chosen, onChange }) {
  const toggle = (name) => onChange(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
  return html`<fieldset class="checks">
    <legend>${legend}</legend>
    ${items.map(
      ({ name, label, title, disabled }) => html`<label class="inline" title=${title}>
        <input type="checkbox" checked=${chosen.includes(name)} disabled=${disabled} onChange=${() => toggle(name)} />${label ?? name}
      </label>`,
    )}
    ${hint && html`<p class="hint wide">${hint}</p>`}
  </fieldset>`;
}

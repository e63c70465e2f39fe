/** Counts as a picture: a bar for each name, with its number beside it. */

import { html } from "../view.js";

const texts = {
  more: (count) => `and ${count} more`,
  nothing: "–",
};

export const styles = `
.bars td { border: 0; padding: 0.1rem 0.5rem 0.1rem 0; vertical-align: middle; font-size: 0.9rem; }
.bars td:first-child { max-width: 12rem; overflow-wrap: anywhere; }
.bars td.number { text-align: right; font-variant-numeric: tabular-nums; }
.bars td.bar { width: 60%; }
.bars svg { display: block; width: 100%; height: 0.8rem; fill: var(--series-1); }
`;

const MOST = 12;

/** Shows the largest values of an object of numbers, or of [name, number] pairs. */
export function Bars({ title, values }) {
  const rows = (Array.isArray(values) ? values : Object.entries(values)).sort((a, b) => b[1] - a[1]);
  const most = Math.max(1, ...rows.map(([, count]) => count));
  return html`<table class="bars">
    <caption>${title}</caption>
    <tbody>
      ${rows.slice(0, MOST).map(
        ([name, count]) => html`<tr>
          <th scope="row">${name || texts.nothing}</th>
          <td class="bar"><svg aria-hidden="true"><rect width=${`${Math.max(1, (100 * count) / most)}%`} height="100%" rx="3" /></svg></td>
          <td class="number">${count.toLocaleString()}</td>
        </tr>`,
      )}
      ${rows.length > MOST && html`<tr><th scope="row">${texts.more(rows.length - MOST)}</th><td></td><td></td></tr>`}
    </tbody>
  </table>`;
}

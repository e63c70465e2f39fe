/** One data set: what is in it as pictures, samples to hear, what was rejected and why, and its exports. */

import * as api from "../api.js";
import * as player from "../player.js";
import { T } from "../texts.js";
import { Bars } from "./bars.js";
import { WakeDetectors } from "./wake_detectors.js";
import { ChangeButton, Field, Notice, html, saveFile, useAction, useEffect, useState } from "../view.js";

const texts = {
  title: (name) => `Data set ${name}`,
  summary: (samples, seconds) => `${samples.toLocaleString()} samples, ${(seconds / 60).toFixed(1)} minutes.`,
  kinds: { role: "Roles", split: "Parts", voice: "Voices", language: "Languages", preset: "Rooms and devices" },
  rejected: "Rejected and failed, by reason",
  states: "States",
  any: "Any",
  role: "Role",
  state: "State",
  reason: "Reason",
  samples: "Samples",
  none: "No sample is like that.",
  columns: ["", "Text", "Role", "Voice", "Speed", "Preset", "State"],
  listen: (text, voice) => `Play “${text}” by ${voice || "somebody"}`,
  page: (n) => `Page ${n}`,
  earlier: "Earlier",
  later: "Later",
  goOn: "Go on making",
  check: "Check",
  exportTitle: "Export",
  form: "Form",
  write: "Write the export",
  begun: "Begun; you see it under Jobs.",
  exports: "Exports in the data folder",
  download: "Download",
  downloadLabel: (name) => `Download ${name}`,
  downloading: "The archive is being fetched…",
};

export const styles = `
.pictures { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); align-items: start; }
`;

const PLAY = "▶";

export function DataSet({ name, choices, jobs, mayChange, onStarted, version }) {
  const [counts, setCounts] = useState(null);
  const [, notice, run] = useAction();
  useEffect(() => void run(async () => setCounts(await api.getDataSet(name))), [name, version]);
  if (counts === null) return html`<div class="card"><h3>${texts.title(name)}</h3><p class="hint">${T.loading}</p><${Notice} notice=${notice} /></div>`;
  return html`<div class="card">
      <h3>${texts.title(name)}</h3>
      <p>${texts.summary(counts.samples, counts.seconds)}</p>
      <${Actions} ...${{ name, mayChange, onStarted }} />
      <div class="pictures">
        ${Object.entries(texts.kinds).map(([kind, title]) => Object.keys(counts[kind]).length > 0 && html`<${Bars} title=${title} values=${Object.entries(counts[kind]).map(([value, tally]) => [value, tally.samples])} />`)}
        ${Object.keys(counts.states).length > 1 && html`<${Bars} title=${texts.states} values=${counts.states} />`}
        ${Object.keys(counts.reasons).length > 0 && html`<${Bars} title=${texts.rejected} values=${counts.reasons} />`}
      </div>
    </div>
    <${Samples} ...${{ name, counts, version }} />
    ${counts.role.wake && html`<${WakeDetectors} ...${{ name, choices, jobs, mayChange, onStarted }} />`}
    <${Exports} ...${{ name, choices, mayChange, onStarted, version }} />`;
}

function Actions({ name, mayChange, onStarted }) {
  const [busy, notice, run] = useAction();
  const start = (action) => () =>
    run(async () => {
      await api.startSetJob(name, { action });
      onStarted();
      return texts.begun;
    });
  return html`<div class="row">
      <${ChangeButton} mayChange=${mayChange} disabled=${busy} onClick=${start("make")}>${texts.goOn}<//>
      <${ChangeButton} mayChange=${mayChange} disabled=${busy} onClick=${start("check")}>${texts.check}<//>
    </div>
    <${Notice} notice=${notice} />`;
}

function Samples({ name, counts, version }) {
  const [filter, setFilter] = useState({ role: "", state: "", voice: "", reason: "", page: 0 });
  const [found, setFound] = useState(null);
  const [busy, notice, run] = useAction();
  const [, playNotice, play] = useAction();
  useEffect(() => void run(async () => setFound(await api.getDataSetSamples(name, filter))), [name, filter, version]);
  const choose = (key) => (event) => setFilter({ ...filter, [key]: event.target.value, page: 0 });
  const menu = (key, label, values) => html`<${Field} label=${label}>
    <select value=${filter[key]} onChange=${choose(key)}>
      <option value="">${texts.any}</option>
      ${values.filter(Boolean).map((value) => html`<option value=${value} selected=${value === filter[key]}>${value}</option>`)}
    </select>
  <//>`;
  const hear = (sample) => play(async () => await player.playBlob(await api.getDataSetSound(name, sample.digest), `${sample.text} – ${sample.voice}`));
  const turn = (by) => setFilter({ ...filter, page: filter.page + by });
  return html`<div class="card">
    <h3>${texts.samples}</h3>
    <div class="fields">
      ${menu("role", texts.role, Object.keys(counts.role))}${menu("state", texts.state, Object.keys(counts.states))}
      ${menu("voice", T.voice, Object.keys(counts.voice))}${menu("reason", texts.reason, Object.keys(counts.reasons))}
    </div>
    <${Notice} notice=${notice} /><${Notice} notice=${playNotice} />
    ${found?.samples.length === 0 && html`<p class="hint">${texts.none}</p>`}
    ${found?.samples.length > 0 &&
    html`<div class="scroll" tabindex="0" role="region" aria-label=${texts.samples}><table>
        <thead><tr>${texts.columns.map((column) => (column ? html`<th scope="col">${column}</th>` : html`<td></td>`))}</tr></thead>
        <tbody>${found.samples.map((sample) => html`<${Sample} key=${sample.id} sample=${sample} onPlay=${() => hear(sample)} />`)}</tbody>
      </table></div>
      <div class="row">
        <button type="button" disabled=${busy || filter.page === 0} onClick=${() => turn(-1)}>${texts.earlier}</button>
        <span class="inline">${texts.page(found.page + 1)}</span>
        <button type="button" disabled=${busy || !found.more} onClick=${() => turn(1)}>${texts.later}</button>
      </div>`}
  </div>`;
}

function Sample({ sample, onPlay }) {
  const { text, role, voice, speed, preset, state, reason, digest } = sample;
  return html`<tr>
    <td>${digest && html`<button type="button" aria-label=${texts.listen(text, voice)} onClick=${onPlay}>${PLAY}</button>`}</td>
    <td>${text}</td><td>${role}</td><td>${voice}</td><td>${speed}</td><td>${preset}</td><td>${reason ? `${state}: ${reason}` : state}</td>
  </tr>`;
}

function Exports({ name, choices, mayChange, onStarted, version }) {
  const forms = Object.entries(choices?.exports ?? {});
  const [form, setForm] = useState("");
  const [exports, setExports] = useState([]);
  const [busy, notice, run, notify] = useAction();
  const chosen = form || forms[0]?.[0];
  useEffect(() => void api.getExports().then((found) => setExports(found.exports.filter((each) => each.name.startsWith(`${name}-`))), () => {}), [name, version]);
  const write = () =>
    run(async () => {
      await api.startSetJob(name, { action: "export", form: chosen });
      onStarted();
      return texts.begun;
    });
  const download = (each) =>
    run(async () => {
      notify(texts.downloading);
      saveFile(await api.getExportArchive(each.name), `${each.name}.tar`);
      return "";
    });
  return html`<div class="card">
    <h3>${texts.exportTitle}</h3>
    <div class="row">
      <${Field} label=${texts.form} hint=${choices?.exports[chosen]}>
        <select value=${chosen} onChange=${(event) => setForm(event.target.value)}>
          ${forms.map(([each]) => html`<option value=${each} selected=${each === chosen}>${each}</option>`)}
        </select>
      <//>
      <${ChangeButton} class="main" mayChange=${mayChange} disabled=${busy || !chosen} onClick=${write}>${texts.write}<//>
    </div>
    <${Notice} notice=${notice} />
    ${exports.length > 0 &&
    html`<h4>${texts.exports}</h4>
      <ul class="plain">${exports.map(
        (each) => html`<li class="row"><code class="grow">${each.folder}</code><button type="button" aria-label=${texts.downloadLabel(each.name)} disabled=${busy} onClick=${() => download(each)}>${texts.download}</button></li>`,
      )}</ul>`}
  </div>`;
}

/** What samples of a wake word are worth: detectors hear them, and one is taught with them. */

import * as api from "../api.js";
import { CheckList } from "./check_list.js";
import { ChangeButton, Field, Notice, groupBy, html, useAction, useEffect, useState } from "../view.js";

const texts = {
  title: "Detectors",
  intro: "See whether detectors hear the wake word, and wake at nothing else; or teach one with these samples, to try it.",
  detectors: "Detectors and their wake words",
  label: (detector) => (detector.name.includes(":") ? `${detector.phrase} (${detector.name.split(":")[0]})` : detector.name),
  files: "Files in the folder “detectors” of the data folder are listed, too: .tflite, .onnx, microWakeWord's .json, and what was taught here.",
  missing: (what, names) => `Not installed: ${names.join(", ")}. To use them: ${what}`,
  presets: "Heard in",
  presetsHint: "The samples as they are, or as a microphone in such a place hears them.",
  asTheyAre: "as they are",
  split: "Part",
  all: "All",
  limit: "Samples of each role",
  limitHint: "Empty: all. Some hundred show most.",
  test: "Test detectors",
  teach: "Teach a detector",
  teachMissing: (what) => `To teach a detector, the speech embedding is needed: ${what}`,
  begun: "Begun; you see it under Jobs.",
  tested: "What detectors heard",
  taught: "What was taught",
  columns: ["Detector", "Heard in", "Wakes above", "Heard", "Wakes at others", "An hour", "Delay", "Processor", "Memory"],
  details: (report) => `${report.detector}, ${report.preset}: by voice, speed and preset`,
  by: { voice: "Voice", speed: "Speed", preset: "Preset" },
  levers: ["Heard", "Wakes at others"],
  woke: "Wakes at",
  wokeColumns: ["Text", "Wakes"],
  apart: "Wakes, by how near it is",
  apartColumns: ["Apart from the wake word", "Wakes"],
  more: (count) => `and ${count} more`,
  tally: (tally) => (tally?.samples ? `${tally.woke} of ${tally.samples} (${(100 * tally.share).toFixed(1)} %)` : "–"),
  threshold: (result) => `It wakes above ${result.threshold}, and is now one of the detectors above.`,
  parts: ["Part", "Heard", "Wakes at others", "Wakes at minimal pairs"],
  partNames: { validation: "validation", test: "test: voices that it has not learned from" },
  missed: "Voices of the part test",
};

export const styles = `
.detectors details { display: grid; gap: 0.5rem; }
.detectors .tables { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); align-items: start; }
.detectors td { font-variant-numeric: tabular-nums; white-space: nowrap; }
`;

const CLEAN = "clean";
const MOST = 12;

export function WakeDetectors({ name, choices, jobs, mayChange, onStarted }) {
  const [chosen, setChosen] = useState([]);
  const [presets, setPresets] = useState([CLEAN]);
  const [split, setSplit] = useState("");
  const [limit, setLimit] = useState("");
  const [busy, notice, run] = useAction();
  const detectors = choices?.detectors ?? [];
  const absent = groupBy(detectors.filter((each) => each.missing), (each) => each.missing);
  const start = (fields) =>
    run(async () => {
      await api.startSetJob(name, fields);
      onStarted();
      return texts.begun;
    });
  const test = () => start({ action: "test", detectors: chosen.join(","), presets: presets.join(",") || CLEAN, split: split || null, limit: limit ? Number(limit) : null });
  const places = [{ name: CLEAN, label: texts.asTheyAre }, ...Object.entries(choices?.presets ?? {}).map(([each, title]) => ({ name: each, title }))];
  return html`<div class="card detectors">
    <h3>${texts.title}</h3>
    <p class="hint">${texts.intro}</p>
    <${CheckList} legend=${texts.detectors} hint=${texts.files} chosen=${chosen} onChange=${setChosen}
      items=${detectors.map((each) => ({ name: each.name, label: texts.label(each), title: each.meaning, disabled: Boolean(each.missing) }))} />
    ${[...absent].map(([what, all]) => html`<p class="hint">${texts.missing(what, all.map(texts.label))}</p>`)}
    <${CheckList} legend=${texts.presets} hint=${texts.presetsHint} chosen=${presets} onChange=${setPresets} items=${places} />
    <div class="fields">
      <${Field} label=${texts.split}>
        <select value=${split} onChange=${(event) => setSplit(event.target.value)}>
          <option value="">${texts.all}</option>
          ${["train", "validation", "test"].map((each) => html`<option value=${each} selected=${each === split}>${each}</option>`)}
        </select>
      <//>
      <${Field} label=${texts.limit} hint=${texts.limitHint}><input type="number" min="1" max="200000" value=${limit} onInput=${(event) => setLimit(event.target.value)} /><//>
    </div>
    <div class="row">
      <${ChangeButton} class="main" mayChange=${mayChange} disabled=${busy || chosen.length === 0} onClick=${test}>${texts.test}<//>
      <${ChangeButton} mayChange=${mayChange} disabled=${busy || !choices || Boolean(choices.teaching.missing)} onClick=${() => start({ action: "teach" })}>${texts.teach}<//>
    </div>
    ${choices?.teaching.missing && html`<p class="hint">${texts.teachMissing(choices.teaching.missing)}</p>`}
    <${Notice} notice=${notice} />
    <${Result} job=${last(jobs, name, "test")} View=${Tested} />
    <${Result} job=${last(jobs, name, "teach")} View=${Taught} />
  </div>`;
}

/** The newest job of a kind that has a result. */
const last = (jobs, name, action) => jobs.find((job) => job.set === name && job.action === action && job.state === "done");

function Result({ job, View }) {
  const [shown, setShown] = useState(null);
  useEffect(() => {
    if (job) void api.getWorkshopJob(job.id).then((found) => setShown(found.job.result), () => {});
  }, [job?.id]);
  return shown && html`<${View} result=${shown} />`;
}

function Tested({ result }) {
  const rows = result.map((each) => [
    each.detector, each.preset, each.threshold, texts.tally(each.wake), texts.tally(each.others), each.false_accepts_an_hour ?? "–",
    each.delay === null ? "–" : `${each.delay.toFixed(2)} s`, `${(100 * each.processor_share).toFixed(1)} %`, `${Math.round(each.megabytes)} MB`,
  ]);
  return html`<h4>${texts.tested}</h4>
    <${Table} label=${texts.tested} columns=${texts.columns} rows=${rows} />
    ${result.map((each) => html`<${Details} report=${each} />`)}
    ${[...new Set(result.map((each) => each.notice).filter(Boolean))].map((notice) => html`<p class="hint">${notice}</p>`)}`;
}

function Details({ report }) {
  const lever = (kind) => {
    const others = new Map(report[`others_by_${kind}`].map((tally) => [tally.name, tally]));
    const names = new Set([...report[`by_${kind}`].map((tally) => tally.name), ...others.keys()]);
    const heard = new Map(report[`by_${kind}`].map((tally) => [tally.name, tally]));
    return [...names].map((each) => [each, texts.tally(heard.get(each)), texts.tally(others.get(each))]);
  };
  const woke = report.by_text.filter((tally) => tally.woke > 0);
  return html`<details>
    <summary>${texts.details(report)}</summary>
    <div class="tables">
      ${Object.entries(texts.by).map(([kind, title]) => html`<${Table} label=${`${title}, ${report.detector}, ${report.preset}`} columns=${[title, ...texts.levers]} rows=${lever(kind)} />`)}
      ${report.others_by_sounds.length > 0 && html`<${Table} label=${`${texts.apart}, ${report.detector}, ${report.preset}`} columns=${texts.apartColumns} rows=${report.others_by_sounds.map((tally) => [tally.name, texts.tally(tally)])} />`}
      ${woke.length > 0 && html`<${Table} label=${`${texts.woke}, ${report.detector}, ${report.preset}`} columns=${texts.wokeColumns} rows=${woke.map((tally) => [tally.name, texts.tally(tally)])} />`}
    </div>
  </details>`;
}

function Taught({ result }) {
  const rows = result.parts.map((each) => [texts.partNames[each.part] ?? each.part, texts.tally(each.heard), texts.tally(each.false_accepts), texts.tally(each.minimal_pairs)]);
  const test = result.parts.at(-1);
  return html`<h4>${texts.taught}</h4>
    <p>${texts.threshold(result)}</p>
    <${Table} label=${texts.taught} columns=${texts.parts} rows=${rows} />
    <div class="tables">
      <${Table} label=${texts.missed} columns=${[texts.by.voice, texts.levers[0]]} rows=${test.voices.map((tally) => [tally.name, texts.tally(tally)])} />
      ${test.texts.length > 0 && html`<${Table} label=${texts.woke} columns=${texts.wokeColumns} rows=${test.texts.map((tally) => [tally.name, texts.tally(tally)])} />`}
    </div>`;
}

/** A table whose first column names its rows, of which the first ones are shown. */
function Table({ label, columns, rows }) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}><table>
    <thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
    <tbody>
      ${rows.slice(0, MOST).map(([name, ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}
      ${rows.length > MOST && html`<tr><th scope="row">${texts.more(rows.length - MOST)}</th>${columns.slice(1).map(() => html`<td></td>`)}</tr>`}
    </tbody>
  </table></div>`;
}

/** Quality: judge a take or a file, the hundred prompts by voice and model, and what was found before. */

import * as api from "../api.js";
import { WatermarkCard } from "../components/watermark.js";
import { T } from "../texts.js";
import { ChangeButton, Field, Notice, VoiceMenu, html, useAction, useEffect, useInterval, useRef, useState } from "../view.js";

const texts = {
  example: "The front door is unlocked, and the alarm is off.",
  take: "Judge speech",
  takeHint: "The text is spoken by the voice, or choose a recording of it. Nothing is kept.",
  file: "Recording (optional)",
  by: "Judges",
  allHere: "All that are here",
  signalOnly: "The signal only (quick)",
  judge: "Judge",
  judging: "Judging… The first time, the judges have to be loaded.",
  good: "Nothing is wrong with it.",
  faulty: "It has faults:",
  listen: "Listen to this:",
  heard: "Heard",
  nothingHeard: "No recogniser is installed, so only the signal was judged.",
  measures: "All measures",
  measureColumns: ["Measure", "Value"],
  judges: "Judges",
  judgesHint: "Judges are packages and servers of your own, installed beside the program.",
  here: "Here",
  brings: (what) => `Missing: ${what}`,
  judgeColumns: ["Judge", "What it says", "State"],
  prompts: "A hundred prompts",
  promptsHint: "The voice speaks prompts of ten classes, which are then judged. It takes minutes, at a low priority, and needs the memory of a second model.",
  model: "Model",
  asSet: "As the settings have it",
  count: "Prompts",
  start: "Start",
  started: "Started.",
  doing: (voice, doing) => `${voice}: ${doing || "starting"}`,
  done: (voice) => `${voice}: done.`,
  failed: (voice, problem) => `${voice}: ${problem}`,
  history: "History",
  noHistory: "Nothing was judged yet.",
  reading: "Reading the results…",
  historyColumns: ["Begun", "What", "Kind", ""],
  show: "Show",
  showLabel: (name) => `Show ${name}`,
  against: "Compare with",
  nothing: "Nothing",
  figureColumns: ["Figure", "Value", "Interval of 95 %"],
  classColumns: ["Class", "Word errors, %", "Speech wrong, per 100 words", "DNSMOS overall"],
  differenceColumns: ["Figure", "Difference", "Interval of 95 %", "Conclusion"],
  findings: "Takes with findings",
  figures: {
    wer: "Word errors, %",
    cer: "Character errors, %",
    per: "Phoneme errors, %",
    failures: "Speech wrong, per 100 words",
    faulty: "Faulty takes, %",
    homographs: "Homographs right, %",
    ovrl: "DNSMOS overall",
    sig: "DNSMOS signal",
    bak: "DNSMOS background",
    p808: "DNSMOS P.808",
    distillmos: "DistillMOS",
  },
};

const styles = `
.quality { display: grid; gap: 1rem; }
.quality .wide { overflow-x: auto; }
.quality td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.quality ul { padding-left: 1.2rem; }
.quality .verdict { font-weight: 600; }
`;

const POLL_SECONDS = 3;
const CLASS_FIGURES = ["wer", "failures", "ovrl"];
const COUNTS = [10, 20, 50, 100];
const MAX_FINDINGS = 50;

function Quality({ voices, defaultVoice, mayChange }) {
  return html`<div class="quality">
    <${TakePart} ...${{ voices, defaultVoice }} />
    <${PromptsPart} ...${{ voices, defaultVoice, mayChange }} />
    <${JudgesPart} />
    <${WatermarkCard} />
  </div>`;
}

function TakePart({ voices, defaultVoice }) {
  const [text, setText] = useState(texts.example);
  const [voice, setVoice] = useState(defaultVoice);
  const [by, setBy] = useState("");
  const [result, setResult] = useState(null);
  const [busy, notice, run, notify] = useAction();
  const file = useRef(null);
  const judge = () =>
    run(async () => {
      setResult(null);
      notify(texts.judging);
      const sound = file.current.files[0] ?? (await spoken({ input: text, voice, response_format: "wav" }));
      setResult(await api.validate({ file: sound, text, voice, ...(by && { judges: by }) }));
      return "";
    });
  return html`<form class="card" onSubmit=${(event) => (event.preventDefault(), judge())}>
    <h3>${texts.take}</h3>
    <p class="hint">${texts.takeHint}</p>
    <${Field} label=${T.text} wide><textarea rows="2" value=${text} onInput=${(event) => setText(event.target.value)}></textarea><//>
    <div class="row">
      <${Field} label=${T.voice}><${VoiceMenu} voices=${voices} value=${voice} onChange=${setVoice} /><//>
      <${Field} label=${texts.file}><input type="file" accept="audio/*" ref=${file} /><//>
      <${JudgesMenu} value=${by} onChange=${setBy} />
      <button class="main" disabled=${busy || !text.trim()}>${texts.judge}</button>
    </div>
    <${Notice} notice=${notice} />
    ${result && html`<${TakeResult} result=${result} />`}
  </form>`;
}

function JudgesMenu({ value, onChange }) {
  return html`<${Field} label=${texts.by}>
    <select value=${value} onChange=${(event) => onChange(event.target.value)}>
      <option value="">${texts.allHere}</option>
      <option value="signal">${texts.signalOnly}</option>
    </select>
  <//>`;
}

/** Returns the whole sound of a request for speech. */
async function spoken(request) {
  const { chunks, type } = await api.speech(request);
  const parts = [];
  for await (const chunk of chunks) parts.push(chunk);
  return new Blob(parts, { type });
}

function TakeResult({ result }) {
  const heard = Object.entries(result.measures).find(([name]) => name.endsWith(".heard"))?.[1];
  const faults = result.findings.filter((each) => each.severity === "fault");
  const others = result.findings.filter((each) => each.severity !== "fault");
  const list = (title, found) => found.length > 0 && html`<p class="verdict">${title}</p><ul>${found.map((each) => html`<li>${each.message}</li>`)}</ul>`;
  return html`<div role="status">
    ${result.findings.length === 0 && html`<p class="verdict">${texts.good}</p>`}
    ${list(texts.faulty, faults)}${list(texts.listen, others)}
    <p>${heard === undefined ? texts.nothingHeard : `${texts.heard}: ${heard}`}</p>
    ${result.unjudged.map((each) => html`<p class="hint">${each.judge}: ${each.reason}</p>`)}
    <details>
      <summary>${texts.measures}</summary>
      <${Table} columns=${texts.measureColumns} rows=${Object.entries(result.measures).map(([name, value]) => [name, shown(value)])} />
    </details>
  </div>`;
}

function PromptsPart({ voices, defaultVoice, mayChange }) {
  const [form, setForm] = useState({ voice: defaultVoice, model: "", prompts: 100, by: "" });
  const [models, setModels] = useState([]);
  const [job, setJob] = useState(null);
  const [runs, setRuns] = useState(null);
  const [report, setReport] = useState(null);
  const [busy, notice, run] = useAction();
  const [reading, readNotice, showRun, notify] = useAction();
  const loadRuns = () => showRun(async () => setRuns((await api.getJudgements()).runs));
  useEffect(() => {
    loadRuns();
    api.getFiles().then((files) => setModels(files.models.filter((file) => file.state === "present")), () => {});
  }, []);
  useInterval(POLL_SECONDS, async () => {
    const now = (await api.getJudgementJob().catch(() => null))?.job ?? null;
    if (job && !job.ended && now?.ended) loadRuns();
    setJob(now);
  });
  const start = () =>
    run(async () => {
      const { voice, prompts } = form;
      const { job: begun } = await api.startPrompts({ voice, prompts, model: form.model || null, judges: form.by || null });
      setJob(begun);
      return texts.started;
    });
  const stop = () => run(async () => setJob((await api.stopPrompts()).job));
  const show = (name, against) =>
    showRun(async () => {
      notify(texts.reading);
      setReport({ against, ...(await api.getRun(name, against)) });
      return "";
    });
  const isRunning = job && !job.ended;
  return html`<div class="card">
      <h3>${texts.prompts}</h3>
      <p class="hint">${texts.promptsHint}</p>
      <div class="row">
        <${Field} label=${T.voice}><${VoiceMenu} voices=${voices} value=${form.voice} onChange=${(voice) => setForm({ ...form, voice })} /><//>
        <${Field} label=${texts.model}>
          <select value=${form.model} onChange=${(event) => setForm({ ...form, model: event.target.value })}>
            <option value="">${texts.asSet}</option>
            ${models.map((file) => html`<option value=${file.name}>${file.name}</option>`)}
          </select>
        <//>
        <${Field} label=${texts.count}>
          <select value=${form.prompts} onChange=${(event) => setForm({ ...form, prompts: Number(event.target.value) })}>
            ${COUNTS.map((count) => html`<option value=${count} selected=${count === form.prompts}>${count}</option>`)}
          </select>
        <//>
        <${JudgesMenu} value=${form.by} onChange=${(by) => setForm({ ...form, by })} />
        <${ChangeButton} class="main" mayChange=${mayChange} disabled=${busy || isRunning} onClick=${start}>${texts.start}<//>
        ${isRunning && html`<${ChangeButton} mayChange=${mayChange} onClick=${stop}>${T.stop}<//>`}
      </div>
      ${job && html`<p role="status">${stateOf(job)}</p>`}
      <${Notice} notice=${notice} />
    </div>
    <div class="card">
      <h3>${texts.history}</h3>
      ${runs === null && reading && html`<p class="hint">${T.loading}</p>`}
      ${runs?.length === 0 && html`<p class="hint">${texts.noHistory}</p>`}
      ${runs?.length > 0 && html`<${Runs} ...${{ runs, reading, show }} />`}
      <${Notice} notice=${readNotice} />
      ${report && html`<${RunReport} ...${{ report, runs, show }} />`}
    </div>`;
}

function stateOf(job) {
  const { voice } = job.about;
  if (!job.ended) return texts.doing(voice, job.doing);
  return job.problem ? texts.failed(voice, job.problem) : texts.done(voice);
}

function Runs({ runs, reading, show }) {
  const rows = runs.map((run) => [
    new Date(run.begun * 1000).toLocaleString(),
    run.name,
    run.kind,
    html`<button type="button" aria-label=${texts.showLabel(run.name)} disabled=${reading} onClick=${() => show(run.name, "")}>${texts.show}</button>`,
  ]);
  return html`<${Table} columns=${texts.historyColumns} rows=${rows} />`;
}

function RunReport({ report, runs, show }) {
  const others = runs.filter((run) => run.name !== report.run);
  const interval = ({ low, high }) => `${low.toFixed(2)} – ${high.toFixed(2)}`;
  const figures = Object.entries(report.figures).map(([name, value]) => [texts.figures[name] ?? name, value.value.toFixed(2), interval(value)]);
  const classes = Object.entries(report.classes).map(([kind, values]) => [kind, ...CLASS_FIGURES.map((name) => values[name]?.value.toFixed(2) ?? "–")]);
  const differences = report.differences.map((each) => [texts.figures[each.figure] ?? each.figure, each.difference.toFixed(2), interval(each), each.conclusion]);
  const found = report.takes.filter((take) => take.findings.length).slice(0, MAX_FINDINGS);
  return html`<h3>${report.run}</h3>
    <${Field} label=${texts.against}>
      <select value=${report.against} onChange=${(event) => show(report.run, event.target.value)}>
        <option value="">${texts.nothing}</option>
        ${others.map((run) => html`<option value=${run.name} selected=${run.name === report.against}>${run.name}</option>`)}
      </select>
    <//>
    <${Table} columns=${texts.figureColumns} rows=${figures} />
    ${classes.length > 1 && html`<${Table} columns=${texts.classColumns} rows=${classes} />`}
    ${differences.length > 0 && html`<${Table} columns=${texts.differenceColumns} rows=${differences} />`}
    ${found.length > 0 &&
    html`<h3>${texts.findings}</h3>
      <ul>${found.map((take) => html`<li><b>${take.key}</b> ${take.text} ${take.findings.map((each) => each.message).join(" ")}</li>`)}</ul>`}`;
}

function JudgesPart() {
  const [judges, setJudges] = useState(null);
  const [, notice, run] = useAction();
  useEffect(() => void run(async () => setJudges((await api.getJudges()).judges)), []);
  return html`<div class="card">
    <h3>${texts.judges}</h3>
    <p class="hint">${texts.judgesHint}</p>
    <${Notice} notice=${notice} />
    ${judges && html`<${Table} columns=${texts.judgeColumns} rows=${judges.map((judge) => [judge.name, judge.meaning, judge.here ? texts.here : texts.brings(judge.brings)])} />`}
  </div>`;
}

function Table({ columns, rows }) {
  const cell = (value) => html`<td class=${/^[+-]?[\d.]+$/.test(value) ? "number" : ""}>${value}</td>`;
  return html`<div class="wide"><table>
    <thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody>
  </table></div>`;
}

const shown = (value) => (typeof value === "number" && !Number.isInteger(value) ? value.toPrecision(4) : String(value));

export default {
  id: "quality",
  title: "Quality",
  description: "Listens to speech: what is heard, whose mistake a difference is, and how good it sounds.",
  icon: "M4 12h3l2-6 4 12 2-6h5",
  styles,
  View: Quality,
};

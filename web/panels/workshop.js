/** Workshop: samples of wake words step by step, jobs with their progress, and data sets to hear, count and export. */

import * as api from "../api.js";
import { styles as barStyles } from "../components/bars.js";
import { styles as checkStyles } from "../components/check_list.js";
import { DataSet, styles as setStyles } from "../components/data_set.js";
import { styles as detectorStyles } from "../components/wake_detectors.js";
import { WakeForm, styles as formStyles } from "../components/wake_form.js";
import { T } from "../texts.js";
import { ChangeButton, Notice, duration, html, useAction, useEffect, useInterval, useState } from "../view.js";

const texts = {
  jobs: "Jobs",
  noJobs: "No job runs.",
  actions: { wake: "New wake word", estimate: "What it costs", make: "Make", check: "Check", test: "Test of detectors", teach: "Teaching", export: "Export" },
  states: { waiting: "waits", working: "works", stopping: "stops after the samples in hand", stopped: "stopped", done: "done", failed: "failed" },
  job: (job) => `${texts.actions[job.action] ?? job.action} · ${job.set}: ${texts.states[job.state] ?? job.state}`,
  progress: (job) => `${job.done.toLocaleString()} of ${job.total.toLocaleString()}${job.a_minute ? `, ${job.a_minute} a minute` : ""}${job.seconds_left === null ? "" : `, ${duration(job.seconds_left)} left`}`,
  progressLabel: (job) => `Progress of ${job.set}`,
  stopLabel: (job) => `Stop ${job.set}`,
  goOn: "Go on",
  goOnLabel: (job) => `Go on with ${job.set}`,
  elsewhere: "Jobs at a command line",
  sets: "Data sets",
  noSets: "There are no data sets yet.",
  reading: "Reading the data sets…",
  columns: ["Name", "Purpose", "Samples", "Minutes", ""],
  show: "Show",
  showLabel: (name) => `Show ${name}`,
  reload: "Read again",
};

const styles = `
.workshop { display: grid; gap: 1rem; }
.workshop > *, .workshop td, .workshop th { min-width: 0; }
.workshop .fields { align-items: start; }
.jobs progress { width: 100%; max-width: none; }
.jobs li { display: grid; gap: 0.3rem; }
${barStyles}${checkStyles}${formStyles}${setStyles}${detectorStyles}`;

const POLL_SECONDS = 2;
const GONE_ON = new Set(["wake", "make"]);

function Workshop({ voices, defaultVoice, mayChange }) {
  const [choices, setChoices] = useState(null);
  const [sets, setSets] = useState(null);
  const [jobs, setJobs] = useState([]);
  const [shown, setShown] = useState(null);
  const [version, setVersion] = useState(0); // a new one means that data sets may have changed
  const [reading, notice, run] = useAction();
  const load = () => run(async () => setSets((await api.getDataSets()).sets));
  const poll = async () => {
    const now = (await api.getWorkshopJobs().catch(() => null))?.jobs;
    if (!now) return;
    const ended = (list) => list.filter((job) => job.ended && job.action !== "estimate").length;
    if (ended(now) !== ended(jobs)) setVersion((each) => each + 1);
    setJobs(now);
  };
  useEffect(() => void api.getWorkshop().then(setChoices, () => {}), [version]); // a detector may have been taught
  useEffect(() => void load(), [version]);
  useInterval(POLL_SECONDS, poll);
  const others = (sets ?? []).flatMap((set) => set.jobs.filter((job) => job.state === "running").map((job) => ({ ...job, set: set.folder })));
  const own = new Set(jobs.filter((job) => !job.ended).map((job) => job.set));
  return html`<div class="workshop">
    <${WakeForm} ...${{ choices, voices, defaultVoice, mayChange, onStarted: poll }} />
    <${Jobs} ...${{ jobs, mayChange, onChange: poll, others: others.filter((job) => !own.has(job.set)) }} />
    <div class="card">
      <h3>${texts.sets}</h3>
      ${sets === null && html`<p class="hint">${texts.reading}</p>`}
      ${sets?.length === 0 && html`<p class="hint">${texts.noSets}</p>`}
      ${sets?.length > 0 && html`<${Sets} ...${{ sets, onShow: setShown }} />`}
      <${Notice} notice=${notice} />
      <button type="button" disabled=${reading} onClick=${load}>${texts.reload}</button>
    </div>
    ${shown && html`<${DataSet} key=${shown} ...${{ name: shown, choices, jobs, mayChange, onStarted: poll, version }} />`}
  </div>`;
}

function Jobs({ jobs, others, mayChange, onChange }) {
  const [busy, notice, run] = useAction();
  const change = (action) => run(async () => (await action(), await onChange(), ""));
  return html`<div class="card jobs">
    <h3>${texts.jobs}</h3>
    ${jobs.length === 0 && others.length === 0 && html`<p class="hint">${texts.noJobs}</p>`}
    <ul class="plain" hidden=${jobs.length === 0}>
      ${jobs.map(
        (job) => html`<li key=${job.id}>
          <div class="row"><span class="grow">${texts.job(job)}</span>
            ${!job.ended && html`<${ChangeButton} mayChange=${mayChange} aria-label=${texts.stopLabel(job)} disabled=${busy || job.state === "stopping"} onClick=${() => change(() => api.stopWorkshopJob(job.id))}>${T.stop}<//>`}
            ${job.state === "stopped" && GONE_ON.has(job.action) && html`<${ChangeButton} mayChange=${mayChange} aria-label=${texts.goOnLabel(job)} disabled=${busy} onClick=${() => change(() => api.startSetJob(job.set, { action: "make" }))}>${texts.goOn}<//>`}
          </div>
          ${!job.ended && job.total > 0 && html`<progress aria-label=${texts.progressLabel(job)} max=${job.total} value=${job.done}></progress>`}
          <span class="hint">${job.problem ?? (job.total > 0 ? texts.progress(job) : job.ended ? "" : job.doing)}</span>
        </li>`,
      )}
    </ul>
    ${others.length > 0 &&
    html`<h4>${texts.elsewhere}</h4>
      <ul class="plain">${others.map((job) => html`<li><span>${job.set}: ${job.made + job.failed} of ${job.total}</span><progress aria-label=${texts.progressLabel(job)} max=${job.total} value=${job.made + job.failed}></progress></li>`)}</ul>`}
    <${Notice} notice=${notice} />
  </div>`;
}

function Sets({ sets, onShow }) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${texts.sets}><table>
    <thead><tr>${texts.columns.map((column) => (column ? html`<th scope="col">${column}</th>` : html`<td></td>`))}</tr></thead>
    <tbody>${sets.map(
      (set) => html`<tr>
        <th scope="row">${set.folder}</th><td>${set.purpose}</td><td>${set.samples.toLocaleString()}</td><td>${(set.seconds / 60).toFixed(1)}</td>
        <td><button type="button" aria-label=${texts.showLabel(set.folder)} onClick=${() => onShow(set.folder)}>${texts.show}</button></td>
      </tr>`,
    )}</tbody>
  </table></div>`;
}

export default {
  id: "workshop",
  title: "Workshop",
  description: "Makes sounds that train a detector of your own wake word, and keeps data sets of speech.",
  icon: "M14.5 6.5a4 4 0 0 0 5 5L12 19a2.8 2.8 0 0 1-4-4l7.5-7.5M5 4l4 4",
  needsToken: true,
  styles,
  View: Workshop,
};

/** Performance: how fast the server speaks, its load, and a latency test from this browser. */

import * as api from "../api.js";
import { Charts, styles as chartStyles } from "../components/charts.js";
import { Notice, html, megabytes, useAction } from "../view.js";

const texts = {
  protocols: { wyoming: "Wyoming", http: "HTTP" },
  requests: "requests",
  firstAudio: "Time to first audio",
  fromCache: "From cache",
  rtf: "Real-time factor",
  percentiles: "median / 95th percentile",
  rtfHint: "processing time per second of audio; below 1 is faster than real time",
  listeners: "Listeners",
  queue: "Queue",
  cache: "Cache hit rate",
  memory: "Memory",
  uptime: "Uptime",
  engine: "Engine",
  model: "Model",
  none: "none",
  downloads: "Downloads",
  recent: "Recent requests",
  noRecent: "No requests yet.",
  columns: ["Time", "Protocol", "Voice", "Characters", "Audio", "First audio", "RTF", "Result"],
  cached: "cached",
  results: { said: "completed", left: "client disconnected" },
  test: "Latency test",
  testHint: "Requests five short sentences and measures, in this browser, the time until their first audio arrives.",
  runTest: "Run test",
  testing: (n, total) => `Request ${n} of ${total}…`,
  testResult: (median, max) => `Time to first audio in this browser: median ${median} ms, maximum ${max} ms.`,
  sentence: (n) => `This is test number ${n}, spoken at ${new Date().toLocaleTimeString("en-GB")}.`,
};

const styles = `
.metrics { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); align-items: start; }
.metrics > * { min-width: 0; }
.metrics > div { display: grid; gap: 1rem; align-content: start; }
dl.card { grid-template-columns: 1fr auto; gap: 0.35rem 1rem; }
dl.card dt { color: var(--soft); }
dl.card dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
dl.card dd.hint { grid-column: 1 / -1; text-align: left; font-size: 0.8rem; margin-bottom: 0.4rem; }
dl.card .head { font-weight: 600; color: var(--ink); }
@media (max-width: 40rem) {
  .recent td, .recent th { white-space: nowrap; }
}
${chartStyles}`;

const TEST_REQUESTS = 5;
const MAX_RECENT = 30;
const MAX_INLINE = 24; // characters of a value that still fit beside its name
const SHOWN_ELSEWHERE = new Set("status reasons engine engine_reason standing_in model model_ways execution_provider voices queue working settings_problems versions discovery wyoming".split(" "));

function Performance({ status, defaultVoice }) {
  return html`<div class="metrics">
      ${Object.keys(texts.protocols).map((protocol) => status.speech && html`<${Protocol} protocol=${protocol} figures=${status.speech[protocol]} />`)}
      <div>
        <dl class="card">
          <dt>${texts.listeners}</dt><dd>${status.listeners}</dd>
          <dt>${texts.queue}</dt><dd>${status.queue}</dd>
          <dt>${texts.cache}</dt><dd>${percent(status.cache?.found)}</dd>
          <dt>${texts.memory}</dt><dd>${status.memory_bytes ? megabytes(status.memory_bytes) : "–"}</dd>
          <dt>${texts.uptime}</dt><dd>${duration(status.uptime_seconds)}</dd>
        </dl>
        <${Engine} status=${status} />
      </div>
    </div>
    <${LatencyTest} voice=${defaultVoice} />
    <${Charts} />
    <h3>${texts.recent}</h3>
    ${status.recent?.length ? html`<${RecentRequests} requests=${status.recent} />` : html`<p class="empty">${texts.noRecent}</p>`}`;
}

function Protocol({ protocol, figures }) {
  return html`<dl class="card">
    <dt class="head">${texts.protocols[protocol]}</dt><dd class="head">${figures.utterances} <span class="hint">${texts.requests}</span></dd>
    <dt>${texts.firstAudio}</dt><dd>${percentiles(figures.first_sound, milliseconds)}</dd>
    <dd class="hint">${texts.percentiles}</dd>
    <dt>${texts.fromCache}</dt><dd>${percentiles(figures.first_sound_from_cache, milliseconds)}</dd>
    <dt>${texts.rtf}</dt><dd>${percentiles(figures.rtf, (value) => value ?? "–")}</dd>
    <dd class="hint">${texts.rtfHint}</dd>
  </dl>`;
}

function Engine({ status }) {
  const { engine, engine_reason, model, model_ways, execution_provider } = status.health;
  return html`<dl class="card engine">
    <dt>${texts.engine}</dt><dd>${engine ?? texts.none}</dd><dd class="hint">${engine_reason}</dd>
    <dt>${texts.model}</dt><dd>${model ?? texts.none}</dd>${model_ways && html`<dd class="hint">${model_ways}</dd>`}${execution_provider && html`<dd class="hint">${execution_provider}</dd>`}
    ${engineFacts(status).map(([name, value]) => html`<dt>${name}</dt><dd class=${value.length > MAX_INLINE ? "hint" : ""}>${value}</dd>`)}
    ${status.fetching?.length > 0 &&
    html`<dt class="head">${texts.downloads}</dt><dd></dd>
      ${status.fetching.map(
        ({ name, percent: done }) => html`<dt>${name}</dt><dd><progress max="100" value=${done ?? undefined} aria-label=${name}></progress> ${done ?? 0} %</dd>`,
      )}`}
  </dl>`;
}

function RecentRequests({ requests }) {
  return html`<div class="card scroll" tabindex="0" role="region" aria-label=${texts.recent}>
    <table class="recent">
      <thead><tr>${texts.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>
        ${requests.slice(0, MAX_RECENT).map(
          (request) => html`<tr>
            <td>${new Date(request.moment * 1000).toLocaleTimeString("en-GB")}</td>
            <td>${texts.protocols[request.server] ?? request.server}</td>
            <td>${request.voice}</td>
            <td>${request.characters}</td>
            <td>${request.seconds.toFixed(1)} s</td>
            <td>${milliseconds(request.first_sound)}</td>
            <td>${request.rtf ?? texts.cached}</td>
            <td>${texts.results[request.outcome] ?? request.outcome}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function LatencyTest({ voice }) {
  const [busy, notice, run, notify] = useAction();
  const test = () =>
    run(async () => {
      const times = [];
      for (let number = 1; number <= TEST_REQUESTS; number++) {
        notify(texts.testing(number, TEST_REQUESTS));
        times.push(await firstAudioMs({ input: texts.sentence(number), voice }));
      }
      times.sort((one, other) => one - other);
      return texts.testResult(times[Math.floor(TEST_REQUESTS / 2)], times.at(-1));
    });
  return html`<div class="card">
    <h3>${texts.test}</h3>
    <p class="hint">${texts.testHint}</p>
    <button type="button" class="main" disabled=${busy} onClick=${test}>${texts.runTest}</button>
    <${Notice} notice=${notice} />
  </div>`;
}

/** Returns the milliseconds until a request's first audio; reads the rest too, so that the next request does not wait for it. */
async function firstAudioMs(body) {
  const startTime = performance.now();
  let elapsed = null;
  const { chunks } = await api.speech(body);
  for await (const chunk of chunks) if (chunk.length) elapsed ??= Math.round(performance.now() - startTime);
  return elapsed;
}

/** Returns everything else that the server reports about its engine, as names and values. */
function engineFacts({ health, engine = {} }) {
  const others = Object.entries(health).filter(([name]) => !SHOWN_ELSEWHERE.has(name));
  return flatten([...others, ...Object.entries(engine)]).map(([name, value]) => [readable(name), String(value)]);
}

function flatten(entries, prefix = "") {
  return entries.flatMap(([name, value]) => {
    if (value === null || value === undefined || value === "") return [];
    if (Array.isArray(value)) return value.length ? [[prefix + name, value.join(", ")]] : [];
    return typeof value === "object" ? flatten(Object.entries(value), `${prefix}${name} `) : [[prefix + name, value]];
  });
}

const readable = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
const milliseconds = (seconds) => (seconds === null ? "–" : `${Math.round(seconds * 1000)} ms`);
const percentiles = ({ p50, p95 }, format) => `${format(p50)} / ${format(p95)}`;
const percent = (share) => (share === null || share === undefined ? "–" : `${Math.round(share * 100)} %`);

function duration(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}

export default {
  id: "performance",
  formerIds: ["speed"],
  title: "Performance",
  icon: "M4 4v16h16M7.5 15l4-5 3 3 5-7",
  styles,
  View: Performance,
};

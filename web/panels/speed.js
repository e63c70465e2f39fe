/** Speed: how soon and how fast the server speaks, now and lately, and a measurement from this browser. */

import * as api from "../api.js";
import { T } from "../texts.js";
import { Notice, html, megabytes, useWork } from "../view.js";
import { Hours } from "./charts.js";

const S = T.speed;
const TRIES = 5;
const LISTED = 30;
const LONG = 24; // characters of a fact that stand beside its name
const TOLD_ELSEWHERE = new Set("status reasons engine engine_reason model model_ways voices queue working settings_problems versions discovery wyoming".split(" "));

export function Speed({ status, usual }) {
  const { health } = status;
  return html`<section aria-labelledby="speed">
    <h2 id="speed">${S.title}</h2>
    <div class="figures">
      ${["wyoming", "http"].map((door) => status.speech && html`<${Door} name=${door} figures=${status.speech[door]} />`)}
      <div>
        <dl class="card">
          <dt>${S.listeners}</dt><dd>${status.listeners}</dd>
          <dt>${S.queue}</dt><dd>${status.queue}</dd>
          <dt>${S.cache}</dt><dd>${percent(status.cache?.found)}</dd>
          <dt>${S.memory}</dt><dd>${status.memory_bytes ? megabytes(status.memory_bytes) : "–"}</dd>
          <dt>${S.uptime}</dt><dd>${duration(status.uptime_seconds)}</dd>
        </dl>
        <dl class="card engine">
          <dt>${S.engine}</dt><dd>${health.engine ?? S.noModel}</dd><dd class="hint">${health.engine_reason}</dd>
          <dt>${S.model}</dt><dd>${health.model ?? S.noModel}</dd>${health.model_ways && html`<dd class="hint">${health.model_ways}</dd>`}
          ${facts(status).map(([name, value]) => html`<dt>${name}</dt><dd class=${value.length > LONG ? "hint" : ""}>${value}</dd>`)}
          ${status.fetching?.length > 0 &&
          html`<dt class="head">${S.fetching}</dt><dd></dd>
            ${status.fetching.map((file) => html`<dt>${file.name}</dt><dd><progress max="100" value=${file.percent ?? undefined} aria-label=${file.name}></progress> ${file.percent ?? 0} %</dd>`)}`}
        </dl>
      </div>
    </div>
    <${Tester} voice=${usual} />
    <${Hours} />
    <h3>${S.recent}</h3>
    ${status.recent?.length ? html`<${Recent} entries=${status.recent} />` : html`<p class="empty">${S.recentNone}</p>`}
  </section>`;
}

function Door({ name, figures }) {
  return html`<dl class="card">
    <dt class="head">${S.door[name]}</dt><dd class="head">${figures.utterances} <span class="hint">${S.saidCount}</span></dd>
    <dt>${S.first}</dt><dd>${pair(figures.first_sound)}</dd><dd class="hint">${S.firstHint}</dd>
    <dt>${S.cached}</dt><dd>${pair(figures.first_sound_from_cache)}</dd>
    <dt>${S.rtf}</dt><dd>${figures.rtf.p50 ?? "–"} / ${figures.rtf.p95 ?? "–"}</dd><dd class="hint">${S.rtfHint}</dd>
  </dl>`;
}

function Recent({ entries }) {
  return html`<div class="card scroll" tabindex="0" role="region" aria-label=${S.recent}>
    <table class="recent">
      <thead><tr>${S.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>
        ${entries.slice(0, LISTED).map(
          (entry) => html`<tr>
            <td>${new Date(entry.moment * 1000).toLocaleTimeString("en-GB")}</td>
            <td>${S.door[entry.door] ?? entry.door}</td>
            <td>${entry.voice}</td>
            <td>${entry.characters}</td>
            <td>${entry.seconds.toFixed(1)} s</td>
            <td>${milliseconds(entry.first_sound)}</td>
            <td>${entry.rtf ?? S.fromCache}</td>
            <td>${S.outcomes[entry.outcome] ?? entry.outcome}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function Tester({ voice }) {
  const [busy, said, run, tell] = useWork();
  const measure = () =>
    run(async () => {
      const times = [];
      for (let each = 1; each <= TRIES; each++) {
        tell(S.measuring(each, TRIES));
        times.push(await firstSound({ input: S.sentence(each), voice }));
      }
      times.sort((one, other) => one - other);
      return S.result(times[Math.floor(TRIES / 2)], times.at(-1));
    });
  return html`<div class="card">
    <h3>${S.tester}</h3>
    <p class="hint">${S.testerHint}</p>
    <button type="button" class="main" disabled=${busy} onClick=${measure}>${S.measure}</button>
    <${Notice} said=${said} />
  </div>`;
}

/** Milliseconds until the first sound of a request arrives; the rest is taken too, so that the next is not kept waiting. */
async function firstSound(wanted) {
  const begun = performance.now();
  let first = null;
  const { pieces } = await api.speech(wanted);
  for await (const piece of pieces) if (piece.length) first ??= Math.round(performance.now() - begun);
  return first;
}

/** Whatever else the server tells of its engine, by the names it has for it. */
function facts({ health, engine = {} }) {
  const further = Object.entries(health).filter(([name]) => !TOLD_ELSEWHERE.has(name));
  return flat([...further, ...Object.entries(engine)]).map(([name, value]) => [spaced(name), String(value)]);
}

function flat(entries, before = "") {
  return entries.flatMap(([name, value]) => {
    if (value === null || value === undefined || value === "") return [];
    if (Array.isArray(value)) return value.length ? [[before + name, value.join(", ")]] : [];
    return typeof value === "object" ? flat(Object.entries(value), `${before}${name} `) : [[before + name, value]];
  });
}

const spaced = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
const milliseconds = (seconds) => (seconds === null ? "–" : `${Math.round(seconds * 1000)} ms`);
const pair = ({ p50, p95 }) => `${milliseconds(p50)} / ${milliseconds(p95)}`;
const percent = (share) => (share === null || share === undefined ? "–" : `${Math.round(share * 100)} %`);

function duration(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}

/** Speed: how soon and how fast the server speaks, now and lately, and a measurement from this browser. */

import * as api from "../api.js";
import { T } from "../texts.js";
import { Notice, html, megabytes, useEffect, useRef, useState, useWork } from "../view.js";

const S = T.speed;
const TRIES = 5;
const HEIGHT = 220;

export function Speed({ status, usual }) {
  const { health } = status;
  return html`<section aria-labelledby="speed">
    <h2 id="speed">${S.title}</h2>
    <div class="figures">
      ${["wyoming", "http"].map((door) => html`<${Door} name=${door} figures=${status.speech[door]} />`)}
      <dl class="card">
        <dt>${S.listeners}</dt><dd>${status.listeners}</dd>
        <dt>${S.queue}</dt><dd>${status.queue}</dd>
        <dt>${S.cache}</dt><dd>${percent(status.cache.found)}</dd>
        <dt>${S.memory}</dt><dd>${status.memory_bytes ? megabytes(status.memory_bytes) : "–"}</dd>
        <dt>${S.uptime}</dt><dd>${duration(status.uptime_seconds)}</dd>
      </dl>
      <dl class="card">
        <dt>${S.engine}</dt><dd>${health.engine}</dd><dd class="hint">${health.engine_reason}</dd>
        <dt>${S.model}</dt><dd>${health.model ?? S.noModel}</dd>
        ${status.fetching.length > 0 &&
        html`<dt>${S.fetching}</dt>
          ${status.fetching.map((file) => html`<dd>${file.name} <progress max="100" value=${file.percent ?? undefined} aria-label=${file.name}></progress> ${file.percent ?? 0} %</dd>`)}`}
      </dl>
    </div>
    <${Tester} voice=${usual} />
    <h3>${S.recent}</h3>
    ${status.recent.length ? html`<${Recent} entries=${status.recent} />` : html`<p class="empty">${S.recentNone}</p>`}
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
  return html`<div class="card">
      <${Chart} entries=${entries} />
    </div>
    <div class="card scroll" tabindex="0" role="region" aria-label=${S.recent}>
      <table>
        <thead><tr>${S.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
        <tbody>
          ${entries.slice(0, 30).map(
            (entry) => html`<tr>
              <td>${new Date(entry.moment * 1000).toLocaleTimeString("en-GB")}</td>
              <td>${S.door[entry.door] ?? entry.door}</td>
              <td>${entry.voice}</td>
              <td>${entry.characters}</td>
              <td>${entry.seconds.toFixed(1)} s</td>
              <td>${milliseconds(entry.first_sound)}</td>
              <td>${entry.rtf ?? S.cache}</td>
              <td>${entry.outcome}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** A chart of the last utterances; uPlot is loaded when it is first wanted. */
function Chart({ entries }) {
  const place = useRef(null);
  const chart = useRef(null);
  const data = chartData(entries);
  useEffect(() => {
    let gone = false;
    charts().then((UPlot) => {
      if (gone) return;
      const colour = getComputedStyle(place.current).color;
      const axis = { stroke: colour, grid: { stroke: "#8884", width: 1 } };
      const size = () => ({ width: Math.max(240, place.current.clientWidth), height: HEIGHT });
      const series = [{}, ...["wyoming", "http"].map((door, each) => ({ label: S.door[door], stroke: ["#d9822b", "#2a9db5"][each], width: 2, points: { show: true }, spanGaps: true }))];
      chart.current = new UPlot({ ...size(), series, axes: [axis, { ...axis, size: 60 }], legend: { live: false } }, data, place.current);
      const watch = new ResizeObserver(() => chart.current?.setSize(size()));
      watch.observe(place.current);
      chart.current.done = () => watch.disconnect();
    });
    return () => {
      gone = true;
      chart.current?.done();
      chart.current?.destroy();
      chart.current = null;
    };
  }, []);
  useEffect(() => chart.current?.setData(data), [entries.length, entries[0]?.moment]);
  return html`<figure><figcaption>${S.chart}<span class="hint"> ${S.chartHint}</span></figcaption><div ref=${place} class="chart" aria-hidden="true"></div></figure>`;
}

function chartData(entries) {
  const timed = entries.filter((entry) => entry.first_sound !== null).reverse();
  const of = (door) => timed.map((entry) => (entry.door === door ? entry.first_sound * 1000 : null));
  return [timed.map((entry) => entry.moment), of("wyoming"), of("http")];
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

let loading = null;

/** uPlot, which is a plain script: it is loaded once, with its style. */
function charts() {
  loading ??= new Promise((resolve, reject) => {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "vendor/uplot/uPlot.min.css" });
    const script = Object.assign(document.createElement("script"), { src: "vendor/uplot/uPlot.iife.min.js" });
    script.addEventListener("load", () => resolve(globalThis.uPlot));
    script.addEventListener("error", reject);
    document.head.append(style, script);
  });
  return loading;
}

const milliseconds = (seconds) => (seconds === null ? "–" : `${Math.round(seconds * 1000)} ms`);
const pair = ({ p50, p95 }) => `${milliseconds(p50)} / ${milliseconds(p95)}`;
const percent = (share) => (share === null || share === undefined ? "–" : `${Math.round(share * 100)} %`);

function duration(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}

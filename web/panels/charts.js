/** Charts of the last hours; uPlot is loaded when the first one is shown. */

import * as api from "../api.js";
import { T } from "../texts.js";
import { html, useEffect, useEvery, useRef, useState } from "../view.js";

const S = T.speed;
const HEIGHT = 180;
const HOUR = 3600;
const SHORTEST = 600; // seconds that are shown at least
const LOOK_SECONDS = 15;
const COLOURS = ["--series-1", "--series-2", "--series-3"];

export function Hours() {
  const [told, setTold] = useState(null);
  const [span, setSpan] = useState(1);
  useEvery(LOOK_SECONDS, async () => setTold((await api.hours().catch(() => null)) ?? told));
  if (!told) return html`<p class="hint">${T.loading}</p>`;
  const { moments, charts } = drawn(told, span);
  return html`<div class="bar">
      <h3>${S.hours}</h3>
      <label class="inline">${S.span}
        <select value=${span} onChange=${(event) => setSpan(Number(event.target.value))}>
          ${Object.entries(S.spans).map(([hours, text]) => html`<option value=${hours} selected=${Number(hours) === span}>${text}</option>`)}
        </select>
      </label>
    </div>
    <div class="charts">${Object.entries(charts).map(([name, lines]) => html`<${Chart} key=${name} ...${{ title: S.charts[name], moments, lines, span }} />`)}</div>`;
}

function Chart({ title, moments, lines, span }) {
  const place = useRef(null);
  const chart = useRef(null);
  const names = Object.keys(lines);
  const data = [moments, ...Object.values(lines)];
  const shown = useRef(span);
  shown.current = span;
  useEffect(() => {
    let gone = false;
    let watch = null;
    library().then((UPlot) => {
      if (gone) return;
      const style = getComputedStyle(place.current);
      const axis = { stroke: style.color, grid: { stroke: style.getPropertyValue("--line"), width: 1 }, ticks: { show: false } };
      const size = () => ({ width: Math.max(200, place.current.clientWidth), height: HEIGHT });
      const series = names.map((name, each) => {
        const stroke = style.getPropertyValue(COLOURS[each]);
        return { label: S.lines[name] ?? name, stroke, width: 2, points: { show: true, size: 5, fill: stroke }, spanGaps: true };
      });
      const clock = { ...axis, values: (_, moments) => moments.map((moment) => new Date(moment * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })) };
      const scales = { x: { range: (chart) => fromTo(chart.data[0][0], shown.current) }, y: { range: (_, __, most) => [0, (most || 1) * 1.1] } };
      chart.current = new UPlot({ ...size(), series: [{}, ...series], scales, axes: [clock, { ...axis, size: 60, values: (_, figures) => figures.map((figure) => Number(figure.toPrecision(2))) }], legend: { live: false, show: names.length > 1 }, cursor: { show: false } }, data, place.current);
      watch = new ResizeObserver(() => chart.current?.setSize(size()));
      watch.observe(place.current);
    });
    return () => {
      gone = true;
      watch?.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, []);
  useEffect(() => chart.current?.setData(data), [moments, lines]);
  return html`<figure class="card">
    <figcaption>${title}</figcaption>
    <div ref=${place} class="chart" role="img" aria-label=${inWords(title, lines)}></div>
  </figure>`;
}

/** So many hours, or fewer where the server has run for less: its first minutes would be lost in them. */
function fromTo(first, span) {
  const now = Date.now() / 1000;
  return [Math.max(now - span * HOUR, Math.min(first ?? now, now - SHORTEST)), now];
}

/** The figures as charts take them, of so many hours. */
function drawn(told, span) {
  const first = told.moment.findIndex((moment) => moment >= Date.now() / 1000 - span * HOUR);
  const late = (column) => (first < 0 ? [] : column.slice(first));
  const times = (column, factor) => late(column).map((figure) => (figure === null ? null : figure * factor));
  return {
    moments: late(told.moment),
    charts: {
      first: { p50: times(told.first_sound.p50, 1000), p95: times(told.first_sound.p95, 1000), cached: times(told.first_sound_from_cache.p50, 1000) },
      rtf: { p50: late(told.rtf.p50), p95: late(told.rtf.p95) },
      crowd: { listeners: late(told.listeners), queue: late(told.queue) },
      memory: { memory: times(told.memory_bytes, 1e-6) },
    },
  };
}

/** What a chart shows last, for whoever does not see it. */
function inWords(title, lines) {
  const last = Object.entries(lines).map(([name, column]) => [S.lines[name], column.findLast((figure) => figure !== null)]);
  const known = last.filter(([, figure]) => figure !== undefined).map(([name, figure]) => `${name ? `${name} ` : ""}${Number(figure.toPrecision(3))}`);
  return known.length ? S.chartLast(title, known.join(", ")) : S.chartNone(title);
}

let loading = null;

/** uPlot, which is a plain script: it is loaded once, with its style. */
function library() {
  loading ??= new Promise((resolve, reject) => {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "vendor/uplot/uPlot.min.css" });
    const script = Object.assign(document.createElement("script"), { src: "vendor/uplot/uPlot.iife.min.js" });
    script.addEventListener("load", () => resolve(globalThis.uPlot));
    script.addEventListener("error", () => ((loading = null), script.remove(), reject(new Error(T.unreachableNow))));
    document.head.append(style, script);
  });
  return loading;
}

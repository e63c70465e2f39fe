/** Charts of the last hours. uPlot is loaded when the first chart is shown. */

import * as api from "../api.js";
import { T } from "../texts.js";
import { html, useEffect, useInterval, useRef, useState } from "../view.js";

const texts = {
  title: "Charts",
  period: "Period",
  periods: { 1: "Last hour", 6: "Last 6 hours" },
  titles: {
    firstAudio: "Time to first audio (ms)",
    rtf: "Real-time factor",
    load: "Peak listeners and queue",
    memory: "Memory (MB)",
  },
  lines: { p50: "median", p95: "95th percentile", cached: "median from cache", listeners: "listeners", queue: "queue" },
  latest: (title, values) => `${title}. Latest values: ${values}.`,
  empty: (title) => `${title}. No values yet.`,
};

export const styles = `
.charts { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
.chart { min-height: 180px; color: var(--soft); overflow: hidden; }
.u-legend { font-size: 0.8rem; }
figcaption { font-weight: 600; }
`;

const HEIGHT = 180; // pixels
const MIN_WIDTH = 200;
const AXIS_WIDTH = 60;
const HOUR_SECONDS = 3600;
const MIN_PERIOD_SECONDS = 600;
const POLL_SECONDS = 15;
const COLORS = ["--series-1", "--series-2", "--series-3"];

export function Charts() {
  const [history, setHistory] = useState(null);
  const [hours, setHours] = useState(1);
  useInterval(POLL_SECONDS, async () => setHistory((await api.getHistory().catch(() => null)) ?? history));
  if (!history) return html`<p class="hint">${T.loading}</p>`;
  const { times, charts } = chartData(history, hours);
  return html`<div class="bar">
      <h3>${texts.title}</h3>
      <label class="inline">${texts.period}
        <select value=${hours} onChange=${(event) => setHours(Number(event.target.value))}>
          ${Object.entries(texts.periods).map(([value, text]) => html`<option value=${value} selected=${Number(value) === hours}>${text}</option>`)}
        </select>
      </label>
    </div>
    <div class="charts">${Object.entries(charts).map(([name, lines]) => html`<${Chart} key=${name} ...${{ title: texts.titles[name], times, lines, hours }} />`)}</div>`;
}

function Chart({ title, times, lines, hours }) {
  const place = useRef(null);
  const chart = useRef(null);
  const data = [times, ...Object.values(lines)];
  const period = useRef(hours);
  period.current = hours;
  useEffect(() => {
    let removed = false;
    let observer = null;
    loadLibrary().then((UPlot) => {
      if (removed) return;
      const size = () => ({ width: Math.max(MIN_WIDTH, place.current.clientWidth), height: HEIGHT });
      chart.current = new UPlot({ ...size(), ...optionsOf(Object.keys(lines), period, getComputedStyle(place.current)) }, data, place.current);
      observer = new ResizeObserver(() => chart.current?.setSize(size()));
      observer.observe(place.current);
    });
    return () => {
      removed = true;
      observer?.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, []);
  useEffect(() => chart.current?.setData(data), [times, lines]);
  return html`<figure class="card">
    <figcaption>${title}</figcaption>
    <div ref=${place} class="chart" role="img" aria-label=${descriptionOf(title, lines)}></div>
  </figure>`;
}

/** Returns uPlot's options for a chart; `period` is a reference, so that a chart follows the menu. */
function optionsOf(names, period, style) {
  const axis = { stroke: style.color, grid: { stroke: style.getPropertyValue("--line"), width: 1 }, ticks: { show: false } };
  const series = names.map((name, index) => {
    const stroke = style.getPropertyValue(COLORS[index]);
    return { label: texts.lines[name] ?? name, stroke, width: 2, points: { show: true, size: 5, fill: stroke }, spanGaps: true };
  });
  return {
    series: [{}, ...series],
    scales: {
      x: { range: (chart) => timeRange(chart.data[0][0], period.current) },
      y: { range: (_chart, _min, max) => [0, (max || 1) * 1.1] },
    },
    axes: [
      { ...axis, values: (_chart, times) => times.map(clockTime) },
      { ...axis, size: AXIS_WIDTH, values: (_chart, values) => values.map((value) => Number(value.toPrecision(2))) },
    ],
    legend: { live: false, show: names.length > 1 },
    cursor: { show: false },
  };
}

const clockTime = (seconds) => new Date(seconds * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

/** Returns the range of the time axis: the period, or less if the server has run for less. */
function timeRange(firstTime, hours) {
  const now = Date.now() / 1000;
  return [Math.max(now - hours * HOUR_SECONDS, Math.min(firstTime ?? now, now - MIN_PERIOD_SECONDS)), now];
}

/** Returns the server's figures of the last hours as times and the lines of each chart. */
function chartData(history, hours) {
  const first = history.moment.findIndex((time) => time >= Date.now() / 1000 - hours * HOUR_SECONDS);
  const recent = (column) => (first < 0 ? [] : column.slice(first));
  const scaled = (column, factor) => recent(column).map((value) => (value === null ? null : value * factor));
  return {
    times: recent(history.moment),
    charts: {
      firstAudio: { p50: scaled(history.first_sound.p50, 1000), p95: scaled(history.first_sound.p95, 1000), cached: scaled(history.first_sound_from_cache.p50, 1000) },
      rtf: { p50: recent(history.rtf.p50), p95: recent(history.rtf.p95) },
      load: { listeners: recent(history.listeners), queue: recent(history.queue) },
      memory: { memory: scaled(history.memory_bytes, 1e-6) },
    },
  };
}

/** Returns the latest values of a chart in words, for screen readers. */
function descriptionOf(title, lines) {
  const latest = Object.entries(lines).map(([name, column]) => [texts.lines[name], column.findLast((value) => value !== null)]);
  const known = latest.filter(([, value]) => value !== undefined).map(([name, value]) => `${name ? `${name} ` : ""}${Number(value.toPrecision(3))}`);
  return known.length ? texts.latest(title, known.join(", ")) : texts.empty(title);
}

let library = null;

/** Loads uPlot, which is a plain script, and its styles once. */
function loadLibrary() {
  library ??= new Promise((resolve, reject) => {
    const styleSheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "vendor/uplot/uPlot.min.css" });
    const script = Object.assign(document.createElement("script"), { src: "vendor/uplot/uPlot.iife.min.js" });
    script.addEventListener("load", () => resolve(globalThis.uPlot));
    script.addEventListener("error", () => ((library = null), script.remove(), reject(new Error(T.errors.unreachable))));
    document.head.append(styleSheet, script);
  });
  return library;
}

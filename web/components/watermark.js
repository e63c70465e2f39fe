/** Tells of a file that is dropped or chosen whether it is marked as made by a machine, how sure that is, and where. */

import * as api from "../api.js";
import { Field, Notice, html, useAction, useState } from "../view.js";

const texts = {
  title: "Watermark",
  hint: "Drop a sound here, or choose one: is it speech of this program? Nothing is kept.",
  file: "Sound",
  looking: "Looking…",
  marked: "Marked: this is speech of this program.",
  unmarked: "No mark was found. That does not mean that a person spoke.",
  chance: (share) => `A sound without the mark has such a score once in ${Math.round(1 / share).toLocaleString()} times at most.`,
  sure: "A sound without the mark practically never has such a score.",
  score: (score, threshold) => `Score ${score.toFixed(1)}; from ${threshold.toFixed(1)} on a sound counts as marked.`,
  parts: (spans) => `Parts: ${spans.map(([start, end]) => `${start.toFixed(1)} to ${end.toFixed(1)} s`).join(", ")}.`,
  speed: (speed) => `It is played at ${speed.toFixed(2)} times its speed.`,
  kinds: {
    stock: "The voice was published with Kokoro.",
    blend: "The voice is a blend.",
    recording: "The voice was made from a recording of somebody.",
    other: "The voice is eSpeak NG's, or a file of the user's.",
  },
  noKind: "What kind of voice it is cannot be read surely; a longer part would tell.",
};

const ALMOST_NEVER = 1e-9;

export function WatermarkCard() {
  const [found, setFound] = useState(null);
  const [busy, notice, run, notify] = useAction();
  const look = (file) =>
    file &&
    run(async () => {
      setFound(null);
      notify(texts.looking);
      setFound(await api.watermark(file));
      return "";
    });
  const drop = (event) => {
    event.preventDefault();
    if (!busy) look(event.dataTransfer.files[0]);
  };
  return html`<section class="card watermark" onDragOver=${(event) => event.preventDefault()} onDrop=${drop}>
    <h3>${texts.title}</h3>
    <p class="hint">${texts.hint}</p>
    <${Field} label=${texts.file}>
      <input type="file" accept="audio/*" disabled=${busy} onChange=${(event) => look(event.target.files[0])} />
    <//>
    <${Notice} notice=${notice} />
    ${found && html`<${Found} found=${found} />`}
  </section>`;
}

function Found({ found }) {
  const lines = [texts.score(found.score, found.threshold)];
  if (found.marked) {
    lines.unshift(found.false_alarm < ALMOST_NEVER ? texts.sure : texts.chance(found.false_alarm));
    lines.push(texts.parts(found.spans), found.kind ? texts.kinds[found.kind] : texts.noKind);
    if (found.speed !== 1) lines.push(texts.speed(found.speed));
  }
  return html`<div role="status">
    <p class="verdict">${found.marked ? texts.marked : texts.unmarked}</p>
    ${lines.map((line) => html`<p>${line}</p>`)}
  </div>`;
}

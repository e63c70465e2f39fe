/** The page: its panels, what all of them know, and the bar that says how the server is. */

import * as api from "./api.js";
import * as sound from "./sound.js";
import { T } from "./texts.js";
import { Notice, html, render, useEffect, useEvery, useRef, useState, useWork } from "./view.js";
import { Speak } from "./panels/speak.js";
import { Voices } from "./panels/voices.js";
import { Why } from "./panels/why.js";
import { Words } from "./panels/words.js";
import { Settings } from "./panels/settings.js";
import { Speed } from "./panels/speed.js";
import { System } from "./panels/system.js";

const PANELS = { speak: Speak, voices: Voices, why: Why, words: Words, settings: Settings, speed: Speed, system: System };
const LOOK_SECONDS = 3;
const UNKNOWN = 401; // what a server with a key answers to whoever has none

function App() {
  const [panel, setPanel] = useState(named());
  const [status, setStatus] = useState(null);
  const [lost, setLost] = useState(null);
  const [locked, setLocked] = useState(false); // for whoever has neither key nor token
  const [voices, setVoices] = useState(null);
  const [history, setHistory] = useState([]); // of the Speak panel, which forgets its own when another is shown
  const main = useRef(null);

  const listed = useRef(""); // what the voices that are shown were asked for under
  const loadVoices = async () => {
    const told = await api.voices().catch(() => null);
    if (told) setVoices(told);
  };
  const look = async () => {
    try {
      const [now] = await Promise.all([api.status(), voices ? null : loadVoices()]);
      setStatus(now);
      setLost(null);
      setLocked(false);
    } catch (error) {
      setLocked(error.status === UNKNOWN);
      setLost(error.status ? error.message : T.unreachable);
    }
  };
  const hearing = status ? `${status.settings.digest} ${status.health.engine} ${status.health.model}` : ""; // what a sample depends on
  const listing = status ? `${hearing} ${status.settings.version} ${status.health.voices}` : "";
  useEvery(LOOK_SECONDS, look);
  useEffect(() => {
    if (listed.current && listed.current !== listing) loadVoices();
    listed.current = listing;
  }, [listing]);
  useEffect(() => {
    const moved = () => {
      setPanel(named());
      main.current?.focus();
      scrollTo(0, 0);
    };
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  useEffect(() => {
    document.title = `${T.panels[panel]} – ${T.name}`;
    document.querySelector("nav [aria-current]").scrollIntoView({ block: "nearest", inline: "center" });
  }, [panel]);

  const Panel = PANELS[panel];
  const mayChange = status?.rights === "all";
  return html`
    <a class="skip" href="#${panel}" onClick=${(event) => (event.preventDefault(), main.current.focus())}>${T.skip}</a>
    <header>
      <div class="bar">
        <h1><img src="icon.svg" alt="" width="28" height="28" />${T.name}</h1>
        <${Health} status=${status} lost=${lost} />
      </div>
      <nav aria-label=${T.panelsLabel}>
        ${Object.keys(PANELS).map(
          (name) => html`<a href=${`#${name}`} aria-current=${name === panel ? "page" : undefined}>${T.panels[name]}</a>`,
        )}
      </nav>
    </header>
    <main ref=${main} tabindex="-1" aria-busy=${!voices}>
      ${lost && !locked && html`<p class="notice bad" role="alert">${lost}</p>`}
      ${(locked || status) && html`<${Rights} rights=${locked ? "locked" : status.rights} look=${look} />`}
      ${voices && status
        ? html`<${Panel} ...${{ status, mayChange, voices: voices.data, usual: voices.default_voice, hearing, loadVoices, look, history, setHistory }} />`
        : !lost && html`<p class="boot">${T.loading}</p>`}
    </main>
    <${PlayerBar} />
  `;
}

function Health({ status, lost }) {
  const state = lost ? "lost" : (status?.health.status ?? "starting");
  const engine = !lost && status?.health.engine;
  return html`<div role="status"
    ><a class=${`health ${state}`} href="#system">${T.states[state] ?? state}${engine && html`<span class="engine"> · ${engine}</span>`}</a></div
  >`;
}

function Rights({ rights, look }) {
  const [typed, setTyped] = useState("");
  const [busy, said, run] = useWork();
  if (rights === "all") return null;
  const use = (event) => {
    event.preventDefault();
    run(async () => {
      const before = api.token.get();
      api.token.set(typed.trim());
      const now = await api.status().catch((error) => error);
      const wrong = now.status === UNKNOWN || (rights !== "locked" && now.rights && now.rights !== "all");
      if (wrong || now instanceof Error) api.token.set(before);
      if (wrong) throw new Error(rights === "locked" ? T.rights.wrongKey : T.rights.wrong);
      if (now instanceof Error) throw now;
      setTyped("");
      await look();
    });
  };
  return html`<form class="rights" onSubmit=${use}>
    <p>${T.rights[rights]}</p>
    <div class="row">
      <label class="field"><span class="label">${rights === "locked" ? T.rights.keyOrToken : T.rights.token}</span
        ><input type="password" autocomplete="off" value=${typed} onInput=${(event) => setTyped(event.target.value)}
      /></label>
      <button disabled=${busy || !typed.trim()}>${rights === "locked" ? T.rights.useKey : T.rights.use}</button>
    </div>
    <${Notice} said=${said} />
  </form>`;
}

function PlayerBar() {
  const place = useRef(null);
  const [label, setLabel] = useState("");
  useEffect(() => {
    sound.audio.setAttribute("aria-label", T.player);
    place.current.append(sound.audio);
    const told = () => setLabel(sound.audio.dataset.label ?? "");
    sound.audio.addEventListener("labelled", told);
    return () => sound.audio.removeEventListener("labelled", told);
  }, []);
  return html`<footer class="player" hidden=${!label}><p class="what">${label || T.nothingPlays}</p><div ref=${place}></div></footer>`;
}

function named() {
  const name = location.hash.slice(1);
  return name in PANELS ? name : "speak";
}

const place = document.getElementById("app");
place.textContent = "";
render(html`<${App} />`, place);

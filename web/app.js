/** The page: its header, the menu of panels, the panel that is shown, and the player. */

import * as api from "./api.js";
import { loadPanels } from "./panels/index.js";
import { audio } from "./player.js";
import { T } from "./texts.js";
import { Icon, Notice, html, render, useAccessAsked, useAction, useEffect, useInterval, useRef, useState } from "./view.js";

const POLL_SECONDS = 3;
const UNAUTHORIZED = 401; // the answer of a server that requires a key to a request without one
const FULL_ACCESS = "all";

/** Loads the panels while the server's first answers are on their way, and those after a link's ticket was used. */
function App() {
  const [isReady, setReady] = useState(!ticketInUrl());
  const [linkError, setLinkError] = useState("");
  const openByLink = async (change) => {
    const ticket = ticketInUrl();
    if (!ticket) return;
    const panel = change ? new URL(change.oldURL).hash : "";
    history.replaceState(null, "", location.pathname + location.search + panel); // so that it is not in the browser's history
    setLinkError("");
    try {
      api.token.set(await api.tokenFor(ticket));
    } catch (error) {
      setLinkError(error.message);
    }
    setReady(true);
  };
  useEffect(() => {
    openByLink();
    addEventListener("hashchange", openByLink); // a link that is opened where the page is shown
    return () => removeEventListener("hashchange", openByLink);
  }, []);
  return isReady ? html`<${Loaded} linkError=${linkError} />` : html`<p class="boot">${T.loading}</p>`;
}

function Loaded({ linkError }) {
  const server = useServer();
  const [panels, setPanels] = useState(null);
  const [error, setError] = useState("");
  useEffect(() => {
    loadPanels().then(addStyles).then(setPanels, () => setError(T.errors.unreachable));
  }, []);
  return panels ? html`<${Page} ...${{ panels, server, linkError }} />` : html`<p class="boot">${error || T.loading}</p>`;
}

function Page({ panels, server, linkError }) {
  const [panel, setPanel] = useState(() => panelInUrl(panels));
  const main = useRef(null);
  const menu = useRef(null);
  const { status, voices, error, locked } = server;
  const [, setAsked] = useAccessAsked();

  useEffect(() => {
    const showPanel = () => {
      if (ticketInUrl()) return; // App takes it
      setPanel(panelInUrl(panels));
      main.current?.focus();
      scrollTo(0, 0);
    };
    addEventListener("hashchange", showPanel);
    return () => removeEventListener("hashchange", showPanel);
  }, []);
  useEffect(() => {
    document.title = `${panel.title} – ${T.name}`;
    setAsked(() => false);
    scrollToCurrent(menu.current);
  }, [panel]);

  return html`
    <a class="skip" href=${`#${panel.id}`} onClick=${(event) => (event.preventDefault(), main.current.focus())}>${T.skip}</a>
    <header>
      <div class="bar">
        <h1><img src="icon.svg" alt="" width="28" height="28" />${T.name}</h1>
        <${Health} status=${status} offline=${error} />
      </div>
      <nav aria-label=${T.panels} ref=${menu}>
        ${panels.map(
          ({ id, title, icon }) => html`<a href=${`#${id}`} aria-current=${id === panel.id ? "page" : undefined}><${Icon} path=${icon} />${title}</a>`,
        )}
      </nav>
    </header>
    <main ref=${main} tabindex="-1" aria-busy=${!voices}>
      ${error && !locked && html`<p class="notice bad" role="alert">${error}</p>`}
      ${linkError && html`<p class="notice bad" role="alert">${linkError}</p>`}
      ${(locked || status) && html`<${Access} rights=${locked ? "locked" : status.rights} isNeeded=${locked || panel.needsToken} refresh=${server.refresh} />`}
      ${voices && status ? html`<${Panel} ...${{ panel, server }} />` : !error && html`<p class="boot">${T.loading}</p>`}
    </main>
    <${Player} />
  `;
}

function Panel({ panel, server: { status, voices, speechVersion, loadVoices, refresh } }) {
  const mayChange = status.rights === FULL_ACCESS;
  const properties = { status, mayChange, voices: voices.data, defaultVoice: voices.default_voice, speechVersion, loadVoices, refresh };
  return html`<section aria-labelledby="panel">
    <h2 id="panel">${panel.title}</h2>
    ${panel.description && html`<p class="hint">${panel.description}</p>`}
    ${panel.needsToken && !mayChange ? html`<p class="empty">${T.access.panelNeedsToken}</p>` : html`<${panel.View} key=${panel.id} ...${properties} />`}
  </section>`;
}

/** What the server reports: its status again and again, and its voices whenever they may have changed. */
function useServer() {
  const [status, setStatus] = useState(null);
  const [voices, setVoices] = useState(null);
  const [error, setError] = useState(null);
  const [locked, setLocked] = useState(false);
  const loadedVersion = useRef(""); // of the voices that are shown

  const loadVoices = async () => {
    const loaded = await api.getVoices().catch(() => null);
    if (loaded) setVoices(loaded);
  };
  const refresh = async () => {
    try {
      const [current] = await Promise.all([api.getStatus(), voices ? null : loadVoices()]);
      setStatus(current);
      setError(null);
      setLocked(false);
    } catch (failure) {
      setLocked(failure.status === UNAUTHORIZED);
      setError(failure.status ? failure.message : T.errors.offline);
    }
  };
  // Changes whenever the same text might sound different.
  const speechVersion = status ? `${status.settings.digest} ${status.health.engine} ${status.health.model}` : "";
  const voicesVersion = status ? `${speechVersion} ${status.settings.version} ${status.health.voices}` : "";
  useInterval(POLL_SECONDS, refresh);
  useEffect(() => {
    if (loadedVersion.current && loadedVersion.current !== voicesVersion) loadVoices();
    loadedVersion.current = voicesVersion;
  }, [voicesVersion]);
  return { status, voices, error, locked, speechVersion, loadVoices, refresh };
}

function Health({ status, offline }) {
  const state = offline ? "offline" : (status?.health.status ?? "starting");
  const engine = !offline && status?.health.engine;
  const label = state === "degraded" && status.preparation ? T.states.preparing : (T.states[state] ?? state);
  return html`<div role="status"
    ><a class=${`health ${state}`} href="#system">${label}${engine && html`<span class="engine"> · ${engine}</span>`}</a></div
  >`;
}

/** Where the user is about to change something, or the page is locked: says so, and takes the token or the key. */
function Access({ rights, isNeeded, refresh }) {
  const [entered, setEntered] = useState("");
  const [busy, notice, run] = useAction();
  const [isAsked, setAsked] = useAccessAsked();
  const form = useRef(null);
  useEffect(() => {
    if (isAsked) form.current?.querySelector("input").focus();
  }, [isAsked]);
  if (rights === FULL_ACCESS || !(isNeeded || isAsked)) return null;
  const locked = rights === "locked";
  const submit = (event) => {
    event.preventDefault();
    run(async () => {
      await tryToken(entered.trim(), locked);
      setEntered("");
      setAsked(() => false);
      await refresh();
    });
  };
  return html`<form class="access" ref=${form} onSubmit=${submit}>
    <p>${T.access[rights]}</p>
    <div class="row">
      <label class="field"><span class="label">${locked ? T.access.keyOrToken : T.access.token}</span
        ><input type="password" autocomplete="off" value=${entered} onInput=${(event) => setEntered(event.target.value)}
      /></label>
      <button disabled=${busy || !entered.trim()}>${locked ? T.access.useKey : T.access.useToken}</button>
      ${!isNeeded && html`<button type="button" onClick=${() => setAsked(() => false)}>${T.close}</button>`}
    </div>
    <${Notice} notice=${notice} />
  </form>`;
}

/** Keeps a token or key if the server accepts it; otherwise puts the previous one back and throws. */
async function tryToken(entered, locked) {
  const previous = api.token.get();
  api.token.set(entered);
  try {
    const { rights } = await api.getStatus();
    if (!locked && rights && rights !== FULL_ACCESS) throw new Error(T.access.wrongToken);
  } catch (error) {
    api.token.set(previous);
    if (error.status === UNAUTHORIZED) throw new Error(locked ? T.access.wrongKey : T.access.wrongToken);
    throw error;
  }
}

function Player() {
  const place = useRef(null);
  const [label, setLabel] = useState("");
  useEffect(() => {
    audio.setAttribute("aria-label", T.player);
    place.current.append(audio);
    const showLabel = () => setLabel(audio.dataset.label ?? "");
    audio.addEventListener("labelchange", showLabel);
    return () => audio.removeEventListener("labelchange", showLabel);
  }, []);
  return html`<footer class="player" hidden=${!label}><p class="label">${label || T.nothingPlayed}</p><div ref=${place}></div></footer>`;
}

/** Returns the ticket in the URL, if the page was opened by a link with the right to make changes. */
const ticketInUrl = () => new URLSearchParams(location.hash.slice(1)).get("ticket");

/** Returns the panel that the URL names, under its present or a former name, or else the first. */
function panelInUrl(panels) {
  const id = location.hash.slice(1);
  const panel = panels.find((each) => each.id === id || each.formerIds?.includes(id)) ?? panels[0];
  if (id && id !== panel.id) history.replaceState(null, "", `#${panel.id}`);
  return panel;
}

/** Scrolls a menu to its current link; scrollIntoView would also move the place where the Tab key continues. */
function scrollToCurrent(menu) {
  const link = menu.querySelector("[aria-current]");
  menu.scrollLeft = link.offsetLeft - menu.offsetLeft - (menu.clientWidth - link.offsetWidth) / 2;
}

/** Adds the panels' styles to the page's style sheet, and returns the panels. */
function addStyles(panels) {
  const [sheet] = document.styleSheets;
  const styles = panels.map((panel) => panel.styles ?? "").join("");
  sheet.insertRule(`@media all { ${styles} }`, sheet.cssRules.length); // insertRule takes one rule, with others inside
  return panels;
}

const root = document.getElementById("app");
root.textContent = "";
render(html`<${App} />`, root);

/** System: the server's status and versions, recent warnings, and how to connect other programs. */

import * as api from "../api.js";
import { T } from "../texts.js";
import { CodeBlock, html } from "../view.js";

const texts = {
  status: "Status",
  noProblems: "No problems.",
  versions: "Versions",
  discovery: "Discovery",
  discovered: "Home Assistant lists discovered servers under Settings > Devices & services.",
  forgetToken: "Forget token",
  warnings: "Recent warnings",
  noWarnings: "None since the server started.",
  levels: { WARNING: "Warning", ERROR: "Error", CRITICAL: "Error" },
  connect: "Connect",
  homeAssistant: "Home Assistant",
  integration: (host, port) => `Add the Wyoming Protocol integration with host ${host} and port ${port}.`,
  addon: "Home Assistant discovers the add-on: add Wyoming Protocol under Settings > Devices & services.",
  addonPort: (port) => `Port ${port} of the add-on is closed. To use it from other programs, open it in the add-on's configuration under Network.`,
  openHomeAssistant: "Open Home Assistant",
  openWebUi: "Open WebUI",
  openWebUiHint: "Under Admin > Settings > Audio, choose OpenAI as text-to-speech engine, with this URL and any key:",
  commandLine: "Command line",
  apiDocs: "API documentation",
  otherPort: "another port",
};

const styles = `
dl.versions { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; }
dl.versions dd { margin: 0; }
.warnings li { display: flex; flex-wrap: wrap; gap: 0.2rem 0.6rem; align-items: baseline; overflow-wrap: anywhere; }
.warnings .grow { flex-basis: 16rem; }
`;

const ADD_INTEGRATION_URL = "https://my.home-assistant.io/redirect/config_flow_start/?domain=wyoming";

function System({ status, mayChange, refresh }) {
  return html`<${Status} ...${{ status, mayChange, refresh }} />
    <${Warnings} warnings=${status.warnings} />
    <${Connect} status=${status} />`;
}

function Status({ status: { health, doors, trusted }, mayChange, refresh }) {
  const forgetToken = () => {
    api.token.set("");
    refresh();
  };
  return html`<div class="card">
    <h3>${texts.status}: ${T.states[health.status]}</h3>
    ${health.reasons.length ? html`<ul>${health.reasons.map((reason) => html`<li>${reason}</li>`)}</ul>` : html`<p>${texts.noProblems}</p>`}
    <h3>${texts.versions}</h3>
    <dl class="versions">${Object.entries(health.versions).map(([name, version]) => html`<dt>${name}</dt><dd>${version}</dd>`)}</dl>
    <h3>${texts.discovery}</h3>
    <p>${health.discovery} ${(doors.zeroconf || trusted) && texts.discovered}</p>
    ${mayChange && api.token.get() && html`<button type="button" onClick=${forgetToken}>${texts.forgetToken}</button>`}
  </div>`;
}

function Warnings({ warnings }) {
  return html`<div class="card">
    <h3>${texts.warnings}</h3>
    ${warnings.length ? html`<ol class="plain warnings">${[...warnings].reverse().map((warning) => html`<${Warning} ...${warning} />`)}</ol>` : html`<p class="empty">${texts.noWarnings}</p>`}
  </div>`;
}

function Warning({ level, moment, message }) {
  return html`<li>
    <span class=${`badge ${level === "WARNING" ? "active" : "bad"}`}>${texts.levels[level] ?? level}</span>${" "}
    <time>${new Date(moment * 1000).toLocaleString("en-GB")}</time>${" "}
    <span class="grow">${message}</span>
  </li>`;
}

function Connect({ status }) {
  const { health, doors, trusted } = status;
  const url = api.publicUrl(status);
  return html`<div class="card">
    <h3>${texts.connect}</h3>
    <h4>${texts.homeAssistant}</h4>
    <p>${trusted ? texts.addon : texts.integration(location.hostname, portIn(health.wyoming) ?? texts.otherPort)}</p>
    <p><a class="button" href=${ADD_INTEGRATION_URL} target="_blank" rel="noreferrer">${texts.openHomeAssistant}</a></p>
    ${trusted && html`<p class="hint">${texts.addonPort(doors.http)}</p>`}
    <h4>${texts.openWebUi}</h4>
    <p>${texts.openWebUiHint}</p>
    <${CodeBlock} code=${`${url}/v1`} label=${texts.openWebUi} />
    <h4>${texts.commandLine}</h4>
    <${CodeBlock} code=${`curl '${url}/v1/audio/speech?input=Hello' -o hello.mp3`} label=${texts.commandLine} />
    <p><a href="docs">${texts.apiDocs}</a></p>
  </div>`;
}

const portIn = (addresses) => addresses.map((address) => address.match(/:(\d+)$/)?.[1]).find(Boolean);

export default {
  id: "system",
  title: "System",
  icon: "M4 5h16v6H4zM4 13h16v6H4zM7.5 8h.01M7.5 16h.01",
  styles,
  View: System,
};

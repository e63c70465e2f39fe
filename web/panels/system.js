/** System: how the server is, what it is made of, and how other programs reach it. */

import * as api from "../api.js";
import { T } from "../texts.js";
import { Code, html } from "../view.js";

const S = T.system;
const ADD = "https://my.home-assistant.io/redirect/config_flow_start/?domain=wyoming";

export function System({ status, mayChange, look }) {
  const { health, doors, warnings, trusted } = status;
  const base = api.base(status);
  return html`<section aria-labelledby="system">
    <h2 id="system">${S.title}</h2>
    <div class="card">
      <h3>${S.health}: ${T.states[health.status]}</h3>
      ${health.reasons.length ? html`<ul>${health.reasons.map((reason) => html`<li>${reason}</li>`)}</ul>` : html`<p>${S.well}</p>`}
      <h3>${S.versions}</h3>
      <dl class="rows">${Object.entries(health.versions).map(([name, version]) => html`<dt>${name}</dt><dd>${version}</dd>`)}</dl>
      <h3>${S.discovery}</h3>
      <p>${health.discovery} ${(doors.zeroconf || trusted) && S.found}</p>
      ${mayChange && api.token.get() && html`<button type="button" onClick=${() => (api.token.set(""), look())}>${T.rights.forget}</button>`}
    </div>
    <div class="card">
      <h3>${S.warnings}</h3>
      ${warnings.length
        ? html`<ol class="plain warnings">
            ${[...warnings].reverse().map((warned) => html`<li><span class=${`badge ${warned.level === "WARNING" ? "warn" : "bad"}`}>${S.levels[warned.level] ?? warned.level}</span> <time>${new Date(warned.moment * 1000).toLocaleString("en-GB")}</time> <span class="grow">${warned.message}</span></li>`)}
          </ol>`
        : html`<p class="empty">${S.noWarnings}</p>`}
    </div>
    <div class="card">
      <h3>${S.connect}</h3>
      <h4>${S.homeAssistant}</h4>
      <p>${trusted ? S.homeAssistantHosted : S.homeAssistantHint(location.hostname, portOf(health.wyoming) ?? S.port)}</p>
      <p><a class="button" href=${ADD} target="_blank" rel="noreferrer">${S.addButton}</a></p>
      ${trusted && html`<p class="hint">${S.portHint(doors.http)}</p>`}
      <h4>${S.openWebUi}</h4>
      <p>${S.openWebUiHint}</p>
      <${Code} text=${`${base}/v1`} label=${S.openWebUi} />
      <h4>${S.curl}</h4>
      <${Code} text=${`curl '${base}/v1/audio/speech?input=Hello' -o hello.mp3`} label=${S.curl} />
      <p><a href="docs">${S.api}</a></p>
    </div>
  </section>`;
}

const portOf = (addresses) => addresses.map((address) => address.match(/:(\d+)$/)?.[1]).find(Boolean);

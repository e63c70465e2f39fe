/** System: how the server is, what it is made of, and how other programs reach it. */

import * as api from "../api.js";
import { T } from "../texts.js";
import { html } from "../view.js";

const S = T.system;
const ADD = "https://my.home-assistant.io/redirect/config_flow_start/?domain=wyoming";

export function System({ status, mayChange, look }) {
  const { health, doors, warnings } = status;
  const port = doors.wyoming.match(/:(\d+)\s*(?:,|$)/)?.[1];
  return html`<section aria-labelledby="system">
    <h2 id="system">${S.title}</h2>
    <div class="card">
      <h3>${S.health}: ${T.states[health.status]}</h3>
      ${health.reasons.length ? html`<ul>${health.reasons.map((reason) => html`<li>${reason}</li>`)}</ul>` : html`<p>${S.well}</p>`}
      <h3>${S.versions}</h3>
      <dl class="rows">${Object.entries(health.versions).map(([name, version]) => html`<dt>${name}</dt><dd>${version}</dd>`)}</dl>
      <h3>${S.discovery}</h3>
      <p>${doors.zeroconf ? S.announced : S.notAnnounced}</p>
      ${mayChange && api.token.get() && html`<button type="button" onClick=${() => (api.token.set(""), look())}>${T.rights.forget}</button>`}
    </div>
    <div class="card">
      <h3>${S.connect}</h3>
      <h4>${S.homeAssistant}</h4>
      <p>${S.homeAssistantHint(location.hostname, port ?? S.port)}</p>
      <p><a class="button" href=${ADD} target="_blank" rel="noreferrer">${S.addButton}</a></p>
      <h4>${S.openWebUi}</h4>
      <p>${S.openWebUiHint}</p>
      <pre tabindex="0">${api.base()}/v1</pre>
      <h4>${S.curl}</h4>
      <pre tabindex="0">curl '${api.base()}/v1/audio/speech?input=Hello' -o hello.mp3</pre>
      <p><a href="docs">${S.api}</a></p>
    </div>
    <div class="card">
      <h3>${S.warnings}</h3>
      ${warnings.length
        ? html`<ol class="plain">
            ${[...warnings].reverse().map((warned) => html`<li><span class="badge">${warned.level}</span> <time>${new Date(warned.moment * 1000).toLocaleString("en-GB")}</time> ${warned.message}</li>`)}
          </ol>`
        : html`<p class="empty">${S.noWarnings}</p>`}
    </div>
  </section>`;
}

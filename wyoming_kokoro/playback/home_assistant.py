"""Lets media players and satellites of Home Assistant play a text, which they fetch from the running server."""

import json
import os
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from wyoming_kokoro.errors import BadRequest, SpeechError, Unavailable
from wyoming_kokoro.playback.running_server import RunningServer
from wyoming_kokoro.playback.spoken_text import SpokenText
from wyoming_kokoro.settings import LoadedSettings

SUPERVISOR_URL = "http://supervisor/core"
"""Where an add-on that may reaches Home Assistant."""

FETCH_SECONDS = 5.0
"""How long to look whether the sound is fetched: players that can reach us do so at once."""

ANSWER_SECONDS = 120.0
"""For a service: a satellite answers when it has played the text."""

LOOK_SECONDS = 0.2
MAX_ANSWER = 8_000_000
"""Bytes: the states of some thousand entities."""

MAX_REASON = 200
"""Characters of what Home Assistant says of a failure."""

FORM = "mp3"
"""What every player plays."""

SERVICES: Mapping[str, str] = {
    "media_player": "media_player/play_media",
    "assist_satellite": "assist_satellite/announce",
}
"""How each kind of entity is told to play."""

_OK, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = 200, 401, 403, 404


class HomeAssistant:
    """Home Assistant's REST API."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadRequest("`homeassistant.url` should be http://HOST:8123.")
        self._secure = parts.scheme == "https"
        self.host, self.port = parts.hostname, parts.port or (443 if self._secure else 80)
        self._path, self._token = parts.path.rstrip("/"), token

    @classmethod
    def of(cls, loaded: LoadedSettings) -> "HomeAssistant":
        """Return the one of the settings; in an add-on without such settings, the one it runs in."""
        given = loaded.settings.homeassistant
        if given.url and given.token:
            return cls(given.url, given.token)
        supervisor = loaded.sources.environment.get("SUPERVISOR_TOKEN")
        if supervisor and not given.url:
            return cls(SUPERVISOR_URL, supervisor)
        raise BadRequest("Set `homeassistant.url` and `homeassistant.token`, a long-lived access token, for --to.")

    def check_entity(self, entity: str) -> None:
        """Raise BadRequest if there is no such entity, with similar ones, and Unavailable if it is away."""
        status, state = self._ask("GET", f"/api/states/{entity}")
        if status == _NOT_FOUND:
            _, states = self._ask("GET", "/api/states")
            names = [str(each.get("entity_id")) for each in states if isinstance(each, dict)]
            near = get_close_matches(entity, [each for each in names if each.partition(".")[0] in SERVICES])
            hint = f"; did you mean {' or '.join(near)}?" if near else "."
            raise BadRequest(f"Home Assistant has no entity {entity}{hint}")
        if isinstance(state, dict) and state.get("state") == "unavailable":
            raise Unavailable(f"Home Assistant says that {entity} is unavailable now.")

    def play(self, entity: str, url: str) -> None:
        """Have an entity play what is at an address, as an announcement."""
        kind = entity.partition(".")[0]
        fields: dict[str, object] = {"entity_id": entity}
        if kind == "media_player":
            fields |= {"media_content_id": url, "media_content_type": "music", "announce": True}
        else:
            fields |= {"media_id": url, "preannounce": False}
        status, told = self._ask("POST", f"/api/services/{SERVICES[kind]}", fields)
        if status != _OK:
            why = told.get("message") if isinstance(told, dict) else None
            reason = str(why)[:MAX_REASON].rstrip(".") if why else f"it answers with status {status}"
            raise Unavailable(f"Home Assistant does not play it on {entity}: {reason}.")

    def own_address(self) -> str:
        """Return the address by which Home Assistant reaches this machine; nothing is sent."""
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_DGRAM)[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.connect(address)
                return str(probe.getsockname()[0])
        except OSError as error:
            raise self._away() from error

    def _ask(self, method: str, path: str, fields: Mapping[str, object] | None = None) -> tuple[int, Any]:
        kind = HTTPSConnection if self._secure else HTTPConnection
        connection = kind(self.host, self.port, timeout=ANSWER_SECONDS)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        try:
            connection.request(method, f"{self._path}{path}", None if fields is None else json.dumps(fields), headers)
            response = connection.getresponse()
            content = response.read(MAX_ANSWER)
        except (OSError, HTTPException) as error:
            raise self._away() from error
        finally:
            connection.close()
        if response.status in (_UNAUTHORIZED, _FORBIDDEN):
            raise BadRequest("Home Assistant does not accept the token in `homeassistant.token`.")
        try:
            return response.status, json.loads(content)
        except ValueError:
            return response.status, None

    def _away(self) -> Unavailable:
        return Unavailable(f"Home Assistant cannot be reached at {self.host}, port {self.port}.")


@dataclass(slots=True)
class Announced:
    """What became of a text on one entity."""

    entity: str
    link: str
    fetched: bool = False
    """Whether its player has fetched the sound."""
    problem: SpeechError | None = None
    _ended: threading.Event = field(default_factory=threading.Event)

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {"entity": self.entity, "fetched": self.fetched, "error": self.problem and self.problem.message}


def announce_text(
    text: SpokenText, entities: Sequence[str], home: HomeAssistant, server: RunningServer, public: str = ""
) -> list[Announced]:
    """Have entities play a text, and return what became of it; raises what concerns all of them.

    `public` is where players reach the server; without it, it is found out.
    """
    for entity in entities:
        if entity.partition(".")[0] not in SERVICES:
            raise BadRequest(f"{entity} should be a media_player or an assist_satellite of Home Assistant.")
        home.check_entity(entity)
    base = public.rstrip("/") or _reachable(home, server)
    announced = [Announced(entity, server.link(text, FORM)) for entity in entities]
    threads = [threading.Thread(target=_play, args=(home, each, base), daemon=True) for each in announced]
    for thread in threads:
        thread.start()
    _watch(announced, server)
    for thread in threads:
        thread.join(ANSWER_SECONDS)
    return announced


def _play(home: HomeAssistant, announced: Announced, base: str) -> None:
    try:
        home.play(announced.entity, f"{base}{announced.link}")
    except SpeechError as error:
        announced.problem = error
    finally:
        announced._ended.set()  # noqa: SLF001 -- of this file


def _watch(announced: Sequence[Announced], server: RunningServer) -> None:
    """Look whether the sound is fetched, until it is or a time is over."""
    until = time.monotonic() + FETCH_SECONDS
    while time.monotonic() < until:
        for each in announced:
            each.fetched = each.fetched or server.was_opened(each.link)
        if all(each.fetched or each.problem for each in announced):
            return
        time.sleep(LOOK_SECONDS)


def _reachable(home: HomeAssistant, server: RunningServer) -> str:
    """Return the address of the server for other machines; Unavailable where it listens on this machine only."""
    if not _is_this_machine(server.host):
        return server.url
    if os.environ.get("SUPERVISOR_TOKEN"):
        return f"http://{socket.gethostname()}:{server.port}"
    own = home.own_address()
    seen = RunningServer(f"http://[{own}]:{server.port}" if ":" in own else f"http://{own}:{server.port}")
    if not seen.answers():
        raise Unavailable(
            f"Players cannot reach the server at {seen.url}: it listens on this machine only, see `http.host`. "
            "If they reach it by another address, set `homeassistant.speech_url`."
        )
    return seen.url


def _is_this_machine(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")

"""The running server, asked over its HTTP API: much sooner than a model is loaded.

A command asks once and ends, so this needs nothing but Python's own client, which is imported in a tenth of the time.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wyoming_kokoro.errors import BadRequest, SpeechError, Unavailable
from wyoming_kokoro.playback.spoken_text import Fetch, Put, SpokenText

if TYPE_CHECKING:
    from wyoming_kokoro.settings.later_settings import LaterSettings

OURS = "wyoming_kokoro"
"""What our server calls itself in every response."""

LOOK_SECONDS = 2.0
"""For finding out whether a server answers: on this machine it takes milliseconds."""

ANSWER_SECONDS = 120.0
"""Between two pieces of sound: on a small machine a long sentence takes seconds, and others may be first."""

START_SECONDS = 30.0
"""How long to wait for a server that is starting: loading a model takes a few seconds."""

MAX_ANSWER = 1_000_000
"""Bytes of an answer that is no sound."""

PIECE = 8_192

_OK = 200


class RunningServer:
    """A server of this program."""

    def __init__(self, url: str, key: str = "", find_key: Callable[[], str] | None = None) -> None:
        """Take its address and its key; `find_key` returns one, and is asked where the server wants a key."""
        parts = urlsplit(url if "//" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadRequest("The address of the server should be http://HOST:PORT.")
        self._secure = parts.scheme == "https"
        self._host = parts.hostname
        self._port = parts.port or (443 if self._secure else 80)
        self._path = parts.path.rstrip("/")
        self._key = key
        self._find_key = find_key

    @property
    def url(self) -> str:
        """Its address, without a password."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http{'s' * self._secure}://{host}:{self._port}{self._path}"

    @property
    def host(self) -> str:
        """The name or address of its machine."""
        return self._host

    @property
    def port(self) -> int:
        """The port of its HTTP API."""
        return self._port

    def answers(self) -> bool:
        """Return whether it is there, and this program; nothing is sent but the question."""
        try:
            with self._asked("GET", "/health", seconds=LOOK_SECONDS) as response:
                return response.getheader("Server", "") == OURS
        except Unavailable:
            return False

    def sound(self, text: SpokenText, form: str) -> Fetch:
        """Return what fetches the sound of a text in a format."""

        def fetch(put: Put) -> str:
            with self._when_started("/v1/audio/speech", text.as_request(form)) as response:
                while (piece := _read(response)) and put(piece):
                    pass
                return response.getheader("X-Model", "")

        return fetch

    def link(self, text: SpokenText, form: str) -> str:
        """Return the path of an address that speaks a text whenever it is opened."""
        with self._when_started("/v1/audio/links", text.as_request(form)) as response:
            return str(_json(response)["path"])

    def was_opened(self, path: str) -> bool:
        """Return whether a player has opened the address of a text."""
        with self._asked("GET", f"/v1/audio/links/{path.rpartition('/')[2]}") as response:
            return bool(_json(response)["opened"])

    @contextmanager
    def _when_started(self, path: str, fields: Mapping[str, object]) -> Iterator[HTTPResponse]:
        """Ask as soon as the server has started, with a key if it wants one."""
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                with self._asked("POST", path, fields) as response:
                    yield response
                    return
            except Unavailable as error:
                if error.code != "starting" or time.monotonic() > until:
                    raise
                time.sleep(min(error.retry_after, 0.25))
            except BadRequest as error:
                if error.code != "invalid_api_key" or self._key or self._find_key is None:
                    raise
                self._key, self._find_key = self._find_key(), None

    @contextmanager
    def _asked(
        self, method: str, path: str, fields: Mapping[str, object] | None = None, seconds: float = ANSWER_SECONDS
    ) -> Iterator[HTTPResponse]:
        """Give the answer to a request that succeeded; everything else is raised as one sentence."""
        kind = HTTPSConnection if self._secure else HTTPConnection
        connection = kind(self._host, self._port, timeout=seconds)
        headers = {"Authorization": f"Bearer {self._key}"} if self._key and path != "/health" else {}
        body = None if fields is None else json.dumps(fields).encode()
        try:
            connection.request(
                method,
                f"{self._path}{path}",
                body,
                {**headers, "Content-Type": "application/json"} if body else headers,
            )
            response = connection.getresponse()
            if response.status != _OK and path != "/health":
                raise _error(response)
            yield response
        except (OSError, HTTPException) as error:
            raise Unavailable(f"The server at {self.url} does not answer.", code="no_answer") from error
        finally:
            connection.close()


def find_server(later: "LaterSettings", url: str | None = None, key: str | None = None) -> RunningServer | None:
    """Return the server of this address, or the one that runs on this machine; None if there is none.

    Our own key is sent to our own server only.
    """
    if url is not None:
        server = RunningServer(url, key or "")
        if not server.answers():
            raise Unavailable(f"No server of this program answers at {server.url}.", code="no_answer")
        return server
    for place in _places(later):
        server = RunningServer(place, key or "", lambda: later.loaded.settings.http.key)
        if server.answers():
            return server
    return None


def own_server(file: Path) -> RunningServer | None:
    """Return the running server that wrote its address into this file; None if there is none."""
    written = _written(file)
    server = RunningServer(written) if written else None
    return server if server is not None and server.answers() else None


def local_url(host: str, port: int) -> str:
    """Return the address at which this machine reaches a server that listens at a host, or at every address."""
    name = host if host not in ("", "0.0.0.0", "::") else "127.0.0.1"  # noqa: S104 -- compared, not listened at
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _places(later: "LaterSettings") -> Iterator[str]:
    """Yield where a server may be: where the last one wrote that it is, and where the settings say."""
    written = _written(later.paths.server)
    if written:
        yield written
    http = later.loaded.settings.http
    expected = local_url(http.host, http.port)
    if http.port and expected != written:
        yield expected


def _written(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def _read(response: HTTPResponse) -> bytes:
    return response.read1(PIECE)


def _json(response: HTTPResponse) -> dict[str, object]:
    try:
        answer = json.loads(response.read(MAX_ANSWER))
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Unavailable("The server answers with something that is no JSON object.", code="no_answer")
    return answer


def _error(response: HTTPResponse) -> SpeechError:
    """Return the error that the server tells, as it would be raised here."""
    try:
        told = _json(response)["error"]
        assert isinstance(told, dict)  # noqa: S101 -- anything else is no answer of ours
        message, code = str(told["message"]), str(told["code"])
    except (Unavailable, KeyError, AssertionError):
        message, code = f"The server answers with status {response.status}.", "no_answer"
    if response.status >= 500:  # noqa: PLR2004 -- HTTP's first status for faults of servers
        retry = response.getheader("Retry-After", "")
        return Unavailable(message, code=code, retry_after=float(retry) if retry.isdigit() else 5.0)
    return BadRequest(message, code=code)

"""Addresses that a player can open: a request for speech is kept for a while under a name that cannot be guessed."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

from aiohttp import web

from wyoming_kokoro.api.http.app_state import settings_of
from wyoming_kokoro.api.http.route import Access, accepts, access, returns
from wyoming_kokoro.api.routes.speech import SOUND_TYPES, answer_with_speech
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.api.speech_response import utterance_of
from wyoming_kokoro.errors import BadRequest

routes = web.RouteTableDef()

MAX_LINKS = 256
"""Addresses at once, each with at most one request's text; the oldest is dropped for a new one."""

_NAME_BYTES = 16


class SpeechLinks:
    """Keeps requests for speech, each until its time is over."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._links: OrderedDict[str, tuple[float, SpeechRequest]] = OrderedDict()
        self._opened: set[str] = set()

    def add(self, fields: SpeechRequest, seconds: float) -> str:
        """Keep a request for a number of seconds, and return the name to find it by."""
        name = secrets.token_urlsafe(_NAME_BYTES)
        self._links[name] = (self._clock() + seconds, fields)
        while len(self._links) > MAX_LINKS:
            self._opened.discard(self._links.popitem(last=False)[0])
        return name

    def open(self, name: str) -> SpeechRequest:
        """Return the same as `find` for a player, and remember that one has asked for it."""
        fields = self.find(name)
        self._opened.add(name)
        return fields

    def was_opened(self, name: str) -> bool:
        """Return whether a player has asked for what is kept under a name."""
        self.find(name)
        return name in self._opened

    def find(self, name: str) -> SpeechRequest:
        """Return the request that is kept under a name; BadRequest if there is none, or none any more."""
        expires, fields = self._links.get(name, (0.0, None))
        if fields is None or expires < self._clock():
            self._links.pop(name, None)
            self._opened.discard(name)
            raise BadRequest("This address has expired.", code="link_not_found")
        return fields


LINKS: web.AppKey[SpeechLinks] = web.AppKey("links")
"""The links of the app."""


@routes.post("/v1/audio/links")
@accepts(SpeechRequest)
async def link(request: web.Request, fields: SpeechRequest) -> web.Response:
    """Make a short-lived address that speaks a text whenever it is opened, for players that can do nothing else."""
    await utterance_of(request, fields)
    seconds = settings_of(request).http.link_lifetime
    path = f"/audio/{request.app[LINKS].add(fields, seconds)}.{fields.format.suffix}"
    return web.json_response({"path": path, "url": f"{request.scheme}://{request.host}{path}", "seconds": seconds})


@routes.get("/v1/audio/links/{name:[A-Za-z0-9_-]+}.{suffix:[a-z0-9]+}")
async def link_state(request: web.Request) -> web.Response:
    """Return whether a player has opened the address of a text."""
    return web.json_response({"opened": request.app[LINKS].was_opened(request.match_info["name"])})


@routes.get("/audio/{name:[A-Za-z0-9_-]+}.{suffix:[a-z0-9]+}")
@access(Access.ANYONE)
@returns(*SOUND_TYPES)
async def linked(request: web.Request) -> web.StreamResponse:
    """Speak the text that is kept under this address."""
    return await answer_with_speech(request, request.app[LINKS].open(request.match_info["name"]), is_file=True)

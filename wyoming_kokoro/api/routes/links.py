"""Addresses that a player can open: what to say is kept for a while under a name that nobody guesses."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

from aiohttp import web

from wyoming_kokoro.api.http.app_state import settings_of
from wyoming_kokoro.api.http.route import Access, access, gives, takes
from wyoming_kokoro.api.routes.speech import spoken
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.api.speech_response import asked_of
from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.errors import BadRequest

routes = web.RouteTableDef()

MOST_LINKS = 256
"""Addresses at once, each with at most one request's text; the oldest makes room."""

_NAME_BYTES = 16


class SpeechLinks:
    """What is kept, and until when."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, SpeechRequest]] = OrderedDict()

    def add(self, wanted: SpeechRequest, seconds: float) -> str:
        """Keep what is wanted for so many seconds, under the name that is given back."""
        name = secrets.token_urlsafe(_NAME_BYTES)
        self._kept[name] = (self._clock() + seconds, wanted)
        while len(self._kept) > MOST_LINKS:
            self._kept.popitem(last=False)
        return name

    def find(self, name: str) -> SpeechRequest:
        """What is kept under a name; BadRequest if nothing is any more."""
        until, wanted = self._kept.get(name, (0.0, None))
        if wanted is None or until < self._clock():
            self._kept.pop(name, None)
            raise BadRequest("This address is good no more.", code="link_not_found")
        return wanted


LINKS: web.AppKey[SpeechLinks] = web.AppKey("links")
"""What the app keeps to be said."""


@routes.post("/v1/audio/links")
@takes(SpeechRequest)
async def link(request: web.Request, wanted: SpeechRequest) -> web.Response:
    """Make a short-lived address that says a text whenever it is opened, for players that can do nothing else."""
    await asked_of(request, wanted)
    seconds = settings_of(request).http.link_lifetime
    path = f"/audio/{request.app[LINKS].add(wanted, seconds)}.{wanted.format.suffix}"
    return web.json_response({"path": path, "url": f"{request.scheme}://{request.host}{path}", "seconds": seconds})


@routes.get("/audio/{name:[A-Za-z0-9_-]+}.{suffix:[a-z0-9]+}")
@access(Access.ANYONE)
@gives(*(each.content_type for each in FORMATS.values()))
async def linked(request: web.Request) -> web.StreamResponse:
    """Say what is kept under this address."""
    return await spoken(request, request.app[LINKS].find(request.match_info["name"]))

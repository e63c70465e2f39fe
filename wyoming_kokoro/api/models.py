"""Models: which names requests may use. All of them speak alike."""

import re
from collections.abc import Iterable

from aiohttp import web

from wyoming_kokoro.api.app_state import settings_of
from wyoming_kokoro.api.error_responses import is_plain
from wyoming_kokoro.api.route import Access, access
from wyoming_kokoro.errors import BadRequest

routes = web.RouteTableDef()

MODELS = ("kokoro", "tts-1", "tts-1-hd", "gpt-4o-mini-tts")
"""Ours, and those that OpenAI's clients ask for."""

_BEHIND = re.compile(r"(?:-\d{4}-\d\d-\d\d)?(?:@.*)?", re.DOTALL)
"""What may stand behind a name: the date of OpenAI's, and anything people like, so that caches by model begin anew."""

_CREATED = 1_735_689_600
"""When Kokoro-82M was published, in seconds since 1970."""


@routes.get("/v1/audio/models")
@routes.get("/v1/models")
@access(Access.LISTS)
async def models(request: web.Request) -> web.Response:
    """Every model that can be asked for, in the shapes that clients look for."""
    rows = [_row(name) for name in _names(request)]
    return web.json_response({"object": "list", "data": rows, "models": rows})


@routes.get("/v1/models/{model}")
@access(Access.LISTS)
async def model(request: web.Request) -> web.Response:
    """One model."""
    name = request.match_info["model"]
    check_model(request, name)
    return web.json_response(_row(name))


def check_model(request: web.Request, name: str | None) -> None:
    """Refuse a model that is none of those that can be asked for."""
    known = _names(request)
    if name and not is_known(name, known):
        what = f"There is no model {name}" if is_plain(name) else "There is no such model"
        raise BadRequest(f"{what}; there are: {', '.join(known)}.", code="model_not_found", about="model")


def is_known(name: str, known: Iterable[str]) -> bool:
    """Whether a name is one of those known, with or without something behind it."""
    return any(name.startswith(each) and _BEHIND.fullmatch(name, len(each)) for each in known)


def _names(request: web.Request) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*MODELS, *settings_of(request).http.models)))


def _row(name: str) -> dict[str, object]:
    return {"id": name, "name": name, "object": "model", "created": _CREATED, "owned_by": "wyoming_kokoro"}

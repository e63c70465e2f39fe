"""Voices: which there are, in the shapes that clients look for."""

from aiohttp import web

from wyoming_kokoro.api.http.app_state import studio_of
from wyoming_kokoro.api.http.route import Access, access
from wyoming_kokoro.speech import Voice

routes = web.RouteTableDef()

_TRUE = frozenset({"1", "true", "yes"})


@routes.get("/v1/audio/voices")
@routes.get("/v1/voices")
@access(Access.LISTS)
async def voices(request: web.Request) -> web.Response:
    """List every voice; with `?legacy=true` only their names."""
    catalogue = studio_of(request).voices
    if request.query.get("legacy", "").lower() in _TRUE:
        return web.json_response({"voices": [voice.name for voice in catalogue.listed()]})
    rows = [_row(voice) for voice in catalogue.listed()]
    return web.json_response({"object": "list", "data": rows, "voices": rows, "default_voice": catalogue.default.name})


@routes.get("/voices")
@access(Access.LISTS)
async def names(request: web.Request) -> web.Response:
    """List the names of every voice."""
    catalogue = studio_of(request).voices
    return web.json_response(
        {"voices": [voice.name for voice in catalogue.listed()], "default_voice": catalogue.default.name}
    )


def _row(voice: Voice) -> dict[str, object]:
    return {
        "id": voice.name,
        "name": voice.name,
        "object": "voice",
        "description": voice.description,
        "language": voice.language,
        "gender": voice.gender,
        "grade": voice.grade,
        "kind": voice.kind,
    }

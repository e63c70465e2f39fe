"""Voices: which there are, in the shapes that clients look for."""

from dataclasses import asdict

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.app_state import studio_of
from wyoming_kokoro.api.http.route import Access, access, returns
from wyoming_kokoro.api.http.static_files import takes_gzip
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.speech import Voice, VoiceCharacter
from wyoming_kokoro.voices import SAMPLE_TYPE, sample_file

routes = web.RouteTableDef()

_SAMPLE_CACHE = "max-age=86400"
"""A day: samples change with a release only."""

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
    content = {"object": "list", "data": rows, "voices": rows, "default_voice": catalogue.default.name}
    response = web.json_response(content, headers={hdrs.VARY: hdrs.ACCEPT_ENCODING})
    if takes_gzip(request):
        response.enable_compression(web.ContentCoding.gzip)
    return response


@routes.get("/voices")
@access(Access.LISTS)
async def names(request: web.Request) -> web.Response:
    """List the names of every voice."""
    catalogue = studio_of(request).voices
    return web.json_response(
        {"voices": [voice.name for voice in catalogue.listed()], "default_voice": catalogue.default.name}
    )


@routes.get("/v1/voices/{voice}/sample")
@access(Access.LISTS)
@returns(SAMPLE_TYPE)
async def sample(request: web.Request) -> web.StreamResponse:
    """Return a recorded sentence in one of Kokoro's voices, which needs no model: synthetic speech, as its tags say."""
    voice = studio_of(request).voices.find(request.match_info["voice"])
    if not voice.has_sample:
        raise BadRequest("There is no sample of this voice.", code="not_found", about="voice")
    headers = {hdrs.CONTENT_TYPE: SAMPLE_TYPE, hdrs.CACHE_CONTROL: _SAMPLE_CACHE}
    return web.FileResponse(sample_file(voice.styles[0][0]), headers=headers)


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
        "provider": voice.remote.partition("/")[0] or None,
        "more_languages": list(voice.more_languages),
        "style": list(voice.character.words) if voice.character else [],
        "measured": _measured(voice.character) if voice.character else None,
        "sample": f"/v1/voices/{voice.name}/sample" if voice.has_sample else None,
    }


def _measured(character: VoiceCharacter) -> dict[str, object]:
    figures = asdict(character)
    del figures["words"]
    return figures

"""Sounds: what can be heard under speech or between words."""

import asyncio

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.app_state import studio_of
from wyoming_kokoro.api.http.route import Access, access, returns
from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.audio.sounds import SoundLibrary
from wyoming_kokoro.speech import RATE

routes = web.RouteTableDef()

PREVIEW_LEVEL = -24.0
"""LUFS of a preview: softer than speech, as a sound without end is no message."""

_FORMAT = FORMATS["mp3"]


@routes.get("/v1/sounds")
@access(Access.LISTS)
async def sounds(request: web.Request) -> web.Response:
    """List every sound: those that are made, and the files in the folder `sounds`."""
    return web.json_response({"object": "list", "sounds": studio_of(request).config.sounds.describe()})


@routes.get("/v1/sounds/{name}/sample")
@access(Access.LISTS)
@returns(_FORMAT.content_type)
async def sound_sample(request: web.Request) -> web.Response:
    """Return the first seconds of a sound."""
    library, name = studio_of(request).config.sounds, request.match_info["name"]
    library.check(name, "name")
    content = await asyncio.to_thread(_preview, library, name)
    return web.Response(body=content, headers={hdrs.CONTENT_TYPE: _FORMAT.content_type})


def _preview(library: SoundLibrary, name: str) -> bytes:
    sound = library.find(name)
    samples = sound.once() * 10 ** ((PREVIEW_LEVEL - sound.loudness) / 20)
    encoder = _FORMAT.open(RATE)
    try:
        return encoder.feed(samples.astype("float32").clip(-1, 1)) + encoder.finish()
    finally:
        encoder.close()

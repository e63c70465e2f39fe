"""Speech by a blend of voices, as LiteTTS is asked for it; elsewhere the blend is simply the voice's name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from wyoming_kokoro.api.http.route import gives, takes
from wyoming_kokoro.api.routes.speech import spoken
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.errors import BadRequest

routes = web.RouteTableDef()

_NAME = re.compile(r"[A-Za-z0-9_]{1,64}")
_HEAVIEST = 1000


@dataclass(frozen=True, slots=True)
class BlendRequest(SpeechRequest):
    """What to say, how, and `voices`: [{"voice": "af_heart", "weight": 0.7}, ...] or {"af_heart": 0.7, ...}."""

    @staticmethod
    def prepared(raw: Mapping[str, object]) -> dict[str, object]:
        """The fields under the names we know, with the blend as the voice's name."""
        return {**SpeechRequest.prepared(raw), "voice": blend_of(raw.get("voices"))}


@routes.post("/v1/audio/blend")
@gives(*(each.content_type for each in FORMATS.values()))
@takes(BlendRequest)
async def blend(request: web.Request, wanted: BlendRequest) -> web.StreamResponse:
    """Say a text in a blend of voices."""
    return await spoken(request, wanted)


@routes.post("/v1/audio/voices/combine")
async def combine(_: web.Request) -> web.Response:
    """Refuses: a blend is not handed out as a file, since its name alone says what it is."""
    raise BadRequest("A blend is no file here: name it as the voice, as in af_bella+af_sky.", code="not_supported")


def blend_of(voices: object) -> str:
    """The name of a blend: af_heart*0.7+am_adam*0.3."""
    parts = list(voices.items()) if isinstance(voices, dict) else [_part(each) for each in _listed(voices)]
    if not parts:
        raise _refused()
    return "+".join(_written(name, weight) for name, weight in parts)


def _listed(voices: object) -> list[object]:
    if not isinstance(voices, list):
        raise _refused()
    return voices


def _part(part: object) -> tuple[object, object]:
    if isinstance(part, dict):
        return part.get("voice") or part.get("name"), part.get("weight", 1)
    return part, 1


def _written(name: object, weight: object) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise _refused()
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= _HEAVIEST:
        raise _refused()
    return f"{name}*{weight:.6f}"


def _refused() -> BadRequest:
    return BadRequest(
        "'voices' should be a list of objects with voice and weight, or an object from voices to weights.",
        code="invalid_value",
        about="voices",
    )

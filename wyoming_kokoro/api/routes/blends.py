"""Speech by a blend of voices, as LiteTTS's clients ask for it; elsewhere a blend is simply the name of a voice."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from wyoming_kokoro.api.http.route import accepts, refuses, returns
from wyoming_kokoro.api.routes.speech import SOUND_TYPES, answer_with_speech
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.errors import BadRequest

routes = web.RouteTableDef()

_NAME = re.compile(r"[A-Za-z0-9_]{1,64}")
_MAX_WEIGHT = 1000


@dataclass(frozen=True, slots=True)
class BlendRequest(SpeechRequest):
    """Fields of speech, with `voices`: [{"voice": "af_heart", "weight": 0.7}, ...] or {"af_heart": 0.7, ...}."""

    required: ClassVar[tuple[str, ...]] = ("input", "voices")
    described: ClassVar[Mapping[str, object]] = {
        **SpeechRequest.described,
        "voice": None,
        "voices": {
            "type": "object",
            "description": "The voices, and the share of each.",
            "minProperties": 1,
            "additionalProperties": {"type": "number", "minimum": 0, "exclusiveMinimum": True, "maximum": _MAX_WEIGHT},
        },
    }
    """Fields that are read in a form of their own; none for one that has no effect."""

    @staticmethod
    def prepared(raw: Mapping[str, object]) -> dict[str, object]:
        """Return the fields under our names, with the blend as the name of the voice."""
        return {**SpeechRequest.prepared(raw), "voice": blend_name(raw.get("voices"))}


@routes.post("/v1/audio/blend")
@returns(*SOUND_TYPES)
@accepts(BlendRequest)
async def blend(request: web.Request, fields: BlendRequest) -> web.StreamResponse:
    """Speak a text in a blend of voices."""
    return await answer_with_speech(request, fields)


@routes.post("/v1/audio/voices/combine")
@refuses
async def combine(_: web.Request) -> web.Response:
    """Refuse: a blend is not handed out as a file, since its name alone says what it is."""
    raise BadRequest(
        "A blend cannot be downloaded as a file; use its name as the voice instead, as in af_bella+af_sky.",
        code="not_supported",
    )


def blend_name(voices: object) -> str:
    """Return the name of a blend: af_heart*0.7+am_adam*0.3."""
    if isinstance(voices, dict):
        parts = list(voices.items())
    elif isinstance(voices, list):
        parts = [_name_and_weight(each) for each in voices]
    else:
        raise _invalid()
    if not parts:
        raise _invalid()
    return "+".join(_part_name(name, weight) for name, weight in parts)


def _name_and_weight(part: object) -> tuple[object, object]:
    if isinstance(part, dict):
        return part.get("voice") or part.get("name"), part.get("weight", 1)
    return part, 1


def _part_name(name: object, weight: object) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise _invalid()
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= _MAX_WEIGHT:
        raise _invalid()
    return f"{name}*{weight:.6f}"


def _invalid() -> BadRequest:
    return BadRequest(
        "'voices' should be a list of objects with voice and weight, or an object from voices to weights.",
        code="invalid_value",
        about="voices",
    )

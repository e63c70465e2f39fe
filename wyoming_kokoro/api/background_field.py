"""The field of a request that asks for a sound under the speech: a name, or an object that says more."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import log10
from typing import ClassVar

from wyoming_kokoro.api.http.openapi import schema_of as nested_schema
from wyoming_kokoro.api.http.request_body import inner_fields, json_in_query
from wyoming_kokoro.audio.sounds import LOUDEST, SOFTEST
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import TextPattern, option
from wyoming_kokoro.speech import Background

MAX_FADE = 10.0
"""Seconds of the longest fade, and of the longest time before and after the words."""

MAX_DUCK = 40.0
MAX_SEED = 2**31 - 1

_DEFAULT = Background("")
_NAME = TextPattern(r"[\s\S]{1,200}", "the name of a sound")
_QUANTITY = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(db|ms|s|%)?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BackgroundFields:
    """A sound that is heard under the speech."""

    required: ClassVar[tuple[str, ...]] = ("type",)

    type: str = option("", "The name of a sound listed under /v1/sounds.", pattern=_NAME)
    level: float = option(
        _DEFAULT.level,
        "Decibels relative to the speech. At -20 it is as easy to understand as without.",
        minimum=SOFTEST,
        maximum=LOUDEST,
    )
    fade_in: float = option(_DEFAULT.fade_in, "Seconds in which it fades in.", minimum=0, maximum=MAX_FADE)
    fade_out: float = option(_DEFAULT.fade_out, "Seconds in which it fades out.", minimum=0, maximum=MAX_FADE)
    duck: float = option(
        _DEFAULT.duck, "Decibels by which it is softer while words are spoken.", minimum=0, maximum=MAX_DUCK
    )
    lead: float = option(_DEFAULT.lead, "Seconds that it is heard before the first word.", minimum=0, maximum=MAX_FADE)
    tail: float = option(_DEFAULT.tail, "Seconds that it is heard after the last word.", minimum=0, maximum=MAX_FADE)
    seed: int = option(_DEFAULT.seed, "Made sounds are the same for the same number.", minimum=0, maximum=MAX_SEED)

    @staticmethod
    def prepared(raw: Mapping[str, object]) -> dict[str, object]:
        """Return the fields under our names and as numbers, also where they were sent as SSML has them."""
        fields = {name.replace("-", "_"): value for name, value in raw.items()}
        for ours, theirs in _OTHER_FIELDS:
            if fields.get(ours) is None:
                fields[ours] = fields.get(theirs)
        if fields.get("level") is None and isinstance(fields.get("volume"), int | float):
            fields["level"] = _level_of_volume(fields["volume"])
        return {name: _number(value) if name != "type" else value for name, value in fields.items()}


BACKGROUND_SCHEMA: Mapping[str, object] = {
    "description": "A sound under the speech: the name of one that is listed under /v1/sounds, or an object.",
    "oneOf": [{"type": "string"}, nested_schema(BackgroundFields)],
    "default": None,
}
"""Describes the field."""

_OTHER_FIELDS = (
    ("type", "name"),
    ("type", "sound"),
    ("type", "src"),
    ("fade_in", "fadein"),
    ("fade_out", "fadeout"),
)
"""Our names, and those of other servers and of SSML."""


def background_field(raw: object) -> Background | None:
    """Return the background that a request asks for; None for none. BadRequest where it cannot be understood."""
    raw = json_in_query(raw)
    if raw is None or (isinstance(raw, str) and raw in {"", "none"}):
        return None
    if isinstance(raw, str):
        raw = {"type": raw}
    if not isinstance(raw, dict):
        raise BadRequest(
            "'background' should be the name of a sound, or an object with its 'type'.",
            code="invalid_value", about="background",
        )  # fmt: skip
    fields = inner_fields(BackgroundFields, raw, "background")
    if not fields.type.strip():
        raise BadRequest(
            "'background.type' is missing: the name of a sound.",
            code="missing_required_parameter", about="background.type",
        )  # fmt: skip
    return Background(
        sound=fields.type,
        level=fields.level,
        fade_in=fields.fade_in,
        fade_out=fields.fade_out,
        duck=fields.duck,
        lead=fields.lead,
        tail=fields.tail,
        seed=fields.seed,
    )


def _number(value: object) -> object:
    """Return a number, also from a text with its unit: decibels, or a time in seconds."""
    found = _QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    number = float(found[1]) / (1000 if (found[2] or "").lower() == "ms" else 1)
    return int(number) if number.is_integer() else number


def _level_of_volume(volume: object) -> float:
    """Return the level for a volume from 0 to 100, relative to speech."""
    share = max(float(volume) if isinstance(volume, int | float) else 0.0, 0.0) / 100
    return min(max(20 * log10(share) if share > 0 else SOFTEST, SOFTEST), LOUDEST)

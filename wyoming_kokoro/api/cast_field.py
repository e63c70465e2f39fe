"""The field of a request that says who of its speakers has which voice."""

from collections.abc import Mapping
from dataclasses import dataclass

from wyoming_kokoro.api.http.openapi import schema_of
from wyoming_kokoro.api.http.request_body import inner_fields, json_in_query
from wyoming_kokoro.api.voice_fields import LANGUAGE, find_voice, language_tag, voice_or_id
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import TextPattern, option
from wyoming_kokoro.settings.names import REQUEST_NAME
from wyoming_kokoro.settings.speech_bounds import MAX_PITCH, MAX_SPEED, MIN_PITCH, MIN_SPEED
from wyoming_kokoro.speech import Delivery
from wyoming_kokoro.voices import Catalogue

MAX_SPEAKERS = 50
"""Different speakers in one conversation: there are about as many published voices."""

MAX_NAME = 80
"""Characters of a speaker's name."""

SPEAKER = TextPattern(rf"[^\x00-\x1f\x7f]{{0,{MAX_NAME}}}", f"a name of at most {MAX_NAME} characters")


@dataclass(frozen=True, slots=True)
class CastFields:
    """How a speaker speaks."""

    voice: str | None = option(None, "The voice, or a blend.", pattern=REQUEST_NAME)
    language: str | None = option(None, "The language, if it is not the voice's own.", pattern=LANGUAGE)
    speed: float | None = option(None, "1 is the voice's own speed.", minimum=MIN_SPEED, maximum=MAX_SPEED)
    pitch: float | None = option(None, "Semitones up or down.", minimum=MIN_PITCH, maximum=MAX_PITCH)

    @staticmethod
    def prepared(raw: Mapping[str, object]) -> dict[str, object]:
        """Return the fields under our names, also where they were sent under the names of other servers."""
        speed = raw.get("rate") if raw.get("speed") is None else raw["speed"]
        return {**raw, "voice": voice_or_id(raw), "speed": speed, "language": language_tag(raw.get("language"))}


def cast_field(raw: object) -> tuple[tuple[str, CastFields], ...]:
    """Return how each speaker speaks: a voice's name, or an object with 'voice' and more."""
    raw = json_in_query(raw)
    if raw is None:
        return ()
    if not isinstance(raw, dict) or len(raw) > MAX_SPEAKERS:
        raise BadRequest(
            f"'cast' should be an object from at most {MAX_SPEAKERS} names to voices.",
            code="invalid_value", about="cast",
        )  # fmt: skip
    return tuple(
        (_speaker_name(name), inner_fields(CastFields, _as_object(each), "cast")) for name, each in raw.items()
    )


def _as_object(sent: object) -> Mapping[str, object]:
    if isinstance(sent, dict):
        return sent
    return {"voice": sent}


def _speaker_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise BadRequest(f"A name in 'cast' should be {SPEAKER.description}.", code="invalid_value", about="cast")
    return name


def speaker_delivery(fields: CastFields, voices: Catalogue, about: str) -> Delivery:
    """Return how a speaker speaks; BadRequest if there is no such voice. Compares many names: it blocks."""
    try:
        voice = find_voice(fields.voice, fields.language, voices)
    except BadRequest as error:
        raise BadRequest(error.message, code=error.code, about=about) from None
    return Delivery(voice.name, fields.language, fields.speed, fields.pitch)


CAST_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "description": 'The voice of each speaker by name, or an object. With it, lines such as "Anna: ..." are hers.'
    " Speakers without a voice are given voices that are not alike.",
    "additionalProperties": {"oneOf": [{"type": "string", "nullable": True}, schema_of(CastFields)]},
}
"""Describes the field."""

"""What a client requests, read from its events and checked once."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from wyoming_kokoro.client_text import TextLimit, without_surrogates
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.speech import Markup
from wyoming_kokoro.studio import TextStream

_RATE_LIMITED = RateLimitedLog(logging.getLogger(__name__))

MAX_NAME_LENGTH = 500
"""Characters in the name of a voice, which may be a blend of several."""

_MARKUP: Mapping[str, Markup] = {"auto": "auto", "text": "plain", "ssml": "ssml"}


@dataclass(frozen=True, slots=True)
class WyomingRequest:
    """One text to speak, complete or still arriving."""

    voice: str | None
    """The name of the voice; there may be no such voice."""
    language: str | None
    markup: Markup
    text: str = ""
    speaker: str | None = None
    """The name of a speaking style; there may be no such style."""
    arriving: TextStream | None = None


def read_request(data: Mapping[str, object], max_characters: int) -> WyomingRequest:
    """Read a request with its text; raises BadRequest if it is not valid."""
    text = read_text(data)
    TextLimit(max_characters, "text").count(text)
    voice, language, speaker = _read_voice(data)
    return WyomingRequest(voice, language, _read_markup(data), text, speaker)


def read_stream_start(data: Mapping[str, object], max_characters: int) -> WyomingRequest:
    """Read the beginning of a request whose text will arrive in pieces; raises BadRequest if it is not valid."""
    arriving = TextStream(TextLimit(max_characters, "text"))
    voice, language, speaker = _read_voice(data)
    return WyomingRequest(voice, language, _read_markup(data), speaker=speaker, arriving=arriving)


def read_text(data: Mapping[str, object]) -> str:
    """Read the text of an event; raises BadRequest if there is none."""
    value = data.get("text")
    if not isinstance(value, str):
        raise BadRequest("The text must be a string.", code="bad_field", about="text")
    return without_surrogates(value)


def read_optional(data: Mapping[str, object], name: str, max_length: int) -> str | None:
    """Read a field that may be missing; raises BadRequest if it is not a string, or too long."""
    value = data.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadRequest(f"The {name} must be a string.", code="bad_field", about=name)
    if len(value) > max_length:
        raise BadRequest(f"The {name} is longer than {max_length} characters.", code="bad_field", about=name)
    return without_surrogates(value)


def _read_voice(data: Mapping[str, object]) -> tuple[str | None, str | None, str | None]:
    """Read the name, the language and the speaker of a voice."""
    voice = data.get("voice")
    if voice is None:
        return None, None, None
    if not isinstance(voice, dict):
        raise BadRequest("The voice must be a JSON object.", code="bad_field", about="voice")
    name, language, speaker = (
        read_optional(voice, field, MAX_NAME_LENGTH) or None for field in ("name", "language", "speaker")
    )
    return name, language, speaker


def _read_markup(data: Mapping[str, object]) -> Markup:
    text_format = read_optional(data, "text_format", MAX_NAME_LENGTH) or "auto"
    markup = _MARKUP.get(text_format.strip().lower())
    if markup is None:
        _RATE_LIMITED.warning("text_format", "A client's text_format is not known; its text is read as plain text")
    return markup or "plain"

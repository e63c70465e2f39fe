"""What a client asks for, read from its events and checked once."""

from collections.abc import Mapping
from dataclasses import dataclass

from wyoming_kokoro.client_text import TextLimit, without_surrogates
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.speech import Markup
from wyoming_kokoro.studio import TextStream

LONGEST_NAME = 500
"""Characters in the name of a voice, which may be a blend of several."""

_MARKUP: Mapping[str, Markup] = {"text": "plain", "ssml": "ssml"}


@dataclass(frozen=True, slots=True)
class WyomingRequest:
    """One thing to say, whole or still arriving."""

    voice: str | None
    """The name that was asked for, which there need not be."""
    language: str | None
    markup: Markup
    text: str = ""
    arriving: TextStream | None = None


def whole(data: Mapping[str, object], most: int) -> WyomingRequest:
    """Read a request whose text comes with it, of so many characters at most."""
    value = text(data)
    TextLimit(most, "text").count(value)
    return WyomingRequest(*_voice(data), _markup(data), value)


def started(data: Mapping[str, object], most: int) -> WyomingRequest:
    """Read the beginning of a request whose text will arrive, of so many characters at most."""
    return WyomingRequest(*_voice(data), _markup(data), arriving=TextStream(TextLimit(most, "text")))


def text(data: Mapping[str, object]) -> str:
    """Read the text of an event."""
    value = data.get("text")
    if not isinstance(value, str):
        raise BadRequest("The text must be a string.", code="bad_field", about="text")
    return without_surrogates(value)


def optional(data: Mapping[str, object], name: str, most: int) -> str | None:
    """Read a string that need not be there."""
    value = data.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadRequest(f"The {name} must be a string.", code="bad_field", about=name)
    if len(value) > most:
        raise BadRequest(f"The {name} is longer than {most} characters.", code="bad_field", about=name)
    return without_surrogates(value)


def _voice(data: Mapping[str, object]) -> tuple[str | None, str | None]:
    """Read the name and the language of a voice."""
    voice = data.get("voice")
    if voice is None:
        return None, None
    if not isinstance(voice, dict):
        raise BadRequest("The voice must be a JSON object.", code="bad_field", about="voice")
    optional(voice, "speaker", LONGEST_NAME)  # voices here have one speaker each, yet what is sent must be sound
    return optional(voice, "name", LONGEST_NAME) or None, optional(voice, "language", LONGEST_NAME) or None


def _markup(data: Mapping[str, object]) -> Markup:
    named = optional(data, "text_format", LONGEST_NAME) or "text"
    markup = _MARKUP.get(named)
    if markup is None:
        raise BadRequest("The text_format must be text or ssml.", code="bad_field", about="text_format")
    return markup

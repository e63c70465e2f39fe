"""Names of voices and languages in requests, as different clients send them."""

from collections.abc import Mapping

from wyoming_kokoro.api.http.error_responses import is_plain_name
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import TextPattern
from wyoming_kokoro.speech import Voice
from wyoming_kokoro.voices import KOKORO_LETTERS, Catalogue

LANGUAGE = TextPattern(r"([A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8})*)?", "a language tag such as en-US")
"""How a language is written."""


def voice_name(sent: object) -> object:
    """Return the name of a voice, from the object that newer clients send or from the name itself."""
    if isinstance(sent, dict):
        return sent.get("id") or sent.get("name") or sent
    return None if sent == "" else sent


def voice_or_id(fields: Mapping[str, object]) -> object:
    """Return the name of a voice; other servers call the field voice_id."""
    return fields.get("voice_id") if fields.get("voice") in (None, "") else voice_name(fields["voice"])


def language_tag(sent: object) -> object:
    """Return a language tag, also from Kokoro's own letters."""
    return KOKORO_LETTERS.get(sent, sent).replace("_", "-") or None if isinstance(sent, str) else sent


def find_voice(name: str | None, language: str | None, voices: Catalogue) -> Voice:
    """Return the voice that will speak. The message of an error repeats only plain names. Blocks."""
    try:
        return voices.find(name, language)
    except BadRequest as error:
        if name is None or error.about != "voice":
            raise
        message = f"{name}: {error.message}" if is_plain_name(name) else "There is no such voice."
        raise BadRequest(message, code=error.code, about="voice") from None

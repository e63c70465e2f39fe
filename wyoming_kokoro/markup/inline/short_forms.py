"""The short forms of plain text, such as [pause:1.5s]: which there are, and what each asks for."""

import re
from dataclasses import dataclass
from typing import Final

from wyoming_kokoro.markup.speaking_styles import SPEAKING_STYLES
from wyoming_kokoro.markup.style import Style
from wyoming_kokoro.settings.speech_bounds import MAX_REQUEST_NAME
from wyoming_kokoro.speech import Delivery, Pause


@dataclass(frozen=True, slots=True)
class ShortForm:
    """A short form: its name in the settings, how it is written, and what it does."""

    name: str
    written: tuple[str, ...]
    meaning: str


SHORT_FORMS: Final = (
    ShortForm("pause", ("[pause:1.5s]", "[pause 500ms]", "[pause]", '<break time="1s"/>'), "Makes a pause."),
    ShortForm(
        "whisper",
        ("[whisper]...[/whisper]", "[whispers]"),
        "Whispers what it encloses; `[whispers]` whispers to the end of the sentence.",
    ),
    ShortForm(
        "style",
        ("[slow]...[/slow]", "[fast]", "[loud]", "[soft]", "[cheerful]", "[normal]"),
        "Speaks in a speaking style, up to its end, another style, `[normal]`, or the end of the paragraph.",
    ),
    ShortForm(
        "emphasis",
        ("[word](+1)", "[word](+2)", "[word](-1)", "[word](-2)"),
        "Stresses a word more (+2 strongly) or less.",
    ),
    ShortForm(
        "voice", ("[voice:NAME]", "[/voice]"), "Speaks with another voice, up to `[/voice]` or the next `[voice:NAME]`."
    ),
)
"""Every short form. The setting `reading.short_forms` has the names of those that have an effect."""

PAUSE: Final = 0.5
"""Seconds of a pause whose length is not written."""
_LENGTHS: Final = {"short": 0.25, "long": 1.0}
_UNITS: Final = {"ms": 0.001, "milliseconds": 0.001}
_PAUSE: Final = re.compile(
    r"(?:pause|break|silence)(?:\s*[:=]\s*|\s+)(?P<number>\d{1,6}(?:[.,]\d{1,3})?)\s*(?P<unit>ms|milliseconds|s|sec|seconds?)?"
    r"|(?:(?P<length>short|long)\s+)?pause"
)
BREAK_TAG: Final = re.compile(
    r"<break\s+time\s*=\s*[\"']?(?P<number>\d{1,6}(?:\.\d{1,3})?)\s*(?P<unit>ms|s)[\"']?\s*/?>"
)
"""The tag that other services read in plain text."""
_VOICE: Final = re.compile(rf"voice\s*:\s*(?P<name>[^\s\[\]][^\[\]\n]{{0,{MAX_REQUEST_NAME}}})")
_USUAL_WORDS: Final = frozenset({"deep", "high", "firm"})
"""Styles whose names stand in brackets for other reasons."""
_EMPHASES: Final = {"+1": 1.0, "1": 1.0, "+2": 2.0, "2": 2.0, "-1": -1.0, "-2": -1.0, "0": 0.0, "+0": 0.0}


@dataclass(frozen=True, slots=True)
class Change:
    """How to speak from here on."""

    style: Style | None = None
    """None leaves the style as it is."""
    to_sentence_end: bool = False
    voice: str | None = None
    """Another voice; empty for the voice before; None leaves it as it is."""


def asked_for(content: str, names: tuple[str, ...]) -> Pause | Change | None:
    """Return what a short form in brackets asks for, of those that have an effect; None where it is none."""
    words = content.strip()
    if match := _VOICE.fullmatch(words):  # before the others, because names of voices keep their capitals
        return Change(voice=match["name"].strip()) if "voice" in names else None
    words = words.lower()
    if "pause" in names and (pause := _PAUSE.fullmatch(words)):
        return pause_of(pause)
    if words == "/voice" and "voice" in names:
        return Change(voice="")
    if words in ("whisper", "/whisper", "whispers", "/whispers", "whispering", "/whispering") and "whisper" in names:
        ends = words.startswith("/")
        return Change(Style() if ends else WHISPER, to_sentence_end=words == "whispers")
    return _style(words) if "style" in names else None


def pause_of(match: re.Match[str]) -> Pause:
    """Return the pause that is written."""
    parts = match.groupdict()
    if parts["number"] is None:
        return Pause(_LENGTHS.get(parts["length"] or "", PAUSE))
    return Pause(float(parts["number"].replace(",", ".")) * _UNITS.get(parts["unit"] or "s", 1.0))


def emphasis_of(written: str) -> Style | None:
    """Return the emphasis of a word that is followed by (+1) or the like."""
    strength = _EMPHASES.get(written)
    return None if strength is None else Style(Delivery(emphasis=strength))


def _style(words: str) -> Change | None:
    if words == "normal":
        return Change(Style())
    name = words.removeprefix("/")
    style = SPEAKING_STYLES.get(name)
    if style is None or name in _USUAL_WORDS:
        return None
    return Change(Style() if words.startswith("/") else style.style())


WHISPER: Final = Style(Delivery(effect="whisper"))
"""How what is whispered is spoken."""

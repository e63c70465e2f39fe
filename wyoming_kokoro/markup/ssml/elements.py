"""The SSML elements that have an effect. To add one, define it and add it to the list."""

import re
from collections.abc import Iterable

from wyoming_kokoro.markup.ssml import values
from wyoming_kokoro.markup.ssml.element import Attribute, Attributes, Element, Style
from wyoming_kokoro.registry import Registry
from wyoming_kokoro.speech import Cue, Delivery, Mark, Pause, Treatment

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8})*")

MAX_NAME = 500
"""Characters of a voice's name, which may be a blend of several."""


def _break(attributes: Attributes) -> Iterable[Cue]:
    strength = values.BREAKS.get(attributes.text("strength") or "medium", values.BREAKS["medium"])
    duration = attributes.value("time", values.seconds)
    yield Pause(strength if duration is None else duration)


def _voice(attributes: Attributes) -> Style:
    name = attributes.text("name")
    if name is None or len(name) > MAX_NAME:
        attributes.note("A <voice> without a usable name has no effect.")
        return Style()
    return Style(Delivery(voice=name, language=_language(attributes)))


def _lang(attributes: Attributes) -> Style:
    return Style(Delivery(language=_language(attributes)))


def _language(attributes: Attributes) -> str | None:
    language = attributes.text("xml:lang")
    if language is not None and _LANGUAGE.fullmatch(language) is None:
        attributes.note(f"The value of xml:lang in <{attributes.tag.name}> is no language tag.")
        return None
    return language.replace("_", "-") if language else None


def _prosody(attributes: Attributes) -> Style:
    delivery = Delivery(speed=attributes.value("rate", values.rate), pitch=attributes.value("pitch", values.pitch))
    return Style(delivery, Treatment(volume=attributes.value("volume", values.volume)))


def _mark(attributes: Attributes) -> Iterable[Cue]:
    if name := attributes.text("name"):
        yield Mark(name[:MAX_NAME], attributes.tag.position)


def _names(named: Iterable[str]) -> str:
    return ", ".join(name for name in named if name != "default")


_XML_LANG = Attribute("xml:lang", "a language tag such as fr-FR")

ELEMENTS: Registry[Element] = Registry(
    Element("speak", "Holds the text.", separates_words=True),
    Element("p", "Holds a paragraph: a word ends at its tags.", separates_words=True),
    Element("paragraph", "Holds a paragraph: a word ends at its tags.", separates_words=True),
    Element("s", "Holds a sentence: a word ends at its tags.", separates_words=True),
    Element("sentence", "Holds a sentence: a word ends at its tags.", separates_words=True),
    Element(
        "break",
        "Makes a pause.",
        (
            Attribute("time", "seconds or milliseconds: 1.5s, 300ms"),
            Attribute("strength", _names(values.BREAKS)),
        ),
        separates_words=True,
        cues=_break,
    ),
    Element(
        "voice",
        "Speaks its content with another voice, in that voice's language unless it names one.",
        (Attribute("name", "the name of a voice, or a blend"), _XML_LANG),
        style=_voice,
    ),
    Element("lang", "Reads its content as another language, with the same voice.", (_XML_LANG,), style=_lang),
    Element(
        "prosody",
        "Changes the speed, the pitch and the volume of its content, relative to what surrounds it.",
        (
            Attribute("rate", f"{_names(values.RATES)}, a percentage (120%, +20%), or a factor (1.2)"),
            Attribute("pitch", f"{_names(values.PITCHES)}, semitones (+2st), or a change in percent (-10%)"),
            Attribute(
                "volume", f"{_names(values.VOLUMES)}, decibels (+6dB), a percentage (80%), or a number from 0 to 100"
            ),
        ),
        style=_prosody,
    ),
    Element(
        "mark",
        "Names a position, whose time is reported when its sound is there.",
        (Attribute("name", "any text"),),
        cues=_mark,
    ),
)
"""Every element that has an effect. The text inside other elements is spoken as if their tags were not there."""

"""Elements that play sounds, once or under speech, and those that arrange parts."""

from collections.abc import Iterable
from math import log10

from wyoming_kokoro.markup.ssml import values
from wyoming_kokoro.markup.ssml.element import Attribute, Attributes, Element
from wyoming_kokoro.markup.style import Style
from wyoming_kokoro.settings.speech_bounds import MAX_REQUEST_NAME
from wyoming_kokoro.speech import (
    Background,
    BackgroundEnd,
    BackgroundStart,
    Cue,
    NamedSound,
    NextPart,
    PartsEnd,
    PartsStart,
    Treatment,
)

MIN_LEVEL, MAX_LEVEL = -60.0, -6.0
"""Decibels of a background relative to speech: softer is not heard, and louder drowns the words."""
MAX_FADE = 10.0
"""Seconds of a fade."""
MAX_DUCK = 30.0
"""Decibels by which a background may be softer while words are spoken."""
_DEFAULT = Background("")


def _audio(attributes: Attributes) -> NamedSound | None:
    name = attributes.text("src")
    if name is None or len(name) > MAX_REQUEST_NAME:
        attributes.note("An <audio> without a usable src has no effect; its content is spoken.")
        return None
    for unknown in ("clipbegin", "clipend", "speed", "repeatcount", "repeatdur"):
        if attributes.text(unknown) is not None:
            attributes.note(f"The attribute {unknown} of <audio> has no effect.")
    level = attributes.value("soundlevel", values.volume)
    return NamedSound(name, attributes.tag.position, Treatment(volume=level))


def _background(attributes: Attributes) -> Iterable[Cue]:
    name = attributes.text("type", "src", "name")
    if name is None or len(name) > MAX_REQUEST_NAME:
        attributes.note(f"A <{attributes.tag.name}> without the name of a sound has no effect.")
        return
    duck = attributes.value("duck", values.decibels)
    background = Background(
        name,
        level=_level(attributes),
        fade_in=_fade(attributes, ("fadein", "fade_in"), _DEFAULT.fade_in),
        fade_out=_fade(attributes, ("fadeout", "fade_out"), _DEFAULT.fade_out),
        duck=_DEFAULT.duck if duck is None else min(abs(duck), MAX_DUCK),
    )
    yield BackgroundStart(background, attributes.tag.position)


def _background_end(attributes: Attributes) -> Iterable[Cue]:
    if attributes.text("type", "src", "name") is not None:
        yield BackgroundEnd()


def _level(attributes: Attributes) -> float:
    """Return the level in decibels; a volume is a share from 0 to 1 of the usual one, or from 1 to 100 of speech."""
    level = attributes.value("level", values.decibels)
    if level is None and (volume := attributes.value("volume", values.number)) is not None:
        level = 20 * log10(max(volume, 1e-3) / (1 if volume <= 1 else 100)) + (_DEFAULT.level if volume <= 1 else 0)
    return _DEFAULT.level if level is None else min(max(level, MIN_LEVEL), MAX_LEVEL)


def _fade(attributes: Attributes, names: tuple[str, ...], default: float) -> float:
    """Return the seconds of a fade; a number without a unit is milliseconds."""
    written = attributes.text(*names)
    if written is None:
        return default
    seconds = values.seconds(written if not values.number(written) else f"{written}ms")
    if written == "0":
        seconds = 0.0
    if seconds is None:
        attributes.not_understood(names[0])
        return default
    return min(seconds, MAX_FADE)


def _media(attributes: Attributes) -> Iterable[Cue]:
    begin = attributes.text("begin")
    delay = None if begin is None else values.seconds(begin)
    if begin is not None and delay is None:
        attributes.note("The begin of <media> has no effect unless it is a time such as 2s.")
    yield NextPart(delay or 0.0)


def _media_style(attributes: Attributes) -> Style:
    return Style(treatment=Treatment(volume=attributes.value("soundlevel", values.volume)))


def _parts_at_once(_: Attributes) -> Iterable[Cue]:
    yield PartsStart(at_once=True)


def _parts_in_order(_: Attributes) -> Iterable[Cue]:
    yield PartsStart()


def _parts_end(_: Attributes) -> Iterable[Cue]:
    yield PartsEnd()


_BACKGROUND = (
    Attribute(
        "level", f"decibels relative to speech, from {MIN_LEVEL:g} to {MAX_LEVEL:g}: -20dB, which is the default"
    ),
    Attribute("volume", "in place of level: from 0 to 1 of the default, or from 1 to 100 percent of speech"),
    Attribute("fadein", "milliseconds, or a time such as 0.5s"),
    Attribute("fadeout", "the same"),
)

ELEMENTS = (
    Element(
        "audio",
        "Plays a sound of the library or a file of the folder `sounds`; where there is none, its content is spoken.",
        (
            Attribute("src", "the name of a sound; addresses are not fetched"),
            Attribute("soundLevel", "decibels: +6dB"),
        ),
        boundary="word",
        sound=_audio,
    ),
    Element(
        "background",
        "Plays a sound under its content.",
        (
            Attribute("type", "the name of a sound of the library or of a file of the folder `sounds`"),
            *_BACKGROUND,
            Attribute("duck", "decibels by which it is softer while words are spoken: 4dB"),
        ),
        "wyoming_kokoro",
        boundary="word",
        cues=_background,
        ending_cues=_background_end,
    ),
    Element(
        "mstts:backgroundaudio",
        "Plays a sound under the rest of the text.",
        (Attribute("src", "as `type` of `<background>`"), *_BACKGROUND),
        "Microsoft",
        cues=_background,
    ),
    Element(
        "seq",
        "Speaks its parts one after the other.",
        origin="Google",
        boundary="word",
        cues=_parts_in_order,
        ending_cues=_parts_end,
    ),
    Element(
        "par",
        "Speaks and plays its parts at once; nothing of them is heard until all are made.",
        origin="Google",
        boundary="word",
        cues=_parts_at_once,
        ending_cues=_parts_end,
    ),
    Element(
        "media",
        "Holds a part.",
        (
            Attribute("begin", "a time such as 2s: how much later than `<par>` it begins, or the pause before it"),
            Attribute("soundLevel", "decibels: +6dB"),
        ),
        origin="Google",
        boundary="sentence",
        style=_media_style,
        cues=_media,
    ),
)

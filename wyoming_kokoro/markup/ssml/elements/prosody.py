"""Elements for speed, pitch, melody, volume and emphasis."""

from collections.abc import Iterable
from dataclasses import replace

from wyoming_kokoro.markup.ssml import values
from wyoming_kokoro.markup.ssml.element import Attribute, Attributes, Element
from wyoming_kokoro.markup.style import Style
from wyoming_kokoro.speech import Cue, Delivery, EffectRequest, PartsEnd, PartsStart, Treatment


def _prosody(attributes: Attributes) -> Style:
    hertz = values.hertz(attributes.text("pitch") or "")
    delivery = Delivery(
        speed=attributes.value("rate", values.rate),
        pitch=attributes.value("pitch", values.pitch) if hertz is None else None,
        hertz=hertz,
        range=attributes.value("range", values.pitch_range),
    )
    if (written := attributes.text("contour")) is not None:
        contour = values.contour(written)
        if contour is None:
            attributes.not_understood("contour")
        delivery = replace(delivery, contour=contour)
    return Style(delivery, Treatment(volume=attributes.value("volume", values.volume)))


def _lasting(attributes: Attributes) -> Iterable[Cue]:
    seconds = attributes.value("duration", values.seconds)
    if seconds:
        yield PartsStart(seconds=min(seconds, MAX_DURATION))


def _lasting_end(attributes: Attributes) -> Iterable[Cue]:
    if values.seconds(attributes.text("duration") or ""):
        yield PartsEnd()


def _whole_lasting(attributes: Attributes) -> Iterable[Cue]:
    seconds = attributes.value("value", values.seconds)
    if seconds:
        yield PartsStart(seconds=min(seconds, MAX_DURATION))
    else:
        attributes.note("A <mstts:audioduration> needs a value such as 20s.")


def _whole_lasting_end(attributes: Attributes) -> Iterable[Cue]:
    if values.seconds(attributes.text("value") or ""):
        yield PartsEnd()


def _emphasis(attributes: Attributes) -> Style:
    strength = attributes.value("level", values.emphasis)
    return Style(Delivery(emphasis=values.EMPHASES["moderate"] if strength is None else strength))


MAX_DURATION = 300.0
"""Seconds that some content may be asked to last."""
_EFFECTS = {"whispered": "whisper", "whisper": "whisper", "soft": "soft"}


def _amazon_effect(attributes: Attributes) -> Style:
    name = attributes.text("name", "phonation")
    effect = _EFFECTS.get((name or "").lower())
    length = attributes.value("vocal-tract-length", values.tract_length)
    if effect is None and attributes.text("vocal-tract-length") is None:
        attributes.note("Of <amazon:effect>, whispered, phonation soft and vocal-tract-length have an effect.")
    tract = () if length is None else (EffectRequest("vocal_tract", length),)
    return Style(Delivery(effect=effect), Treatment(effects=tract))


def _names(named: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in named if name != "default")


_DURATION = "a time such as 2.5s, between half and twice as long as it would last"

ELEMENTS = (
    Element(
        "prosody",
        "Changes the speed, the pitch, the melody and the volume of its content, relative to what surrounds it.",
        (
            Attribute("rate", "a name, a percentage (120%, +20%), or a factor (1.2)", _names(values.RATES)),
            Attribute(
                "pitch",
                "a name, semitones (+2st), a change in percent (-10%), or hertz (+20Hz, 190Hz) by the voice's pitch",
                _names(values.PITCHES),
            ),
            Attribute(
                "range",
                "how far the melody moves: a name, a percentage (150%, +50%), or a factor (0 is monotone)",
                _names(values.RANGES),
            ),
            Attribute(
                "contour",
                "points of a melody, each a share of the content and a pitch: (0%,+2st) (60%,-20%); "
                f"{values.MAX_POINTS} at most; hertz as of a voice of {values.USUAL_PITCH:g} Hz",
            ),
            Attribute(
                "volume",
                "a name, decibels (+6dB), a percentage (80%), a number from 0 to 100, or a change of it (+10)",
                _names(values.VOLUMES),
            ),
            Attribute("duration", f"how long the content lasts, {_DURATION}; it is spoken by itself, as a part"),
        ),
        style=_prosody,
        cues=_lasting,
        ending_cues=_lasting_end,
        adding=frozenset({"duration"}),
    ),
    Element(
        "mstts:audioduration",
        "Has the rest of the text last for a time; nothing is heard until all of it is made.",
        (Attribute("value", _DURATION),),
        "Microsoft",
        cues=_whole_lasting,
        final_cues=_whole_lasting_end,
    ),
    Element(
        "emphasis",
        "Speaks its content with more stress, or with less.",
        (Attribute("level", "a name; without one, moderate", tuple(values.EMPHASES)),),
        style=_emphasis,
    ),
    Element(
        "amazon:effect",
        "Whispers its content, speaks it softly, or as a taller or smaller person would.",
        (
            Attribute("name", "a name", ("whispered",)),
            Attribute("phonation", "a name", ("soft",)),
            Attribute("vocal-tract-length", "compared with the voice's own, from 80% to 125%: +10%"),
        ),
        "Amazon",
        style=_amazon_effect,
    ),
)

"""A whole utterance in a speaking style."""

from dataclasses import replace
from typing import TYPE_CHECKING

from wyoming_kokoro.markup.style import Style

if TYPE_CHECKING:
    from wyoming_kokoro.settings.table import SpeechSettings


def styled(asked: Style, style: Style, speech: "SpeechSettings") -> Style:
    """Return what a request asks for in a style, which is relative to it, or to the settings where it is silent."""
    if style == Style():
        return asked
    delivery, treatment = asked
    if style.delivery.speed is not None and delivery.speed is None:
        delivery = replace(delivery, speed=speech.speed)
    if style.delivery.pitch is not None and delivery.pitch is None:
        delivery = replace(delivery, pitch=speech.pitch)
    if style.treatment.volume is not None and treatment.volume is None:
        treatment = replace(treatment, volume=speech.volume)
    return style.within(Style(delivery, treatment))

"""Codecs: what a telephone, a headset or a call does to speech, and packets that are lost."""

import numpy as np

from wyoming_kokoro.audio.formats.round_trip import TRIP_CODECS, round_trip
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.augmentation.levels import active_level, at_level
from wyoming_kokoro.workshop.augmentation.spectrum import band, filtered
from wyoming_kokoro.workshop.augmentation.step import StepContext, StepDefinition, StepParameter


def _codec(samples: Samples, context: StepContext) -> Samples:
    loss = context.number("loss") / 100
    random = context.random
    return round_trip(
        np.clip(samples, -1, 1),
        context.rate,
        context.choice("kind"),
        round(context.number("bit_rate") * 1000) or None,
        (lambda: bool(random.random() < loss)) if loss else None,
    )


def _telephone(samples: Samples, context: StepContext) -> Samples:
    """Let through what a telephone line does, in its own coding."""
    level = active_level(samples, context.rate)
    sound = filtered(samples, context.rate, band(context.number("low"), context.number("high"), 0, 16))
    return round_trip(np.clip(at_level(sound, context.rate, level), -1, 1), context.rate, "mulaw", None, None)


CODEC = StepDefinition(
    "codec",
    "A codec there and back, without the delay it has.",
    (
        StepParameter("kind", "which codec", default="opus", choices=tuple(TRIP_CODECS)),
        StepParameter("bit_rate", "kilobits a second, 0 for what is usual; some codecs have one only", 0, 128, 0),
        StepParameter("loss", "percent of the packets that are lost", 0, 50, 0),
    ),
    _codec,
)

TELEPHONE = StepDefinition(
    "telephone",
    "A telephone line: a narrow band, G.711.",
    (
        StepParameter("low", "hertz at which its band begins", 50, 1000, 300),
        StepParameter("high", "hertz at which its band ends", 2000, 3900, 3000),
    ),
    _telephone,
)

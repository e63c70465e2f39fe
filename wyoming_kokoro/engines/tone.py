"""Hums a note for each phoneme: for tests, and for trying things without a model.

Every phoneme lasts `round(NOTE / speed)` samples. A mark or a space is silent; any other is a note, `note(phoneme)`
semitones above the voice's `fundamental`, which a delivery's pitch raises. Nothing depends on what was hummed before.
Each phoneme has the delivery of its own, exactly: a range multiplies the distance of its note from CENTER, a contour
raises it by the semitones at its middle, each degree of emphasis makes it longer, higher and louder, a whisper is
noise.
"""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from math import prod

import numpy as np

from wyoming_kokoro.engines.engine import Capabilities
from wyoming_kokoro.engines.lifecycle import AlwaysReady, EngineContext
from wyoming_kokoro.speech import RATE, Delivery, Phrase, Piece, Samples, Voice

NOTE = 1200
"""Samples of a phoneme at speed 1: 50 milliseconds."""

PIECE = 16
"""Phonemes in one piece, so that a phrase can be abandoned between two of them."""

CENTER = 5.5
"""Semitones above the fundamental: the middle of all notes, around which a range widens or narrows them."""

STRESS_LENGTH, STRESS_SEMITONES, STRESS_DECIBELS = 0.1, 1.5, 1.0
"""What each degree of emphasis adds: a share of the length, semitones, and decibels."""

SOFT = 0.5
"""The factor on the level of a soft voice and of a whisper."""

SILENT = frozenset(' ;:,.!?—…"()“”')

_LEVEL = 0.25
_FADE = 120


class ToneEngine:
    """Hums the same note for a phoneme each time."""

    name = "tone"
    identity = "tone-1"
    capabilities = Capabilities(
        speed_range=(0.1, 10.0),
        pitch=True,
        range=True,
        contour=True,
        emphasis=True,
        effects=frozenset({"soft", "whisper"}),
        changes=True,
        streaming=True,
    )

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:  # noqa: ARG002 - it cannot fail
        """Hum a phrase, some phonemes at a time."""
        lowest, deliveries = fundamental(phrase.voice), phrase.deliveries
        contour = _contour(phrase.sentence_deliveries)[len(phrase.before) :]
        for start in range(0, len(phrase.phonemes), PIECE):
            notes = [
                _hum(phrase.phonemes[at], lowest, deliveries[at], contour[at])
                for at in range(start, min(start + PIECE, len(phrase.phonemes)))
            ]
            yield Piece(np.concatenate(notes), tuple(map(len, notes)))

    def close(self) -> None:
        """Do nothing: there is nothing to release."""


def start(context: EngineContext) -> AlwaysReady:  # noqa: ARG001 -- it needs nothing
    """Start the engine."""
    return AlwaysReady(ToneEngine())


def note(phoneme: str) -> int:
    """Return how many semitones above the fundamental a phoneme is hummed."""
    return ord(phoneme) % 12


def fundamental(voice: Voice) -> float:
    """Return the lowest note of a voice: from 100 hertz for men, from 200 for women; a blend is between its parts."""
    return float(prod(_lowest(name, voice.gender) ** share for name, share in voice.styles or ((voice.name, 1.0),)))


def _lowest(name: str, gender: str) -> float:
    female = name[1] == "f" if name[2:3] == "_" else gender == "female"
    fraction = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") / 2**32
    return (200.0 if female else 100.0) * (1 + 0.8 * fraction)


def _contour(deliveries: Sequence[Delivery]) -> list[float]:
    """Return the semitones at the middle of each phoneme of a sentence, by the contour of the words around it."""
    semitones: list[float] = []
    for points, group in groupby(deliveries, lambda delivery: delivery.contour):
        lengths = [_length(delivery) for delivery in group]
        ends = list(accumulate(lengths))
        shares = [(end - length / 2) / max(ends[-1], 1) for end, length in zip(ends, lengths, strict=True)]
        places, raised = ([point[axis] for point in points] for axis in (0, 1)) if points else ([0.0], [0.0])
        semitones += np.interp(shares, places, raised).tolist()
    return semitones


def _length(delivery: Delivery) -> int:
    stress = 1 + STRESS_LENGTH * (delivery.emphasis or 0)
    return round(NOTE / (delivery.speed or 1.0) * stress)


def _hum(phoneme: str, lowest: float, delivery: Delivery, raised: float) -> Samples:
    length, emphasis = _length(delivery), delivery.emphasis or 0
    if phoneme in SILENT:
        return np.zeros(length, np.float32)
    interval = float(note(phoneme))
    if delivery.range is not None:
        interval = CENTER + (interval - CENTER) * delivery.range
    raised += (delivery.pitch or 0.0) + STRESS_SEMITONES * emphasis
    level = _LEVEL * 10 ** (STRESS_DECIBELS * emphasis / 20) * (SOFT if delivery.effect else 1)
    # Each note begins and ends at zero, so that neighbours join without a click.
    edge = np.minimum(np.arange(length), np.arange(length)[::-1])
    if delivery.effect == "whisper":
        wave = np.random.default_rng(ord(phoneme)).uniform(-1, 1, length)
    else:
        periods = lowest * 2 ** (raised / 12) * 2 ** (interval / 12) / RATE * np.arange(length)
        wave = np.sin(2 * np.pi * periods)
    samples: Samples = (level * wave * np.clip(edge / _FADE, 0, 1)).astype(np.float32)
    return samples

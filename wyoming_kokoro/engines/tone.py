"""Hums a note for each phoneme: for tests, and for trying things without a model.

Every phoneme lasts `round(NOTE / speed)` samples. A mark or a space is silent; any other is a note, `note(phoneme)`
semitones above the voice's `fundamental`, which a delivery's pitch raises. Nothing depends on what was hummed before.
"""

import hashlib
from collections.abc import Iterator
from math import prod

import numpy as np

from wyoming_kokoro.engines.engine import Capabilities
from wyoming_kokoro.engines.lifecycle import AlwaysReady, EngineContext
from wyoming_kokoro.speech import RATE, Phrase, Piece, Samples, Voice

NOTE = 1200
"""Samples of a phoneme at speed 1: 50 milliseconds."""

PIECE = 16
"""Phonemes in one piece, so that a phrase can be abandoned between two of them."""

SILENT = frozenset(' ;:,.!?—…"()“”')

_LEVEL = 0.25
_FADE = 120


class ToneEngine:
    """Hums the same note for a phoneme each time."""

    name = "tone"
    identity = "tone-1"
    capabilities = Capabilities(speed_range=(0.1, 10.0), pitch=True, streaming=True)

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:  # noqa: ARG002 - it cannot fail
        """Hum a phrase, some phonemes at a time."""
        length = round(NOTE / (phrase.delivery.speed or 1.0))
        lowest = fundamental(phrase.voice) * 2 ** ((phrase.delivery.pitch or 0.0) / 12)
        for start in range(0, len(phrase.phonemes), PIECE):
            phonemes = phrase.phonemes[start : start + PIECE]
            notes = [_hum(phoneme, lowest, length) for phoneme in phonemes]
            yield Piece(np.concatenate(notes), (length,) * len(phonemes))

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


def _hum(phoneme: str, lowest: float, length: int) -> Samples:
    if phoneme in SILENT:
        return np.zeros(length, np.float32)
    periods = lowest * 2 ** (note(phoneme) / 12) / RATE * np.arange(length)
    # Each note begins and ends at zero, so that neighbours join without a click.
    edge = np.minimum(np.arange(length), np.arange(length)[::-1])
    samples: Samples = (_LEVEL * np.sin(2 * np.pi * periods) * np.clip(edge / _FADE, 0, 1)).astype(np.float32)
    return samples

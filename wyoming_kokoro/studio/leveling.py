"""How much louder or softer sound is made, so that voices and short phrases reach the loudness that is set."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.speech import RATE, Phrase, Piece, Samples, Treatment

MAX_GAIN = 15.0
"""Decibels by which a voice is turned up or down at most: a larger difference is a wrong measurement."""

MAX_CORRECTION = 6.0
"""Decibels by which a short phrase is turned up or down at most: "Hi." needs 4 to 7, most others less than 3."""

SHORT_SECONDS = 2.0
"""A phrase up to this length is brought to the level of its voice: words come out 2 to 4 decibels softer, and short
questions 1 to 3 decibels louder."""

LONG_SECONDS = 4.0
"""From this length on a sentence is left as it is: it has the level of its voice, give or take half a decibel."""

_AUDIBLE = 0.01
"""The level, 40 decibels below full scale, at which a phrase begins and ends."""


def voice_gain(level: float, target: float) -> float:
    """Return the factor that brings a voice of this level to the target; both in LUFS."""
    return _factor(target - level, MAX_GAIN)


def at_level(pieces: Iterator[Piece], phrase: Phrase, level: float | None) -> Iterator[Piece]:
    """Yield the pieces of a sentence; if it is short, made at once, and its voice's level is known, at that level."""
    gain = np.float32(1)
    for number, piece in enumerate(pieces):
        if number == 0 and level is not None and _is_whole(piece, phrase):
            gain = np.float32(phrase_gain(piece.samples, level))
        yield piece if gain == 1 else replace(piece, samples=piece.samples * gain)


def phrase_gain(samples: Samples, level: float) -> float:
    """Return the factor that brings a short sentence to the level of its voice; 1 for a long one."""
    audible = np.flatnonzero(np.abs(samples) > _AUDIBLE)
    if not len(audible):
        return 1.0
    measured = loudness(samples[audible[0] : audible[-1] + 1])  # silence at its ends is trimmed, and must not count
    if measured is None:
        return 1.0
    seconds = (audible[-1] - audible[0]) / RATE
    share = min(max((LONG_SECONDS - seconds) / (LONG_SECONDS - SHORT_SECONDS), 0.0), 1.0)
    return _factor(share * (level - measured), MAX_CORRECTION)


def louder(treatment: Treatment, gain: float) -> Treatment:
    """Return a treatment that also multiplies the samples, besides what it does to them already."""
    return Treatment(volume=gain).relative_to(treatment) if gain != 1 else treatment


def _is_whole(piece: Piece, phrase: Phrase) -> bool:
    """Return whether a piece is all of its phrase; an engine that reports no lengths gives phrases whole."""
    return piece.lengths is None or len(piece.lengths) >= len(phrase.phonemes)


def _factor(decibels: float, largest: float) -> float:
    return float(10 ** (np.clip(decibels, -largest, largest) / 20))

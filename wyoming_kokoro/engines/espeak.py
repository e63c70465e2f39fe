"""eSpeak NG as an engine: it speaks the words of a phrase, at once and in every language."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from math import sqrt

import numpy as np

from wyoming_kokoro.engines.engine import Capabilities
from wyoming_kokoro.engines.lifecycle import AlwaysReady, EngineContext
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.espeakng import FASTEST, SLOWEST, EspeakAudio, EspeakNg, VoiceVariant
from wyoming_kokoro.speech import RATE, Phrase, Piece, Samples, Voice

_MARKS = ';:,.!?—…"()“”'
_FULL_SCALE = np.float32(1 / 32768)
_SILENCE = 0.003
"""The level, 50 decibels below full scale, under which the end of a word is the pause of the mark after it."""


class EspeakEngine:
    """Speaks with eSpeak NG; `resample` converts a whole sound from one rate to another."""

    name = "espeak"

    def __init__(self, library: EspeakNg, resample: Callable[[Samples, int, int], Samples]) -> None:
        self._library, self._resample = library, resample

    @property
    def identity(self) -> str:
        """A text that changes with the library's version, and with how variants are made."""
        return f"espeak-{self._library.version}-1"

    @cached_property
    def capabilities(self) -> Capabilities:
        """What eSpeak NG can do."""
        return Capabilities(
            languages=frozenset(language.tag for language in self._library.languages()),
            speed_range=(SLOWEST, FASTEST),
            pitch=True,
            range=True,
            reads="words",
        )

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:  # noqa: ARG002 - there is one way
        """Speak a phrase in one piece: a minute of sound takes a tenth of a second."""
        audio = self._library.speak(
            phrase.words,
            phrase.language,
            _with_range(variant_for(phrase.voice), phrase.delivery.range),
            speed=phrase.delivery.speed or 1.0,
            semitones=phrase.delivery.pitch or 0.0,
        )
        samples = self._resample(audio.samples * _FULL_SCALE, self._library.rate, RATE)
        if len(samples):
            yield Piece(samples, _lengths(phrase, audio, samples, RATE / self._library.rate))

    def close(self) -> None:
        """Do nothing: the library stays open, because pronouncing needs it too."""


def start(context: EngineContext) -> AlwaysReady:
    """Start the engine; Unavailable where the library is not installed."""
    if context.espeak is None:
        raise Unavailable("eSpeak NG is not installed.", code="no_engine")
    return AlwaysReady(EspeakEngine(context.espeak, context.resample))


def variant_for(voice: Voice) -> VoiceVariant:
    """Return how eSpeak NG speaks for a voice: as itself for its own, as a speaker of the same gender for Kokoro's.

    Different names give different speakers, always the same for one name; a blend is between its parts.
    """
    if not voice.styles and voice.name.startswith("espeak_"):
        return _OWN
    parts = voice.styles or ((voice.name, 1.0),)
    blend = np.sum([share * np.array(_speaker(name, voice.gender)) for name, share in parts], axis=0)
    pitch, melody, formants = np.clip(blend, *_BOUNDS)
    return VoiceVariant(float(pitch), float(pitch * melody), float(formants))


_OWN = VoiceVariant(82, 118)


def _with_range(variant: VoiceVariant, factor: float | None) -> VoiceVariant:
    """Return a speaker whose melody goes further up and down by a factor, around the same middle."""
    if factor is None or factor == 1:
        return variant
    middle = sqrt(variant.pitch * variant.top_pitch)
    low, high = (middle * (pitch / middle) ** factor for pitch in (variant.pitch, variant.top_pitch))
    return replace(variant, pitch=low, top_pitch=high)


# Lowest and highest pitch in hertz, how far a melody rises above it, and the factor on the formants. The salt is one
# with which the names of Kokoro's voices are far apart within each gender of each language.
_WOMEN = ((160, 220), (1.3, 1.5), (1.12, 1.34))
_MEN = ((66, 112), (1.35, 1.6), (0.86, 1.06))
_SALT = 7016
_BOUNDS = ((50, 1.1, 0.8), (300, 1.8, 1.4))
"""The limits of a blend that moves away from a voice, so that it sounds neither too low nor too high."""


def _speaker(name: str, gender: str) -> tuple[float, ...]:
    """Return pitch, melody and formants for a name."""
    female = name[1] == "f" if name[2:3] == "_" else gender == "female"
    digest = hashlib.sha256(f"{_SALT} {name}".encode()).digest()
    fractions = [int.from_bytes(digest[start : start + 4], "big") / 2**32 for start in (0, 4, 8)]
    ranges = _WOMEN if female else _MEN
    return tuple(low + fraction * (high - low) for (low, high), fraction in zip(ranges, fractions, strict=True))


def _lengths(phrase: Phrase, audio: EspeakAudio, samples: Samples, factor: float) -> tuple[int, ...] | None:
    """Return the samples of each phoneme, where there are as many groups of phonemes as words."""
    groups, words = phrase.phonemes.split(" "), phrase.words.split(" ")
    starts = _word_starts(words, audio, factor, len(samples))
    if starts is None or len(groups) != len(words) or not all(groups):
        return None
    lengths: list[int] = []
    for group, (start, end) in zip(groups, pairwise((*starts, len(samples))), strict=True):
        lengths += _phoneme_lengths(group, samples[start:end])
        lengths.append(0)  # the space after the word takes no time of its own
    return tuple(lengths[:-1])


def _word_starts(words: list[str], audio: EspeakAudio, factor: float, samples: int) -> list[int] | None:
    """Return the sample at which each word begins.

    Words that eSpeak NG runs together ("of the") share their time by their letters.
    """
    positions = np.cumsum([0, *(len(word) + 1 for word in words)])
    known = {0: 0}
    for event in audio.words:
        word = int(np.searchsorted(positions, event.start, "right")) - 1
        known.setdefault(min(word, len(words) - 1), min(round(event.sample * factor), samples))
    indices = sorted(known)
    starts = [known[index] for index in indices]
    if starts != sorted(starts):
        return None
    all_starts = np.interp(positions[:-1], positions[[*indices, len(words)]], [*starts, samples])
    return [round(start) for start in all_starts]


def _phoneme_lengths(group: str, samples: Samples) -> list[int]:
    """Return a word's samples in equal shares for its phonemes; the silence after it belongs to its mark."""
    marks = len(group) - len(group.rstrip(_MARKS))
    sounds = len(group) - marks
    voiced = len(samples)
    if marks and sounds:
        audible = np.flatnonzero(np.abs(samples) > _SILENCE)
        voiced = int(audible[-1]) + 1 if len(audible) else 0
    if not sounds:
        return _equal_shares(len(samples), marks)
    return [*_equal_shares(voiced, sounds), *_equal_shares(len(samples) - voiced, marks)]


def _equal_shares(samples: int, parts: int) -> list[int]:
    return [samples * (part + 1) // parts - samples * part // parts for part in range(parts)]

"""The voice that is always there: eSpeak NG speaks a phrase's words while Kokoro's files are missing."""

import hashlib
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise

import numpy as np

from wyoming_kokoro.engines.engine import Capabilities
from wyoming_kokoro.engines.lifecycle import AlwaysReady, EngineContext
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.espeakng import FASTEST, SLOWEST, EspeakAudio, EspeakNg, VoiceVariant
from wyoming_kokoro.speech import RATE, Phrase, Piece, Samples, Voice

_MARKS = frozenset(';:,.!?—…"()“”')
_FULL_SCALE = np.float32(1 / 32768)
_QUIET = 0.003
"""Below this a sample is silence (50 decibels under full scale): what is quiet behind a word is its mark's pause."""


class EspeakEngine:
    """eSpeak NG as an engine; `resample` brings a whole sound from one rate to another."""

    name = "espeak"

    def __init__(self, library: EspeakNg, resample: Callable[[Samples, int, int], Samples]) -> None:
        self._library, self._resample = library, resample

    @property
    def identity(self) -> str:
        """Changes with the library's version, and with how characters are made."""
        return f"espeak-{self._library.version}-1"

    @cached_property
    def capabilities(self) -> Capabilities:
        """What eSpeak NG can do."""
        return Capabilities(
            languages=frozenset(language.tag for language in self._library.languages()),
            speed_range=(SLOWEST, FASTEST),
            pitch=True,
            reads="words",
        )

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:  # noqa: ARG002 - there is one way
        """Speak a phrase in one piece: the library makes a minute of it in a tenth of a second."""
        spoken = self._library.speak(
            phrase.words,
            phrase.language,
            character(phrase.voice),
            speed=phrase.delivery.speed or 1.0,
            semitones=phrase.delivery.pitch or 0.0,
        )
        samples = self._resample(spoken.samples * _FULL_SCALE, self._library.rate, RATE)
        if len(samples):
            yield Piece(samples, _lengths(phrase, spoken, samples, RATE / self._library.rate))

    def close(self) -> None:
        """The library stays open: pronouncing needs it too."""


def start(context: EngineContext) -> AlwaysReady:
    """Start the engine; Unavailable where the library is not installed."""
    if context.espeak is None:
        raise Unavailable("eSpeak NG is not installed.", code="no_engine")
    return AlwaysReady(EspeakEngine(context.espeak, context.resample))


def character(voice: Voice) -> VoiceVariant:
    """Who eSpeak NG pretends to be for a voice: one of its own as it is, a Kokoro voice somebody of the same gender.

    Different names give different characters, always the same for one name, and a blend's lies between its parts'.
    """
    if not voice.styles and voice.name.startswith("espeak_"):
        return _OWN
    parts = voice.styles or ((voice.name, 1.0),)
    blended = np.sum([share * np.array(_somebody(name, voice.gender)) for name, share in parts], axis=0)
    pitch, melody, throat = np.clip(blended, *_BOUNDS)
    return VoiceVariant(float(pitch), float(pitch * melody), float(throat))


_OWN = VoiceVariant(82, 118)

# Lowest and highest pitch in hertz, how far a melody rises above it, and the size of the throat. The salt is one with
# which the names of Kokoro's voices fall far apart within each gender of each language.
_WOMEN = ((160, 220), (1.3, 1.5), (1.12, 1.34))
_MEN = ((66, 112), (1.35, 1.6), (0.86, 1.06))
_SALT = 7016
_BOUNDS = ((50, 1.1, 0.8), (300, 1.8, 1.4))
"""Where a blend that moves away from somebody ends, lest it growl or squeak."""


def _somebody(name: str, gender: str) -> tuple[float, ...]:
    woman = name[1] == "f" if name[2:3] == "_" else gender == "female"
    digest = hashlib.sha256(f"{_SALT} {name}".encode()).digest()
    places = [int.from_bytes(digest[at : at + 4], "big") / 2**32 for at in (0, 4, 8)]
    return tuple(
        low + place * (high - low) for (low, high), place in zip(_WOMEN if woman else _MEN, places, strict=True)
    )


def _lengths(phrase: Phrase, spoken: EspeakAudio, samples: Samples, factor: float) -> tuple[int, ...] | None:
    """The samples of each phoneme, where the groups of phonemes are as many as the words."""
    groups, words = phrase.phonemes.split(" "), phrase.words.split(" ")
    begins = _begins(words, spoken, factor, len(samples))
    if begins is None or len(groups) != len(words) or not all(groups):
        return None
    lengths: list[int] = []
    for group, (begin, end) in zip(groups, pairwise((*begins, len(samples))), strict=True):
        lengths += _shared(group, samples[begin:end])
        lengths.append(0)  # the blank behind the word, which takes no time of its own
    return tuple(lengths[:-1])


def _begins(words: list[str], spoken: EspeakAudio, factor: float, samples: int) -> list[int] | None:
    """Where each word begins; those that eSpeak NG runs together ("of the") share their time by their letters."""
    places = np.cumsum([0, *(len(word) + 1 for word in words)])
    known = {0: 0}
    for heard in spoken.words:
        word = int(np.searchsorted(places, heard.start, "right")) - 1
        known.setdefault(min(word, len(words) - 1), min(round(heard.sample * factor), samples))
    at = sorted(known)
    moments = [known[word] for word in at]
    if moments != sorted(moments):
        return None
    letters = np.interp(places[:-1], places[[*at, len(words)]], [*moments, samples])
    return [round(moment) for moment in letters]


def _shared(group: str, samples: Samples) -> list[int]:
    """A word's samples in equal shares for its phonemes; the silence behind goes to its mark."""
    marks = len(group) - len(group.rstrip("".join(_MARKS)))
    sounds = len(group) - marks
    voiced = len(samples)
    if marks and sounds:
        loud = np.flatnonzero(np.abs(samples) > _QUIET)
        voiced = int(loud[-1]) + 1 if len(loud) else 0
    return [*_even(voiced, sounds), *_even(len(samples) - voiced, marks)] if sounds else _even(len(samples), marks)


def _even(samples: int, parts: int) -> list[int]:
    return [samples * (part + 1) // parts - samples * part // parts for part in range(parts)]

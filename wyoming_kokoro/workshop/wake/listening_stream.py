"""One long stream of sounds with pauses, as a device hears them: detectors keep in mind what was before."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wyoming_kokoro.audio import resample
from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.augmentation import active_part, augment_sound
from wyoming_kokoro.workshop.augmentation.preset import Preset
from wyoming_kokoro.workshop.augmentation.sound_augmentation import random_of
from wyoming_kokoro.workshop.datasets.dataset import DataSet
from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.wake.speech_embedding import RATE

LEAD, TAIL = 1.0, 1.5
"""Seconds before and after each sound: a detector sees two seconds at most, and answers within one."""
FLOOR = -62.0
"""Decibels of full scale of the noise in pauses: no microphone gives digital silence."""
GRID = 3_840
"""Samples of which each place in the stream is a multiple, 240 ms: the steps of all detectors fit in. So a sound is
heard in the same steps whatever is before it."""
SPREAD = 1_280
"""Samples by which sounds begin later, by chance: the step of the slowest detector."""
STREAM_SECONDS = 45.0
"""Of a piece of the stream, which a detector hears in one go; before it, it is reset."""


@dataclass(frozen=True, slots=True, eq=False)
class PlacedSound:
    """A sound between its pauses."""

    sample: SampleRow
    samples: Samples
    begin: int
    """Where the sound begins in `samples`."""
    end: int
    """Where somebody last speaks."""


@dataclass(frozen=True, slots=True, eq=False)
class StreamPiece:
    """Some sounds in a row."""

    sounds: tuple[PlacedSound, ...]

    @property
    def samples(self) -> Samples:
        """The whole piece."""
        return np.concatenate([each.samples for each in self.sounds])

    @property
    def starts(self) -> list[int]:
        """Where each sound with its pauses begins."""
        return [0, *itertools.accumulate(len(each.samples) for each in self.sounds[:-1])]


def sound_of(data_set: DataSet, sample: SampleRow) -> Samples:
    """Return the sound of a sample at 16 kHz; BadRequest where it is gone or damaged."""
    try:
        samples, rate = decode(data_set.sounds.read(sample.digest))
    except OSError as error:
        raise BadRequest(f"The sound of {sample.id} cannot be read; `dataset check --repair` says more.") from error
    return resample(samples, rate, RATE)


def placed(sample: SampleRow, samples: Samples, preset: Preset | None = None) -> PlacedSound:
    """Return a sound between pauses; a preset is applied to all of it, so that its noise does not stop with it."""
    random = random_of("stream", sample.id)
    whole, begin = paused(samples, random, int(random.integers(SPREAD)))
    if preset is not None:
        whole = augment_sound(whole, RATE, preset, sample.id).samples
    return PlacedSound(sample, whole, begin, begin + speech_end(samples))


def paused(samples: Samples, random: np.random.Generator, later: int) -> tuple[Samples, int]:
    """Return a sound between pauses with faint noise, and where it begins: `later` than it could."""
    begin = round(LEAD * RATE) + later
    length = begin + len(samples) + round(TAIL * RATE)
    whole = random.standard_normal(-(-length // GRID) * GRID, np.float32) * np.float32(10 ** (FLOOR / 20))
    whole[begin : begin + len(samples)] += samples
    return whole, begin


def speech_end(samples: Samples) -> int:
    """Return where somebody last speaks in a sound."""
    active = np.flatnonzero(active_part(samples, RATE))
    return int(active[-1]) + 1 if len(active) else len(samples)


def pieces(sounds: Iterable[PlacedSound]) -> Iterator[StreamPiece]:
    """Yield sounds as pieces of a stream."""
    waiting: list[PlacedSound] = []
    for sound in sounds:
        waiting.append(sound)
        if _seconds(waiting) >= STREAM_SECONDS:
            yield StreamPiece(tuple(waiting))
            waiting = []
    if waiting:
        yield StreamPiece(tuple(waiting))


def _seconds(sounds: Sequence[PlacedSound]) -> float:
    return sum(len(each.samples) for each in sounds) / RATE

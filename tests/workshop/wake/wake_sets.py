"""Data sets of tones that stand for wake words and other sounds."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.workshop.wake.fake_detectors import LANGUAGE, OTHER_TONE, WAKE_TONE
from wyoming_kokoro.audio.formats.wave_file import wave_file
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop import datasets

RATE = 16_000
SECONDS = 0.5


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


def filled_set(folder: Path, samples: Iterable[tuple[datasets.SampleRow, Samples]]) -> Path:
    """Make a data set of samples, or add them to one."""
    if not folder.exists():
        datasets.create(folder, datasets.DataSetDescription(folder.name))
    with datasets.writing(folder) as data_set:
        for row, samples_of_row in samples:
            data_set.add(replace(row, digest=data_set.sounds.put(wave_file(samples_of_row, RATE))))
    return folder

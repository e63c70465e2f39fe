"""Data sets for tests."""

from pathlib import Path

import numpy as np

from wyoming_kokoro.audio.formats.wave_file import wave_file
from wyoming_kokoro.workshop import datasets

RATE = 16_000


def tone(number: int, seconds: float = 0.2) -> bytes:
    """Return a short sound that no other number has."""
    samples = 0.2 * np.sin(np.arange(round(seconds * RATE)) * (0.05 + 0.001 * number))
    return wave_file(samples.astype(np.float32), RATE)


def filled(folder: Path, count: int, *, voices: int = 5, first: int = 0) -> Path:
    """Make a data set with so many sounds, in turn by some voices."""
    datasets.create(folder, datasets.DataSetDescription(folder.name, seed=3))
    fill(folder, range(first, first + count), voices)
    return folder


def fill(folder: Path, numbers: range, voices: int = 5) -> None:
    """Add sounds to a data set."""
    with datasets.writing(folder) as data_set:
        for number in numbers:
            digest = data_set.sounds.put(tone(number))
            data_set.add(
                datasets.SampleRow(
                    f"{number:016x}",
                    digest,
                    text=f"Text {number}.",
                    language="en-US",
                    voice=f"voice_{number % voices}",
                    seconds=0.2,
                    rate=RATE,
                )
            )

"""A data set with hard texts, and what is to be found again in each export of it."""

from pathlib import Path

import numpy as np

from wyoming_kokoro.audio.formats.wave_file import wave_file
from wyoming_kokoro.workshop import datasets, exports
from wyoming_kokoro.workshop.datasets import AlignedWord, SampleRow

RATE = 24_000
SAID = 0.5
"""Seconds of a sound in which something is heard; silence follows."""
TEXTS = [
    'He said: "No", twice.',
    "a | b || c",
    "two\nlines\r\nand more",
    "مرحبا بالعالم",
    "😀, 你好",
    "\u2028 a \x85 b",
    "=1+1",
    "",
    'tab\there, "quotes" and | pipes: {"json": [1]}',
]
WORDS = (
    AlignedWord("foe", 0.02, 0.2, "fˈoʊ", (0.02, 0.05, 0.1, 0.15), ","),
    AlignedWord("foe", 0.25, 0.5, "fˈoʊ", (0.25, 0.3, 0.35, 0.4), "."),
)
PHONEMES = "fˈoʊ, fˈoʊ."


def seconds_of(number: int) -> float:
    """Return how long a sample is: each has another length."""
    return (RATE + 101 * number) / RATE


def hard_set(folder: Path) -> Path:
    """Make the data set; half of the samples are a wake word."""
    datasets.create(folder, datasets.DataSetDescription("Hard | texts", licence="CC0-1.0"))
    with datasets.writing(folder) as data_set:
        for number, text in enumerate(TEXTS):
            samples = np.zeros(RATE + 101 * number, np.float32)
            said = round(SAID * RATE)
            samples[:said] = 0.2 * np.sin(np.arange(said) * (0.05 + 0.01 * number))
            row = SampleRow(
                f"{number:016x}",
                data_set.sounds.put(wave_file(samples, RATE)),
                role=("wake", "near")[number % 2],
                split=("train", "test", "", "validation")[number % 4],
                text=text,
                phonemes="fˈoʊ fˈoʊ",
                language="en-US",
                engine="tone",
                voice="af_one",
                seconds=seconds_of(number),
                rate=RATE,
            )
            data_set.add(row, WORDS)
    return folder


def rows_of(folder: Path) -> list[SampleRow]:
    """Return the rows of a data set."""
    with datasets.opened(folder) as data_set:
        return list(data_set.catalogue.select())


def export(
    folder: Path, form: str, target: Path, *conditions: str, options: exports.ExportOptions | None = None
) -> exports.Exported:
    """Write an export."""
    with datasets.opened(folder) as data_set:
        return exports.export_samples(data_set, form, target, conditions, options or exports.ExportOptions())


def plain(text: str, also: str = "") -> str:
    """Return a text as a format has it that knows no line ends."""
    return "".join(" " if each in also or len(f"a{each}b".splitlines()) > 1 else each for each in text)

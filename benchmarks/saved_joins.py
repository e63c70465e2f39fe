"""Compares long sentences that script/bench joins has saved: pauses that one way alone has, and marks that are heard.

Where a quiet place is nearly as long as a pause, it is one in one way and none in another. So a pause counts as added
only where one run has nothing like it, and as missing the other way round. What Whisper writes depends on how much
silence there is before the sound; so it listens several times, and the marks are the mean.
"""

import argparse
import wave
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.joins import FRAME, PAUSE_FRAMES, QUIET_DECIBELS, cases, whisper_marks
from wyoming_kokoro.speech import RATE, Audio, Samples

ONE_RUN = "in-one-run"
WAYS = ("complete-text", "word-by-word")
LIKE_QUIET_DECIBELS = QUIET_DECIBELS + 3
LIKE_PAUSE_FRAMES = PAUSE_FRAMES - 2
"""What is like a pause: a little shorter, or not quite as quiet."""
NEAR_FRAMES = 8
"""How far from each other a pause and what is like it may be."""
LEADS = (0.1, 0.25, 0.4)
"""Seconds of silence before the sound, each of which Whisper hears once."""
TAIL = 0.5


class Places(NamedTuple):
    """The quiet places of a sentence, as shares of its length."""

    pauses: list[float]
    like_pauses: list[float]
    near: float


def main() -> None:
    """Print what each way has that one run has not, and the other way round."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="what script/bench joins --save has written")
    parser.add_argument("--whisper", help="the folder or the name of a model for faster-whisper")
    arguments = parser.parse_args()
    texts = [text for text, _ in cases(len([*arguments.folder.glob(f"*-{ONE_RUN}.wav")]))]
    for way in WAYS:
        # The first clause of a sentence that arrives lasts differently from one run's, so places there do not compare.
        numbers = range(0, len(texts), 2) if way == "word-by-word" else range(len(texts))
        pairs = [(places(arguments.folder, ONE_RUN, each), places(arguments.folder, way, each)) for each in numbers]
        added = sum(only_in_first(found, one_run) for one_run, found in pairs)
        missing = sum(only_in_first(one_run, found) for one_run, found in pairs)
        pauses = sum(len(one_run.pauses) for one_run, _ in pairs)
        print(f"{way}: {len(pairs)} sentences, {pauses} pauses in one run, {added} added, {missing} missing")
    if arguments.whisper:
        for way, marks in heard_marks(arguments.folder, texts, arguments.whisper).items():
            print(f"{way}: {marks:.1f} marks heard where none is written")


def places(folder: Path, way: str, number: int) -> Places:
    """Return the quiet places of a saved sentence."""
    samples = saved(folder, way, number)
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    levels = 10 * np.log10(np.mean(np.square(frames, dtype=np.float64), axis=1) + 1e-9)
    loud = np.flatnonzero(levels >= np.percentile(levels, 95) + QUIET_DECIBELS)
    first, length = float(loud[0]), float(loud[-1] - loud[0])

    def shares(decibels: float, least: int) -> Iterator[float]:
        sounding = np.flatnonzero(levels >= np.percentile(levels, 95) + decibels)
        for before, after in pairwise(sounding):
            if after - before > least:
                yield ((before + after + 1) / 2 - first) / length

    return Places(
        [*shares(QUIET_DECIBELS, PAUSE_FRAMES)],
        [*shares(LIKE_QUIET_DECIBELS, LIKE_PAUSE_FRAMES)],
        NEAR_FRAMES / length,
    )


def only_in_first(one: Places, other: Places) -> int:
    """Return how many pauses one has where the other has nothing like them."""
    return sum(all(abs(at - like) >= one.near for like in other.like_pauses) for at in one.pauses)


def heard_marks(folder: Path, texts: list[str], model: str) -> Mapping[str, float]:
    """Return how many marks Whisper hears in each way where none is written."""
    marks = whisper_marks(model)
    found = dict.fromkeys((ONE_RUN, *WAYS), 0.0)
    for way in found:
        for number, text in enumerate(texts):
            for lead in LEADS:
                silences = np.zeros(round(lead * RATE), np.float32), np.zeros(round(TAIL * RATE), np.float32)
                sound = np.concatenate([silences[0], saved(folder, way, number), silences[1]])
                found[way] += marks(Audio(sound), text) / len(LEADS)
    return found


def saved(folder: Path, way: str, number: int) -> Samples:
    """Return the samples of a saved sentence."""
    with wave.open(str(folder / f"{number:02d}-{way}.wav"), "rb") as file:
        numbers = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return np.asarray(numbers / np.float32(32_768), np.float32)


if __name__ == "__main__":
    main()

"""Makes samples in this process, without an engine: each sound depends on its line alone."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from wyoming_kokoro.audio.formats.wave_file import wave_file
from wyoming_kokoro.workshop import datasets, jobs
from wyoming_kokoro.workshop.jobs.made_sample import MadeSample
from wyoming_kokoro.workshop.jobs.plan import PlanLine

RATE = 16_000
UNSPEAKABLE = "unspeakable"


class SimpleMaker:
    """Makes short tones; a text that is unspeakable fails."""

    def __init__(self) -> None:
        self.count = 0

    def make(self, lines: Iterator[PlanLine], stopped: Callable[[], bool]) -> Iterator[MadeSample]:
        """Yield a sample for each line until stopped."""
        while not stopped() and (line := next(lines, None)) is not None:
            self.count += 1
            if line.text == UNSPEAKABLE:
                yield MadeSample(line, problem="It cannot be spoken.")
                continue
            samples = 0.2 * np.sin(np.arange(800) * (0.01 + int(line.id[:6], 16) / 2**24))
            yield MadeSample(line, wave_file(samples.astype(np.float32), RATE), "fˈoʊnimz", 0.05)


def plan_of(count: int) -> jobs.SpeechPlan:
    """Return a plan of so many samples."""
    return jobs.SpeechPlan([f"Text {number}." for number in range(count)], [("af_one", "en-US")], "tone", rate=RATE)


def make_all(folder: Path, count: int) -> jobs.JobOutcome:
    """Make the samples of such a plan in a data set."""
    with datasets.writing(folder) as data_set:
        plan = jobs.write_plan(data_set.plans_folder, "speak", plan_of(count).lines())
        return jobs.make(data_set, plan, SimpleMaker(), lambda _: None, lambda: False)


if __name__ == "__main__":
    make_all(Path(sys.argv[1]), int(sys.argv[2]))

"""What a plan will cost, by some of its samples that are made and thrown away."""

import time
from dataclasses import dataclass

from wyoming_kokoro.workshop.jobs.making import LineMaker
from wyoming_kokoro.workshop.jobs.plan import PlanFacts, PlanLine

BYTES = 2
"""Of a number of sound."""


@dataclass(frozen=True, slots=True)
class JobEstimate:
    """How many samples, how long they are, and how long making them takes."""

    samples: int
    sound_minutes: float
    megabytes: float
    work_minutes: float

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {"samples": self.samples, "sound_minutes": round(self.sound_minutes, 2),
                "megabytes": round(self.megabytes, 1), "work_minutes": round(self.work_minutes, 2)}  # fmt: skip


def estimate_plan(plan: PlanFacts, trial: list[PlanLine], workers: LineMaker, count: int) -> JobEstimate:
    """Return what a plan will cost with so many processes, by how long a few of its samples took."""
    begun = time.monotonic()
    made = list(workers.make(iter(trial), lambda: False))
    took = time.monotonic() - begun
    seconds = sum(each.seconds for each in made)
    characters = sum(len(line.text) / line.speed for line in trial) or 1.0
    sound = seconds / characters * plan.characters
    at_once = min(count, len(trial)) or 1
    work = took * at_once / characters * plan.characters / count
    return JobEstimate(plan.total, sound / 60, sound * trial[0].rate * BYTES / 1e6, work / 60)

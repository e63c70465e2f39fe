"""What a step of augmentation is: a change of a whole sound, by numbers that a preset gives ranges for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.augmentation.recordings import NO_RECORDINGS, Recordings


@dataclass(frozen=True, slots=True)
class StepParameter:
    """A number of a step, with the values that it can have, or a choice of names."""

    name: str
    meaning: str
    low: float = 0.0
    high: float = 0.0
    default: float | str = 0.0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepContext:
    """What a step works with besides the sound."""

    rate: int
    random: np.random.Generator
    """The same numbers for the same seed: a step takes chance from nowhere else."""
    values: Mapping[str, float | str]
    recordings: Recordings = NO_RECORDINGS

    def number(self, name: str) -> float:
        """Return a number."""
        return float(self.values[name])

    def choice(self, name: str) -> str:
        """Return a name that was chosen."""
        return str(self.values[name])


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """An entry in the list of steps. Its function and its line in the list are all that a step needs."""

    name: str
    meaning: str
    parameters: tuple[StepParameter, ...]
    apply: Callable[[Samples, StepContext], Samples]
    """Returns the changed sound: as long as it was, and every word in its place to within a millisecond."""

    def parameter(self, name: str) -> StepParameter | None:
        """Return the parameter of a name, None if there is none."""
        return next((each for each in self.parameters if each.name == name), None)

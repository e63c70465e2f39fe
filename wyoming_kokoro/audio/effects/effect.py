"""What an audio effect is: samples in, samples out; how they are cut into blocks does not matter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from wyoming_kokoro.speech import Samples


class Effect(Protocol):
    """Works on one stream of samples."""

    def feed(self, samples: Samples) -> Samples:
        """Return what is ready."""
        ...

    def finish(self) -> Samples:
        """Return what was held back; the effect cannot be used afterwards."""
        ...

    def position(self, sample: int) -> int:
        """Return where an input sample is found in the output."""
        ...


@dataclass(frozen=True, slots=True)
class EffectDefinition:
    """An entry in the list of effects. Its file and its line in the list are all that an effect needs.

    The tests apply every definition's examples to the laws that all effects share.
    """

    name: str
    meaning: str
    """What the amount means, as one sentence."""
    create: Callable[[float], Effect]
    """Makes the effect for an amount."""
    neutral: float
    """The amount that changes nothing."""
    examples: tuple[float, ...]
    """Amounts to test it with."""
    scope: Literal["phrase", "utterance"] = "phrase"
    """Whether each phrase has an effect of its own, or all of an utterance shares one."""
    always: bool = False
    """Whether it is applied without being asked for, by its neutral amount."""
    makes_sound_from_silence: bool = False

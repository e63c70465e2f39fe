"""The effects of one treatment, one after the other, as one effect."""

from collections.abc import Iterable, Sequence

import numpy as np

from wyoming_kokoro.audio.effects.effect import Effect, EffectDefinition
from wyoming_kokoro.speech import NOTHING, Samples, Treatment


class EffectChain:
    """Feeds each effect with what the one before returns."""

    def __init__(self, effects: Sequence[Effect]) -> None:
        self._effects = effects

    def feed(self, samples: Samples) -> Samples:
        """Return what is ready."""
        for effect in self._effects:
            samples = effect.feed(samples)
        return samples

    def finish(self) -> Samples:
        """Return what the effects held back."""
        rest = NOTHING
        for effect in self._effects:
            rest = np.concatenate((effect.feed(rest), effect.finish()))
        return rest

    def position(self, sample: int) -> int:
        """Return where an input sample is found in the output."""
        for effect in self._effects:
            sample = effect.position(sample)
        return max(sample, 0)


def phrase_effects(definitions: Iterable[EffectDefinition], treatment: Treatment, *, trim: bool = True) -> EffectChain:
    """Return the effects of a phrase; without `trim`, as for a clip, only those that are asked for."""
    amounts = {effect.name: effect.amount for effect in treatment.effects}
    if treatment.volume is not None:
        amounts["volume"] = treatment.volume
    return EffectChain(_chosen(definitions, amounts, scope="phrase", always=trim))


def utterance_effects(definitions: Iterable[EffectDefinition]) -> EffectChain:
    """Return the effects that all of an utterance shares."""
    return EffectChain(_chosen(definitions, {}, scope="utterance", always=True))


def _chosen(
    definitions: Iterable[EffectDefinition], amounts: dict[str, float], *, scope: str, always: bool
) -> list[Effect]:
    chosen = []
    for definition in definitions:
        amount = amounts.get(definition.name, definition.neutral)
        if definition.scope == scope and ((definition.always and always) or amount != definition.neutral):
            chosen.append(definition.create(amount))
    return chosen

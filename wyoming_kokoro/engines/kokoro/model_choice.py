"""Which model file suits this machine, where the settings leave that open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from wyoming_kokoro.engines.host import Host

EXACT_FIRST = ("model.onnx", "model_q4.onnx", "model_quantized.onnx")
"""The published files worth choosing on a processor, the most exact first; the others of fewer bits are no faster."""
SMALL = "model_quantized.onnx"
SMALL_MEMORY = 1_500_000_000
"""Bytes; below this the larger files, which need up to 800 MB for long sentences, leave too little for others."""
FAST_ENOUGH = 0.5
"""Seconds of work for a second of sound: half of what is just enough, so that two can listen."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model file, and why it was chosen."""

    model: str
    why: str


def choose_model(host: Host, present: Collection[str], measured: Mapping[str, float] | None = None) -> ModelChoice:
    """Return the file to use, by the files that are present and by their seconds of work for a second of sound."""
    if measured:
        return _by_measurement(measured)
    if host.memory and host.memory < SMALL_MEMORY:
        return ModelChoice(SMALL, f"this machine has {host.memory / 1e9:.1f} GB of memory")
    large = [name for name in EXACT_FIRST if name != SMALL]
    for name in large:
        if name in present:
            return ModelChoice(name, "it is the most exact one that is here")
    return ModelChoice(large[0], "it is the most exact one, and the others are no faster on a processor")


def _by_measurement(measured: Mapping[str, float]) -> ModelChoice:
    ranked = [name for name in EXACT_FIRST if name in measured]
    ranked += sorted(set(measured) - set(ranked), key=lambda name: measured[name])
    fast = [name for name in ranked if measured[name] <= FAST_ENOUGH]
    best = fast[0] if fast else min(ranked, key=lambda name: measured[name])
    reason = "the most exact one that is fast enough" if fast else "the fastest one"
    return ModelChoice(best, f"it is {reason}: {measured[best]:.2f} s for a second of sound")

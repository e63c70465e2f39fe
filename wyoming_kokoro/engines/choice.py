"""Which model file suits this machine, when the settings leave that open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from wyoming_kokoro.engines.host import Host

EXACT_FIRST = ("model.onnx", "model_q4.onnx", "model_quantized.onnx")
"""The published files worth choosing on a processor, the most exact first; the others of fewer bits are no faster."""
SMALL = "model_quantized.onnx"
SMALL_MEMORY = 1_500_000_000
"""Bytes; below this the larger files, which need up to 800 MB for long sentences, leave too little for others."""
FAST_ENOUGH = 0.5
"""Seconds of work for a second of sound: half of what would just do, so that two can listen."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A model file, and why it is this one."""

    model: str
    why: str


def model_for(host: Host, here: Collection[str], measured: Mapping[str, float] | None = None) -> Choice:
    """The file to use, from what is here and from how long each took for a second of sound on this machine."""
    if measured:
        return _by_measurement(measured)
    if host.memory and host.memory < SMALL_MEMORY:
        return Choice(SMALL, f"this machine has {host.memory / 1e9:.1f} GB of memory")
    large = [name for name in EXACT_FIRST if name != SMALL]
    for name in large:
        if name in here:
            return Choice(name, "it is the most exact one that is here")
    return Choice(large[0], "it is the most exact one, and the others are no faster on a processor")


def _by_measurement(measured: Mapping[str, float]) -> Choice:
    ranked = [name for name in EXACT_FIRST if name in measured]
    ranked += sorted(set(measured) - set(ranked), key=lambda name: measured[name])
    fast = [name for name in ranked if measured[name] <= FAST_ENOUGH]
    best = fast[0] if fast else min(ranked, key=lambda name: measured[name])
    reason = "the most exact one that is fast enough" if fast else "the fastest one"
    return Choice(best, f"it is {reason}: {measured[best]:.2f} s for a second of sound")

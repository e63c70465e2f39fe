"""Which model file suits this machine, where the settings leave that open."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wyoming_kokoro.downloads import FileLibrary
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro.releases import RELEASES, Release, release_of
from wyoming_kokoro.errors import SpeechError

EXACT_FIRST = ("model.onnx", "model_q4.onnx", "model_quantized.onnx")
"""The published files worth choosing on a processor, the most exact first; the others of fewer bits are no faster."""
BY_EXACTNESS = (
    *("model.onnx", "kokoro-v1.0.onnx", "model_fp16.onnx", "model_q4.onnx", "model_q4f16.onnx"),
    *("kokoro-v1.0.int8.onnx", "model_quantized.onnx", "model_uint8.onnx", "model_q8f16.onnx", "model_uint8f16.onnx"),
    *("kokoro-v1.1-zh.onnx", "kokoro-v1.1-zh.int8.onnx"),
)
"""All published files, the most exact first: in this order they speak while the one that is set is not here."""
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
    if measured := {name: cost for name, cost in (measured or {}).items() if release_of(name) == RELEASES[-1]}:
        return _by_measurement(measured)
    if host.memory and host.memory < SMALL_MEMORY:
        return ModelChoice(SMALL, f"this machine has {host.memory / 1e9:.1f} GB of memory")
    large = [name for name in EXACT_FIRST if name != SMALL]
    for name in large:
        if name in present:
            return ModelChoice(name, "it is the most exact one that is here")
    return ModelChoice(large[0], "it is the most exact one, and the others are no faster on a processor")


def models_that_are_here(models: FileLibrary, chosen: str, release: Release) -> Iterator[Path]:
    """Yield the chosen model file and published ones of its release, if they are here and intact, the most exact first.

    Blocks: it reads those that it does not know yet.
    """
    ranks = {name: rank for rank, name in enumerate(BY_EXACTNESS)}
    same = (file.name for file in models.published if release_of(file.name) == release)
    published = sorted(same, key=lambda name: ranks.get(name, len(ranks)))
    for name in dict.fromkeys((chosen, *published)):
        if models.state(name).state == "present":
            with suppress(SpeechError, OSError):
                yield models.path(name)


def _by_measurement(measured: Mapping[str, float]) -> ModelChoice:
    ranked = [name for name in EXACT_FIRST if name in measured]
    ranked += sorted(set(measured) - set(ranked), key=lambda name: measured[name])
    fast = [name for name in ranked if measured[name] <= FAST_ENOUGH]
    best = fast[0] if fast else min(ranked, key=lambda name: measured[name])
    reason = "the most exact one that is fast enough" if fast else "the fastest one"
    return ModelChoice(best, f"it is {reason}: {measured[best]:.2f} s for a second of sound")

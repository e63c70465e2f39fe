"""Which model file and which precision suit this machine, where the settings leave that open."""

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro.split_files import PREPARED_FOLDER, SPLIT_SUFFIX, TUNING
from wyoming_kokoro.settings.model_choices import FULL, TUNED_PRECISIONS

EXACT_FIRST = ("model.onnx", "model_q4.onnx", "model_quantized.onnx")
"""The published files worth choosing on a processor, the most exact first; the others of fewer bits are no faster."""
SMALL = "model_quantized.onnx"
SMALL_MEMORY = 1_500_000_000
"""Bytes; below this the larger files, which need up to 800 MB for long sentences, leave too little for others."""
PRECISION_MARK = "+"
"""Stands between a model's name and its precision where measurements are kept: model.onnx+int8."""
FAST_ENOUGH = 0.5
"""Seconds of work for a second of sound: half of what is just enough, so that two can listen."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model file, and why it was chosen."""

    model: str
    why: str
    precision: str = FULL


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
    large = [name for name in EXACT_FIRST if name != SMALL]
    tuned = [f"{name}{PRECISION_MARK}{precision}" for precision in TUNED_PRECISIONS for name in large]
    ranked = [name for name in (*large, *tuned, SMALL) if name in measured]
    ranked += sorted(set(measured) - set(ranked), key=lambda name: measured[name])
    fast = [name for name in ranked if measured[name] <= FAST_ENOUGH]
    best = fast[0] if fast else min(ranked, key=lambda name: measured[name])
    reason = "the most exact one that is fast enough" if fast else "the fastest one"
    model, _, precision = best.partition(PRECISION_MARK)
    return ModelChoice(model, f"it is {reason}: {measured[best]:.2f} s for a second of sound", precision or FULL)


def tuned_precisions(folder: Path, model: str) -> tuple[str, ...]:
    """Return the precisions for which a model file in this folder was tuned; blocks shortly."""
    tuned: set[str] = set()
    for file in folder.glob(f"{PREPARED_FOLDER}/{Path(model).stem}@*{SPLIT_SUFFIX}/{TUNING}"):
        with suppress(OSError, ValueError, TypeError):
            tuned |= set(json.loads(file.read_text("utf-8")))
    return tuple(precision for precision in TUNED_PRECISIONS if precision in tuned)

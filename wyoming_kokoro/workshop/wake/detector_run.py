"""Lets a detector hear the samples of a data set, as they are or in a room."""

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.augmentation import Preset, find_preset
from wyoming_kokoro.workshop.datasets.dataset import DataSet
from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.wake.detection_rates import CLEAN, DetectionReport
from wyoming_kokoro.workshop.wake.detectors.detector import AskedDetector
from wyoming_kokoro.workshop.wake.listening import listen
from wyoming_kokoro.workshop.wake.listening_stream import PlacedSound, placed, sound_of


def find_presets(names: str, folder: Path) -> list[Preset | None]:
    """Return presets by their names, separated by commas; None stands for sounds as they are."""
    found = dict.fromkeys(name.strip() for name in names.split(",") if name.strip())
    return [None if name == CLEAN else find_preset(name, folder) for name in found] or [None]


def samples_to_hear(data_set: DataSet, split: str = "", limit: int = 0) -> list[SampleRow]:
    """Return the samples that are there; with a limit so many of each role, spread over all."""
    where = "state = 'made'" + (" AND split = ?" if split else "")
    roles: dict[str, list[SampleRow]] = {}
    for sample in data_set.catalogue.select(where, (split,) if split else ()):
        roles.setdefault(sample.role, []).append(sample)
    chosen = [each for samples in roles.values() for each in _spread(samples, limit)]
    if not chosen:
        part = f" in {split}" if split else ""
        raise BadRequest(f"There are no samples{part}; `wake make` makes them.")
    return sorted(chosen, key=lambda sample: sample.id)


def run_detector(
    data_set: DataSet,
    samples: Sequence[SampleRow],
    asked: AskedDetector,
    preset: Preset | None,
    threshold: float | None,
    report: Callable[[str], None],
) -> DetectionReport:
    """Let a detector hear samples, and return what it made of them."""

    def sounds() -> Iterator[PlacedSound]:
        for sample in samples:
            yield placed(sample, sound_of(data_set, sample), preset)

    name = preset.name if preset is not None else ""

    def told(count: int) -> None:
        report(f"{asked.name}, {name or CLEAN}: {count} of {len(samples)}")

    result = listen(asked, sounds(), threshold, told)
    return DetectionReport.of(asked.name, asked.kind.notice if asked.is_builtin else "", name, result)


def _spread(samples: list[SampleRow], limit: int) -> list[SampleRow]:
    if not limit or len(samples) <= limit:
        return samples
    return samples[:: math.ceil(len(samples) / limit)]

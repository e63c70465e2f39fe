"""Mycroft Precise: wake-word/ and not-wake-word/, and the same under test/."""

from collections.abc import Sequence

from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.wake_words import (
    RATE,
    at_least,
    check_roles,
    is_for_tests,
    is_positive,
    without_end,
)

SECONDS = 1.6
"""Precise looks at 1.5 seconds, and leaves out what is shorter."""


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write each sample into one of four folders."""
    check_roles(samples)
    for sample in samples:
        kind = "wake-word" if is_positive(sample) else "not-wake-word"
        place = f"test/{kind}" if is_for_tests(sample) else kind
        folder.sound(f"{place}/{sample.id}.wav", sample, RATE, _fitting)


def _fitting(samples: Samples, rate: int) -> Samples:
    return at_least(without_end(samples, rate), rate, SECONDS)


PRECISE = ExportDefinition("precise", "Mycroft Precise: precise-train reads the folder.", write)

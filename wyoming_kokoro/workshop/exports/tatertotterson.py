"""TaterTotterson's trainers of microWakeWord: folders of made clips, a person's own, and what is no wake word."""

from collections.abc import Sequence

from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.wake_words import RATE, check_roles, is_for_tests, is_positive, without_end

MADE, OWN, NEGATIVE = "work/wake_word_samples", "personal_samples", "negative_samples"
TESTS = "kept_for_tests"
"""A folder that the trainers, which know no parts, do not read."""


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write each sample into one of the folders."""
    check_roles(samples)
    for sample in samples:
        place = (OWN if not sample.engine else MADE) if is_positive(sample) else NEGATIVE
        place = f"{TESTS}/{place}" if is_for_tests(sample) else place
        folder.sound(f"{place}/{sample.id}.wav", sample, RATE, without_end)


TATERTOTTERSON = ExportDefinition(
    "tatertotterson", "TaterTotterson's trainers of microWakeWord: copy the folders into theirs.", write
)

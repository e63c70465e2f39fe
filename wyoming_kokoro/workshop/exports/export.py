"""What an export is: the form in which another program reads a data set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder


@dataclass(frozen=True, slots=True)
class ExportDefinition:
    """An entry in the list of exports. Its file and its line in the list are all that an export needs."""

    name: str
    meaning: str
    """What reads it, as one sentence."""
    write: Callable[[ExportFolder, Sequence[SampleRow]], None]
    """Writes sounds and lists into the folder; BadRequest where the samples do not fit."""

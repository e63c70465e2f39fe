"""AudioFolder of Hugging Face: data/PART/ with sounds and a metadata.csv that names them."""

import csv
import io
from collections.abc import Iterable, Sequence

from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder

COLUMNS = ("text", "phonemes", "language", "voice", "role", "preset", "speed")
UNSPLIT = "train"
"""The part of samples that are in none: the one that readers look for first."""


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write a folder for each part."""
    parts: dict[str, list[SampleRow]] = {}
    for sample in samples:
        parts.setdefault(sample.split or UNSPLIT, []).append(sample)
    for part, chosen in parts.items():
        rows = [_line(("file_name", *COLUMNS))]
        for sample in chosen:
            folder.sound(f"data/{part}/{sample.id}.wav", sample)
            rows.append(_line((f"{sample.id}.wav", *(str(getattr(sample, name)) for name in COLUMNS))))
        folder.lines(f"data/{part}/metadata.csv", rows)


def _line(values: Iterable[str]) -> str:
    """Return a line of CSV; every value is quoted, because Python's writer would leave some line ends bare."""
    content = io.StringIO(newline="")
    csv.writer(content, lineterminator="", quoting=csv.QUOTE_ALL).writerow(values)
    return content.getvalue()


AUDIO_FOLDER = ExportDefinition("audiofolder", 'Hugging Face\'s datasets: load_dataset("audiofolder").', write)

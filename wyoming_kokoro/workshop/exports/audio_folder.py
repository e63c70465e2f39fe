"""AudioFolder of Hugging Face: data/PART/ with sounds and a metadata.csv that names them."""

from collections.abc import Sequence

from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.csv_line import csv_line
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.sample_facts import COLUMNS, by_parts


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write a folder for each part."""
    for part, chosen in by_parts(samples).items():
        rows = [csv_line(("file_name", *COLUMNS))]
        for sample in chosen:
            folder.sound(f"data/{part}/{sample.id}.wav", sample)
            rows.append(csv_line((f"{sample.id}.wav", *(str(getattr(sample, name)) for name in COLUMNS))))
        folder.lines(f"data/{part}/metadata.csv", rows)


AUDIO_FOLDER = ExportDefinition("audiofolder", 'Hugging Face\'s datasets: load_dataset("audiofolder").', write)

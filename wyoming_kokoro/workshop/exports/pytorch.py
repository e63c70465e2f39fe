"""PyTorch: sounds, a manifest, and a program with a Dataset, a collate function and weights by role."""

import json
from collections.abc import Sequence

from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.sample_facts import facts_of, part_of


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write sounds, the manifest and the program."""
    rows = []
    for sample in samples:
        name = f"wavs/{sample.id}.wav"
        folder.sound(name, sample)
        row = {"file": folder.place(name), "split": part_of(sample), "rate": sample.rate} | facts_of(sample)
        rows.append(json.dumps(row, ensure_ascii=False))
    folder.lines("manifest.jsonl", rows)
    folder.template("load.py", "load_pytorch.py.txt")


PYTORCH = ExportDefinition("pytorch", "PyTorch, with a loader (load.py) that needs torch and soundfile.", write)

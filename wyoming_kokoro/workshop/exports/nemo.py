"""NeMo: a manifest for each part, with a JSON object in each line."""

import json
from collections.abc import Sequence

from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.sample_facts import by_parts


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write sounds and manifests; older readers need absolute paths."""
    for part, chosen in by_parts(samples).items():
        rows = []
        for sample in chosen:
            name = f"wavs/{sample.id}.wav"
            seconds = folder.sound(name, sample)
            row = {
                "audio_filepath": folder.place(name), "duration": seconds, "text": sample.text,
                "speaker": sample.voice, "lang": sample.language, "label": sample.role,
            }  # fmt: skip
            rows.append(json.dumps(row, ensure_ascii=False))
        folder.lines(f"{part}_manifest.json", rows)


NEMO = ExportDefinition("nemo", "NVIDIA NeMo's manifests (--absolute for older versions).", write)

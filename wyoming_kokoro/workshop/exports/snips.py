"""Hey Snips: train.json, dev.json and test.json, and audio_files/."""

import json
import uuid
from collections.abc import Sequence

from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.sample_facts import part_of
from wyoming_kokoro.workshop.exports.wake_words import RATE, check_roles, is_positive

PARTS = {"train": "train", "validation": "dev", "test": "test"}


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write all three lists, also those without entries: readers open each."""
    check_roles(samples)
    lists: dict[str, list[dict[str, object]]] = {name: [] for name in PARTS.values()}
    for sample in samples:
        name = str(uuid.uuid5(uuid.NAMESPACE_OID, sample.id))
        place = f"audio_files/{name}.wav"
        seconds = folder.sound(place, sample, RATE)
        lists[PARTS[part_of(sample)]].append(
            {
                "duration": seconds, "audio_file_path": place, "id": name, "worker_id": sample.voice,
                "is_hotword": int(is_positive(sample)), "text": sample.text, "sample": sample.id,
            }
        )  # fmt: skip
    for name, rows in lists.items():
        folder.lines(f"{name}.json", [json.dumps(rows, ensure_ascii=False, indent=1)])


SNIPS = ExportDefinition("snips", "Loaders of the Hey Snips corpus; a voice is its worker_id.", write)

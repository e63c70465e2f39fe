"""WebDataset: shards of tar files with ID.wav and ID.json one after the other."""

import io
import json
import tarfile
from collections.abc import Sequence

from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import WHAT, ExportFolder
from wyoming_kokoro.workshop.exports.sample_facts import by_parts, facts_of

SHARD_BYTES = 500_000_000
"""Of sound: readers take shards one after the other, and share them between processes."""


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write the shards of each part."""
    for part, chosen in by_parts(samples).items():
        for number, shard in enumerate(_shards(chosen)):
            with (
                disk_errors(WHAT),
                tarfile.open(folder.path(f"{part}-{number:06d}.tar"), "w", format=tarfile.USTAR_FORMAT) as file,
            ):
                for sample in shard:
                    facts = json.dumps(facts_of(sample), ensure_ascii=False).encode()
                    _add(file, f"{sample.id}.wav", folder.content(sample)[0])
                    _add(file, f"{sample.id}.json", facts)


def _shards(samples: Sequence[SampleRow]) -> list[list[SampleRow]]:
    """Return the samples of each shard, by the sizes of their sounds: two bytes a sample."""
    shards: list[list[SampleRow]] = [[]]
    size = 0.0
    for sample in samples:
        own = 2 * sample.seconds * sample.rate
        if shards[-1] and size + own > SHARD_BYTES:
            shards.append([])
            size = 0.0
        shards[-1].append(sample)
        size += own
    return shards


def _add(file: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    file.addfile(entry, io.BytesIO(content))


WEBDATASET = ExportDefinition("webdataset", "The package webdataset: shards of tar files.", write)

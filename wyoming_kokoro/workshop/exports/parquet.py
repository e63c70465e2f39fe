"""Parquet as Hugging Face's datasets read it: the sound in a column, and in the schema that it is sound."""

import json
from collections.abc import Sequence
from pathlib import Path

from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.exports.export import PYARROW, ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import WHAT, ExportFolder
from wyoming_kokoro.workshop.exports.hugging_face import card_header
from wyoming_kokoro.workshop.exports.sample_facts import by_parts, facts_of, only_rate

AT_ONCE = 100
"""Samples in a group of rows: some megabytes, which a reader loads at once."""
NUMBERS = ("speed", "seconds")
ROWS = ("id", "text", "phonemes", "language", "voice", "role", "preset", *NUMBERS)


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write a file for each part."""
    parts = by_parts(samples)
    for part, chosen in parts.items():
        with disk_errors(WHAT):
            _write_part(folder, folder.path(f"data/{part}-00000-of-00001.parquet"), chosen, only_rate(samples))
    folder.header = card_header(folder.about, samples, {part: f"data/{part}-*.parquet" for part in parts})


def _write_part(folder: ExportFolder, path: Path, samples: Sequence[SampleRow], rate: int | None) -> None:
    arrow = PYARROW.load()
    parquet = type(PYARROW)("pyarrow.parquet", PYARROW.extra).load()
    audio = arrow.struct([("bytes", arrow.binary()), ("path", arrow.string())])
    columns = [(name, arrow.float64() if name in NUMBERS else arrow.string()) for name in ROWS]
    schema = arrow.schema([("audio", audio), *columns], metadata={"huggingface": json.dumps(_features(rate))})
    with parquet.ParquetWriter(path, schema) as writer:
        for start in range(0, len(samples), AT_ONCE):
            chosen = samples[start : start + AT_ONCE]
            sounds = [{"bytes": folder.content(sample)[0], "path": f"{sample.id}.wav"} for sample in chosen]
            rows = [{"audio": sound} | facts_of(sample) for sound, sample in zip(sounds, chosen, strict=True)]
            writer.write_table(arrow.Table.from_pylist(rows, schema=schema))


def _features(rate: int | None) -> dict[str, object]:
    """Return the columns as datasets describe them."""
    columns = {name: {"dtype": "float64" if name in NUMBERS else "string", "_type": "Value"} for name in ROWS}
    audio = {"_type": "Audio"} | ({"sampling_rate": rate} if rate else {})
    return {"info": {"features": {"audio": audio, **columns}}}


PARQUET = ExportDefinition(
    "parquet", "Hugging Face's datasets: load_dataset(FOLDER), also without torch.", write, PYARROW
)

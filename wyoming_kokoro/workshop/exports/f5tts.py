"""F5-TTS: metadata.csv with absolute paths, and, prepared, the files that its trainer reads."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.exports.csv_line import csv_line
from wyoming_kokoro.workshop.exports.export import PYARROW, ExportDefinition, ExtraPackage
from wyoming_kokoro.workshop.exports.export_folder import WHAT, ExportFolder
from wyoming_kokoro.workshop.exports.f5tts_check import LONGEST, SHORTEST, check
from wyoming_kokoro.workshop.exports.wake_words import model_name

RATE = 24_000
TOKENIZER = "char"
"""Each character is a symbol. The other one, pinyin, is made from metadata.csv by F5-TTS' own script."""


@dataclass(frozen=True, slots=True)
class F5Row:
    """A line of the list."""

    place: str
    text: str
    seconds: float


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write sounds and the list."""
    _write_list(folder, samples)


def write_prepared(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write sounds, the list, and what F5-TTS' trainer reads without a script between."""
    rows = _write_list(folder, samples)
    place = f"{model_name(folder.about)}_{TOKENIZER}"
    arrow = PYARROW.load()
    table = {
        "audio_path": [row.place for row in rows], "text": [row.text for row in rows],
        "duration": [row.seconds for row in rows],
    }  # fmt: skip
    schema = arrow.schema([("audio_path", arrow.string()), ("text", arrow.string()), ("duration", arrow.float64())])
    stream = ExtraPackage("pyarrow.ipc", PYARROW.extra).load()
    with disk_errors(WHAT), stream.new_stream(folder.path(f"{place}/raw.arrow"), schema) as writer:
        writer.write_table(arrow.Table.from_pydict(table, schema=schema), max_chunksize=1_000)
    folder.lines(f"{place}/duration.json", [json.dumps({"duration": table["duration"]})])
    symbols = sorted({symbol for row in rows for symbol in row.text} - {" "})
    folder.lines(f"{place}/vocab.txt", (" ", *symbols))  # the first is what unknown symbols become


def _write_list(folder: ExportFolder, samples: Sequence[SampleRow]) -> list[F5Row]:
    rows = []
    for sample in samples:
        name = f"wavs/{sample.id}.wav"
        seconds = folder.sound(name, sample, RATE)
        rows.append(F5Row(folder.absolute(name), folder.one_line(sample.text).strip(), seconds))
        if not SHORTEST <= seconds <= LONGEST:
            folder.notes[f"sounds are shorter than {SHORTEST} or longer than {LONGEST} seconds: F5-TTS skips them"] += 1
    lines = (csv_line((row.place, row.text), "|") for row in rows)
    folder.lines("metadata.csv", ("audio_file|text", *lines))
    for part in sorted({sample.split for sample in samples} - {""}):
        folder.lines(f"{part}.txt", (sample.id for sample in samples if sample.split == part))
    return rows


F5TTS = ExportDefinition("f5tts", "F5-TTS' script prepare_csv_wavs, with absolute paths.", write, check=check)
F5TTS_PREPARED = ExportDefinition(
    "f5tts-prepared", "F5-TTS' trainer itself, with the tokenizer char.", write_prepared, PYARROW, check=check
)

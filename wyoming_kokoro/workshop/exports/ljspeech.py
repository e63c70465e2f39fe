"""LJSpeech: wavs/ and metadata.csv with `id|text|text as it is read`, without a heading and without quotes."""

from collections.abc import Sequence

from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder

FORBIDDEN = "|"
"""Readers split a line at it, and know no quotes."""


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write all samples; their parts, which the format does not know, are lists of ids beside it."""
    rows = []
    for sample in samples:
        folder.sound(f"wavs/{sample.id}.wav", sample)
        text = folder.one_line(sample.text, FORBIDDEN)
        rows.append(f"{sample.id}|{text}|{text}")
    folder.lines("metadata.csv", rows)
    for part in sorted({sample.split for sample in samples} - {""}):
        folder.lines(f"{part}.txt", (sample.id for sample in samples if sample.split == part))


LJSPEECH = ExportDefinition("ljspeech", "Trainers of voices that read LJSpeech: Piper, Coqui, ESPnet.", write)

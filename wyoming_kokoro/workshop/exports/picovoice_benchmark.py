"""The layout of Picovoice's wake-word-benchmark: audio/KEYWORD/ with FLAC files.

Porcupine itself is trained from text and takes no sounds, so this is what tests it, not what trains it.
"""

from collections.abc import Sequence

from wyoming_kokoro.audio.formats.flac_file import flac_file
from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.wake_words import RATE, check_roles, is_positive, model_name

FEWEST_CLIPS, FEWEST_VOICES = 300, 50
"""Of a keyword in the benchmark."""


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write the wake words as keywords; what is no wake word is noise in the benchmark, and stays away."""
    check_roles(samples)
    keyword = model_name(folder.about).replace("_", " ")
    rows = ["clip\tid\ttext"]
    chosen = [sample for sample in samples if is_positive(sample)]
    for sample in chosen:
        sound, rate = folder.samples(sample, RATE)
        name = f"audio/{keyword}/{sample.id}.flac"
        folder.file(name, flac_file(sound, rate))
        rows.append(f"{name}\t{sample.id}\t{folder.one_line(sample.text, chr(9))}")
    folder.lines("clips.tsv", rows)
    folder.notes["samples are no wake word, and were left out"] += len(samples) - len(chosen)
    if len(chosen) < FEWEST_CLIPS or len({sample.voice for sample in chosen}) < FEWEST_VOICES:
        folder.notes[
            f"keyword has fewer than {FEWEST_CLIPS} clips or {FEWEST_VOICES} voices, which the benchmark has"
        ] += 1


PICOVOICE_BENCHMARK = ExportDefinition(
    "picovoice-benchmark",
    "Picovoice's wake-word-benchmark (Porcupine is trained from text alone).",
    write,
    trains=False,
)

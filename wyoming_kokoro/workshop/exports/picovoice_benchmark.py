"""The layout of Picovoice's wake-word-benchmark: audio/KEYWORD/ with FLAC files.

Porcupine itself is trained from text and takes no sounds, so this is what tests it, not what trains it.
"""

import io
from collections.abc import Sequence

import av
import numpy as np

from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.samples import Samples
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
        folder.file(name, _flac(sound, rate))
        rows.append(f"{name}\t{sample.id}\t{folder.one_line(sample.text, chr(9))}")
    folder.lines("clips.tsv", rows)
    folder.notes["samples are no wake word, and were left out"] += len(samples) - len(chosen)
    if len(chosen) < FEWEST_CLIPS or len({sample.voice for sample in chosen}) < FEWEST_VOICES:
        folder.notes[
            f"keyword has fewer than {FEWEST_CLIPS} clips or {FEWEST_VOICES} voices, which the benchmark has"
        ] += 1


def _flac(samples: Samples, rate: int) -> bytes:
    """Return a sound as a FLAC file of 16 bits, which says how long it is."""
    content = io.BytesIO()
    with av.open(content, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=rate, layout="mono")
        values = np.frombuffer(pcm16(samples), np.int16)[np.newaxis]
        frame = av.AudioFrame.from_ndarray(values, "s16", "mono")
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.codec_context.format, "mono", rate, stream.codec_context.frame_size)
        for each in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(each))
        container.mux(stream.encode(None))
    return content.getvalue()


PICOVOICE_BENCHMARK = ExportDefinition(
    "picovoice-benchmark",
    "Picovoice's wake-word-benchmark (Porcupine is trained from text alone).",
    write,
    trains=False,
)

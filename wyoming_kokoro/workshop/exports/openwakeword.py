"""openWakeWord and livekit-wakeword: positive and negative clips to train and to test, numbered in six digits."""

from collections import Counter
from collections.abc import Sequence

from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.wake_words import RATE, check_roles, is_for_tests, is_positive, without_end


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write each sample into one of four folders, and a list that says which clip is which sample."""
    check_roles(samples)
    numbers: Counter[str] = Counter()
    rows = ["clip\tid\ttext"]
    for sample in samples:
        kind = "positive" if is_positive(sample) else "negative"
        place = f"{kind}_{'test' if is_for_tests(sample) else 'train'}"
        name = f"{place}/clip_{numbers[place]:06d}.wav"
        numbers[place] += 1
        folder.sound(name, sample, RATE, without_end)
        rows.append(f"{name}\t{sample.id}\t{folder.one_line(sample.text, chr(9))}")
    folder.lines("clips.tsv", rows)


OPENWAKEWORD = ExportDefinition("openwakeword", "openWakeWord's and livekit-wakeword's trainers.", write)

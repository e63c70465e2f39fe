"""Clips as openWakeWord and livekit-wakeword have them: folders of positive and negative ones, with numbers."""

from collections import Counter
from collections.abc import Sequence

from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.wake_words import (
    RATE,
    chance,
    check_roles,
    in_noise,
    is_for_tests,
    is_positive,
    without_end,
)

WINDOW_SECONDS = 2.0
"""What both trainers look at."""
LATEST_SECONDS = 0.2
"""Before the end of the window in which a clip ends at the earliest."""


def write_clips(folder: ExportFolder, samples: Sequence[SampleRow], model: str, *, windows: bool) -> Counter[str]:
    """Write each sample into a folder of its kind, and a list that says which clip is which; return how many there are.

    With `windows`, each is written a second time as features are computed from it: at the end of a window.
    """
    check_roles(samples)
    numbers: Counter[str] = Counter()
    rows = ["clip\tid\ttext"]
    for sample in samples:
        place = f"{_kind(sample)}_{'test' if is_for_tests(sample) else 'train'}"
        name = f"{model}/{place}/clip_{numbers[place]:06d}"
        numbers[place] += 1
        folder.sound(f"{name}.wav", sample, RATE, without_end)
        if windows:
            folder.sound(f"{name}_r0.wav", sample, RATE, _window)
        rows.append(f"{name}.wav\t{sample.id}\t{folder.one_line(sample.text, chr(9))}")
    folder.lines("clips.tsv", rows)
    return numbers


def sizes(numbers: Counter[str]) -> tuple[int, int]:
    """Return the numbers of clips to train and to test with which a trainer makes none of its own."""
    return tuple(min(numbers[f"{kind}_{part}"] for kind in ("positive", "negative")) for part in ("train", "test"))  # type: ignore[return-value]


def _kind(sample: SampleRow) -> str:
    if is_positive(sample):
        return "positive"
    return "background" if sample.role == "noise" else "negative"


def _window(samples: Samples, rate: int) -> Samples:
    """Return the window of a clip, which ends up to 0.2 seconds before it does."""
    clip = without_end(samples, rate)
    after = int(chance(clip).integers(0, round(LATEST_SECONDS * rate) + 1))
    size = round(WINDOW_SECONDS * rate)
    return in_noise(clip, size - after - len(clip), after)[-size:]

"""A detector and a recogniser of phonemes for tests, which run in processes of their own, as real ones do."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.workshop.judging.judge import JudgeDefinition, Measure
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import Take
from wyoming_kokoro.workshop.wake.detectors.detector import DetectorJudge, DetectorKind, Scores

CHUNK = 1_280
WAKE_TONE, OTHER_TONE = 1_000.0, 400.0
LANGUAGE = "xx"
RECOGNISER = JudgeDefinition("toy", "phonemes", "For tests.", f"{__name__}:create_recogniser", languages=(LANGUAGE,))


class ToneDetector:
    """Wakes at a tone of 1000 Hz: the score is its share of what was heard in the last four steps, if that is loud."""

    version = "tone-1"
    threshold = 0.5
    chunk = CHUNK

    def scores(self, pcm: NDArray[np.int16]) -> Scores:
        """Return a score for each step."""
        steps = len(pcm) // CHUNK
        found = np.zeros(steps, np.float32)
        for step in range(steps):
            seen = pcm[max(step - 3, 0) * CHUNK : (step + 1) * CHUNK].astype(np.float64)
            power = np.abs(np.fft.rfft(seen)) ** 2
            place = round(WAKE_TONE * len(seen) / 16_000)
            loud = float(np.sqrt(np.mean(np.square(seen)))) > 300
            found[step] = power[place - 3 : place + 4].sum() / (power.sum() + 1) if loud else 0.0
        return found


class ToyRecogniser:
    """Hears what the voice of a take says, as tests put it there."""

    version = "toy-1"

    def judge(self, take: Take) -> Iterator[Measure]:
        """Yield the phonemes."""
        if not np.any(take.samples):
            raise ValueError(take.key)
        yield Measure("phonemes", take.voice.partition(":")[2] or take.phonemes)


def kind(name: str = "tone", *builtin: str) -> DetectorKind:
    """Return the entry of the list."""
    return DetectorKind(name, "For tests.", f"{__name__}:create", ("numpy",), "numpy", builtin=builtin or ("beep",))


def create(_: JudgeOptions) -> DetectorJudge:
    """Return the detector as a judge."""
    return DetectorJudge(ToneDetector(), 0.0)


def create_recogniser(_: JudgeOptions) -> ToyRecogniser:
    """Return the recogniser."""
    return ToyRecogniser()

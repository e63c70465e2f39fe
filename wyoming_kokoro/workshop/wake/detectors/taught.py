"""Heads of our own, which `wake teach` writes."""

from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.workshop.bench.usage import megabytes
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.wake.detectors.detector import DetectorJudge, Scores
from wyoming_kokoro.workshop.wake.detectors.model_file import model_of
from wyoming_kokoro.workshop.wake.speech_embedding import CHUNK, FULL_SCALE, PACKAGE, SpeechEmbedding, windows_of
from wyoming_kokoro.workshop.wake.taught_head import TaughtHead


class TaughtDetector:
    """Scores a stream with one head."""

    chunk = CHUNK

    def __init__(self, path: Path) -> None:
        self._head = TaughtHead.read(path)
        self._embedding = SpeechEmbedding()
        self.threshold = self._head.threshold
        self.version = f"{version(PACKAGE)} {model_of(path)}"

    def scores(self, pcm: NDArray[np.int16]) -> Scores:
        """Return the score of each step."""
        return self._head.scores(windows_of(self._embedding(pcm.astype(np.float32) / np.float32(FULL_SCALE))))


def create(options: JudgeOptions) -> DetectorJudge:
    """Return the detector as a judge."""
    before = megabytes()
    return DetectorJudge(TaughtDetector(Path(getattr(options, "model", ""))), before)

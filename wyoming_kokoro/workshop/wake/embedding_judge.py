"""The speech embedding as a judge: where a sample lies among others, for outliers and for diversity."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.workshop.judging.judge import JudgeDefinition, Measure
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import Take
from wyoming_kokoro.workshop.wake.detectors.detector import packed, unpacked
from wyoming_kokoro.workshop.wake.listening_stream import paused, speech_end
from wyoming_kokoro.workshop.wake.speech_embedding import CHUNK, RATE, SpeechEmbedding, Vectors

NAME, PLACE = "embedding", "place"
DEFINITION = JudgeDefinition(
    NAME, "signal", "Where a sound lies among others, by the speech embedding.", f"{__name__}:create", cost=0
)
_AFTER = 5
"""Steps after the speech whose embeddings still see some of it."""


class EmbeddingJudge:
    """Says where a sound lies: the mean of its embeddings, of length one."""

    version = "1"

    def __init__(self) -> None:
        self._embedding = SpeechEmbedding()

    def judge(self, take: Take) -> Iterator[Measure]:
        """Yield the place; the noise around the sound is always the same, so the same sound is in the same place."""
        samples = take.at(RATE)
        whole, begin = paused(samples, np.random.default_rng(0), 0)
        vectors = self._embedding(whole)
        place = vectors[begin // CHUNK : (begin + speech_end(samples)) // CHUNK + _AFTER].mean(axis=0)
        yield Measure(PLACE, packed(place / (np.linalg.norm(place) or 1.0)))


def create(_: JudgeOptions) -> EmbeddingJudge:
    """Return the judge."""
    return EmbeddingJudge()


def places_of(values: list[str]) -> Vectors:
    """Return places as rows."""
    rows: NDArray[np.float32] = np.array([unpacked(each) for each in values], np.float32)
    return rows

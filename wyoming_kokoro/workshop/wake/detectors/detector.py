"""What a detector is: something that scores a stream of sound, step by step, for its wake word."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.workshop.bench.usage import megabytes, processor_seconds
from wyoming_kokoro.workshop.judging.judge import JudgeDefinition, Measure
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import Take
from wyoming_kokoro.workshop.wake.speech_embedding import RATE

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class DetectorOptions(JudgeOptions):
    """What a detector is told."""

    model: str = ""
    """The name of a model that the package brings, or the path of one."""


class Detector(Protocol):
    """Listens to streams for one wake word."""

    version: str
    """Of its package and its model."""
    threshold: float
    """The score above which it wakes, as its maker sets it."""
    chunk: int
    """Samples of a step."""

    def scores(self, pcm: NDArray[np.int16]) -> Scores:
        """Return the score after each step of a stream, which begins anew."""
        ...


class DetectorJudge:
    """Lets a detector listen in the process of a judge, which may be ended when it hangs or dies."""

    def __init__(self, detector: Detector, megabytes_before: float) -> None:
        self._detector = detector
        self._before = megabytes_before
        self.version = detector.version

    def judge(self, take: Take) -> Iterator[Measure]:
        """Yield the scores of a stream, and what they cost."""
        pcm = (np.clip(take.at(RATE), -1, 1) * 32_767).astype("<i2")
        begun = processor_seconds()
        scores = self._detector.scores(pcm)
        yield Measure("seconds", processor_seconds() - begun)
        yield Measure("megabytes", max(megabytes() - self._before, 0.0))
        yield Measure("threshold", self._detector.threshold)
        yield Measure("chunk", self._detector.chunk)
        yield Measure("scores", packed(scores))


@dataclass(frozen=True, slots=True)
class DetectorKind:
    """An entry in the list of detectors: a package, or a form of files."""

    name: str
    meaning: str
    start: str
    """`module:function` of what makes its DetectorJudge from options."""
    modules: tuple[str, ...]
    install: str
    builtin: tuple[str, ...] = ()
    """The wake words of the models that the package brings."""
    suffix: str = ""
    """Of the files that it reads."""
    notice: str = ""
    """What is to be known of the licence of its models."""

    def missing(self) -> str | None:
        """Return what would bring it; None if it is here."""
        return None if all(find_spec(name) for name in self.modules) else f"pip install {self.install}"


@dataclass(frozen=True, slots=True)
class AskedDetector:
    """A detector as it was asked for: of a kind, with a model."""

    kind: DetectorKind
    model: str
    """The name of a model of the package, or a path."""

    @property
    def name(self) -> str:
        """What it is called in results."""
        return f"{self.kind.name}:{self.model.rpartition('/')[2]}"

    @property
    def is_builtin(self) -> bool:
        """Whether the package brings the model."""
        return self.model in self.kind.builtin

    def definition(self) -> JudgeDefinition:
        """Return what a judge's process is started with."""
        return JudgeDefinition(self.name, "signal", self.kind.meaning, self.kind.start)

    def options(self, timeout: float) -> DetectorOptions:
        """Return what it is told."""
        return DetectorOptions(model=self.model, timeout=timeout)


def packed(scores: Scores) -> str:
    """Return scores as a text, as measures are numbers or texts."""
    return base64.b64encode(scores.astype("<f4").tobytes()).decode("ascii")


def unpacked(text: str) -> Scores:
    """Return the scores of such a text."""
    return np.frombuffer(base64.b64decode(text), "<f4")

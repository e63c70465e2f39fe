"""DistillMOS: an opinion score by a small model that was taught by a large one; it needs PyTorch."""

import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from types import ModuleType
from typing import Any

from wyoming_kokoro.workshop.judging.judge import Measure
from wyoming_kokoro.workshop.judging.judges.levels import framed, leveled
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import JUDGE_RATE, Take

LONGEST = 30 * JUDGE_RATE
SHORTEST = JUDGE_RATE // 2


class DistillMosJudge:
    """Gives one score."""

    def __init__(self) -> None:
        sys.modules.setdefault("torchaudio", ModuleType("torchaudio"))  # only distillmos' command line uses it
        self._torch: Any = import_module("torch")
        self._torch.manual_seed(0)
        self._model: Any = import_module("distillmos").ConvTransformerSQAModel()
        self._model.eval()
        self.version = version("distillmos")

    def judge(self, take: Take) -> Iterator[Measure]:
        """Yield the score; none for a sound of less than half a second."""
        samples = leveled(take.at(JUDGE_RATE))
        if len(samples) < SHORTEST:
            return
        with self._torch.no_grad():
            score = self._model(self._torch.from_numpy(framed(samples)[:LONGEST])[None])
        yield Measure("distillmos", float(score))


def create(_: JudgeOptions) -> DistillMosJudge:
    """Return the judge."""
    return DistillMosJudge()

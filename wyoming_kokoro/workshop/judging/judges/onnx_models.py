"""onnx-asr: recognisers that the user brings, as ONNX files."""

from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from typing import Any

import numpy as np

from wyoming_kokoro.workshop.judging.judge import Measure
from wyoming_kokoro.workshop.judging.judges.levels import leveled
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import JUDGE_RATE, Take

EDGE = JUDGE_RATE // 4


class OnnxAsrJudge:
    """Transcribes with one model."""

    def __init__(self, model: str, folder: str) -> None:
        self._model: Any = import_module("onnx_asr").load_model(model, folder or None)
        self.version = f"{version('onnx-asr')} {model}"

    def judge(self, take: Take) -> Iterator[Measure]:
        """Yield what is heard."""
        yield Measure("heard", str(self._model.recognize(np.pad(leveled(take.at(JUDGE_RATE)), EDGE))))


def create(options: JudgeOptions) -> OnnxAsrJudge:
    """Return the judge."""
    model, _, folder = options.onnx_model.partition(":")
    return OnnxAsrJudge(model, folder)

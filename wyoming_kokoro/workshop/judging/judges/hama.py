"""hama: the phonemes that are heard, without a dictionary."""

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
LONGEST = 30.0
"""Seconds that are heard in one go; longer sounds are cut there, as memory grows with the square."""
_SYMBOLS = {
    "eɪ": "A",
    "aɪ": "I",
    "oʊ": "O",
    "aʊ": "W",
    "ɔɪ": "Y",
    "d͡ʒ": "ʤ",
    "t͡ʃ": "ʧ",
    "dʒ": "ʤ",
    "tʃ": "ʧ",
    "ɝ": "ɜɹ",
    "ɚ": "əɹ",
    "g": "ɡ",
    "r": "ɹ",
}
"""What misaki's alphabet writes in another way."""


class HamaJudge:
    """Transcribes to phonemes."""

    def __init__(self) -> None:
        self._model: Any = import_module("hama").ASRModel()
        self.version = version("hama")

    def judge(self, take: Take) -> Iterator[Measure]:
        """Yield the phonemes in misaki's alphabet, without blanks between words."""
        samples = np.pad(leveled(take.at(JUDGE_RATE)), EDGE)
        step = round(LONGEST * JUDGE_RATE)
        heard = ""
        for start in range(0, len(samples), step):
            phonemes = self._model.transcribe_waveform(samples[start : start + step], JUDGE_RATE).phonemes
            heard += "".join(_SYMBOLS.get(each, each) for each in phonemes)
        yield Measure("phonemes", heard)


def create(_: JudgeOptions) -> HamaJudge:
    """Return the judge."""
    return HamaJudge()

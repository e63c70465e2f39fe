"""openWakeWord's models as TensorFlow Lite files, by the package pyopen-wakeword."""

from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.workshop.bench.usage import megabytes
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.wake.detectors.detector import DetectorJudge, Scores
from wyoming_kokoro.workshop.wake.detectors.model_file import checked_model, model_of
from wyoming_kokoro.workshop.wake.speech_embedding import CHUNK

SUFFIX = ".tflite"
THRESHOLD = 0.5
"""As Home Assistant's add-on has it."""


class OpenDetector:
    """Scores a stream with one model."""

    chunk = CHUNK
    threshold = THRESHOLD

    def __init__(self, model: str) -> None:
        library: Any = import_module("pyopen_wakeword")
        if model.endswith(SUFFIX):
            self._model = library.OpenWakeWord.from_model(checked_model(Path(model)))
        else:
            self._model = library.OpenWakeWord.from_builtin(library.Model(model))
        self._features = library.OpenWakeWordFeatures.from_builtin()
        self.version = f"{version('pyopen-wakeword')} {model_of(Path(self._model.tflite_model))}"

    def scores(self, pcm: NDArray[np.int16]) -> Scores:
        """Return the highest score in each step: the first one also has those of the silence before the stream."""
        self._features.reset()
        self._model.reset()
        found = np.zeros(len(pcm) // CHUNK, np.float32)
        for step in range(len(found)):
            chunk = pcm[step * CHUNK : (step + 1) * CHUNK].tobytes()
            vectors = self._features.process_streaming(chunk)
            found[step] = max((score for each in vectors for score in self._model.process_streaming(each)), default=0.0)
        return found


def create(options: JudgeOptions) -> DetectorJudge:
    """Return the detector as a judge."""
    before = megabytes()
    return DetectorJudge(OpenDetector(getattr(options, "model", "")), before)

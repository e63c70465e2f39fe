"""microWakeWord, which runs on ESPHome's voice assistants, by the package pymicro-wakeword."""

import json
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.bench.usage import megabytes
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.wake.detectors.detector import DetectorJudge, Scores
from wyoming_kokoro.workshop.wake.detectors.model_file import checked_model, model_of

SUFFIX = ".json"
_CHUNK = 480
"""Three frames of 10 ms: what its networks take at once."""


class MicroDetector:
    """Scores a stream with one model, whose own features adapt to the noise before."""

    chunk = _CHUNK

    def __init__(self, model: str) -> None:
        self._library: Any = import_module("pymicro_wakeword")
        if model.endswith(SUFFIX):
            self._model = self._library.MicroWakeWord.from_config(_checked_manifest(Path(model)))
        else:
            self._model = self._library.MicroWakeWord.from_builtin(self._library.Model(model))
        self.threshold = float(self._model.probability_cutoff)
        self.version = f"{version('pymicro-wakeword')} {model_of(Path(self._model.tflite_model))}"

    def scores(self, pcm: NDArray[np.int16]) -> Scores:
        """Return the highest mean over its window in each step; the model is loaded again, as it has no other reset."""
        self._model.reset()
        features = self._library.MicroWakeWordFeatures()
        found = np.zeros(len(pcm) // _CHUNK, np.float32)
        for step in range(len(found)):
            frames = features.process_streaming(pcm[step * _CHUNK : (step + 1) * _CHUNK].tobytes())
            scores = [self._model.process_streaming_prob(frame) or 0.0 for frame in frames]
            found[step] = max(scores, default=0.0)
        return found


def create(options: JudgeOptions) -> DetectorJudge:
    """Return the detector as a judge."""
    before = megabytes()
    return DetectorJudge(MicroDetector(getattr(options, "model", "")), before)


def _checked_manifest(path: Path) -> Path:
    """Return the path of a manifest that names a model; BadRequest where it does not."""
    try:
        content = json.loads(path.read_text("utf-8"))
        model = path.parent / content["model"]
        float(content["micro"]["probability_cutoff"])
        int(content["micro"]["sliding_window_size"])
        str(content["wake_word"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRequest(
            f"{path.name} is no manifest of microWakeWord: a JSON file with wake_word, model and micro."
        ) from error
    checked_model(model)
    return path

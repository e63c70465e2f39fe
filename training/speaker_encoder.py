"""Tells how alike two voices sound: Resemblyzer's GE2E encoder, computed with NumPy from its published weights.

The weights are `pretrained.pt` in the package resemblyzer 0.1.4 (Apache-2.0). They are read without PyTorch: its older
file format is a few pickles, of which only the kinds that it needs are allowed, and then the numbers.
"""

import pickle
import struct
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SPEECH_RATE = 16_000
"""Samples a second that the encoder listens to."""
WINDOW, STEP = 160, 77
"""Frames of one window, 1.6 seconds, and between the beginnings of two."""
_FFT, _HOP, _BANDS = 400, 160, 40
_LAYERS, _UNITS = 3, 256
_QUIET = 10 ** (-30 / 20)
"""Softer sound is turned up to this level."""


class SpeakerEncoder:
    """Turns speech into a direction; the cosine between two of them tells how alike the voices are."""

    def __init__(self, weights: Path) -> None:
        with weights.open("rb") as file:
            self._weights = _read_weights(file)["model_state"]
        self._bands = _mel_bands()

    def embed(self, samples: Floats) -> Floats:
        """Return the direction of some speech at SPEECH_RATE, of length 1."""
        level = float(np.sqrt(np.mean(np.square(samples))))
        frames = self._mel(samples * np.float32(max(_QUIET / max(level, 1e-6), 1.0)))
        windows = [frames[at : at + WINDOW] for at in range(0, max(len(frames) - WINDOW, 1), STEP)]
        whole = [window for window in windows if len(window) == WINDOW]
        batch = np.stack(whole or [np.pad(frames, ((0, WINDOW - len(frames)), (0, 0)))])
        directions = self._last_state(batch) @ self._weights["linear.weight"].T + self._weights["linear.bias"]
        directions = np.maximum(directions, 0)
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        mean: Floats = directions.mean(axis=0)
        return mean / np.float32(np.linalg.norm(mean))

    def _mel(self, samples: Floats) -> Floats:
        padded = np.pad(samples, _FFT // 2)
        count = 1 + (len(padded) - _FFT) // _HOP
        frames = padded[np.arange(count)[:, None] * _HOP + np.arange(_FFT)] * np.hanning(_FFT + 1)[:-1]
        power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
        mel: Floats = (power @ self._bands.T).astype(np.float32)
        return mel

    def _last_state(self, batch: Floats) -> Floats:
        """Return the state of the last of three LSTM layers after the last frame."""
        state: Floats = np.zeros((len(batch), _UNITS), np.float32)
        for layer in range(_LAYERS):
            inputs = self._weights[f"lstm.weight_ih_l{layer}"]
            own = self._weights[f"lstm.weight_hh_l{layer}"]
            bias = self._weights[f"lstm.bias_ih_l{layer}"] + self._weights[f"lstm.bias_hh_l{layer}"]
            driven = batch @ inputs.T + bias
            state = np.zeros((len(batch), _UNITS), np.float32)
            memory, states = state.copy(), []
            for frame in range(batch.shape[1]):
                enter, forget, new, leave = np.split(driven[:, frame] + state @ own.T, 4, axis=1)
                memory = _sigmoid(forget) * memory + _sigmoid(enter) * np.tanh(new)
                state = _sigmoid(leave) * np.tanh(memory)
                states.append(state)
            batch = np.stack(states, axis=1)
        return state


def _sigmoid(values: Floats) -> Floats:
    result: Floats = (1 / (1 + np.exp(-np.maximum(values, -80)))).astype(np.float32)
    return result


def _mel_bands() -> NDArray[np.float64]:
    """Return Slaney's triangular bands, with equal areas."""
    edges = _frequency(np.linspace(0.0, _mel_of(SPEECH_RATE / 2), _BANDS + 2))
    frequencies = np.fft.rfftfreq(_FFT, 1 / SPEECH_RATE)
    widths = np.diff(edges)
    distances = edges[:, None] - frequencies[None, :]
    rising, falling = -distances[:-2] / widths[:-1, None], distances[2:] / widths[1:, None]
    bands: NDArray[np.float64] = np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))[:, None]
    return bands


def _mel_of(frequency: float) -> float:
    return frequency * 3 / 200 if frequency < 1000 else 15 + float(np.log(frequency / 1000) / (np.log(6.4) / 27))  # noqa: PLR2004


def _frequency(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))  # noqa: PLR2004
    return result


class _Tensor:
    def __init__(self, storage: "_Storage", offset: int, shape: tuple[int, ...]) -> None:
        self.storage, self.offset, self.shape = storage, offset, shape

    def values(self) -> Any:  # noqa: ANN401 -- an array
        size = int(np.prod(self.shape)) if self.shape else 1
        return self.storage.values[self.offset : self.offset + size].reshape(self.shape)


class _Storage:
    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.values: Any = None


_KINDS = {"FloatStorage": np.float32, "LongStorage": np.int64, "DoubleStorage": np.float64}


def _read_weights(file: BinaryIO) -> Any:  # noqa: ANN401 -- what was saved
    """Return what was saved, with arrays in place of tensors."""
    storages: dict[str, _Storage] = {}

    class Reader(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401
            if (module, name) == ("collections", "OrderedDict"):
                return OrderedDict
            if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
                return lambda storage, offset, shape, *_: _Tensor(storage, offset, shape)
            if module == "torch" and name in _KINDS:
                return name
            raise pickle.UnpicklingError(f"{module}.{name} does not belong into such a file")

        def persistent_load(self, pid: Any) -> _Storage:  # noqa: ANN401
            return storages.setdefault(pid[2], _Storage(pid[1]))

    for _ in range(3):  # a mark, the version, the system
        Reader(file).load()
    saved = Reader(file).load()
    for key in Reader(file).load():
        (count,) = struct.unpack("<q", file.read(8))
        kind = np.dtype(_KINDS[storages[key].kind])
        storages[key].values = np.frombuffer(file.read(count * kind.itemsize), kind)
    return _with_arrays(saved)


def _with_arrays(saved: Any) -> Any:  # noqa: ANN401 -- whatever was saved
    if isinstance(saved, _Tensor):
        return saved.values()
    return {key: _with_arrays(each) for key, each in saved.items()} if isinstance(saved, dict) else saved

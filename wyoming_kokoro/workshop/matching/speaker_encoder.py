"""Tells how alike two voices sound: Resemblyzer's GE2E encoder, as a graph for ONNX Runtime from its published weights.

The weights are `pretrained.pt` of Resemblyzer 0.1.4 (Apache-2.0). They are fetched on demand and never shipped.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from wyoming_kokoro.downloads.torch_file import BadTorchFile, read_torch_file
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.onnx_format.arrays import to_tensor
from wyoming_kokoro.onnx_format.graphs import make_graph, make_model, make_node, make_value_info, operator_version
from wyoming_kokoro.onnx_format.messages import NodeProto, TensorProto

Floats = NDArray[np.float32]

SPEECH_RATE = 16_000
"""Samples a second that the encoder listens to."""
WINDOW, STEP = 160, 77
"""Frames of one window, 1.6 seconds, and between the beginnings of two."""
_FFT, _HOP, _BANDS = 400, 160, 40
_LAYERS, _UNITS = 3, 256
_QUIET = 10 ** (-30 / 20)
"""Softer sound is turned up to this level."""
_OPSET, _IR = 17, 8


class SpeakerEncoder:
    """Turns speech into a direction; the cosine between two of them tells how alike the voices are."""

    def __init__(self, weights: Path) -> None:
        """Read the weights; Unavailable where they are damaged or others. Blocks."""
        try:
            tensors = read_torch_file(weights)["model_state"]
            self._linear = tensors["linear.weight"], tensors["linear.bias"]
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads, options.log_severity_level = 1, 3
            self._session = onnxruntime.InferenceSession(_graph(tensors), options, ["CPUExecutionProvider"])
        except (BadTorchFile, KeyError, TypeError, ValueError) as error:
            raise Unavailable(f"{weights.name} is not the file of the speaker encoder.", code="file_damaged") from error
        except OSError as error:
            raise Unavailable(f"{weights.name} cannot be read ({error.strerror}).", code="file_damaged") from error
        self._bands = _mel_bands()

    def embed(self, samples: Floats) -> Floats:
        """Return the direction of some speech at SPEECH_RATE, of length 1."""
        return mean_direction(self.embed_windows(samples))

    def embed_windows(self, samples: Floats) -> Floats:
        """Return the directions of all windows of some speech, a row each."""
        level = float(np.sqrt(np.mean(np.square(samples))))
        frames = self._mel(samples * np.float32(max(_QUIET / max(level, 1e-6), 1.0)))
        windows = [frames[at : at + WINDOW] for at in range(0, max(len(frames) - WINDOW, 1), STEP)]
        whole = [window for window in windows if len(window) == WINDOW]
        batch = np.stack(whole or [np.pad(frames, ((0, WINDOW - len(frames)), (0, 0)))])
        (states,) = self._session.run(None, {"frames": batch.transpose(1, 0, 2)})
        weights, bias = self._linear
        directions = np.maximum(states[0] @ weights.T + bias, 0)
        result: Floats = directions / np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-9)
        return result

    def _mel(self, samples: Floats) -> Floats:
        padded = np.pad(samples, _FFT // 2)
        count = 1 + (len(padded) - _FFT) // _HOP
        frames = padded[np.arange(count)[:, None] * _HOP + np.arange(_FFT)] * np.hanning(_FFT + 1)[:-1]
        power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
        mel: Floats = (power @ self._bands.T).astype(np.float32)
        return mel


def mean_direction(directions: Floats) -> Floats:
    """Return the mean of directions, of length 1."""
    mean: Floats = directions.mean(axis=0)
    return mean / np.float32(max(float(np.linalg.norm(mean)), 1e-9))


def _graph(tensors: Mapping[str, NDArray[Any]]) -> bytes:
    """Return three LSTM layers: frames in, the last state out."""
    nodes, numbers, sound = list[NodeProto](), list[TensorProto](), "frames"
    for layer in range(_LAYERS):
        bias = np.concatenate([_gates(tensors[f"lstm.bias_{kind}_l{layer}"]) for kind in ("ih", "hh")])
        parts = {
            "inputs": _gates(tensors[f"lstm.weight_ih_l{layer}"]),
            "states": _gates(tensors[f"lstm.weight_hh_l{layer}"]),
            "bias": bias,
        }
        numbers += [to_tensor(values[None], f"{part}{layer}") for part, values in parts.items()]
        names = [f"{part}{layer}" for part in parts]
        outputs = [f"all{layer}", f"last{layer}"]
        nodes.append(make_node("LSTM", [sound, *names], outputs, hidden_size=_UNITS))
        nodes.append(make_node("Squeeze", [f"all{layer}", "direction"], [f"layer{layer}"]))
        sound = f"layer{layer}"
    numbers.append(to_tensor(np.array([1]), "direction"))
    inputs = [make_value_info("frames", TensorProto.FLOAT, [WINDOW, "windows", _BANDS])]
    outputs_info = [make_value_info(f"last{_LAYERS - 1}", TensorProto.FLOAT, [1, None, _UNITS])]
    graph = make_graph(nodes, "speaker_encoder", inputs, outputs_info, numbers)
    model = make_model(graph, [operator_version(_OPSET)], _IR)
    return bytes(model.SerializeToString())


def _gates(values: NDArray[Any]) -> Floats:
    """Return an LSTM's numbers with its gates in the order of ONNX: enter, leave, forget, new."""
    enter, forget, new, leave = np.split(np.asarray(values, np.float32), 4)
    return np.concatenate([enter, leave, forget, new])


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
    return frequency * 3 / 200 if frequency < 1000 else 15 + float(np.log(frequency / 1000) / (np.log(6.4) / 27))  # noqa: PLR2004 -- where Slaney's scale bends


def _frequency(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    bent = 1000 * np.exp((mel - 15) * np.log(6.4) / 27)
    result: NDArray[np.float64] = np.where(mel < 15, mel * 200 / 3, bent)  # noqa: PLR2004 -- the same place
    return result

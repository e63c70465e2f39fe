"""Makes a stand-in of a student of Kokoro: the interface and the inner structure of the published ones, random weights.

`input_ids` and `speed` in, `waveform` out, no style. Inside: a layer of attention that is used several times, durations
that are predicted, rounded, at least one frame and repeated, curves of pitch and loudness, and a decoder that raises
the rate from 80 columns a second to 24,000 samples by convolutions. Weights are stored as integers of eight bits with a
scale for each row, as in the published files. In full size it has eight million of them. The weights are seeded noise:
the sound is not speech. A phoneme lasts about three frames.

    make_student.py FILE
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx

from tests.data.make_tiny_model import FRAME, VOCABULARY, Graph
from wyoming_kokoro.onnx_format.graphs import make_graph, make_model, make_value_info, operator_version
from wyoming_kokoro.onnx_format.messages import ModelProto, TensorProto

STEPS = ((10, 20, 5), (6, 12, 3))
"""Of upsampling: stride, kernel and padding."""
HOP, WINDOW = 5, 20
BINS = 22
DURATIONS = "/Cast_output_0"
"""The rounded durations, as the exporter names them: no name that our program knows."""


@dataclass(frozen=True)
class StudentKind:
    """How large a student is, and how it differs."""

    hidden: int = 256
    inner: int = 768
    rounds: int = 6
    lstm: int = 192
    lstms: int = 3
    features: int = 512
    columns: int = 256
    blocks: int = 2
    kernels: tuple[int, ...] = (3, 7, 11)
    rounds_durations: bool = True
    """Whether durations are rounded as in the published ones; otherwise in a way that cannot be recognized."""


SMALL = StudentKind(hidden=16, inner=32, rounds=1, lstm=8, lstms=1, features=16, columns=16, blocks=1, kernels=(3,))


def make_student(kind: StudentKind | None = None, seed: int = 5) -> ModelProto:
    """The model."""
    build = _Student(kind or StudentKind(), np.random.default_rng(seed))
    build.all()
    graph = make_graph(
        build.graph.nodes,
        "student",
        [
            make_value_info("input_ids", TensorProto.INT64, [1, "tokens"]),
            make_value_info("speed", TensorProto.FLOAT, [1]),
        ],
        [make_value_info("waveform", TensorProto.FLOAT, [1, "samples"])],
        build.graph.weights,
    )
    model = make_model(graph, [operator_version(17)], 8)  # what the oldest ONNX Runtime we allow reads
    model.producer_name = "student"
    onnx.checker.check_model(model.SerializeToString())
    return model


class _Student:
    """Adds the parts, node by node."""

    def __init__(self, kind: StudentKind, seeds: np.random.Generator) -> None:
        self.graph = Graph()
        self.parameters = 0
        self._kind = kind
        self._seeds = seeds
        self._count = 0

    def all(self) -> None:
        """From tokens to samples."""
        text = self._attention(self._gather("bert", self._kind.hidden, "input_ids"))
        prosody = self._linear(text, self._kind.hidden, self._kind.lstm)
        for _ in range(self._kind.lstms):
            prosody = self._recurrent(prosody)
        prosody = self._normal(prosody, self._kind.lstm)
        aligned = self._alignment(self._frames(prosody))
        curves = self._conv(self._spread(self._per_frame(prosody, aligned), 2), self._kind.lstm, self._kind.lstm, 3)
        pitch = self._named_conv(curves, self._kind.lstm, "/F0_proj/Conv")
        energy = self._named_conv(curves, self._kind.lstm, "/N_proj/Conv")
        heard = self._linear(self._recurrent(self._gather("text", self._kind.lstm, "input_ids")), self._kind.lstm)
        sound = self._conv(self._spread(self._per_frame(heard, aligned), 2), self._kind.features, self._kind.columns, 3)
        sound = self._node("Concat", [sound, pitch, energy], axis=1)
        sound = self._conv(sound, self._kind.columns + 2, self._kind.columns, 3)
        for _ in range(self._kind.blocks):
            sound = self._residual(sound, self._kind.columns, 3)
        self._generator(sound)

    def _gather(self, name: str, width: int, tokens: str) -> str:
        return self._node("Gather", [self._weight((VOCABULARY, width), 1, name), tokens])

    def _attention(self, text: str) -> str:
        """One layer, used several times, as in ALBERT."""
        width, inner = self._kind.hidden, self._kind.inner
        layers = [self._weight((width, width), width) for _ in range(4)]
        up, down = self._weight((width, inner), width), self._weight((inner, width), inner)
        for _ in range(self._kind.rounds):
            query, key, value = (self._node("MatMul", [text, each]) for each in layers[:3])
            scores = self._node("MatMul", [query, self._node("Transpose", [key], perm=[0, 2, 1])])
            scores = self._node("Softmax", [scores], axis=-1)
            seen = self._node("MatMul", [self._node("MatMul", [scores, value]), layers[3]])
            text = self._normal(self._node("Add", [text, seen]), width)
            fed = self._node("MatMul", [self._node("Tanh", [self._node("MatMul", [text, up])]), down])
            text = self._normal(self._node("Add", [text, fed]), width)
        return text

    def _normal(self, text: str, width: int) -> str:
        self.graph.weight(f"ones_{width}", np.ones(width))
        return self._node("LayerNormalization", [text, f"ones_{width}"], axis=-1)

    def _linear(self, text: str, width: int, into: int | None = None) -> str:
        return self._node("MatMul", [text, self._weight((width, into or self._kind.features), width)])

    def _recurrent(self, text: str) -> str:
        """[1, tokens, lstm] to the same, forward and backward."""
        width, half = self._kind.lstm, self._kind.lstm // 2
        inputs = [
            self._node("Transpose", [text], perm=[1, 0, 2]),
            self._weight((2, 4 * half, width), width),
            self._weight((2, 4 * half, half), half),
        ]
        output = self._node("LSTM", inputs, direction="bidirectional", hidden_size=half)
        output = self._node("Transpose", [output], perm=[2, 0, 1, 3])  # tokens, directions, batch -> batch first
        self.graph.weight("all_channels", [0, 0, -1], np.int64)
        return self._node("Reshape", [output, "all_channels"])

    def _frames(self, prosody: str) -> str:
        """Frames of each token: predicted, for the speed, rounded, at least one."""
        logits = self._node("MatMul", [prosody, self._weight((self._kind.lstm, 50), self._kind.lstm, gain=2.0)])
        self.graph.weight("rare", -3.5)
        shares = self._node("Sigmoid", [self._node("Add", [logits, "rare"])])
        self.graph.weight("last_axis", [-1], np.int64)
        length = self._node("ReduceSum", [shares, "last_axis"], keepdims=0)
        length = self._node("Div", [length, "speed"])
        self.graph.weight("first_axis", [0], np.int64)
        length = self._node("Squeeze", [length, "first_axis"])
        if self._kind.rounds_durations:
            rounded = self._node("Round", [length])
        else:
            self.graph.weight("half", 0.5)
            rounded = self._node("Floor", [self._node("Add", [length, "half"])])
        self.graph.weight("least", 1.0)
        least = self._node("Clip", [rounded, "least"])
        return self.graph.add("Cast", [least], DURATIONS, to=TensorProto.INT64)

    def _alignment(self, frames: str) -> str:
        """[1, tokens, frames]: 1 where a frame belongs to a token."""
        for name, value in (("zero", 0), ("one", 1)):
            self.graph.weight(name, value, np.int64)
        self.graph.weight("column", [1], np.int64)
        ends = self._node("CumSum", [frames, "zero"])
        starts = self._node("Sub", [ends, frames])
        count = self._node("ReduceSum", [frames], keepdims=0)
        place = self._node("Range", ["zero", count, "one"])
        after = self._node("GreaterOrEqual", [place, self._node("Unsqueeze", [starts, "column"])])
        before = self._node("Less", [place, self._node("Unsqueeze", [ends, "column"])])
        aligned = self._node("Cast", [self._node("And", [after, before])], to=TensorProto.FLOAT)
        return self._node("Unsqueeze", [aligned, "first_axis"])

    def _per_frame(self, text: str, aligned: str) -> str:
        """[1, tokens, channels] to [1, channels, frames]."""
        return self._node("MatMul", [self._node("Transpose", [text], perm=[0, 2, 1]), aligned])

    def _spread(self, tensor: str, times: int) -> str:
        return self.graph.spread(tensor, times, f"/spread_{self._next()}")

    def _generator(self, sound: str) -> None:
        channels = self._kind.columns
        for stride, kernel, padding in STEPS:
            weight = self._weight((channels, channels // 2, kernel), channels * kernel // stride)
            pads = [padding, padding]
            sound = self._node("ConvTranspose", [self._leaky(sound), weight], strides=[stride], pads=pads)
            channels //= 2
            branches = [self._residual(sound, channels, each) for each in self._kind.kernels]
            sound = branches[0] if len(branches) == 1 else self._node("Sum", branches)
        spectrum = self._conv(self._leaky(sound), channels, BINS, 7)
        basis = self._weight((BINS, 1, WINDOW), BINS * WINDOW // HOP)
        pads = [(WINDOW - HOP) // 2, (WINDOW - HOP + 1) // 2]
        wave = self._node("ConvTranspose", [spectrum, basis], strides=[HOP], pads=pads)
        self.graph.weight("middle_axis", [1], np.int64)
        wave = self._node("Squeeze", [wave, "middle_axis"])
        self.graph.add("Tanh", [wave], "waveform")

    def _residual(self, sound: str, channels: int, kernel: int) -> str:
        for dilation in (1, 3, 5):
            inner = self._conv(self._leaky(sound), channels, channels, kernel, dilation)
            sound = self._node("Add", [sound, self._conv(self._leaky(inner), channels, channels, kernel)])
        return sound

    def _leaky(self, sound: str) -> str:
        return self._node("LeakyRelu", [sound], alpha=0.1)

    def _conv(self, sound: str, channels: int, into: int, kernel: int, dilation: int = 1) -> str:
        padding = dilation * (kernel - 1) // 2
        weight = self._weight((into, channels, kernel), channels * kernel)
        return self._node("Conv", [sound, weight], pads=[padding, padding], dilations=[dilation])

    def _named_conv(self, sound: str, channels: int, name: str) -> str:
        return self.graph.add("Conv", [sound, self._weight((1, channels, 1), channels)], f"{name}_output_0")

    def _weight(self, shape: tuple[int, ...], fan_in: int, name: str = "", gain: float = 1.0) -> str:
        """Integers with a scale for each row, and the node that multiplies them."""
        name = name or f"weight_{self._next()}"
        values = self._seeds.normal(0, gain / np.sqrt(fan_in), shape)
        self.parameters += values.size
        scales = np.abs(values).reshape(shape[0], -1).max(1) / 127
        integers = np.round(values / scales.reshape(-1, *[1] * (len(shape) - 1)))
        self.graph.weight(f"{name}_q", integers, np.int8)
        self.graph.weight(f"{name}_s", scales)
        self.graph.weight(f"{name}_z", np.zeros(shape[0]), np.int8)
        return self.graph.add("DequantizeLinear", [f"{name}_q", f"{name}_s", f"{name}_z"], name, axis=0)

    def _node(self, kind: str, inputs: list[str], **attributes: object) -> str:
        return self.graph.add(kind, inputs, f"/{kind}_{self._next()}_output_0", **attributes)

    def _next(self) -> int:
        self._count += 1
        return self._count


assert 2 * STEPS[0][0] * STEPS[1][0] * HOP == FRAME, "two columns a frame"

if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(make_student().SerializeToString())

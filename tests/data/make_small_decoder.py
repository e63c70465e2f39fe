"""Makes a small model with a decoder like Kokoro's: source, upsampling, norms that follow the style, and snakes.

Its front is the tiny model's, so that its lengths follow the tiny model's law. Its decoder has the real one's operators
and rates, two steps of upsampling from 80 columns a second to 24,000 samples, and few channels of seeded noise: what it
says is no speech, but whatever holds for how the real decoder may be cut, rewritten and run holds for it too.
"""

from dataclasses import dataclass

import numpy as np
import onnx

from tests.data.make_tiny_model import STYLE, Graph, ModelVariant, encoder
from wyoming_kokoro.onnx_format.graphs import make_graph, make_model, make_value_info, operator_version
from wyoming_kokoro.onnx_format.messages import ModelProto, TensorProto

SPECTRUM = 22
CHANNELS = (64, 32, 16)
"""Of the features, and after each step of upsampling."""
STEPS = ((10, 20, 5), (6, 12, 3))
"""Of upsampling: stride, kernel and padding."""
HOP, WINDOW = 5, 20


@dataclass(frozen=True)
class Kind:
    """How a model differs."""

    noise: float = 0.0
    energy_name: str = "/encoder/N_proj/Conv_output_0"
    spectra: int = 1
    """From how many sources the noise convolutions take; the real one has one."""


def make_decoder(kind: Kind | None = None) -> ModelProto:
    """The model, or one of another kind."""
    kind = kind or Kind()
    graph, seeds = Graph(), np.random.default_rng(7)
    encoder(graph, ModelVariant())
    build = _Decoder(graph, seeds, kind)
    build.all()
    inputs = [
        make_value_info("input_ids", TensorProto.INT64, [1, "tokens"]),
        make_value_info("style", TensorProto.FLOAT, [1, STYLE]),
        make_value_info("speed", TensorProto.FLOAT, [1]),
    ]
    outputs = [make_value_info("waveform", TensorProto.FLOAT, [1, "samples"])]
    made = make_graph(graph.nodes, "small", inputs, outputs, graph.weights)
    model = make_model(made, [operator_version(17)], 8)  # what the oldest ONNX Runtime we allow reads
    model.producer_name = "small"
    if kind.energy_name != Kind.energy_name:
        for node in model.graph.node:
            for names in (node.input, node.output):
                for place, name in enumerate(names):
                    names[place] = kind.energy_name if name == Kind.energy_name else name
    onnx.checker.check_model(model.SerializeToString())
    return model


class _Decoder:
    """Adds the decoder, node by node."""

    def __init__(self, graph: Graph, seeds: np.random.Generator, kind: Kind) -> None:
        self._graph = graph
        self._seeds = seeds
        self._kind = kind

    def all(self) -> None:
        features, source = self._features(), self._source()
        sources = [source, source]
        if self._kind.spectra > 1:
            sources[1] = self._graph.add("Neg", [source], "/decoder/generator/Neg_output_0")
        wave = self._step(features, sources[0], 0)
        wave = self._step(wave, sources[1], 1)
        wave = self._graph.add("LeakyRelu", [wave], "/decoder/generator/LeakyRelu_2_output_0", alpha=0.01)
        wave = self._conv(wave, "/decoder/generator/conv_post", CHANNELS[2], SPECTRUM, 7)
        kernel = self._noise("stft.weight", (SPECTRUM, 1, WINDOW), 0.002)
        wave = self._graph.add("ConvTranspose", [wave, kernel], "/decoder/generator/stft_output_0", strides=[HOP])
        start = self._graph.weight("stft.start", [WINDOW // 2], np.int64)
        end = self._graph.weight("stft.end", [-WINDOW // 2], np.int64)
        time = self._graph.weight("stft.time", [2], np.int64)
        wave = self._graph.add("Slice", [wave, start, end, time], "/decoder/generator/Slice_output_0")
        self._graph.add("Squeeze", [wave, self._graph.weight("column", [1], np.int64)], "waveform")

    def _features(self) -> str:
        """Two columns a frame, of what is said and how high and loud."""
        double = self._graph.spread("/encoder/MatMul_1_output_0", 2, "/decoder/text")
        columns = ["/encoder/F0_proj/Conv_output_0", "/encoder/N_proj/Conv_output_0", double]
        joined = self._graph.add("Concat", columns, "/decoder/Concat_output_0", axis=1)
        scale = self._graph.weight("decoder.scale", np.array([0.01, 1, 1]).reshape(1, 3, 1))
        scaled = self._graph.add("Mul", [joined, scale], "/decoder/Mul_output_0")
        wave = self._conv(scaled, "/decoder/encode", 3, CHANNELS[0], 3)
        wave = self._norm(wave, "/decoder/norm", CHANNELS[0])
        return self._graph.add("LeakyRelu", [wave], "/decoder/generator/LeakyRelu_output_0", alpha=0.1)

    def _source(self) -> str:
        """A hum at the pitch, and breath, as a spectrum of sixty columns for each of the features and one more."""
        slow = self._graph.add(
            "Mul", ["/encoder/F0_proj/Conv_output_0", self._one("hum", 0.01)], "/source/Mul_output_0"
        )
        fast = self._graph.spread(slow, 60, "/source/fast")
        wave = self._graph.add("Sin", [fast], "/source/Sin_output_0")
        if self._kind.noise:
            breath = self._graph.add("RandomNormalLike", [wave], "/source/RandomNormalLike_output_0")
            loud = self._graph.add("Mul", [breath, self._one("breath", self._kind.noise)], "/source/breath_output_0")
            wave = self._graph.add("Add", [wave, loud], "/source/Add_output_0")
        pads = self._graph.weight("source.pads", [0, 0, 0, 0, 0, 1], np.int64)
        wave = self._graph.add("Pad", [wave, pads], "/source/Pad_output_0", mode="edge")
        return self._conv(wave, "/decoder/generator/spectrum", 1, SPECTRUM, 9)

    def _step(self, wave: str, source: str, number: int) -> str:
        """One step of upsampling, with the source joined in and a block of residuals behind."""
        (stride, kernel, padding), name = STEPS[number], f"/decoder/generator/{number}"
        before, after = CHANNELS[number], CHANNELS[number + 1]
        weight = self._noise(f"ups.{number}.weight", (before, after, kernel), 0.1)
        wave = self._graph.add(
            "ConvTranspose", [wave, weight], f"{name}/ups_output_0", strides=[stride], pads=[padding, padding]
        )
        if number == 0:
            joined = self._conv(source, f"{name}/noise_convs", SPECTRUM, after, 12, stride=6, padding=3)
        else:
            joined = self._conv(source, f"{name}/noise_convs", SPECTRUM, after, 1)
            pads = self._graph.weight("reflection", [0, 0, 1, 0, 0, 0], np.int64)
            wave = self._graph.add("Pad", [wave, pads], f"{name}/reflection_pad_output_0", mode="reflect")
        joined = self._residual(joined, f"{name}/noise_res", after)
        wave = self._graph.add("Add", [wave, joined], f"{name}/Add_output_0")
        return self._residual(wave, f"{name}/resblocks", after)

    def _residual(self, wave: str, name: str, channels: int) -> str:
        bent = self._snake(self._norm(wave, f"{name}/adain1", channels), f"{name}/snake1", channels)
        made = self._conv(bent, f"{name}/convs1", channels, channels, 3, dilation=3)
        bent = self._snake(self._norm(made, f"{name}/adain2", channels), f"{name}/snake2", channels)
        made = self._conv(bent, f"{name}/convs2", channels, channels, 3)
        return self._graph.add("Add", [made, wave], f"{name}/Add_output_0")

    def _norm(self, wave: str, name: str, channels: int) -> str:
        graph = self._graph
        start, end = graph.weight("style.start", [0], np.int64), graph.weight("style.half", [128], np.int64)
        column, last = graph.weight("column", [1], np.int64), graph.weight("style.last", [2], np.int64)
        half = graph.add("Slice", ["style", start, end, column], f"{name}/half_output_0")
        weight = self._noise(f"{name}.fc", (128, 2 * channels), 0.05)
        both = graph.add("MatMul", [half, weight], f"{name}/fc_output_0")
        both = graph.add("Unsqueeze", [both, last], f"{name}/Unsqueeze_output_0")
        gain, shift = f"{name}/gain_output_0", f"{name}/shift_output_0"
        graph.split(both, [gain, shift], axis=1)
        gain = graph.add("Add", [gain, self._one("unit", 1.0)], f"{name}/Add_1_output_0")
        scale = graph.weight(f"{name}.weight", 1 + self._seeds.normal(0, 0.1, channels))
        bias = graph.weight(f"{name}.bias", self._seeds.normal(0, 0.1, channels))
        normed = graph.add("InstanceNormalization", [wave, scale, bias], f"{name}/norm_output_0")
        scaled = graph.add("Mul", [gain, normed], f"{name}/Mul_output_0")
        return graph.add("Add", [scaled, shift], f"{name}/Add_2_output_0")

    def _snake(self, wave: str, name: str, channels: int) -> str:
        alpha = self._seeds.uniform(0.5, 2, (1, channels, 1))
        each = self._graph.weight(f"{name}.alpha", alpha)
        inner = self._graph.add("Mul", [each, wave], f"{name}/Mul_output_0")
        sine = self._graph.add("Sin", [inner], f"{name}/Sin_output_0")
        square = self._graph.add("Pow", [sine, self._one("two", 2.0)], f"{name}/Pow_output_0")
        share = self._graph.add("Reciprocal", [each], f"{name}/Reciprocal_output_0")
        bent = self._graph.add("Mul", [share, square], f"{name}/Mul_1_output_0")
        return self._graph.add("Add", [wave, bent], f"{name}/Add_output_0")

    def _conv(
        self,
        wave: str,
        name: str,
        taken: int,
        given: int,
        kernel: int,
        *,
        dilation: int = 1,
        stride: int = 1,
        padding: int = -1,
    ) -> str:
        weight = self._noise(f"{name}.weight", (given, taken, kernel), 1 / np.sqrt(taken * kernel))
        bias = self._noise(f"{name}.bias", (given,), 0.05)
        around = padding if padding >= 0 else dilation * (kernel // 2)
        return self._graph.add(
            "Conv",
            [wave, weight, bias],
            f"{name}/Conv_output_0",
            kernel_shape=[kernel],
            dilations=[dilation],
            strides=[stride],
            pads=[around, around],
            group=1,
        )

    def _noise(self, name: str, shape: tuple[int, ...], size: float) -> str:
        return self._graph.weight(name, self._seeds.normal(0, size, shape))

    def _one(self, name: str, value: float) -> str:
        return self._graph.weight(f"one.{name}", value)

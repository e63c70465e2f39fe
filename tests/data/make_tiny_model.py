"""Makes a tiny model with Kokoro's interface: its inputs, output and inner names, and a voice of a simple law.

The law, so that tests work out what they expect instead of recording it:

- a token lasts `round((2 + token % 5) / speed)` frames of 600 samples, and one at least; so do the pads at both ends;
- its pitch is `(100 + 10 * (token % 8) + 100 * style[128]) * pitch` hertz;
- its level is `(0.1 + 0.02 * (token % 4)) * (1 + style[0])`, and nothing for the pad and for marks (ids up to 16);
- a sample is `level * sin(2 * pi * phase)`, where the phase grows by pitch / 24000 with each sample.

`expected` below says the same in numpy. Run this file to write `tiny.onnx` beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from wyoming_kokoro.onnx_format.arrays import to_tensor
from wyoming_kokoro.onnx_format.graphs import make_graph, make_model, make_node, make_value_info, operator_version
from wyoming_kokoro.onnx_format.messages import ModelProto, NodeProto, TensorProto

VOCABULARY = 178
FRAME = 600
RATE = 24_000
LAST_MARK = 16
"""The pad, the marks and the blank are silent."""
STYLE = 256

TINY = Path(__file__).with_name("tiny.onnx")


@dataclass(frozen=True)
class ModelVariant:
    """How an export differs from the public ones."""

    tokens: str = "input_ids"
    audio: str = "waveform"
    speed_type: int = TensorProto.FLOAT
    inner_names: bool = True
    durations: str | None = None
    """The name of an output with the frames of each token, as kokoro-onnx's timed files have."""
    style_size: int = STYLE
    noise: float = 0.0
    """How loud the random noise is that the real source has."""
    damage: float | None = None
    """A number, such as NaN, that stands in the weights where it should not."""
    silent_below: int = 0
    """Fewer tokens than this, pads not counted, come out as silence, as short texts may from the real one."""


def frames(tokens: Sequence[int], speed: float = 1.0) -> NDArray[np.int64]:
    """How many frames each token lasts, by the law."""
    base = np.float32(2) + np.asarray(tokens, np.float32) % 5
    return np.maximum(np.round(base / np.float32(speed)), 1).astype(np.int64)


def hertz(tokens: Sequence[int], style: NDArray[np.float32], pitch: float = 1.0) -> NDArray[np.float64]:
    """The pitch of each token, by the law."""
    return (100 + 10.0 * (np.asarray(tokens) % 8) + 100 * float(style.ravel()[128])) * pitch


def levels(tokens: Sequence[int], style: NDArray[np.float32]) -> NDArray[np.float64]:
    """The level of each token, by the law."""
    each = np.asarray(tokens)
    return np.where(each > LAST_MARK, 0.1 + 0.02 * (each % 4), 0.0) * (1 + float(style.ravel()[0]))


def expected(
    tokens: Sequence[int], style: NDArray[np.float32], speed: float = 1.0, pitch: float = 1.0
) -> NDArray[np.float64]:
    """The samples for tokens, pads included, by the law."""
    lengths = frames(tokens, speed) * FRAME
    phase = np.cumsum(np.repeat(hertz(tokens, style, pitch), lengths) / RATE)
    return np.repeat(levels(tokens, style), lengths) * np.sin(2 * np.pi * phase)


def make(variant: ModelVariant | None = None) -> ModelProto:
    """The model, or a variant of it."""
    variant = variant or ModelVariant()
    graph = Graph()
    encoder(graph, variant)
    _decoder(graph, variant)
    outputs = [make_value_info(variant.audio, TensorProto.FLOAT, [1, "samples"])]
    if variant.durations:
        graph.add("Identity", ["/encoder/Gather_output_0"], variant.durations)
        outputs.append(make_value_info(variant.durations, TensorProto.INT64, ["tokens"]))
    inputs = [
        make_value_info(variant.tokens, TensorProto.INT64, [1, "tokens"]),
        make_value_info("style", TensorProto.FLOAT, [1, variant.style_size]),
        make_value_info("speed", variant.speed_type, [1]),
    ]
    if not variant.inner_names:
        graph.rename_inner_tensors()
    made = make_graph(graph.nodes, "tiny", inputs, outputs, graph.weights)
    model = make_model(made, [operator_version(17)], 8)  # what the oldest ONNX Runtime we allow reads
    model.producer_name = "tiny"
    onnx.checker.check_model(model.SerializeToString())
    return model


class Graph:
    """Nodes and weights, named as an exporter would."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:  # noqa: ANN401 - as onnx has it
        node = make_node(kind, inputs, [output], name=output.removesuffix("_output_0"), **attributes)
        self.nodes.append(node)
        return output

    def weight(self, name: str, values: object, kind: type[np.generic] = np.float32) -> str:
        if name not in {each.name for each in self.weights}:
            self.weights.append(to_tensor(np.array(values, kind), name))
        return name

    def split(self, tensor: str, outputs: list[str], axis: int) -> None:
        self.nodes.append(make_node("Split", [tensor], outputs, name=f"{tensor}/Split", axis=axis))

    def spread(self, tensor: str, times: int, name: str) -> str:
        """[1, channels, n] to [1, channels, n * times], each value repeated."""
        self.weight("last", [3], np.int64)
        self.add("Unsqueeze", [tensor, "last"], f"{name}/Unsqueeze_output_0")
        self.weight(f"times_{times}", [1, 1, 1, times], np.int64)
        self.add("Expand", [f"{name}/Unsqueeze_output_0", f"times_{times}"], f"{name}/Expand_output_0")
        self.weight("joined", [0, 0, -1], np.int64)
        return self.add("Reshape", [f"{name}/Expand_output_0", "joined"], f"{name}/Reshape_output_0")

    def rename_inner_tensors(self) -> None:
        """Give every tensor inside a number for a name, as some exporters do."""
        numbers = {node.output[0]: str(1000 + place) for place, node in enumerate(self.nodes)}
        numbers = {name: number for name, number in numbers.items() if name.startswith("/")}
        for node in self.nodes:
            node.name = ""
            for place, name in enumerate(node.input):
                node.input[place] = numbers.get(name, name)
            node.output[0] = numbers.get(node.output[0], node.output[0])


def encoder(graph: Graph, variant: ModelVariant) -> None:
    """Tokens to frames, to pitch and energy twice a frame, and to what is heard of the text in each frame."""
    ids = np.arange(VOCABULARY)
    _durations(graph, variant)
    _alignment(graph)
    level = np.where(ids > LAST_MARK, 0.1 + 0.02 * (ids % 4), 0.0)
    if variant.damage is not None:
        level = np.full(VOCABULARY, variant.damage)
    graph.weight("prosody", np.stack([ids % 8, level], axis=1))
    graph.add("Gather", ["prosody", variant.tokens], "/encoder/prosody/Gather_output_0")
    graph.add("Transpose", ["/encoder/prosody/Gather_output_0"], "/encoder/Transpose_output_0", perm=[0, 2, 1])
    graph.add("MatMul", ["/encoder/Transpose_output_0", "/encoder/alignment_output_0"], "/encoder/MatMul_output_0")
    graph.weight("sounding", (ids > LAST_MARK)[:, None].astype(np.float32))
    graph.add("Gather", ["sounding", variant.tokens], "/encoder/text/Gather_output_0")
    graph.add("Transpose", ["/encoder/text/Gather_output_0"], "/encoder/Transpose_1_output_0", perm=[0, 2, 1])
    graph.add("MatMul", ["/encoder/Transpose_1_output_0", "/encoder/alignment_output_0"], "/encoder/MatMul_1_output_0")
    _curves(graph)


def _durations(graph: Graph, variant: ModelVariant) -> None:
    graph.weight("frames", 2 + np.arange(VOCABULARY) % 5)
    graph.add("Gather", ["frames", variant.tokens], "/encoder/frames/Gather_output_0")
    graph.add("Cast", ["speed"], "/encoder/Cast_output_0", to=TensorProto.FLOAT)
    graph.add("Div", ["/encoder/frames/Gather_output_0", "/encoder/Cast_output_0"], "/encoder/Div_output_0")
    graph.add("Round", ["/encoder/Div_output_0"], "/encoder/Round_output_0")
    graph.weight("least", 1.0)
    graph.add("Clip", ["/encoder/Round_output_0", "least"], "/encoder/Clip_output_0")
    graph.add("Cast", ["/encoder/Clip_output_0"], "/encoder/Cast_1_output_0", to=TensorProto.INT64)
    graph.weight("zero", 0, np.int64)
    graph.add("Gather", ["/encoder/Cast_1_output_0", "zero"], "/encoder/Gather_output_0", axis=0)


def _alignment(graph: Graph) -> None:
    """[1, tokens, frames]: 1 where a frame belongs to a token."""
    graph.weight("one", 1, np.int64)
    graph.weight("column", [1], np.int64)
    graph.add("CumSum", ["/encoder/Gather_output_0", "zero"], "/encoder/ends_output_0")
    graph.add("Sub", ["/encoder/ends_output_0", "/encoder/Gather_output_0"], "/encoder/starts_output_0")
    graph.add("ReduceSum", ["/encoder/Gather_output_0"], "/encoder/ReduceSum_output_0", keepdims=0)
    graph.add("Range", ["zero", "/encoder/ReduceSum_output_0", "one"], "/encoder/Range_output_0")
    graph.add("Unsqueeze", ["/encoder/ends_output_0", "column"], "/encoder/Unsqueeze_output_0")
    graph.add("Unsqueeze", ["/encoder/starts_output_0", "column"], "/encoder/Unsqueeze_1_output_0")
    graph.add("Less", ["/encoder/Range_output_0", "/encoder/Unsqueeze_output_0"], "/encoder/Less_output_0")
    graph.add(
        "GreaterOrEqual",
        ["/encoder/Range_output_0", "/encoder/Unsqueeze_1_output_0"],
        "/encoder/GreaterOrEqual_output_0",
    )
    graph.add("And", ["/encoder/Less_output_0", "/encoder/GreaterOrEqual_output_0"], "/encoder/And_output_0")
    graph.add("Cast", ["/encoder/And_output_0"], "/encoder/Cast_2_output_0", to=TensorProto.FLOAT)
    graph.weight("first", [0], np.int64)
    graph.add("Unsqueeze", ["/encoder/Cast_2_output_0", "first"], "/encoder/alignment_output_0")


def _curves(graph: Graph) -> None:
    """Pitch from the tone and from the style's second half, energy from the level."""
    halves = graph.spread("/encoder/MatMul_output_0", 2, "/encoder/halves")
    graph.weight("F0_proj.weight", [[[10.0], [0.0]]])
    graph.weight("prosody_column", [128], np.int64)
    graph.add("Gather", ["style", "prosody_column"], "/encoder/Gather_1_output_0", axis=1)
    graph.weight("hundred", 100.0)
    graph.add("Mul", ["/encoder/Gather_1_output_0", "hundred"], "/encoder/Mul_output_0")
    graph.add("Add", ["/encoder/Mul_output_0", "hundred"], "/encoder/Add_output_0")
    graph.weight("flat", [-1], np.int64)
    graph.add("Reshape", ["/encoder/Add_output_0", "flat"], "/encoder/Reshape_output_0")
    graph.add("Conv", [halves, "F0_proj.weight", "/encoder/Reshape_output_0"], "/encoder/F0_proj/Conv_output_0")
    graph.weight("N_proj.weight", [[[0.0], [1.0]]])
    graph.add("Conv", [halves, "N_proj.weight"], "/encoder/N_proj/Conv_output_0")


def _decoder(graph: Graph, variant: ModelVariant) -> None:
    """A sine that follows the pitch, as loud as the energy, the text and the style's first half say."""
    pitch = graph.spread("/encoder/F0_proj/Conv_output_0", FRAME // 2, "/decoder/pitch")
    graph.add("Cast", [pitch], "/decoder/Cast_output_0", to=TensorProto.DOUBLE)
    graph.weight("rate", float(RATE), np.float64)
    graph.add("Div", ["/decoder/Cast_output_0", "rate"], "/decoder/Div_output_0")
    graph.weight("time", 2, np.int64)
    graph.add("CumSum", ["/decoder/Div_output_0", "time"], "/decoder/CumSum_output_0")
    graph.weight("turn", 1.0, np.float64)
    graph.add("Mod", ["/decoder/CumSum_output_0", "turn"], "/decoder/Mod_output_0", fmod=1)
    graph.add("Cast", ["/decoder/Mod_output_0"], "/decoder/Cast_1_output_0", to=TensorProto.FLOAT)
    graph.weight("circle", 2 * np.pi)
    graph.add("Mul", ["/decoder/Cast_1_output_0", "circle"], "/decoder/Mul_output_0")
    graph.add("Sin", ["/decoder/Mul_output_0"], "/decoder/Sin_output_0")
    sound = _loudness(graph, variant, "/decoder/Sin_output_0")
    if variant.noise:
        graph.add("RandomNormalLike", [sound], "/decoder/RandomNormalLike_output_0")
        graph.weight("noise", variant.noise)
        graph.add("Mul", ["/decoder/RandomNormalLike_output_0", "noise"], "/decoder/noise_output_0")
        sound = graph.add("Add", [sound, "/decoder/noise_output_0"], "/decoder/Add_1_output_0")
    graph.add("Squeeze", [sound, "column"], variant.audio)


def _loudness(graph: Graph, variant: ModelVariant, sound: str) -> str:
    graph.weight("timbre_column", [0], np.int64)
    graph.add("Gather", ["style", "timbre_column"], "/decoder/Gather_output_0", axis=1)
    graph.weight("unit", 1.0)
    graph.add("Add", ["/decoder/Gather_output_0", "unit"], "/decoder/Add_output_0")
    energy = graph.spread("/encoder/N_proj/Conv_output_0", FRAME // 2, "/decoder/energy")
    text = graph.spread("/encoder/MatMul_1_output_0", FRAME, "/decoder/text")
    graph.add("Mul", [sound, energy], "/decoder/Mul_1_output_0")
    graph.add("Mul", ["/decoder/Mul_1_output_0", text], "/decoder/Mul_2_output_0")
    sound = graph.add("Mul", ["/decoder/Mul_2_output_0", "/decoder/Add_output_0"], "/decoder/Mul_3_output_0")
    if not variant.silent_below:
        return sound
    graph.weight("few", variant.silent_below + 2, np.int64)
    graph.add("Size", [variant.tokens], "/decoder/Size_output_0")
    graph.add("GreaterOrEqual", ["/decoder/Size_output_0", "few"], "/decoder/enough_output_0")
    graph.add("Cast", ["/decoder/enough_output_0"], "/decoder/Cast_3_output_0", to=TensorProto.FLOAT)
    return graph.add("Mul", [sound, "/decoder/Cast_3_output_0"], "/decoder/Mul_4_output_0")


if __name__ == "__main__":
    TINY.write_bytes(make().SerializeToString())

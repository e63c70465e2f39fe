"""A short phrase with which the forms of a generator are compared."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import Floats, signal_to_difference
from wyoming_kokoro.engines.kokoro.graph_rewrite.graph_session import open_graph
from wyoming_kokoro.engines.kokoro.graph_rewrite.model_interface import silence_noise
from wyoming_kokoro.engines.kokoro.graph_rewrite.split import SplitGraphs
from wyoming_kokoro.engines.kokoro.tensor_names import FRAME, PITCH, SPEED, STYLE, STYLE_SIZE, TOKENS
from wyoming_kokoro.onnx_format.graphs import read_model
from wyoming_kokoro.onnx_format.messages import ModelProto

TOKEN_COUNT = 24
"""About two seconds of sound: enough for the kernels that long phrases use too."""
FRAMES_PER_SECOND = 40


class ProbePhrase:
    """The generator's input for a phrase, and how close the split model is to the whole one."""

    def __init__(self, stock: Path, stripped: bytes, graphs: SplitGraphs) -> None:
        """Take a model file, its graph without weights, and the graphs it was split into."""
        self._folder = stock.parent
        self._audio = graphs.audio
        self._tokens = np.array([[0, *(43 + np.arange(TOKEN_COUNT) * 7 % 90), 0]], np.int64)
        self._style = np.random.default_rng(1).normal(0, 0.1, (1, STYLE_SIZE)).astype(np.float32)
        self._inputs = self._generator_inputs(graphs)
        sound = self.sound(open_graph(graphs.generator, self._folder))
        self.seconds = sound.size / (FRAMES_PER_SECOND * FRAME)
        """How long it is."""
        self.split_decibels = signal_to_difference(self._whole_sound(stripped), sound)
        """The level of the whole model's sound above its difference from that of the split model."""

    def sound(self, generator: onnxruntime.InferenceSession) -> Floats:
        """Return the sound that a generator makes of it."""
        names = {each.name for each in generator.get_inputs()}
        feeds = {name: value for name, value in self._inputs.items() if name in names}
        return np.asarray(generator.run([self._audio], feeds)[0], np.float32).ravel()

    def _generator_inputs(self, graphs: SplitGraphs) -> dict[str, Floats]:
        quiet = ModelProto()
        quiet.CopyFrom(graphs.middle)
        silence_noise(quiet.graph)
        front = open_graph(graphs.front, self._folder)
        outline = _run(front, [graphs.text, graphs.pitch, graphs.energy], self._feeds(front))
        middle = open_graph(quiet, self._folder)
        names = [graphs.features.name, graphs.source.name]
        return {STYLE: self._style, **_run(middle, names, {**outline, STYLE: self._style})}

    def _whole_sound(self, stripped: bytes) -> Floats:
        model = read_model(stripped)
        silence_noise(model.graph)
        session = open_graph(model, self._folder)
        return np.asarray(session.run([self._audio], self._feeds(session))[0], np.float32).ravel()

    def _feeds(self, session: onnxruntime.InferenceSession) -> dict[str, NDArray[np.generic]]:
        feeds: dict[str, NDArray[np.generic]] = {}
        for each in session.get_inputs():
            if each.name in TOKENS:
                feeds[each.name] = self._tokens
            elif each.name == STYLE:
                feeds[each.name] = self._style
            elif each.name in (SPEED, PITCH):
                feeds[each.name] = np.ones(1, np.int32 if each.type == "tensor(int32)" else np.float32)
        return feeds


def _run(
    session: onnxruntime.InferenceSession, names: Sequence[str], feeds: Mapping[str, NDArray[np.generic]]
) -> dict[str, Floats]:
    """Return outputs by their names."""
    return dict(zip(names, session.run(names, dict(feeds)), strict=True))

"""Makes generators in eight bits beside the parts of a split model, calibrated with phrases."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnxruntime

from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro.graph_rewrite.block import block
from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import Floats, signal_to_difference, spectral_distance
from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.engines.kokoro.graph_rewrite.fold import fold
from wyoming_kokoro.engines.kokoro.graph_rewrite.generator_forms import ROUNDS, RewriteStep, rewritten
from wyoming_kokoro.engines.kokoro.graph_rewrite.graph_session import open_graph
from wyoming_kokoro.engines.kokoro.graph_rewrite.norm_statistics import input_statistics
from wyoming_kokoro.engines.kokoro.graph_rewrite.polyphase import use_two_phases
from wyoming_kokoro.engines.kokoro.graph_rewrite.quantize import (
    MAX_WEIGHT,
    MAX_WEIGHT_WITHOUT_VNNI,
    ValueRange,
    find_convolutions,
    output_ranges,
    quantize,
)
from wyoming_kokoro.engines.kokoro.graph_rewrite.split import SplitGraphs, split_graph
from wyoming_kokoro.engines.kokoro.graph_rewrite.temporary import temporary_folder
from wyoming_kokoro.engines.kokoro.graph_rewrite.weight_store import WeightStore
from wyoming_kokoro.engines.kokoro.split_files import GENERATOR, TUNED_WEIGHTS, TUNING, WINDOWED, part_file
from wyoming_kokoro.engines.kokoro.split_report import TuningResult
from wyoming_kokoro.engines.kokoro.strip_weights import graph_without_weights
from wyoming_kokoro.engines.kokoro.tensor_names import STYLE
from wyoming_kokoro.onnx_format.graphs import read_model
from wyoming_kokoro.onnx_format.messages import ModelProto
from wyoming_kokoro.settings.model_choices import INT8_ALL, TUNED_PRECISIONS

Feeds = Mapping[str, Floats]
"""The input of the generator for one phrase."""

MAX_COMPARED = 4
"""Phrases with which precisions are compared: some fifteen seconds of speech, in every voice of the tuning."""


def tune_model(stock: Path, destination: Path, phrases: Path) -> None:
    """Put tuned generators into the folder of the parts."""
    graphs = split_graph(read_model(graph_without_weights(stock)))
    feeds = _read_feeds(phrases, graphs)
    calibration = feeds[:: 1 if len(feeds) < 2 else 2]  # noqa: PLR2004 - every other phrase
    ranges = _measure_ranges(graphs, stock, calibration)
    comparison = _PrecisionComparison(graphs, stock, feeds[1::2] or feeds)
    results: dict[str, TuningResult] = {}
    with temporary_folder(destination) as folder:
        store = WeightStore(stock, destination, folder, TUNED_WEIGHTS)
        for precision in TUNED_PRECISIONS:
            steps = (fold, _quantizing(graphs, ranges, source_too=precision == INT8_ALL), use_two_phases, block)
            generator = rewritten(graphs, stock, steps)
            store.save(part_file(GENERATOR, precision), generator)
            store.save(part_file(WINDOWED, precision), rewritten(graphs, stock, (input_statistics, *steps)))
            results[precision] = comparison.compare(generator)
        store.close()
        _move_into_place(folder, destination, results)


def _read_feeds(phrases: Path, graphs: SplitGraphs) -> list[Feeds]:
    """Read the file that the engine wrote."""
    names = {"style": STYLE, "features": graphs.features.name, "source": graphs.source.name}
    with np.load(phrases) as arrays:
        count = len(arrays.files) // len(names)
        return [{tensor: arrays[f"{name}_{number}"] for name, tensor in names.items()} for number in range(count)]


def _move_into_place(folder: Path, destination: Path, results: Mapping[str, TuningResult]) -> None:
    content = json.dumps({precision: asdict(result) for precision, result in results.items()}, indent=1)
    (folder / TUNING).write_text(content, encoding="utf-8")
    (destination / TUNING).unlink(missing_ok=True)
    for path in sorted(folder.iterdir(), key=lambda each: each.name == TUNING):  # an engine looks at this file first
        path.replace(destination / path.name)


def _measure_ranges(graphs: SplitGraphs, stock: Path, calibration: Sequence[Feeds]) -> dict[str, ValueRange]:
    """Return the ranges over all phrases of the inputs and outputs of convolutions."""
    model = rewritten(graphs, stock, (fold,))
    editor = GraphEditor(model, stock.parent)
    tensors = output_ranges(editor, find_convolutions(editor, graphs.features.name, source_too=True))
    session = open_graph(model, stock.parent)
    names = [each.name for each in model.graph.output if each.name != graphs.audio]
    rows = np.array([session.run(names, dict(feeds)) for feeds in calibration], np.float64)
    lows, highs = rows[:, 0::2].min(0), rows[:, 1::2].max(0)
    return {tensor: (float(low), float(high)) for tensor, low, high in zip(tensors, lows, highs, strict=True)}


def _quantizing(graphs: SplitGraphs, ranges: Mapping[str, ValueRange], *, source_too: bool) -> RewriteStep:
    """Return the step that quantizes convolutions, for the processor of this machine."""
    host = Host.here()
    fast = host.machine != "x86_64" or host.multiplies_bytes
    max_weight = MAX_WEIGHT if fast else MAX_WEIGHT_WITHOUT_VNNI

    def step(editor: GraphEditor) -> int:
        convolutions = find_convolutions(editor, graphs.features.name, source_too=source_too)
        return quantize(editor, convolutions, ranges, max_weight)

    return step


class _PrecisionComparison:
    """Compares generators with the plain one, on a few phrases that they were not calibrated with."""

    def __init__(self, graphs: SplitGraphs, stock: Path, feeds: Sequence[Feeds]) -> None:
        self._audio = graphs.audio
        self._folder = stock.parent
        self._feeds = feeds[:MAX_COMPARED]
        self._plain = open_graph(rewritten(graphs, stock, ()), self._folder)
        self._plain_sound = self._sound(self._plain, self._feeds)

    def compare(self, generator: ModelProto) -> TuningResult:
        """Return how close a generator's sound is, and how much time it takes."""
        session = open_graph(generator, self._folder)
        sound = self._sound(session, self._feeds)
        plain_seconds, seconds = (min(self._seconds(each) for _ in range(ROUNDS)) for each in (self._plain, session))
        return TuningResult(
            round(signal_to_difference(self._plain_sound, sound), 1),
            round(spectral_distance(self._plain_sound, sound), 2),
            round(seconds / max(plain_seconds, 1e-9), 3),
        )

    def _seconds(self, session: onnxruntime.InferenceSession) -> float:
        began = time.process_time()
        self._sound(session, self._feeds[:1])
        return time.process_time() - began

    def _sound(self, session: onnxruntime.InferenceSession, feeds: Sequence[Feeds]) -> Floats:
        sounds = [session.run([self._audio], dict(each))[0].ravel() for each in feeds]
        return np.concatenate(sounds).astype(np.float32)

"""The forms of a generator, which compute the same sound, and where a graph is split."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.data.make_small_decoder import make_decoder
from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import (
    EQUAL_DECIBELS,
    signal_to_difference,
    spectral_distance,
)
from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.engines.kokoro.graph_rewrite.fold import fold
from wyoming_kokoro.engines.kokoro.graph_rewrite.generator_forms import FORMS, rewritten
from wyoming_kokoro.engines.kokoro.graph_rewrite.graph_session import open_graph
from wyoming_kokoro.engines.kokoro.graph_rewrite.norm_statistics import input_statistics, output_statistics
from wyoming_kokoro.engines.kokoro.graph_rewrite.quantize import find_convolutions
from wyoming_kokoro.engines.kokoro.graph_rewrite.split import CannotSplit, SplitGraphs, split_graph
from wyoming_kokoro.engines.kokoro.strip_weights import graph_without_weights
from wyoming_kokoro.engines.kokoro.tensor_names import STATISTICS, STYLE
from wyoming_kokoro.onnx_format.graphs import read_model

pytestmark = pytest.mark.usefixtures("rewritten_here")


def random_feeds(graphs: SplitGraphs) -> dict[str, NDArray[np.float32]]:
    """Return inputs of the generator, 40 columns long."""
    seeds = np.random.default_rng(3)
    return {
        STYLE: seeds.normal(0, 0.2, (1, 256)).astype(np.float32),
        graphs.features.name: seeds.normal(0, 1, (1, graphs.features.channels, 40)).astype(np.float32),
        graphs.source.name: seeds.normal(0, 1, (1, graphs.source.channels, 2401)).astype(np.float32),
    }


def test_every_form_gives_the_same_samples(small: Path) -> None:
    graphs = split_graph(read_model(graph_without_weights(small)))
    feeds = random_feeds(graphs)
    plain = open_graph(rewritten(graphs, small, ()), small.parent).run(None, feeds)[0]
    for form, steps in FORMS.items():
        sound = open_graph(rewritten(graphs, small, steps), small.parent).run(None, feeds)[0]
        assert signal_to_difference(plain, sound) >= EQUAL_DECIBELS, form
    assert plain.size == 40 * 300


def test_forms_replace_operators(small: Path) -> None:
    graphs = split_graph(read_model(graph_without_weights(small)))
    kinds = {
        form: [node.op_type for node in rewritten(graphs, small, steps).graph.node] for form, steps in FORMS.items()
    }
    assert "Pow" in kinds["plain"] and "Pow" not in kinds["folded"]
    assert "Reciprocal" in kinds["plain"] and "Reciprocal" not in kinds["folded"]
    assert kinds["blocked"].count("Squeeze") > kinds["folded"].count("Squeeze")


def test_statistics_as_an_output_and_as_an_input_give_the_same_sound(small: Path) -> None:
    graphs = split_graph(read_model(graph_without_weights(small)))
    feeds = random_feeds(graphs)
    plain = open_graph(rewritten(graphs, small, ()), small.parent).run(None, feeds)[0]
    for steps in FORMS.values():
        learning = open_graph(rewritten(graphs, small, (output_statistics, *steps)), small.parent)
        learning_sound, statistics = learning.run([graphs.audio, STATISTICS], feeds)
        windowed = open_graph(rewritten(graphs, small, (input_statistics, *steps)), small.parent)
        (windowed_sound,) = windowed.run([graphs.audio], {**feeds, STATISTICS: statistics})
        assert signal_to_difference(plain, learning_sound) >= EQUAL_DECIBELS
        assert signal_to_difference(plain, windowed_sound) >= EQUAL_DECIBELS
        assert statistics.shape == (2, 2 * 2 * (32 + 16)) and (statistics[1] >= 0).all()


def test_tensors_have_the_same_names_in_every_generator(small: Path) -> None:
    graphs = split_graph(read_model(graph_without_weights(small)))
    names = []
    for steps in ((fold,), (output_statistics, fold), (input_statistics, fold)):
        editor = GraphEditor(rewritten(graphs, small, steps), small.parent)
        names.append(set(find_convolutions(editor, graphs.features.name, source_too=True)))
    assert names[0] == names[1] == names[2] and names[0]


@pytest.mark.parametrize("missing", ["ConvTranspose", "waveform", "/encoder/MatMul_1_output_0"])
def test_a_graph_without_a_needed_tensor_cannot_be_split(missing: str) -> None:
    model = make_decoder()
    if missing == "waveform":
        model.graph.output[0].name = "another"
    for node in model.graph.node:
        node.op_type = "Conv" if node.op_type == missing else node.op_type
        for names in (node.input, node.output):
            for index, name in enumerate(names):
                names[index] = "another" if name == missing else name
    with pytest.raises(CannotSplit):
        split_graph(model)


def test_spectral_distance_is_in_decibels() -> None:
    wave = np.sin(np.arange(4800, dtype=np.float32))
    assert spectral_distance(wave, wave) == 0
    assert spectral_distance(wave, wave * 2) == pytest.approx(6, abs=1)


def test_sounds_of_other_lengths_or_without_numbers_are_completely_different() -> None:
    wave = np.ones(10, np.float32)
    assert signal_to_difference(wave, wave) > EQUAL_DECIBELS
    for one, other in ((wave, wave[:9]), (wave, wave * np.nan), (wave * 0, wave)):
        assert signal_to_difference(one, other) == 0

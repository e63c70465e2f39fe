"""A model file in eight bits, as ONNX Runtime's quantizer makes it: split like one in full precision."""

from pathlib import Path

import onnx
import pytest
from onnxruntime.quantization import QuantType, quantize_dynamic

from tests.engines.conftest import Styles
from tests.engines.split_models import OTHER, SENTENCE, save_model, sound
from wyoming_kokoro.engines.kokoro import KokoroEngine
from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import EQUAL_DECIBELS, signal_to_difference

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("rewritten_here")]


@pytest.fixture
def int8(tmp_path: Path) -> Path:
    """A small model whose convolutions and products are in eight bits."""
    full = save_model(tmp_path)
    path = tmp_path / "int8.onnx"
    quantize_dynamic(full, path, weight_type=QuantType.QUInt8)
    full.unlink()
    return path


def test_its_convolutions_are_in_eight_bits(int8: Path) -> None:
    operators = {node.op_type for node in onnx.load(int8).graph.node}
    assert "ConvInteger" in operators and "Conv" not in operators


def test_it_is_split_and_sounds_the_same(int8: Path, styles: Styles) -> None:
    engine = KokoroEngine(int8, styles)
    whole = {text: sound(engine, text) for text in (SENTENCE, OTHER)}
    assert engine.improve()
    assert engine.info.form != "whole" and engine.info.reports_durations and engine.info.controls_pitch
    for text, samples in whole.items():
        assert signal_to_difference(samples, sound(engine, text)) >= EQUAL_DECIBELS

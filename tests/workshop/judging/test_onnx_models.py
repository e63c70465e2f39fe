"""The judge of onnx-asr asks the real library, with a model of a few nodes that hears syllables."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from tests.workshop.judging.fake_judges import RATE
from wyoming_kokoro.workshop.judging.judges import JUDGES
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.supervised import SupervisedJudge
from wyoming_kokoro.workshop.judging.take import Take

pytestmark = pytest.mark.skipif(find_spec("onnx_asr") is None, reason="no onnx-asr: see tests/model/recogniser.txt")

VOCABULARY = "▁la 0\n<blk> 1\n"


def write_model(folder: Path) -> None:
    """Write a model in NeMo's layout that says "la" wherever the sound is louder than it is on average."""
    nodes = [
        helper.make_node("ReduceMean", ["audio_signal", "bands"], ["loudness"], keepdims=0),
        helper.make_node("Slice", ["loudness", "start", "end", "time", "step"], ["slow"]),
        helper.make_node("Neg", ["slow"], ["softness"]),
        helper.make_node("Unsqueeze", ["slow", "last"], ["loud"]),
        helper.make_node("Unsqueeze", ["softness", "last"], ["soft"]),
        helper.make_node("Concat", ["loud", "soft"], ["both"], axis=2),
        helper.make_node("LogSoftmax", ["both"], ["logprobs"], axis=2),
    ]
    numbers = {"bands": 1, "start": 0, "end": 1_000_000, "time": 1, "step": 8, "last": 2}
    constants = [helper.make_tensor(name, TensorProto.INT64, [1], [value]) for name, value in numbers.items()]
    inputs = [
        helper.make_tensor_value_info("audio_signal", TensorProto.FLOAT, ["batch", 80, "frames"]),
        helper.make_tensor_value_info("length", TensorProto.INT64, ["batch"]),
    ]
    outputs = [helper.make_tensor_value_info("logprobs", TensorProto.FLOAT, ["batch", "steps", 2])]
    graph = helper.make_graph(nodes, "syllables", inputs, outputs, constants)
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), folder / "model.onnx"
    )
    (folder / "vocab.txt").write_text(VOCABULARY, encoding="utf-8")


def test_a_model_that_the_user_brings_hears_the_take(tmp_path: Path) -> None:
    write_model(tmp_path)
    places = np.arange(RATE * 2) / RATE
    hiss = np.random.default_rng(1).standard_normal(len(places))
    samples = np.asarray(0.1 * hiss * (np.sin(2 * np.pi * 2 * places) > 0), np.float32)
    (judge,) = [each for each in JUDGES if each.name == "onnx-asr"]
    options = JudgeOptions(onnx_model=f"nemo-conformer-ctc:{tmp_path}", timeout=60.0)
    assert judge.missing(options) is None
    with SupervisedJudge(judge, options) as opened:
        (heard,) = opened.judge(Take("syllables", samples, RATE, "La la."))
        assert opened.version.endswith(" nemo-conformer-ctc")
    assert str(heard.value).split() == ["la"] * 4

"""The model for this machine is chosen from what was measured, and else from its memory."""

import pytest

from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro.model_choice import ModelChoice, choose_model

LARGE = Host("x86_64", 4, 8_000_000_000)
SMALL = Host("aarch64", 4, 900_000_000)


@pytest.mark.parametrize(
    ("measured", "model", "why"),
    [
        (
            {"model.onnx": 0.3, "model_quantized.onnx": 0.2},
            "model.onnx",
            "the most exact one that is fast enough: 0.30",
        ),
        ({"model.onnx": 0.7, "model_quantized.onnx": 0.4}, "model_quantized.onnx", "that is fast enough: 0.40"),
        ({"model.onnx": 1.9, "model_quantized.onnx": 1.4}, "model_quantized.onnx", "the fastest one: 1.40"),
        ({"model.onnx": 1.9, "tuned.onnx": 0.2, "other.onnx": 0.1}, "other.onnx", "fast enough: 0.10"),
        ({"model_q4.onnx": 0.9, "kokoro-v1.1-zh.onnx": 0.1}, "model_q4.onnx", "the fastest one: 0.90"),
        ({"model_q4.onnx": 0.5}, "model_q4.onnx", "fast enough: 0.50"),
    ],
)
def test_the_most_exact_model_that_is_fast_enough_here_is_chosen(
    measured: dict[str, float], model: str, why: str
) -> None:
    choice = choose_model(SMALL, ["model_q4.onnx"], measured)
    assert choice.model == model
    assert why in choice.why


def test_without_measurements_a_small_memory_decides() -> None:
    assert choose_model(SMALL, ["model.onnx"]) == ModelChoice(
        "model_quantized.onnx", "this machine has 0.9 GB of memory"
    )


def test_without_measurements_an_existing_model_file_is_preferred() -> None:
    assert choose_model(LARGE, ["model_quantized.onnx", "model_q4.onnx"]).model == "model_q4.onnx"
    assert choose_model(LARGE, ["model_q4.onnx", "model.onnx"]).model == "model.onnx"


@pytest.mark.parametrize("host", [LARGE, Host("riscv64", 1, 0)])
def test_without_files_and_measurements_the_exact_model_is_chosen(host: Host) -> None:
    assert choose_model(host, [], {}).model == "model.onnx"

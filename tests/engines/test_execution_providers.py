"""Execution providers: what is said of one that is missing, misspelled or does not start."""

import pytest

from wyoming_kokoro.engines.kokoro.execution_providers import known_providers, require, require_started
from wyoming_kokoro.errors import Unavailable

CPU, CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"


def test_what_is_here_may_be_asked_for() -> None:
    require((CPU,), (CPU,))
    require((), (CPU,))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (CUDA, f"{CUDA} is not here. Here are: {CPU}. Install onnxruntime-gpu in place of onnxruntime"),
        ("OpenVINOExecutionProvider", "Install onnxruntime-openvino"),
        ("cuda", f"Did you mean {CUDA}?"),
        ("CPUExecutionProvidr", f"Did you mean {CPU}?"),
        ("Quantum", f"Quantum is not known. Here are: {CPU}."),
    ],
)
def test_what_is_missing_is_named_with_what_to_do(name: str, words: str) -> None:
    with pytest.raises(Unavailable) as caught:
        require((CPU, name), (CPU,))
    assert words in caught.value.message


def test_one_that_does_not_start_is_an_error() -> None:
    with pytest.raises(Unavailable, match=f"{CUDA} did not start"):
        require_started((CUDA, CPU), (CPU,))


def test_the_list_has_what_is_here_first_and_what_is_asked_for() -> None:
    listed = known_providers(("Mine", CUDA), (CPU,))
    assert [each.name for each in listed][:3] == [CPU, "Mine", CUDA]
    assert [each.used for each in listed][:3] == [False, True, True]
    assert listed[1].package is None and not listed[1].here

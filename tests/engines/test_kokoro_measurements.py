"""What was measured decides as long as it is true: same machine, same runtime, same bytes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro.measurements import MAX_FILE_BYTES, ModelMeasurement, ModelMeasurements
from wyoming_kokoro.engines.kokoro.model_choice import choose_model
from wyoming_kokoro.errors import Unavailable

HOST = Host("x86_64", 4, 8_000_000_000, frozenset({"avx2"}))
DIGESTS = {"model.onnx": "aa", "model_quantized.onnx": "bb", "tuned.onnx": "cc"}


def digest(name: str) -> str:
    if name not in DIGESTS:
        raise Unavailable("It is not here.")
    return DIGESTS[name]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "measurements.json"


@pytest.fixture
def measurements(file: Path) -> ModelMeasurements:
    measurements = ModelMeasurements(file, HOST, "1.31")
    measurements.save({"model.onnx": ModelMeasurement("aa", 0.8), "tuned.onnx": ModelMeasurement("cc", 0.3)})
    return measurements


def test_auto_takes_the_measurements_into_account(measurements: ModelMeasurements) -> None:
    choice = choose_model(HOST, list(DIGESTS), measurements.seconds(digest))
    assert choice.model == "tuned.onnx" and "0.30" in choice.why
    measurements.save({"model.onnx": ModelMeasurement("aa", 0.4)})
    assert choose_model(HOST, list(DIGESTS), measurements.seconds(digest)).model == "model.onnx"


def test_new_measurements_are_added_to_earlier_ones(measurements: ModelMeasurements) -> None:
    measurements.save({"model_quantized.onnx": ModelMeasurement("bb", 0.5)})
    assert measurements.seconds(digest) == {"model.onnx": 0.8, "tuned.onnx": 0.3, "model_quantized.onnx": 0.5}


def test_measurements_of_replaced_or_removed_files_are_ignored(measurements: ModelMeasurements) -> None:
    measurements.save({"model.onnx": ModelMeasurement("other bytes", 0.1), "gone.onnx": ModelMeasurement("dd", 0.1)})
    assert measurements.seconds(digest) == {"tuned.onnx": 0.3}


@pytest.mark.parametrize(
    ("host", "runtime"),
    [(replace(HOST, cores=2), "1.31"), (replace(HOST, flags=frozenset()), "1.31"), (HOST, "1.32")],
)
def test_measurements_of_another_machine_or_runtime_are_ignored(
    measurements: ModelMeasurements, file: Path, host: Host, runtime: str
) -> None:
    del measurements
    elsewhere = ModelMeasurements(file, host, runtime)
    assert elsewhere.seconds(digest) == {}
    elsewhere.save({"tuned.onnx": ModelMeasurement("cc", 2.0)})
    assert elsewhere.seconds(digest) == {"tuned.onnx": 2.0}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no JSON",
        "[]",
        "[" * 100_000,
        " " * (MAX_FILE_BYTES + 1),
        '{"measured_with": "here", "models": 3}',
    ],
    ids=["nothing", "words", "list", "deep", "large", "number"],
)
def test_a_foreign_file_is_ignored_and_can_be_overwritten(file: Path, content: str) -> None:
    file.parent.mkdir()
    file.write_text(content, encoding="utf-8")
    measurements = ModelMeasurements(file, HOST, "1.31")
    assert measurements.seconds(digest) == {}
    measurements.save({"model.onnx": ModelMeasurement("aa", 0.8)})
    assert measurements.seconds(digest) == {"model.onnx": 0.8}


@pytest.mark.parametrize("seconds", [0, -1, 1e9, "0.2", None, True, float("nan")])
def test_invalid_entries_are_ignored(measurements: ModelMeasurements, file: Path, seconds: object) -> None:
    content = json.loads(file.read_text("utf-8"))
    content["models"]["model.onnx"]["seconds"] = seconds
    content["models"]["tuned.onnx"] = "fast"
    file.write_text(json.dumps(content), encoding="utf-8")
    assert measurements.seconds(digest) == {}


def test_measurements_of_this_machine_are_read_back(tmp_path: Path) -> None:
    here = ModelMeasurements(tmp_path / "measurements.json")
    here.save({"model.onnx": ModelMeasurement("aa", 0.8)})
    assert ModelMeasurements(tmp_path / "measurements.json").seconds(digest) == {"model.onnx": 0.8}

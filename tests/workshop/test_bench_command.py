"""The command `bench`."""

import json
import os
from xml.etree import ElementTree as ET  # our own documents only

import pytest

from tests.workshop.results import OWN, store_of
from wyoming_kokoro.cli import main
from wyoming_kokoro.engines.kokoro import ModelMeasurements
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop.bench.measure import measure
from wyoming_kokoro.workshop.bench.results import BenchPlan


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measures in this process, and little."""
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    monkeypatch.setattr(BenchPlan, "quick", lambda: BenchPlan(1, (1, 2), 10.0))
    monkeypatch.setattr("wyoming_kokoro.workshop.bench.measure_in_subprocess", measure)


def bench(loaded: LoadedSettings, *arguments: str) -> int:
    return main(["bench", "--quick", "--data-dir", str(loaded.sources.paths.data), *arguments])


def test_the_command_shows_a_table_draws_a_picture_and_saves_measurements(
    model_settings: LoadedSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench(model_settings) == 0
    output = capsys.readouterr()
    assert OWN in output.out and "first sound" in output.out and "listeners at once" in output.out
    assert OWN in output.err and "one listener, round 1 of 1\n" in output.err and "\x1b" not in output.err
    assert ET.parse(model_settings.sources.paths.data / "bench.svg").getroot().tag.endswith("svg")  # noqa: S314 - our own document
    measured = ModelMeasurements(model_settings.sources.paths.measurements).seconds(
        store_of(model_settings).models.digest
    )
    assert set(measured) == {OWN} and measured[OWN] > 0


def test_json_has_everything_under_its_known_keys(loaded: LoadedSettings, capsys: pytest.CaptureFixture[str]) -> None:
    picture = loaded.sources.paths.data.parent / "elsewhere.svg"
    assert bench(loaded, "--json", "--engine", "tone", "-o", str(picture)) == 0
    document = json.loads(capsys.readouterr().out)
    (tone,) = document["measured"]
    keys = {
        "candidate",
        "load",
        "first",
        "rtf",
        "processor",
        "memory",
        "most_memory",
        "crowds",
        "name",
        "execution_provider",
    }
    assert set(tone) == keys and tone["name"] == "tone" and tone["first"] > 0
    assert set(tone["candidate"]) == {"engine", "model", "voice"}
    assert [set(each) for each in tone["crowds"]] == [{"listeners", "speed", "first", "gaps", "still"}] * 2
    assert [each["listeners"] for each in tone["crowds"]] == [1, 2]
    assert set(document["advice"]) == {"name", "model", "sentences"}
    assert document["advice"]["name"] == "tone" and document["machine"]["runtime"].startswith("ONNX Runtime")
    assert picture.exists()


def test_on_a_terminal_progress_is_one_line(
    loaded: LoadedSettings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert bench(loaded, "--engine", "tone") == 0
    assert "\rtone: one listener, round 1 of 1\x1b[K\r" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--engine", "tone", "-o", "/nowhere/at/all.svg"], "cannot be written"),
        (["--engine", "tone", "-o", "picture.png"], "SVG"),
        (["--model", "gone.onnx"], "the model is not here"),
    ],
)
def test_an_impossible_request_is_reported_in_one_sentence(
    model_settings: LoadedSettings, capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    assert bench(model_settings, *arguments) == 1
    assert reason in capsys.readouterr().err.splitlines()[-1]


def test_a_wrong_picture_format_is_refused_before_anything_is_measured(
    model_settings: LoadedSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench(model_settings, "-o", "picture.png") == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.slow
def test_a_damaged_file_does_not_stop_the_others(
    model_settings: LoadedSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    models = model_settings.sources.paths.models
    (models / "damaged.onnx").write_bytes(b"this is no model")
    assert bench(model_settings) == 0
    output = capsys.readouterr()
    assert "damaged.onnx cannot be measured." in output.err and OWN in output.out
    (models / OWN).unlink()
    assert bench(model_settings) == 1
    assert "Nothing could be measured" in capsys.readouterr().err


@pytest.mark.slow
def test_results_are_shown_although_they_cannot_be_saved(
    model_settings: LoadedSettings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: ModelMeasurements, __: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(ModelMeasurements, "save", full)
    assert bench(model_settings) == 0
    output = capsys.readouterr()
    assert os.strerror(28) in output.err and OWN in output.out

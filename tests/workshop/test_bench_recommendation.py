"""What is measured, what is recommended by the results, and what is saved for `auto`."""

from pathlib import Path
from shutil import copy

import pytest

from tests.data.make_student import SMALL, make_student
from tests.data.make_tiny_model import TINY
from tests.workshop.results import OWN, listeners_result, result, store_of
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro import ModelMeasurements
from wyoming_kokoro.engines.kokoro.measurements import ModelMeasurement
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings, Paths, load
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.workshop.bench.candidates import BenchCandidate, candidates
from wyoming_kokoro.workshop.bench.recommendation import busy_warning, recommend, save_measurements


def test_without_a_model_espeak_is_measured_unless_kokoro_is_required(tmp_path: Path) -> None:
    paths = Paths(tmp_path, tmp_path)
    empty = load(paths, {}, {})
    assert candidates(empty, store_of(empty)) == (BenchCandidate("espeak"),)
    with pytest.raises(Unavailable, match="voice"):
        candidates(load(paths, {"engine.name": "kokoro"}, {}), store_of(empty))
    assert candidates(load(paths, {"engine.name": "tone"}, {}), store_of(empty)) == (BenchCandidate("tone"),)


def test_one_file_can_be_named(model_settings: LoadedSettings) -> None:
    copy(TINY, model_settings.sources.paths.models / "other.onnx")
    both = candidates(model_settings, store_of(model_settings))
    assert {each.model for each in both} == {OWN, "other.onnx"}
    assert {each.model for each in candidates(model_settings, store_of(model_settings), only=OWN)} == {OWN}
    with pytest.raises(Unavailable, match="the model"):
        candidates(model_settings, store_of(model_settings), only="gone.onnx")


def test_a_candidate_is_measured_with_its_own_settings(loaded: LoadedSettings) -> None:
    candidate = BenchCandidate("kokoro", "own.onnx", "af_mine")
    settings = candidate.settings(loaded).settings
    assert (settings.engine.name, settings.engine.model, settings.speech.voice) == ("kokoro", "own.onnx", "af_mine")
    assert not settings.cache.memory_megabytes and not settings.cache.precompute and not settings.downloads.enabled


def test_the_most_exact_file_that_is_fast_enough_is_recommended() -> None:
    exact = result(BenchCandidate("kokoro", "model.onnx"), 0.8, 2.0)
    tuned = result(
        BenchCandidate("kokoro", "tuned.onnx"),
        0.2,
        0.3,
        (listeners_result(1), listeners_result(4), listeners_result(8, gaps=2)),
    )
    recommendation = recommend([exact, tuned])
    assert recommendation.best is tuned and "tuned.onnx" in recommendation.sentences[0]
    assert recommendation.sentences[-1].startswith("4 listeners")
    faster = result(BenchCandidate("kokoro", "model.onnx"), 0.4, 0.8, (listeners_result(1, gaps=1),))
    recommendation = recommend([faster, tuned])
    assert recommendation.best is faster and faster.listeners_without_gaps == 0


def test_engines_without_files_have_a_recommendation_too() -> None:
    espeak = result(BenchCandidate("espeak"), 0.05)
    recommendation = recommend([espeak])
    assert recommendation.best is espeak and "0.050 s" in recommendation.sentences[0]


def test_a_busy_machine_gives_a_warning() -> None:
    assert busy_warning(0.5, 2) is None
    assert "3.0" in (busy_warning(3.0, 2) or "")


def test_the_result_of_a_model_is_saved_for_auto(model_settings: LoadedSettings) -> None:
    store, measurements = store_of(model_settings), ModelMeasurements(model_settings.sources.paths.measurements)
    save_measurements([result(BenchCandidate("espeak"))], measurements, store)
    assert not model_settings.sources.paths.measurements.exists()
    save_measurements([result(BenchCandidate("kokoro", OWN), 0.25)], measurements, store)
    assert measurements.seconds(store.models.digest) == {OWN: 0.25}


async def test_auto_speaks_with_the_best_model_that_was_measured(model_settings: LoadedSettings) -> None:
    copy(TINY, model_settings.sources.paths.models / "slow.onnx")
    store = store_of(model_settings)
    digests = {name: store.models.digest(name) for name in (OWN, "slow.onnx")}
    measurements = ModelMeasurements(model_settings.sources.paths.measurements)
    measurements.save(
        {OWN: ModelMeasurement(digests[OWN], 0.3), "slow.onnx": ModelMeasurement(digests["slow.onnx"], 0.9)}
    )
    settings = {
        "engine.model": "auto",
        "speech.voice": "af_mine",
        "downloads.enabled": False,
        "cache.precompute": False,
    }
    studio = await Studio.open(load(model_settings.sources.paths, settings, {}))
    try:
        status = studio.status()
        assert status.model == OWN and "0.30 s" in status.why
    finally:
        await studio.close()


def test_a_student_is_measured_beside_kokoro(model_settings: LoadedSettings) -> None:
    folder = store_of(model_settings).students.folder
    folder.mkdir()
    (folder / "if_sara.onnx").write_bytes(make_student(SMALL).SerializeToString())
    found = candidates(model_settings, store_of(model_settings))
    assert [(each.engine, each.model) for each in found] == [("kokoro", OWN), ("student", None)]
    assert found[1].voice == "if_sara:small"
    alone = load(model_settings.sources.paths, {"engine.name": "student"}, {})
    assert candidates(alone, store_of(alone)) == (BenchCandidate("student", voice="if_sara:small"),)
    (folder / "if_sara.onnx").unlink()
    with pytest.raises(Unavailable, match="students fetch"):
        candidates(alone, store_of(alone))


@pytest.mark.parametrize(("factor", "memory", "chosen"), [(0.3, 8e9, 0), (1.7, 8e9, 1), (0.3, 4e8, 1), (0.3, 0, 0)])
def test_a_student_is_recommended_where_kokoro_is_too_slow_or_too_large(
    factor: float, memory: float, chosen: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Host, "here", lambda: Host("aarch64", 4, int(memory)))
    kokoro = result(BenchCandidate("kokoro", "model.onnx"), factor, 2.0)
    student = result(BenchCandidate("student", voice="af_heart:small"), 0.05, 0.1)
    recommendation = recommend([kokoro, student])
    assert recommendation.best is (kokoro, student)[chosen]
    assert ("engine.name" in recommendation.sentences[0]) is bool(chosen)

"""Gates: what is faulty or said otherwise is rejected with the reason, and judged once; how alike samples are."""

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.workshop.wake.fake_detectors import RECOGNISER, kind
from tests.workshop.wake.wake_sets import filled_set, other, tone, wake
from wyoming_kokoro.cli import main
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop import datasets
from wyoming_kokoro.workshop.judging.judges import JUDGES
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.wake.detectors import DETECTORS
from wyoming_kokoro.workshop.wake.diversity import duplicate_share, mean_distance
from wyoming_kokoro.workshop.wake.gates import find_gates
from wyoming_kokoro.workshop.wake.gates.outliers_gate import FAR, farness
from wyoming_kokoro.workshop.wake.sample_checking import REASON, CheckOutcome, check_samples, diversity_of

OPTIONS = JudgeOptions(timeout=120.0)


@pytest.fixture
def recogniser() -> Iterator[None]:
    """A recogniser of phonemes for the language of these tests."""
    JUDGES.register(RECOGNISER)
    yield
    JUDGES.unregister(RECOGNISER.name)


def check(folder: Path, gates: str) -> CheckOutcome:
    with datasets.writing(folder) as data_set:
        return check_samples(data_set, find_gates(gates), OPTIONS, lambda _: None)


def states(folder: Path) -> dict[str, str]:
    with datasets.opened(folder) as data_set:
        return {row.voice: f"{row.state} {row.reason}".strip() for row in data_set.catalogue.select()}


def test_a_faulty_sound_is_rejected_and_judged_once(tmp_path: Path) -> None:
    clipped, _ = wake(9, "loud")
    meant, _ = wake(10, "noisy", preset="telephone")
    cut = np.clip(tone(1000.0, 9) * 30, -1, 1).astype(np.float32)
    folder = filled_set(tmp_path / "set", [wake(1), (clipped, cut), (meant, cut * np.float32(0.9))])
    outcome = check(folder, "signal")
    assert [gate.judged for gate in outcome.gates] == [3] and [each.voice for each in outcome.rejected] == ["loud"]
    assert states(folder) == {
        "ann": "made", "noisy": "made", "loud": "rejected wake check, signal: The loudest parts are cut off.",
    }  # fmt: skip
    filled_set(folder, [wake(2, "new")])
    again = check(folder, "signal")
    assert [gate.judged for gate in again.gates] == [1] and again.taken_back == 0
    assert states(folder)["loud"].startswith("rejected") and states(folder)["new"] == "made"


@pytest.mark.usefixtures("recogniser")
def test_other_phonemes_than_the_phrase_s_own_are_rejected(tmp_path: Path) -> None:
    """All voices are heard a little wrong, as is usual for this phrase, and one says something else."""
    samples = [wake(number, f"v{number}:pip") for number in range(8)]
    folder = filled_set(tmp_path / "set", [*samples, wake(20, "odd:ɡuʃ")])
    outcome = check(folder, "phonemes")
    assert [each.voice for each in outcome.rejected] == ["odd:ɡuʃ"]
    assert "toy hears ɡuʃ for bip" in outcome.rejected[0].reason
    assert check(folder, "signal").taken_back == 1, "what is not asked for rejects nothing"


@pytest.mark.usefixtures("recogniser")
def test_a_gate_that_most_samples_fail_is_unfit_and_rejects_nothing(tmp_path: Path) -> None:
    samples = [wake(number, f"v{number}:ɡuʃ") for number in range(6)]
    folder = filled_set(tmp_path / "set", [*samples, wake(20, "good"), wake(21, "fine")])
    outcome = check(folder, "phonemes")
    assert "not fit for 'the wake word'" in outcome.gates[0].skipped and outcome.rejected == []


@pytest.mark.usefixtures("recogniser")
def test_what_is_heard_is_kept_when_the_recogniser_fails_for_a_sample(tmp_path: Path) -> None:
    row, samples = wake(9, "silent")
    folder = filled_set(tmp_path / "set", [wake(1), (row, samples * 0), wake(2)])
    (gate,) = check(folder, "phonemes").gates
    assert gate.judged == 2 and "1 samples are left unjudged by toy" in gate.notes[0]


def test_without_a_recogniser_of_the_language_the_gate_says_so(tmp_path: Path) -> None:
    folder = filled_set(tmp_path / "set", [wake(1)])
    assert "phonemes" in check(folder, "phonemes").gates[0].skipped


def test_a_wake_word_that_no_detector_hears_is_rejected_and_its_voice_told(tmp_path: Path) -> None:
    DETECTORS.register(kind())
    try:
        deaf = [(wake(number, "low")[0], tone(600.0, number)) for number in range(10, 13)]
        folder = filled_set(tmp_path / "set", [wake(1), *deaf, other(30)])
        outcome = check(folder, "detector")
        again = check(folder, "detector")
    finally:
        DETECTORS.unregister("tone")
    assert outcome.voices == ["low: 0 of 3"] and outcome.gates[0].judged == 4 and again.gates[0].judged == 0
    assert all("not heard by tone:beep" in each.reason for each in outcome.rejected) and len(again.rejected) == 3


def test_samples_that_were_rejected_for_other_reasons_stay_so(tmp_path: Path) -> None:
    folder = filled_set(tmp_path / "set", [wake(1), wake(2, "old", state="rejected", reason="It is silent.")])
    assert check(folder, "signal").checked == 1 and states(folder)["old"] == "rejected It is silent."


def test_what_lies_far_from_all_others_is_an_outlier() -> None:
    random = np.random.default_rng(1)
    places = np.ones((40, 96)) + random.normal(0, 0.05, (40, 96))
    places[7] = random.normal(0, 1, 96)
    places /= np.linalg.norm(places, axis=1, keepdims=True)
    far = farness(places.astype(np.float32))
    assert np.flatnonzero(far > FAR).tolist() == [7]


def test_distances_are_means_over_pairs_and_duplicates_are_counted() -> None:
    random = np.random.default_rng(2)
    places = random.normal(size=(600, 96)).astype(np.float32)
    places[599] = places[3] + random.normal(0, 0.02, 96).astype(np.float32)
    places /= np.linalg.norm(places, axis=1, keepdims=True)
    cosines = places.astype(np.float64) @ places.T
    pairs = cosines[np.triu_indices(len(places), 1)]
    assert mean_distance(places) == pytest.approx(1 - pairs.mean(), abs=1e-6)
    assert duplicate_share(places) == pytest.approx(2 / 600)


@pytest.mark.skipif(find_spec("livekit") is None, reason="no embedding: pip install -r tests/model/recogniser.txt")
def test_the_same_sound_is_a_duplicate_and_stats_have_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twin, _ = wake(50, "twin")
    folder = filled_set(tmp_path / "set", [wake(1), (twin, tone(1000.0, 1)), *(other(n) for n in range(60, 62))])
    row, samples = wake(70, "third")
    filled_set(folder, [(row, np.repeat(samples, 2))])
    outcome = check(folder, "outliers")
    (near, same) = outcome.diversity
    assert (same.role, same.samples, round(same.duplicates, 3)) == ("wake", 3, 0.667) and same.distance > 0
    with datasets.opened(folder) as data_set:
        assert diversity_of(data_set) == [near, same]
    assert main(["dataset", "stats", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["diversity"][1]["near_duplicates"] == pytest.approx(0.66667)


def test_the_command_prints_each_gate_and_json_has_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row, samples = wake(9, "loud")
    folder = filled_set(tmp_path / "set", [wake(1), (row, np.clip(samples * 30, -1, 1).astype(np.float32))])
    assert main(["wake", "check", str(folder), "--with", "signal"]) == 0
    told = capsys.readouterr().out
    assert "signal     1 passed, 1 rejected; 2 judged now" in told and f"{REASON}signal: The loudest" in told
    assert main(["wake", "check", str(folder), "--with", "signal", "--json"]) == 0
    assert [each["voice"] for each in json.loads(capsys.readouterr().out)["rejected"]] == ["loud"]
    assert main(["wake", "check", str(folder), "--with", "signals"]) == 1
    with pytest.raises(BadRequest, match="detector"):
        find_gates("nothing")

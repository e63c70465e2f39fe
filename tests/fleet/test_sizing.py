"""Sizing: the model agrees with what is known of queues, and measurements are kept and read."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from wyoming_kokoro.cli import main
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.fleet import FIRST_SOUND_TARGET, ServiceMeasurement, largest_load, simulate
from wyoming_kokoro.fleet.service import ReplyPart
from wyoming_kokoro.fleet.sizing import _SimulatedFleet

STEADY = ServiceMeasurement("tone", ((ReplyPart(0.1, 2.0),),))


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)


def test_one_replica_waits_as_the_formula_for_steady_service_says() -> None:
    """A queue with random arrivals and steady service: the mean wait is used / (2 (1 - used)) services."""
    fleet = _SimulatedFleet(STEADY, 1, 7.0, 40_000)
    fleet.run()
    mean = sum(listener.first_sound for listener in fleet.served) / len(fleet.served)
    assert mean == pytest.approx(0.1 + 0.1 * 0.7 / (2 * 0.3), rel=0.05)


def test_the_number_of_listeners_is_the_rate_times_how_long_they_stay() -> None:
    load = simulate(STEADY, 4, 5.0, requests=20_000)
    assert load.listeners == pytest.approx(5.0 * (2.0 + 0.1), rel=0.05)


def test_an_idle_fleet_is_as_fast_as_one_reply_and_the_overhead_is_added() -> None:
    load = simulate(STEADY, 2, 0.01, overhead=0.02)
    assert load.first_sound == pytest.approx(0.12) and load.gaps == 0


def test_more_replicas_carry_more_than_their_share_and_never_more_than_they_can_work() -> None:
    loads = [largest_load(STEADY, replicas) for replicas in (1, 2, 4)]
    assert all(load.first_sound <= FIRST_SOUND_TARGET and load.rate < load.replicas / 0.1 for load in loads)
    assert all(2 * one.rate < more.rate for one, more in pairwise(loads)), "one queue of several is shorter"


def test_a_simulation_ends_once_too_many_wait_for_too_long() -> None:
    load = simulate(STEADY, 1, 1_000.0, requests=2_000, patience=0.3)
    assert load.first_sound == float("inf")


def test_replies_that_cannot_be_made_in_time_have_gaps() -> None:
    slow = ServiceMeasurement("slow", ((ReplyPart(0.1, 0.5), ReplyPart(1.0, 0.5)),))
    assert simulate(slow, 1, 0.001).gaps == 1


def test_listeners_are_admitted_by_what_was_measured() -> None:
    assert ServiceMeasurement("", ((ReplyPart(1.0, 10.0),),)).listeners == 8
    assert ServiceMeasurement("", ((ReplyPart(3.0, 1.0),),)).listeners == 1


def test_a_measurement_is_kept_and_read() -> None:
    assert ServiceMeasurement.from_json(json.loads(json.dumps(STEADY.as_json()))) == STEADY


@pytest.mark.parametrize("found", [{}, [], {"engine": "a", "replies": []}, {"engine": "a", "replies": [[[1]]]}, None])
def test_other_files_are_refused(found: object) -> None:
    with pytest.raises(BadRequest, match="measurement"):
        ServiceMeasurement.from_json(found)


def test_the_command_measures_and_reads_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    common = ["fleet", "size", "--replicas", "2", "--data-dir", str(tmp_path), "--engine", "tone"]
    assert main([*common, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (
        found["engine"] == "tone"
        and len(found["replies"]) == 24
        and [each["replicas"] for each in found["sizes"]] == [1, 2]
    )
    kept = tmp_path / "measured.json"
    kept.write_text(json.dumps(found), "utf-8")
    assert main([*common, "--measured", str(kept), "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["sizes"] == found["sizes"], "the simulation is the same each time"
    assert main([*common, "--measured", str(kept)]) == 0
    assert "for each core" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong", [["--replicas", "0"], ["--cores", "0"], ["--first-sound", "0"], ["--measured", "none"]]
)
def test_what_cannot_be_is_refused(tmp_path: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fleet", "size", "--data-dir", str(tmp_path), *wrong]) == 1
    assert capsys.readouterr().err.count("\n") == 1

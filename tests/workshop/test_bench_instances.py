"""Several instances speak at once, each in a process of its own."""

import json
from dataclasses import replace

import pytest

from wyoming_kokoro.cli import main
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop.bench.candidates import BenchCandidate
from wyoming_kokoro.workshop.bench.instances import (
    InstanceSpeech,
    InstancesResult,
    fits,
    instances_table,
    measure_instances,
    recommend_instances,
)

TONE = BenchCandidate("tone")
ONE = InstancesResult(1, 2, throughput=2.0, first_sound=0.5, processor_seconds=0.8, memory=600.0)
TWO = InstancesResult(2, 1, throughput=2.8, first_sound=0.9, processor_seconds=0.7, memory=900.0)


def test_two_instances_speak_at_once(loaded: LoadedSettings) -> None:
    reports: list[str] = []
    result = measure_instances(TONE, loaded, 2, 0.2, reports.append)
    assert (result.instances, result.threads) == (2, max(1, Host.here().cores // 2))
    assert result.throughput > 0 and result.first_sound > 0 and result.processor_seconds > 0
    assert result.memory > 20, "two interpreters"
    assert reports == ["starting instance 1 of 2", "starting instance 2 of 2", "speaking for 0 s"]


def test_an_instance_that_cannot_speak_gives_the_reason(loaded: LoadedSettings) -> None:
    absent = replace(TONE, other_settings={**TONE.other_settings, "engine.name": "missing"}, engine="missing")
    with pytest.raises(Unavailable, match="missing"):
        measure_instances(absent, loaded, 1, 0.1, lambda _: None)


def test_what_instances_measured_is_brought_together() -> None:
    spoken = [InstanceSpeech(10.0, 5.0, (0.2, 0.4), 4.0, 300.0), InstanceSpeech(5.0, 5.0, (0.9,), 5.0, 200.0)]
    assert InstancesResult.of(1, spoken) == InstancesResult(2, 1, 3.0, 0.4, 0.6, 500.0)


def test_more_instances_are_recommended_where_they_speak_more() -> None:
    advice = recommend_instances([ONE, TWO])
    assert "2 instances speak 1.4 times as much as one, with 1.5 times its memory" in advice
    assert "run 2 instances, for a single listener 1 instance" in advice
    none = recommend_instances([ONE, replace(TWO, throughput=2.04)])
    assert none == "Run 1 instance: 2 instances speak 1.0 times as much as one, with 1.5 times its memory."
    assert recommend_instances([ONE]) == "1 instance speaks 2.00 s of sound in a second."


def test_the_table_has_a_row_for_each_number() -> None:
    heads, *rows = instances_table([ONE, TWO])
    assert heads.split()[0] == "instances" and len({len(line) for line in (heads, *rows)}) == 1
    assert rows[1].split() == ["2", "1", "2.80", "s", "0.900", "s", "0.700", "s/s", "900", "MB"]


def test_numbers_that_do_not_fit_into_memory_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    host = replace(Host.here(), memory=1_500_000_000)
    monkeypatch.setattr(Host, "here", lambda: host)
    assert fits(ONE, 2) and not fits(ONE, 3) and fits(TWO, 3)


def test_the_command_shows_the_numbers_that_are_named(
    loaded: LoadedSettings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_kokoro.workshop.bench.QUICK_SECONDS", 0.1)
    arguments = ["bench", "--quick", "--engine", "tone", "--data-dir", str(loaded.sources.paths.data)]
    assert main([*arguments, "--json", "--instances", "1"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [each["instances"] for each in document["instances"]] == [1] and document["name"] == "tone"
    assert document["advice"].startswith("1 instance speaks")
    assert main([*arguments, "--instances", "1", "-o", "picture.svg"]) == 1
    assert "no picture" in capsys.readouterr().err
    for wrong in ("0", "many", "1,,2", "65"):
        with pytest.raises(SystemExit):
            main([*arguments, "--instances", wrong])
        assert "is not a list of numbers from 1 to 64" in capsys.readouterr().err

"""Measuring one candidate, in this process and in one of its own."""

import multiprocessing
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.data.make_small_decoder import Kind, make_decoder
from tests.workshop.results import OWN, result, store_of
from wyoming_kokoro.engines.kokoro.graph_rewrite.split_model import split_model
from wyoming_kokoro.engines.kokoro.rewrite_process import RewriteProcess
from wyoming_kokoro.engines.kokoro.split_files import REPORT
from wyoming_kokoro.errors import InternalError, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import Utterance
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.workshop.bench.candidates import BenchCandidate, candidates
from wyoming_kokoro.workshop.bench.measure import ListenerTiming, measure, require_no_cache
from wyoming_kokoro.workshop.bench.results import BenchPlan, BenchResult
from wyoming_kokoro.workshop.bench.subprocess_measure import measure_in_subprocess, receive_result, send_result

SHORT = BenchPlan(rounds=2, listeners=(1, 3), time_limit=30.0)
ONE_ROUND = replace(SHORT, rounds=1, listeners=())
TONE = BenchCandidate("tone")


def ignore(_: str) -> None:
    """Do nothing with a report."""


def test_a_player_has_gaps_when_sound_arrives_too_late() -> None:
    assert ListenerTiming(((0.2, 1.0), (1.6, 1.0))).gaps(0.5) == []
    assert ListenerTiming(((0.2, 1.0), (2.0, 1.0), (3.5, 1.0))).gaps(0.5) == pytest.approx([0.3, 0.5])


def test_the_tone_engine_is_measured(loaded: LoadedSettings) -> None:
    reports: list[str] = []
    tone = measure(TONE, loaded, SHORT, reports.append)
    assert tone.load_seconds > 0 and tone.first_sound > 0 and tone.processor_seconds > 0
    assert 0 < tone.real_time_factor < 1
    assert 10 < tone.memory < 10_000 and tone.peak_memory > 10
    assert [each.listeners for each in tone.several] == [1, 3] and all(each.throughput > 1 for each in tone.several)
    assert reports == [
        "preparing",
        "loading",
        "one listener, round 1 of 2",
        "one listener, round 2 of 2",
        "1 listener at once",
        "3 listeners at once",
    ]


@pytest.mark.slow
def test_no_further_measurement_starts_after_the_time_limit(loaded: LoadedSettings) -> None:
    tone = measure(TONE, loaded, replace(SHORT, time_limit=0.0), ignore)
    assert tone.several == () and tone.real_time_factor > 0


@pytest.mark.slow
def test_kokoro_is_measured_with_an_installed_voice(model_settings: LoadedSettings) -> None:
    (candidate, *_) = candidates(model_settings, store_of(model_settings))
    kokoro = measure(candidate, model_settings, SHORT, ignore)
    assert (candidate.model, candidate.voice) == (OWN, "af_mine")
    assert kokoro.candidate is candidate and kokoro.first_sound > 0


@pytest.mark.slow
def test_a_model_is_measured_after_it_was_split(
    model_settings: LoadedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(process: RewriteProcess) -> None:
        time.sleep(0.2)  # so that it is under way when the measurement looks
        _, model, folder = process.arguments
        split_model(Path(model), Path(folder))

    monkeypatch.setattr(RewriteProcess, "run", run)
    (model_settings.sources.paths.models / OWN).write_bytes(make_decoder(Kind()).SerializeToString())
    reports: list[str] = []
    (candidate, *_) = candidates(model_settings, store_of(model_settings))
    measure(candidate, model_settings, ONE_ROUND, reports.append)
    assert len(reports) == 4, "preparing, optimizing, loading and one round"
    assert list(model_settings.sources.paths.models.rglob(REPORT))


async def test_sound_from_the_cache_is_an_error(loaded: LoadedSettings) -> None:
    with_cache = replace(TONE, other_settings={}).settings(loaded)
    studio = await Studio.open(with_cache)
    try:
        require_no_cache(studio)
        for _ in range(2):
            async for _ in studio.speak(Utterance("Good morning.")):
                pass
        with pytest.raises(InternalError):
            require_no_cache(studio)
    finally:
        await studio.close()


def test_the_error_names_a_candidate_that_cannot_speak(
    model_settings: LoadedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (candidate, *_) = candidates(model_settings, store_of(model_settings))
    (model_settings.sources.paths.models / OWN).write_bytes(b"this is no model")
    monkeypatch.setitem(measure.__globals__, "LOAD_TIMEOUT", 30.0)
    with pytest.raises(Unavailable, match=OWN):
        measure(candidate, model_settings, SHORT, ignore)


@pytest.mark.slow
def test_a_candidate_is_measured_in_a_subprocess(loaded: LoadedSettings) -> None:
    reports: list[str] = []
    tone = measure_in_subprocess(TONE, loaded, replace(SHORT, rounds=1, listeners=(2,)), reports.append)
    assert tone.several[0].listeners == 2 and reports[-1] == "2 listeners at once"


def test_reports_are_passed_on_until_there_is_a_result() -> None:
    receiver, sender = multiprocessing.Pipe(duplex=False)
    reports: list[str] = []
    sender.send("loading")
    sender.send(result(TONE))
    assert receive_result(receiver, TONE, reports.append, 5.0) == result(TONE)
    assert reports == ["loading"]


def test_an_error_gives_the_reason_for_a_missing_result() -> None:
    receiver, sender = multiprocessing.Pipe(duplex=False)
    with pytest.raises(Unavailable, match="too long"):
        receive_result(receiver, TONE, ignore, 0.0)
    sender.send(Unavailable("It is broken."))
    with pytest.raises(Unavailable, match="broken"):
        receive_result(receiver, TONE, ignore, 5.0)
    sender.close()
    with pytest.raises(Unavailable, match="ended"):
        receive_result(receiver, TONE, ignore, 5.0)


def test_the_process_sends_a_result_or_the_reason(loaded: LoadedSettings, model_settings: LoadedSettings) -> None:
    receiver, sender = multiprocessing.Pipe(duplex=False)
    send_result(TONE, loaded, ONE_ROUND, sender)
    assert isinstance(receive_result(receiver, TONE, ignore, 5.0), BenchResult)
    missing = BenchCandidate("kokoro", "gone.onnx", voice="af_mine")
    send_result(missing, model_settings, SHORT, sender)
    with pytest.raises(Unavailable, match=r"gone\.onnx"):
        receive_result(receiver, missing, ignore, 5.0)

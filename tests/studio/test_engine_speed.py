"""What is to be expected follows what was measured."""

from dataclasses import replace

import pytest

from wyoming_kokoro.studio.engine_speed import (
    MAX_ENGINES,
    MEMORY_SECONDS,
    USUAL_TOKENS,
    USUAL_WORK,
    EngineSpeed,
    SpeedSample,
)

MADE = SpeedSample(tokens=30, speed=1.0, sound=2.0, work=0.5, wait=0.5, together=1)


def test_without_a_measurement_a_slow_machine_is_assumed() -> None:
    speed = EngineSpeed()
    assert speed.sound("new", 30) == 30 / USUAL_TOKENS and speed.sound("new", 30, 2.0) == 15 / USUAL_TOKENS
    assert speed.work("new", 2.0) == speed.wait("new", 2.0) == 2 * USUAL_WORK


def test_one_measured_phrase_replaces_the_assumption() -> None:
    speed = EngineSpeed()
    speed.learn("one", MADE)
    assert speed.sound("one", 15) == pytest.approx(1.0) and speed.work("one", 4.0) == pytest.approx(1.0)
    assert speed.work("other", 4.0) == 4 * USUAL_WORK


def test_at_a_higher_speed_the_same_tokens_give_less_sound() -> None:
    speed = EngineSpeed()
    speed.learn("one", replace(MADE, speed=2.0, sound=1.0))
    assert speed.sound("one", 15) == pytest.approx(1.0) and speed.sound("one", 15, 2.0) == pytest.approx(0.5)


def test_older_measurements_have_less_weight() -> None:
    speed = EngineSpeed()
    speed.learn("one", MADE)
    speed.learn("one", replace(MADE, sound=MEMORY_SECONDS, work=MEMORY_SECONDS, wait=MEMORY_SECONDS))
    assert speed.work("one", 1.0) == pytest.approx(1 - 0.75 / 2.71828, abs=0.001)


def test_each_number_of_parallel_runs_is_measured_or_estimated_from_the_nearest() -> None:
    speed = EngineSpeed()
    speed.learn("one", replace(MADE, together=2))
    assert [speed.work("one", 2.0, together) for together in (1, 2, 4)] == pytest.approx([0.5, 0.5, 1.0])
    speed.learn("one", replace(MADE, together=1, work=0.3))
    assert [speed.work("one", 2.0, together) for together in (1, 2, 3)] == pytest.approx([0.3, 0.5, 0.75])


def test_the_wait_for_the_first_piece_is_measured_apart_from_the_work() -> None:
    speed = EngineSpeed()
    speed.learn("one", replace(MADE, wait=0.1))
    assert speed.work("one", 2.0) == pytest.approx(0.5) and speed.wait("one", 2.0) == pytest.approx(0.1)


def test_cached_sound_is_not_measured() -> None:
    speed = EngineSpeed()
    speed.learn("one", replace(MADE, sound=0.0))
    assert speed.work("one", 1.0) == USUAL_WORK


def test_the_number_of_measured_engines_is_limited() -> None:
    speed = EngineSpeed()
    for number in range(MAX_ENGINES + 1):
        speed.learn(str(number), MADE)
    assert speed.work("0", 1.0) == USUAL_WORK and speed.work("1", 1.0) == pytest.approx(0.25)

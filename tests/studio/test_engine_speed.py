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


def test_what_was_never_measured_is_taken_for_a_slow_machine() -> None:
    speed = EngineSpeed()
    assert speed.sound("new", 30) == 30 / USUAL_TOKENS and speed.sound("new", 30, 2.0) == 15 / USUAL_TOKENS
    assert speed.work("new", 2.0) == speed.wait("new", 2.0) == 2 * USUAL_WORK


def test_one_phrase_is_enough_to_know_more() -> None:
    speed = EngineSpeed()
    speed.learn("one", MADE)
    assert speed.sound("one", 15) == pytest.approx(1.0) and speed.work("one", 4.0) == pytest.approx(1.0)
    assert speed.work("other", 4.0) == 4 * USUAL_WORK


def test_a_faster_pace_makes_less_sound_of_as_many_tokens() -> None:
    speed = EngineSpeed()
    speed.learn("one", replace(MADE, speed=2.0, sound=1.0))
    assert speed.sound("one", 15) == pytest.approx(1.0) and speed.sound("one", 15, 2.0) == pytest.approx(0.5)


def test_the_older_counts_less() -> None:
    speed = EngineSpeed()
    speed.learn("one", MADE)
    speed.learn("one", replace(MADE, sound=MEMORY_SECONDS, work=MEMORY_SECONDS, wait=MEMORY_SECONDS))
    assert speed.work("one", 1.0) == pytest.approx(1 - 0.75 / 2.71828, abs=0.001)


def test_runs_together_are_measured_apart_and_guessed_from_the_nearest() -> None:
    speed = EngineSpeed()
    speed.learn("one", replace(MADE, together=2))
    assert [speed.work("one", 2.0, together) for together in (1, 2, 4)] == pytest.approx([0.5, 0.5, 1.0])
    speed.learn("one", replace(MADE, together=1, work=0.3))
    assert [speed.work("one", 2.0, together) for together in (1, 2, 3)] == pytest.approx([0.3, 0.5, 0.75])


def test_where_sound_comes_in_pieces_the_first_is_there_sooner() -> None:
    speed = EngineSpeed()
    speed.learn("one", replace(MADE, wait=0.1))
    assert speed.work("one", 2.0) == pytest.approx(0.5) and speed.wait("one", 2.0) == pytest.approx(0.1)


def test_what_was_known_from_before_teaches_nothing() -> None:
    speed = EngineSpeed()
    speed.learn("one", replace(MADE, sound=0.0))
    assert speed.work("one", 1.0) == USUAL_WORK


def test_only_so_many_engines_are_remembered() -> None:
    speed = EngineSpeed()
    for number in range(MAX_ENGINES + 1):
        speed.learn(str(number), MADE)
    assert speed.work("0", 1.0) == USUAL_WORK and speed.work("1", 1.0) == pytest.approx(0.25)

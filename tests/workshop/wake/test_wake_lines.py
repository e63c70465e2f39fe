"""Plans for wake words: how many samples of what, by whom, in which part; never one twice; the same for a seed."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.workshop.wake.plans import LEVERS, PHRASE, SPEAKERS, make_wake_words, wake_lines
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop import datasets, jobs
from wyoming_kokoro.workshop.datasets.sample import voices_of
from wyoming_kokoro.workshop.wake.lever_space import LeverSpace, shared_out, steps_of
from wyoming_kokoro.workshop.wake.speakers import WakeSpeaker

TOP = Path(__file__).resolve().parents[3]


def test_a_plan_has_what_is_asked_for_by_all_speakers_and_nothing_twice(tmp_path: Path) -> None:
    lines = list(wake_lines().lines(400, 100))
    assert Counter(line.role for line in lines) == {"wake": 400, "near": 50, "part": 20, "filler": 20, "noise": 10}
    assert len({line.id for line in lines}) == len(lines)
    wake = [line for line in lines if line.role == "wake"]
    assert Counter(line.split for line in wake) == {"train": 320, "validation": 40, "test": 40}
    assert {line.phonemes for line in wake} == set(PHRASE.readings)
    assert {line.text.removeprefix("hey katya") for line in wake} == {"", ".", "?", "!", ","}
    assert all((line.speed, line.pitch) in {(s, p) for s in LEVERS.speeds for p in LEVERS.pitches} for line in wake)
    contexts = Counter((bool(line.before), bool(line.after)) for line in wake)
    assert set(contexts) == {(False, False), (True, False), (False, True)} and contexts[False, False] > 200
    assert all(line.clip for line in lines) and all(line.noise for line in lines if line.role == "noise")
    first = Counter(line.role for line in lines[: len(lines) // 2])
    assert set(first) == {"wake", "near", "part", "filler", "noise"}, "half of a plan has some of all"
    facts = jobs.write_plan(tmp_path / "plans", "wake", lines)
    assert list(jobs.read_plan(facts.path)) == lines and facts.kind == "wake"


def test_no_voice_is_in_two_parts_and_each_seed_is_another_plan() -> None:
    parts: dict[str, set[str]] = {}
    lines = list(wake_lines().lines(200, 100))
    for line in lines:
        for voice in voices_of(line.voice):
            parts.setdefault(voice, set()).add(line.split)
    assert len(parts) == 4 and all(len(found) == 1 for found in parts.values())
    assert list(wake_lines().lines(200, 100)) == lines
    other = {line.id for line in wake_lines(seed=2).lines(200, 100)}
    assert other != {line.id for line in lines}


def test_an_id_depends_on_all_that_is_heard_of_a_clip_and_not_on_its_part() -> None:
    line = next(line for line in wake_lines().lines(100, 0) if line.after)
    changes: list[dict[str, object]] = [
        {"phonemes": "hˈA kˈɑ"}, {"after": "now"}, {"before": "well"}, {"kept": 0.01}, {"clip": False},
        {"noise": "fan"}, {"engine": "tone 2"}, {"pitch": 0.5}, {"seed": 9},
    ]  # fmt: skip
    ids = {jobs.plan_line(replace(line, **change)).id for change in changes}  # type: ignore[arg-type]
    assert len(ids) == len(changes) and line.id not in ids
    assert jobs.plan_line(replace(line, split="test", role="near")).id == line.id


def test_more_samples_than_differ_are_refused_with_the_number() -> None:
    levers = replace(LEVERS, speeds=(1.0,), pitches=(0.0,), commands=(), before=())
    plan = wake_lines(SPEAKERS[:1], levers=levers)
    assert plan.most("wake") == 8 and len(list(plan.lines(8, 0))) == 8
    with pytest.raises(BadRequest, match=r"Only 8 distinct samples .* asked 9"):
        list(plan.lines(9, 0))


def test_a_provider_has_its_share_and_says_only_what_is_spelled() -> None:
    piper = (WakeSpeaker("piper/one", "en-US", "train", "piper", reads_words=True),)
    plan = replace(wake_lines((*SPEAKERS, *piper)), provider_shares={"piper": 0.25})
    lines = list(plan.lines(200, 100))
    theirs = [line for line in lines if line.voice == "piper/one"]
    assert Counter(line.role for line in theirs)["wake"] == 50 and {line.engine for line in theirs}.isdisjoint({"tone"})
    assert not any(line.text.startswith("/") for line in theirs)
    assert {line.phonemes for line in theirs if line.role == "wake"} == {PHRASE.readings[0]}


def test_combinations_are_drawn_once_each_and_shared_out_evenly() -> None:
    space = LeverSpace((("a", "b"), (1, 2, 3), ("x",)))
    drawn = list(space.draw(6, random.Random(1)))  # noqa: S311 -- a choice
    assert len(set(drawn)) == space.size == 6 and {each[1] for each in drawn} == {1, 2, 3}
    assert shared_out(10, [2, 100, 3]) == [2, 5, 3] and shared_out(10, [1, 1]) == [1, 1] and shared_out(0, []) == []


def test_ranges_become_steps_and_lists_stay() -> None:
    assert steps_of("0.75..1.3", 0.05, 0.5, 2, "--speeds") == pytest.approx([0.75 + 0.05 * each for each in range(12)])
    assert steps_of("-2..2", 1, -6, 6, "--pitch") == [-2, -1, 0, 1, 2] and steps_of("1,0.9,1", 1, 0, 2, "x") == [1, 0.9]
    for wrong in ("fast", "2..1", "0.1..9", "", "nan", "1..inf"):
        with pytest.raises(BadRequest, match="--speeds is a range"):
            steps_of(wrong, 0.05, 0.5, 2, "--speeds")


def test_a_plan_that_is_killed_at_any_moment_ends_with_the_same_data_set(tmp_path: Path) -> None:
    chance, killed, whole = random.Random(3), tmp_path / "killed", tmp_path / "whole"  # noqa: S311 -- moments
    for folder in (killed, whole):
        datasets.create(folder, datasets.DataSetDescription("set"))
    for _ in range(2):
        child = subprocess.Popen([sys.executable, "-m", "tests.workshop.wake.plans", killed, "90"], cwd=TOP)
        limit = len(list(killed.glob("sounds/*/*.wav"))) + chance.randrange(1, 50)
        while child.poll() is None and len(list(killed.glob("sounds/*/*.wav"))) < limit:
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL, "it was not ready yet"
    for folder in (killed, whole):
        make_wake_words(folder, 90)
    rows = []
    for folder in (killed, whole):
        with datasets.opened(folder) as data_set:
            rows.append(list(data_set.catalogue.select()))
    assert rows[0] == rows[1] and len(rows[0]) == 180
    sounds = [{path.name: path.read_bytes() for path in each.glob("sounds/*/*")} for each in (killed, whole)]
    assert sounds[0] == sounds[1]

"""Jobs: plans, making what is not there, stopping, dying at any moment, and what is told meanwhile."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import tracemalloc
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.workshop.jobs.simple_maker import UNSPEAKABLE, SimpleMaker, make_all, plan_of
from wyoming_kokoro.cli import main
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import datasets, jobs

TOP = Path(__file__).resolve().parents[3]
LINE = {"voice": "af_one", "language": "en-US", "engine": "tone", "preset": "", "rate": 24_000, "seed": 0}


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    datasets.create(tmp_path / "set", datasets.DataSetDescription("set"))
    return tmp_path / "set"


def contents(folder: Path) -> tuple[list[datasets.SampleRow], dict[str, bytes]]:
    """Return all rows, and the bytes of all sounds by their paths."""
    with datasets.opened(folder) as data_set:
        rows = list(data_set.catalogue.select())
    sounds = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("sounds/*/*")}
    return rows, sounds


def problems(folder: Path) -> list[datasets.DataSetProblem]:
    with datasets.opened(folder) as data_set:
        return list(datasets.check(data_set, repair=False))


def test_an_id_depends_on_all_that_is_heard_and_on_nothing_else() -> None:
    (first,) = plan_of(1).lines()
    assert len(first.id) == 16 and first == next(plan_of(1).lines())
    plan = plan_of(1)
    others = [
        replace(plan, texts=["Other."]), replace(plan, voices=[("af_two", "en-US")]), replace(plan, engine="kokoro"),
        replace(plan, voices=[("af_one", "en-GB")]), replace(plan, speeds=[1.1]), replace(plan, rate=24_000),
        replace(plan, presets=["telephone"]), replace(plan, presets=["telephone"], seed=1),
    ]  # fmt: skip
    ids = {next(each.lines()).id for each in others}
    assert len(ids) == len(others) and first.id not in ids
    assert next(replace(plan, role="wake").lines()).id == first.id
    assert next(replace(plan, seed=5).lines()).id == first.id, "clean sound does not depend on chance"


def test_a_plan_is_one_file_that_is_read_as_it_was_written_whatever_the_texts(tmp_path: Path) -> None:
    texts = ['A "quote", a | and a \\.', "مرحبا بالعالم", "😀 two\ttabs", "\u2028 line separator", "\x85 next line"]
    plan = replace(plan_of(1), texts=texts, presets=["", "telephone"], copies=3)
    facts = jobs.write_plan(tmp_path / "plans", "speak", plan.lines())
    assert jobs.write_plan(tmp_path / "plans", "speak", plan.lines()) == facts == jobs.plan_facts(facts.path)
    assert list(jobs.read_plan(facts.path)) == list(plan.lines()) and facts.total == 4 * len(texts)
    assert [path.name for path in (tmp_path / "plans").iterdir()] == [facts.path.name]
    facts.path.write_text('{"id": 1}\n', "utf-8")
    with pytest.raises(BadRequest, match="line 1"):
        list(jobs.read_plan(facts.path))


def test_memory_does_not_grow_with_a_plan(folder: Path) -> None:
    peaks = []
    for count in (1_000, 2_000):
        tracemalloc.start()
        with datasets.writing(folder) as data_set:
            texts = (f"Text {number}." for number in range(count))
            lines = (replace(next(plan_of(1).lines()), id=f"{n:016x}", text=text) for n, text in enumerate(texts))
            plan = jobs.write_plan(data_set.plans_folder, "speak", lines)
            jobs.make(data_set, plan, NothingMade(), lambda _: None, lambda: False)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 100_000


class NothingMade(SimpleMaker):
    """Takes all lines and makes none."""

    def make(self, lines, stopped):  # type: ignore[no-untyped-def]  # noqa: ANN001 -- as above
        """Walk through the lines."""
        del stopped
        for _ in lines:
            self.count += 1
        yield from ()


def test_the_same_plan_makes_nothing_twice_and_what_is_lost_again(folder: Path) -> None:
    assert (make_all(folder, 30).made, make_all(folder, 30).made) == (30, 0)
    before = contents(folder)
    next(folder.glob("sounds/*/*")).unlink()
    with datasets.writing(folder) as data_set:
        assert [each.kind for each in datasets.check(data_set, repair=True)] == ["missing"]
    outcome = make_all(folder, 30)
    assert (outcome.made, outcome.there) == (1, 29) and contents(folder) == before and problems(folder) == []


def test_what_cannot_be_spoken_is_kept_with_its_reason_and_the_rest_is_made(folder: Path) -> None:
    plan = replace(plan_of(3), texts=["One.", UNSPEAKABLE, "Two.", "One."])
    with datasets.writing(folder) as data_set:
        facts = jobs.write_plan(data_set.plans_folder, "speak", plan.lines())
        outcome = jobs.make(data_set, facts, SimpleMaker(), lambda _: None, lambda: False)
        again = SimpleMaker()
        jobs.make(data_set, facts, again, lambda _: None, lambda: False)
    assert (outcome.made, outcome.failed, outcome.there, outcome.done) == (2, 1, 1, 4) and again.count == 0
    assert outcome.reasons[0].endswith("It cannot be spoken.") and problems(folder) == []


def test_a_job_that_is_stopped_goes_on_and_tells_how_far_it_is(folder: Path) -> None:
    told: list[str] = []
    with datasets.writing(folder) as data_set:
        plan = jobs.write_plan(data_set.plans_folder, "speak", plan_of(40).lines())
        outcome = jobs.make(data_set, plan, SimpleMaker(), told.append, lambda: len(told) >= 15)
        assert outcome.stopped and outcome.made == 15 and told[-1].startswith("15 of 40")
        (state,) = data_set.catalogue.file.execute("SELECT state FROM job").fetchone()
        assert state == "stopped"
        assert not jobs.make(data_set, plan, SimpleMaker(), told.append, lambda: False).stopped
        assert data_set.catalogue.file.execute("SELECT made, state FROM job").fetchall() == [(40, "done")]


def test_a_job_that_is_killed_at_any_moment_ends_with_the_same_data_set(tmp_path: Path, folder: Path) -> None:
    chance, total = random.Random(7), 160  # noqa: S311 -- a choice of moments
    for _ in range(2):
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.workshop.jobs.simple_maker", folder, str(total)], cwd=TOP
        )
        limit = len(list(folder.glob("sounds/*/*.wav"))) + chance.randrange(1, 60)
        while child.poll() is None and len(list(folder.glob("sounds/*/*.wav"))) < limit:
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL, "it was not ready yet"
    make_all(folder, total)
    whole = tmp_path / "whole"
    datasets.create(whole, datasets.DataSetDescription("set"))
    make_all(whole, total)
    assert contents(folder) == contents(whole) and problems(folder) == []


def test_texts_are_spoken_by_processes_and_a_second_run_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = tmp_path / "texts.txt"
    texts.write_text('Hello there.\n\nمرحبا\nA | and a "quote".\n...\nHello there.\n', "utf-8")
    own = ["--data-dir", str(tmp_path / "data"), "--engine", "tone"]
    asked = ["--texts", str(texts), "--voices", "af_heart", "--presets", "clean,car_bluetooth", "--rate", "16000"]
    assert main(["dataset", "create", "mine", *own]) == 0
    capsys.readouterr()
    assert main(["dataset", "speak", "mine", *asked, "--json", *own]) == 0
    (outcome,) = json.loads(capsys.readouterr().out)
    assert outcome["total"] == 8 and outcome["made"] + outcome["failed"] == 8 and outcome["made"] >= 6
    rows, sounds = contents(tmp_path / "data/datasets/mine")
    hello = [row for row in rows if row.text == "Hello there."]
    assert {row.preset for row in hello} == {"", "car_bluetooth"} and {row.voice for row in rows} == {"af_heart"}
    assert all(row.phonemes and row.rate == 16_000 and row.language == "en-US" for row in hello)
    assert hello[0].seconds == hello[1].seconds and len(sounds) >= 6
    assert main(["dataset", "make", "mine", *own]) == 0
    assert f"0 samples made, 0.0 minutes; {outcome['total']} were there" in capsys.readouterr().out
    assert main(["dataset", "check", "mine", *own]) == 0


def test_a_process_that_dies_is_replaced(loaded: LoadedSettings) -> None:
    lines = list(plan_of(4).lines())
    with jobs.LineWorkers(loaded, 1) as workers:
        made = workers.make(
            iter([replace(line, voice="af_heart", engine=workers.facts.identity) for line in lines]), lambda: False
        )
        first = next(made)
        os.kill(workers._workers[0]._process.pid, signal.SIGKILL)
        rest = list(made)
    assert [asdict(each.line)["text"] for each in (first, *rest)] == [line.text for line in lines]
    assert all(each.content for each in (first, *rest))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--texts", "missing.txt"], "cannot be read"),
        (["--texts", "empty.txt"], "has no texts"),
        (["--texts", "long.txt"], "a sample has at most"),
        (["--texts", "one.txt", "--voices", "af_hart"], "af_heart"),
        (["--texts", "one.txt", "--presets", "moon"], "no preset 'moon'"),
        (["--texts", "one.txt", "--speeds", "fast"], "Speeds are numbers"),
        (["--texts", "one.txt", "--workers", "0"], "1 to 64 processes"),
        (["--texts", "one.txt", "--copies", "0"], "1 to 1000 copies"),
        (["--texts", "one.txt", "--rate", "5"], "The rate can be"),
        (["--texts", "one.txt"], "is no data set"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in (("empty", "\n \n"), ("long", "x" * 2_001), ("one", "One.")):
        (tmp_path / f"{name}.txt").write_text(content, "utf-8")
    own = ["--data-dir", str(tmp_path / "data"), "--engine", "tone"]
    assert main(["dataset", "speak", "mine", *arguments, *own]) == 1
    assert told in capsys.readouterr().err

"""Chunks of a plan's lines: what becomes of them when an actor is lost. With Ray itself: tests marked `ray`."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.workshop.jobs.simple_maker import plan_of
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.fleet import ClusterWorkers, connect
from wyoming_kokoro.fleet.batch import CHUNK, LOST, LineChunk, _after_loss, _next_chunk
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.workshop import datasets, jobs
from wyoming_kokoro.workshop.jobs.made_sample import MadeSample

needs_ray = [pytest.mark.ray, pytest.mark.slow, pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not here")]


def made(count: int, bad: set[str], stopped: Callable[[], bool] = lambda: False) -> tuple[list[str], list[MadeSample]]:
    """Work through a plan as an actor would that is lost with every chunk that has a bad text."""
    lines, waiting = iter(list(plan_of(count).lines())), deque[LineChunk]()
    texts, failed = list[str](), list[MadeSample]()
    while (chunk := _next_chunk(lines, waiting, stopped)) is not None:
        assert len(chunk.lines) <= CHUNK
        if any(line.text in bad for line in chunk.lines):
            failed += _after_loss(chunk, waiting)
        else:
            texts += [line.text for line in chunk.lines]
    return texts, failed


def test_every_line_is_made_once() -> None:
    texts, failed = made(150, set())
    assert texts == [f"Text {number}." for number in range(150)] and not failed


def test_a_line_that_ends_every_process_is_given_up_alone() -> None:
    texts, failed = made(150, {"Text 70.", "Text 149."})
    assert sorted(texts) == sorted(f"Text {number}." for number in range(150) if number not in {70, 149})
    assert sorted(each.line.text for each in failed) == ["Text 149.", "Text 70."]
    assert {each.problem for each in failed} == {LOST}


def test_nothing_is_begun_once_it_is_stopped() -> None:
    assert made(150, set(), lambda: True) == ([], [])


@pytest.mark.skipif(find_spec("ray") is not None, reason="Ray is here")
def test_without_ray_it_is_said_how_to_install_it() -> None:
    with pytest.raises(Unavailable, match=r"pip install 'wyoming-kokoro\[ray\]'"):
        connect()


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[ClusterWorkers]:
    settings: dict[str, object] = {"engine.name": "tone", "downloads.enabled": False}
    with ClusterWorkers(load(Paths(tmp_path, tmp_path), settings, {}), 2, os.environ.get("RAY_ADDRESS", "")) as made:
        yield made


@pytest.mark.filterwarnings("ignore")  # of Ray's own
class TestWithRay:
    pytestmark = needs_ray

    def test_a_batch_with_a_killed_actor_is_the_set_that_local_processes_make(
        self, tmp_path: Path, workers: ClusterWorkers
    ) -> None:
        rows = []
        for name in ("cluster", "local"):
            datasets.create(tmp_path / name, datasets.DataSetDescription("set"))
            with datasets.writing(tmp_path / name) as data_set:
                plan = jobs.write_plan(data_set.plans_folder, "speak", plan_of(300).lines())
                if name == "cluster":
                    outcome = jobs.make(data_set, plan, workers, self._kill_once(), lambda: False)
                else:
                    with jobs.LineWorkers(workers._loaded, 1) as processes:
                        outcome = jobs.make(data_set, plan, processes, lambda _: None, lambda: False)
                assert (outcome.made, outcome.failed) == (300, 0)
                rows.append(list(data_set.catalogue.select()))
        assert rows[0] == rows[1]

    def _kill_once(self) -> Callable[[str], None]:
        killed = list[int]()

        def report(_: str) -> None:
            if not killed:
                titles = ((path, path.read_bytes()) for path in Path("/proc").glob("[0-9]*/cmdline"))
                killed.append(
                    next(int(path.parent.name) for path, title in titles if title.startswith(b"ray::SpeechActor"))
                )
                os.kill(killed[0], signal.SIGKILL)

        return report

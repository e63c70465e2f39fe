"""What the commands share that plan samples and make them: running plans, Ctrl-C, what it will cost, arguments."""

import argparse
import itertools
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from wyoming_kokoro import fleet
from wyoming_kokoro.commands.progress import Progress
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import augmentation, datasets, jobs

DONE, FAILED = 0, 1
TRIAL = 8
"""Samples that are made to say what all will cost."""


def add_making(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of every command that makes samples."""
    parser.add_argument("--workers", type=int, default=1, metavar="NUMBER", help="processes, each with one thread")
    parser.add_argument(
        "--ray", nargs="?", const="", default=None, metavar="ADDRESS",
        help="let the processes run on a Ray cluster: its address, auto, or none for a new one on this machine",
    )  # fmt: skip
    parser.add_argument(
        "--json", action="store_true", default=False, help="print what came of it as JSON, for programs"
    )


def check_workers(parsed: argparse.Namespace) -> None:
    """Raise BadRequest for a number of processes that cannot be."""
    most = jobs.MAX_WORKERS if parsed.ray is None else fleet.MAX_ACTORS
    if not 1 <= parsed.workers <= most:
        raise BadRequest(f"There can be 1 to {most} processes.")


def workers_of(parsed: argparse.Namespace, loaded: LoadedSettings) -> jobs.LineWorkers | fleet.ClusterWorkers:
    """Return the processes that make samples, which begin when they are needed: of this machine, or of a cluster."""
    if parsed.ray is None:
        return jobs.LineWorkers(loaded, parsed.workers)
    return fleet.ClusterWorkers(loaded, parsed.workers, parsed.ray)


def presets_of(text: str, loaded: LoadedSettings) -> list[str]:
    """Return the presets of an argument; empty for clean sound. BadRequest where there is none of this name."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name != "clean":
            augmentation.find_preset(name, loaded.sources.paths.presets)
    return ["" if name == "clean" else name for name in dict.fromkeys(names)] or [""]


def begun_plans(data_set: datasets.DataSet, how_to_begin: str) -> list[jobs.PlanFacts]:
    """Return all plans of a data set, the oldest first; BadRequest where there is none."""
    begun = data_set.catalogue.file.execute("SELECT plan FROM job ORDER BY at").fetchall()
    plans = [jobs.plan_facts(data_set.plans_folder / name) for (name,) in begun]
    if not plans:
        raise BadRequest(f"Nothing is planned in this data set; `{how_to_begin}` begins.")
    return plans


def make_plans(
    parsed: argparse.Namespace,
    data_set: datasets.DataSet,
    plans: Sequence[jobs.PlanFacts],
    workers: jobs.LineMaker,
    going_on: str,
) -> int:
    """Make what is not there of some plans, tell what came of it, and return the exit code.

    `going_on` is the command that goes on where this was stopped.
    """
    progress = Progress("speak", every=1.0)
    with _interruptible() as stopped:
        outcomes = [jobs.make(data_set, plan, workers, progress, stopped) for plan in plans]
    progress.end()
    for reason in (reason for outcome in outcomes for reason in outcome.reasons):
        print(reason, file=sys.stderr)
    if parsed.json:
        print(json.dumps([each.as_json() for each in outcomes], ensure_ascii=False, indent=2))
    else:
        for each in outcomes:
            failed = f", {each.failed} failed" if each.failed else ""
            print(f"{each.made} samples made, {each.seconds / 60:.1f} minutes; {each.there} were there{failed}")
    if any(each.stopped for each in outcomes):
        left = sum(each.total - each.done for each in outcomes)
        print(f"Stopped; {left} samples are left: `wyoming-kokoro {going_on} {parsed.name}` goes on.", file=sys.stderr)
        return FAILED
    return DONE if any(each.made or each.there for each in outcomes) else FAILED


@contextmanager
def trial_plan(kind: str, lines: Iterable[jobs.PlanLine]) -> Iterator[jobs.PlanFacts]:
    """Yield a plan that is nowhere afterwards: the same one may have been begun in a data set."""
    with TemporaryDirectory(prefix="plan-") as folder:
        yield jobs.write_plan(Path(folder), kind, lines)


def cost_of(facts: jobs.PlanFacts, workers: jobs.LineMaker, count: int) -> jobs.JobEstimate:
    """Return what a plan will cost with so many processes, by some of its samples from all over it."""
    step = max(facts.total // TRIAL, 1)
    trial = list(itertools.islice(jobs.read_plan(facts.path), 0, step * TRIAL, step))
    return jobs.estimate_plan(facts, trial, workers, count)


def told_cost(cost: jobs.JobEstimate, count: int) -> str:
    """Return what a plan will cost as one sentence."""
    return (
        f"{cost.samples} samples, about {cost.sound_minutes:.1f} minutes of sound and {cost.megabytes:.1f} "
        f"megabytes; about {cost.work_minutes:.1f} minutes of work with {count} process{'es' * (count != 1)}."
    )


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Yield what tells whether Ctrl-C was pressed once; a second time ends the program at once."""
    pressed = threading.Event()

    def press(number: int, frame: object) -> None:
        del number, frame
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()
        print("\nThe samples in hand are being finished; Ctrl-C again ends at once.", file=sys.stderr, flush=True)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)

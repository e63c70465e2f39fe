"""`dataset speak` and `dataset make`: fill a data set with spoken texts, and go on where that was stopped."""

import argparse
import itertools
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.dataset_folder import add_name, folder_of
from wyoming_kokoro.commands.progress import Progress
from wyoming_kokoro.commands.voices import catalogue_of
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import augmentation, datasets, jobs

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

DONE, FAILED = 0, 1
TRIAL = 8
"""Samples that are made to say what all will cost."""
MIN_SPEED, MAX_SPEED = 0.25, 4.0
MAX_COPIES = 1_000
MIN_RATE, MAX_RATE = 8_000, 48_000


def add_actions(actions: "Subparsers") -> None:
    """Add both actions to the parser of `dataset`."""
    parser = add_command(actions, "speak", "fill a data set with spoken texts", speak, nested=True)
    add_name(parser)
    parser.add_argument("--texts", type=Path, required=True, metavar="FILE", help="a file with a text on each line")
    parser.add_argument("--voices", default="", metavar="NAMES", help="separated by commas, or all; blends too")
    parser.add_argument("--language", default="", metavar="TAG", help="of the texts; without it that of each voice")
    parser.add_argument("--speeds", default="1", metavar="NUMBERS", help="separated by commas: 0.9,1,1.2")
    parser.add_argument(
        "--presets", default="clean", metavar="NAMES", help="of augmentation, separated by commas; or clean"
    )
    parser.add_argument("--copies", type=int, default=1, metavar="NUMBER", help="of each sound and preset")
    parser.add_argument("--rate", type=int, default=24_000, metavar="HERTZ", help="of the sounds: 24000 unless given")
    parser.add_argument("--role", choices=datasets.ROLES, default="speech", help="what the samples are for")
    parser.add_argument("--dry-run", action="store_true", default=False, help="say what it will cost, and make nothing")
    _add_making(parser)
    parser = add_command(actions, "make", "go on with what was stopped", make, nested=True)
    add_name(parser)
    _add_making(parser)


def speak(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Plan the samples, and make those that are not there."""
    folder = folder_of(parsed.name, loaded)
    texts = jobs.read_texts(parsed.texts)
    voices = _voices(parsed, loaded)
    presets = _presets(parsed, loaded)
    speeds = _speeds(parsed.speeds)
    _check_numbers(parsed)
    with datasets.writing(folder) as data_set, jobs.LineWorkers(loaded, parsed.workers) as workers:
        plan = jobs.SpeechPlan(
            texts, voices, workers.identity, speeds, presets, parsed.copies, data_set.description.seed, parsed.rate,
            parsed.role,
        )  # fmt: skip
        facts = jobs.write_plan(data_set.plans_folder, "speak", plan.lines())
        if parsed.dry_run:
            return _estimate(parsed, facts, plan, workers)
        return _make(parsed, data_set, [facts], workers)


def make(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Go on with all plans of a data set."""
    _check_workers(parsed)
    with datasets.writing(folder_of(parsed.name, loaded)) as data_set:
        begun = data_set.catalogue.file.execute("SELECT plan FROM job ORDER BY at").fetchall()
        plans = [jobs.plan_facts(data_set.plans_folder / name) for (name,) in begun]
        if not plans:
            raise BadRequest("Nothing was begun in this data set; `dataset speak` begins.")
        with jobs.LineWorkers(loaded, parsed.workers) as workers:
            return _make(parsed, data_set, plans, workers)


def _make(
    parsed: argparse.Namespace, data_set: datasets.DataSet, plans: list[jobs.PlanFacts], workers: jobs.LineWorkers
) -> int:
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
        print(
            f"Stopped; {left} samples are left: `wyoming-kokoro dataset make {parsed.name}` goes on.", file=sys.stderr
        )
        return FAILED
    return DONE if any(each.made or each.there for each in outcomes) else FAILED


def _estimate(
    parsed: argparse.Namespace, facts: jobs.PlanFacts, plan: jobs.SpeechPlan, workers: jobs.LineWorkers
) -> int:
    step = max(facts.total // TRIAL, 1)
    trial = list(itertools.islice(plan.lines(), 0, step * TRIAL, step))
    found = jobs.estimate_plan(facts, trial, workers, parsed.workers)
    facts.path.unlink()
    if parsed.json:
        print(json.dumps(found.as_json(), indent=2))
    else:
        print(
            f"{found.samples} samples, about {found.sound_minutes:.1f} minutes of sound and {found.megabytes:.1f} "
            f"megabytes; about {found.work_minutes:.1f} minutes of work with {parsed.workers} "
            f"process{'es' * (parsed.workers != 1)}. Nothing was made."
        )
    return DONE


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


def _voices(parsed: argparse.Namespace, loaded: LoadedSettings) -> list[tuple[str, str]]:
    catalogue = catalogue_of(loaded)
    if parsed.voices == "all":
        found = [voice for voice in catalogue.listed() if voice.styles]
    else:
        names = [name.strip() for name in parsed.voices.split(",") if name.strip()]
        found = [catalogue.find(name) for name in names or [parsed.voice or loaded.settings.speech.voice]]
    return [(voice.name, parsed.language or voice.language) for voice in dict.fromkeys(found)]


def _presets(parsed: argparse.Namespace, loaded: LoadedSettings) -> list[str]:
    names = [name.strip() for name in parsed.presets.split(",") if name.strip()]
    for name in names:
        if name != "clean":
            augmentation.find_preset(name, loaded.sources.paths.presets)
    return ["" if name == "clean" else name for name in dict.fromkeys(names)] or [""]


def _speeds(text: str) -> list[float]:
    try:
        speeds = [float(part) for part in text.split(",")]
    except ValueError:
        speeds = []
    if not speeds or not all(MIN_SPEED <= speed <= MAX_SPEED for speed in speeds):
        raise BadRequest(f"Speeds are numbers from {MIN_SPEED:g} to {MAX_SPEED:g}, separated by commas: 0.9,1,1.2.")
    return list(dict.fromkeys(speeds))


def _check_numbers(parsed: argparse.Namespace) -> None:
    _check_workers(parsed)
    if not 1 <= parsed.copies <= MAX_COPIES:
        raise BadRequest(f"There can be 1 to {MAX_COPIES} copies.")
    if not MIN_RATE <= parsed.rate <= MAX_RATE:
        raise BadRequest(f"The rate can be {MIN_RATE} to {MAX_RATE}.")


def _check_workers(parsed: argparse.Namespace) -> None:
    if not 1 <= parsed.workers <= jobs.MAX_WORKERS:
        raise BadRequest(f"There can be 1 to {jobs.MAX_WORKERS} processes.")


def _add_making(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, default=1, metavar="NUMBER", help="processes, each with one thread")
    parser.add_argument(
        "--json", action="store_true", default=False, help="print what came of it as JSON, for programs"
    )

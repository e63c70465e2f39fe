"""`dataset speak` and `dataset make`: fill a data set with spoken texts, and go on where that was stopped."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.dataset_folder import add_name, folder_of
from wyoming_kokoro.commands.sample_jobs import (
    add_making,
    begun_plans,
    check_workers,
    cost_of,
    make_plans,
    presets_of,
    told_cost,
    trial_plan,
    workers_of,
)
from wyoming_kokoro.commands.voices import catalogue_of
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import datasets, jobs

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

GOING_ON = "dataset make"
"""The command that goes on where making was stopped."""
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
    add_making(parser)
    parser = add_command(actions, "make", "go on with what was stopped", make, nested=True)
    add_name(parser)
    add_making(parser)


def speak(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Plan the samples, and make those that are not there."""
    folder = folder_of(parsed.name, loaded)
    texts = jobs.read_texts(parsed.texts)
    voices = _voices(parsed, loaded)
    presets = presets_of(parsed.presets, loaded)
    speeds = _speeds(parsed.speeds)
    _check_numbers(parsed)
    reader = jobs.TextReader(loaded)
    with datasets.writing(folder) as data_set, workers_of(parsed, loaded) as workers:
        plan = jobs.SpeechPlan(
            texts, voices, workers.facts.identity, speeds, presets, parsed.copies, data_set.description.seed,
            parsed.rate, parsed.role, reader.phonemes,
        )  # fmt: skip
        if parsed.dry_run:
            return _tell_cost(parsed, plan, workers)
        facts = jobs.write_plan(data_set.plans_folder, "speak", plan.lines())
        return make_plans(parsed, data_set, [facts], workers, GOING_ON)


def make(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Go on with all plans of a data set."""
    check_workers(parsed)
    with datasets.writing(folder_of(parsed.name, loaded)) as data_set:
        plans = begun_plans(data_set, "dataset speak")
        with workers_of(parsed, loaded) as workers:
            return make_plans(parsed, data_set, plans, workers, GOING_ON)


def _tell_cost(parsed: argparse.Namespace, plan: jobs.SpeechPlan, workers: jobs.LineMaker) -> int:
    with trial_plan("speak", plan.lines()) as facts:
        found = cost_of(facts, workers, parsed.workers)
    if parsed.json:
        print(json.dumps(found.as_json(), indent=2))
    else:
        print(told_cost(found, parsed.workers), "Nothing was made.")
    return 0


def _voices(parsed: argparse.Namespace, loaded: LoadedSettings) -> list[tuple[str, str]]:
    catalogue = catalogue_of(loaded)
    if parsed.voices == "all":
        found = [voice for voice in catalogue.listed() if voice.styles]
    else:
        names = [name.strip() for name in parsed.voices.split(",") if name.strip()]
        found = [catalogue.find(name) for name in names or [parsed.voice or loaded.settings.speech.voice]]
    return [(voice.name, parsed.language or voice.language) for voice in dict.fromkeys(found)]


def _speeds(text: str) -> list[float]:
    try:
        speeds = [float(part) for part in text.split(",")]
    except ValueError:
        speeds = []
    if not speeds or not all(MIN_SPEED <= speed <= MAX_SPEED for speed in speeds):
        raise BadRequest(f"Speeds are numbers from {MIN_SPEED:g} to {MAX_SPEED:g}, separated by commas: 0.9,1,1.2.")
    return list(dict.fromkeys(speeds))


def _check_numbers(parsed: argparse.Namespace) -> None:
    check_workers(parsed)
    if not 1 <= parsed.copies <= MAX_COPIES:
        raise BadRequest(f"There can be 1 to {MAX_COPIES} copies.")
    if not MIN_RATE <= parsed.rate <= MAX_RATE:
        raise BadRequest(f"The rate can be {MIN_RATE} to {MAX_RATE}.")

"""`wake plan`: plan the samples of a wake word, and of what is nearly it, and say what they will cost."""

import argparse
import json
import re
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.atomic_write import READABLE_BY_ALL, replace_file
from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.dataset_folder import add_name, folder_of
from wyoming_kokoro.commands.sample_jobs import (
    add_making,
    check_workers,
    cost_of,
    presets_of,
    told_cost,
    trial_plan,
    workers_of,
)
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import datasets, jobs, wake
from wyoming_kokoro.workshop.wake.lever_space import (
    FASTEST,
    MOST_SEMITONES,
    PITCH_STEP,
    SLOWEST,
    SPEED_STEP,
    steps_of,
)

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

KIND = "wake"
FACTS = "wake.json"
"""In the folder of the data set: what the wake word is and how it is said."""
MOST_SAMPLES = 1_000_000
MOST_BLENDS = 100_000
PARTS = {"train": "train", "validation": "validate", "test": "test"}
SHOWN = 3
"""Readings of an accent that are printed."""


def add_verb(verbs: "Subparsers") -> None:
    """Add the verb to the parser."""
    parser = add_command(verbs, "plan", "plan samples of a wake word, and say what they will cost", plan, nested=True)
    parser.add_argument("phrase", metavar="PHRASE", help='the wake word: "hey katya"')
    add_name(parser)
    parser.add_argument(
        "--say", nargs="+", default=[], metavar="SOUND", help="how it is said: /phonemes/, or another spelling"
    )
    parser.add_argument("--language", default="", metavar="TAG", help="of the wake word: en-US unless set otherwise")
    parser.add_argument("--samples", type=int, default=10_000, metavar="NUMBER", help="of the wake word")
    parser.add_argument("--near", type=int, default=None, metavar="NUMBER", help="of what is to wake nothing")
    parser.add_argument(
        "--voices", default="", metavar="NAMES", help="names, languages, or all; those of the language unless given"
    )
    parser.add_argument("--blends", type=int, default=200, metavar="NUMBER", help="voices mixed of two")
    parser.add_argument("--speeds", default="0.75..1.3", metavar="A..B", help="a range, or numbers: 0.9,1")
    parser.add_argument("--pitch", default="-2..2", metavar="A..B", help="a range in semitones, or numbers")
    parser.add_argument("--no-variants", action="store_true", default=False, help="say it only as it is read")
    parser.add_argument(
        "--provider", action="append", default=[], metavar="NAME", help="a provider of the settings that speaks too"
    )
    parser.add_argument(
        "--share", action="append", default=[], type=float, metavar="SHARE", help="of the provider before it: 0.2"
    )
    parser.add_argument("--holdout", default="", metavar="NAMES", help="voices or providers for tests only")
    parser.add_argument("--shares", default="80,10,10", metavar="SHARES", help="to train, to validate, to test")
    parser.add_argument("--presets", default="clean", metavar="NAMES", help="of augmentation; or clean")
    parser.add_argument("--seed", type=int, default=0, metavar="NUMBER", help="what chance depends on")
    parser.add_argument("--dry-run", action="store_true", default=False, help="say what it will cost, and keep nothing")
    add_making(parser)
    parser._negative_number_matcher = re.compile(r"-[\d.]")  # noqa: SLF001 -- so that --pitch -2..2 is no unknown option


def plan(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Plan the samples."""
    wishes = _wishes(parsed, loaded)
    reader = jobs.TextReader(loaded)
    phrase = wake.read_wake_phrase(wishes, reader)
    with workers_of(parsed, loaded) as workers, ExitStack() as stack:
        planned = wake.plan_wake_word(phrase, wishes, reader, workers.facts)
        if parsed.dry_run:
            facts = stack.enter_context(trial_plan(KIND, planned.lines()))
        else:
            data_set = stack.enter_context(datasets.writing(_data_set(parsed, wishes, loaded)))
            facts = _keep(data_set, planned)
        cost = cost_of(facts, workers, parsed.workers)
        roles = Counter(line.role for line in jobs.read_plan(facts.path))
    _tell(parsed, planned, roles, cost)
    return 0


def _wishes(parsed: argparse.Namespace, loaded: LoadedSettings) -> wake.WakeWishes:
    """Return what is asked for; BadRequest for what cannot be."""
    check_workers(parsed)
    near = parsed.samples if parsed.near is None else parsed.near
    for number in (parsed.samples, near):
        if not 0 <= number <= MOST_SAMPLES:
            raise BadRequest(f"There can be 0 to {MOST_SAMPLES:,} samples of each kind.")
    if not 0 <= parsed.blends <= MOST_BLENDS:
        raise BadRequest(f"There can be 0 to {MOST_BLENDS:,} blends.")
    if parsed.samples + near == 0:
        raise BadRequest("No samples are asked for.")
    return wake.WakeWishes(
        parsed.phrase,
        parsed.language or loaded.settings.speech.language,
        parsed.say,
        not parsed.no_variants,
        parsed.samples,
        near,
        parsed.voices,
        parsed.blends,
        steps_of(parsed.speeds, SPEED_STEP, SLOWEST, FASTEST, "--speeds"),
        steps_of(parsed.pitch, PITCH_STEP, -MOST_SEMITONES, MOST_SEMITONES, "--pitch"),
        presets_of(parsed.presets, loaded),
        _provider_shares(parsed),
        [name.strip() for name in parsed.holdout.split(",") if name.strip()],
        datasets.parse_shares(parsed.shares),
        parsed.seed,
    )


def _provider_shares(parsed: argparse.Namespace) -> list[tuple[str, float]]:
    if len(parsed.provider) != len(parsed.share):
        raise BadRequest("Each --provider needs its --share, such as --provider piper --share 0.2.", about="share")
    if not all(share > 0 for share in parsed.share) or sum(parsed.share) > 1:
        raise BadRequest("The shares of providers are above 0, and together 1 at most.", about="share")
    return list(zip(parsed.provider, parsed.share, strict=True))


def _data_set(parsed: argparse.Namespace, wishes: wake.WakeWishes, loaded: LoadedSettings) -> Path:
    """Return the folder of the data set, which is made if it is not there."""
    folder = folder_of(parsed.name, loaded)
    if not folder.exists() or not any(folder.iterdir()):
        purpose = f"The wake word {wishes.phrase}"
        about = datasets.DataSetDescription(folder.name, purpose, wishes.language, seed=wishes.seed)
        datasets.create(folder, about)
    return folder


def _keep(data_set: datasets.DataSet, planned: wake.PlannedWake) -> jobs.PlanFacts:
    """Write the plan into the data set, in place of one that nothing was made of."""
    facts = jobs.write_plan(data_set.plans_folder, KIND, planned.lines())
    before = data_set.catalogue.file.execute(
        "SELECT id, plan FROM job WHERE kind = ? AND state = ?", (KIND, jobs.PLANNED)
    ).fetchall()
    for name, file in before:
        if name != facts.id:
            data_set.catalogue.change("DELETE FROM job WHERE id = ?", (name,))
            (data_set.plans_folder / file).unlink(missing_ok=True)
    if not data_set.catalogue.file.execute("SELECT 1 FROM job WHERE id = ?", (facts.id,)).fetchone():
        jobs.note_job(data_set, facts, jobs.JobOutcome(facts.total), jobs.PLANNED)
    content = json.dumps(planned.as_json(), ensure_ascii=False, indent=2)
    replace_file(data_set.folder / FACTS, f"{content}\n".encode(), mode=READABLE_BY_ALL)
    return facts


def _tell(parsed: argparse.Namespace, planned: wake.PlannedWake, roles: Counter[str], cost: jobs.JobEstimate) -> None:
    for warning in planned.phrase.warnings:
        print(warning, file=sys.stderr)
    if parsed.json:
        print(json.dumps({**planned.as_json(), "roles": roles, **cost.as_json()}, ensure_ascii=False, indent=2))
        return
    for accent in planned.phrase.accents:
        more = f" and {len(accent.readings) - SHOWN} more" if len(accent.readings) > SHOWN else ""
        print(f"{planned.phrase.text} ({accent.language}): {'  '.join(accent.readings[:SHOWN])}{more}")
    parts = Counter(speaker.part for speaker in planned.speakers)
    print("voices and blends:", ", ".join(f"{parts[part]} to {name}" for part, name in PARTS.items()))
    print("samples:", ", ".join(f"{count:,} {role}" for role, count in roles.items()))
    print(told_cost(cost, parsed.workers))
    print(f"`wyoming-kokoro wake make {parsed.name}` makes them." if not parsed.dry_run else "Nothing was kept.")

"""`wake check`: reject samples of a wake word that are faulty, said otherwise, or unlike all others."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.dataset_folder import add_name, folder_of
from wyoming_kokoro.commands.progress import Progress
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import datasets, judging, wake

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

DONE = 0
MOST_SHOWN = 20
"""Rejected samples that are printed one by one."""


def add_verb(verbs: "Subparsers") -> None:
    """Add the verb to the parser."""
    parser = add_command(verbs, "check", "reject samples that are no good, with the reason", check, nested=True)
    add_name(parser)
    parser.add_argument(
        "--with", dest="gates", default="", metavar="NAMES",
        help="gates, separated by commas: signal, phonemes, outliers, detector; all but detector unless given",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", default=False, help="print everything as JSON, for programs")


def check(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Let the samples of a data set pass the gates, and print what came of it."""
    gates = wake.find_gates(parsed.gates)
    progress = Progress("check", every=1.0)
    with datasets.writing(folder_of(parsed.name, loaded)) as data_set:
        outcome = wake.check_samples(data_set, gates, judging.JudgeOptions.of(loaded.settings), progress)
    progress.end()
    if parsed.json:
        print(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2))
        return DONE
    for gate in outcome.gates:
        found = gate.skipped or f"{gate.passed} passed, {len(gate.rejected)} rejected; {gate.judged} judged now"
        print(f"{gate.name:<10} {found}")
        for note in gate.notes:
            print(f"{'':<10} {note}")
    for sample in outcome.rejected[:MOST_SHOWN]:
        print(f"  {sample.id}  {sample.role:<6} {sample.voice:<12} {sample.text}: {sample.reason}")
    if len(outcome.rejected) > MOST_SHOWN:
        print(f"  and {len(outcome.rejected) - MOST_SHOWN} more; `dataset show {parsed.name} --where state=rejected`.")
    if outcome.taken_back:
        print(f"{outcome.taken_back} samples that were rejected before are back.")
    for voice in outcome.voices:
        print(f"No wake word of this voice passes: {voice}", file=sys.stderr)
    for each in outcome.diversity:
        print(each)
    return DONE

"""`wake make`: make the samples that are planned, or go on where that was stopped."""

import argparse
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.dataset_folder import add_name, folder_of
from wyoming_kokoro.commands.sample_jobs import add_making, begun_plans, check_workers, make_plans, workers_of
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import datasets

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add_verb(verbs: "Subparsers") -> None:
    """Add the verb to the parser."""
    parser = add_command(verbs, "make", "make the samples that are planned, or go on", make, nested=True)
    add_name(parser)
    add_making(parser)


def make(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Make what is planned in a data set and not there."""
    check_workers(parsed)
    with datasets.writing(folder_of(parsed.name, loaded)) as data_set:
        plans = begun_plans(data_set, "wake plan")
        with workers_of(parsed, loaded) as workers:
            return make_plans(parsed, data_set, plans, workers, "wake make")

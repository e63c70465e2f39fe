"""`wake plan`: plan the samples of a wake word, and of what is nearly it."""

import argparse
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add_verb(verbs: "Subparsers") -> None:
    """Add the verb to the parser."""
    parser = add_command(verbs, "plan", "plan samples of a wake word", plan, nested=True)
    parser.add_argument("phrase", metavar="PHRASE", help="the wake word")


def plan(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Plan the samples."""
    del loaded
    if not parsed.phrase.strip():
        raise BadRequest("The wake word is empty.")
    return 0

"""`wake`: samples of a wake word for those who train a detector, and sounds that are nearly it."""

import argparse
from importlib import import_module
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.settings import LoadedSettings

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

VERBS = ("plan", "make", "check", "test", "teach", "project")
"""Each is the module wake_NAME, whose `add_verb` adds it to the parser, in the order of the help."""


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""

    def explain(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
        """Print what can be asked for."""
        del parsed, loaded
        parser.print_help()
        return 0

    parser = add_command(commands, "wake", "make samples of a wake word, and of what is nearly it", explain)
    verbs = parser.add_subparsers(metavar="VERB")
    for name in VERBS:
        import_module(f"wyoming_kokoro.commands.wake_{name}").add_verb(verbs)

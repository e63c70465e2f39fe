"""`token`: make the token that is needed to change settings over HTTP."""

import argparse
from typing import TYPE_CHECKING

from wyoming_kokoro.api.token import make_token, remove_token
from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.settings import LoadedSettings

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "token", "make the token that allows changes over HTTP", make)
    parser.add_argument("--remove", action="store_true", help="remove it: nothing can be changed over HTTP then")


def make(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Replace the token with a new one and print it."""
    path = loaded.sources.paths.token
    if parsed.remove:
        remove_token(path)
        return 0
    print(make_token(path))
    return 0

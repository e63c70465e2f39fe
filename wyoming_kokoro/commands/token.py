"""`token`: make the token that changes over HTTP are allowed with."""

import argparse
from typing import TYPE_CHECKING

from wyoming_kokoro.api.token import make_token, remove_token
from wyoming_kokoro.commands.command import new
from wyoming_kokoro.settings import LoadedSettings

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add(commands: "Subparsers") -> None:
    """Tell the parser."""
    parser = new(commands, "token", "make the token that settings are changed with over HTTP", make)
    parser.add_argument("--remove", action="store_true", help="remove it: nothing can be changed over HTTP then")


def make(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Make a new one in place of any former, and print it."""
    path = loaded.sources.paths.token
    if asked.remove:
        remove_token(path)
        return 0
    print(make_token(path))
    return 0

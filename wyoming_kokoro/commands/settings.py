"""`settings`: every value, and the layer it comes from."""

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import new
from wyoming_kokoro.settings import LoadedSettings, rows

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add(commands: "Subparsers") -> None:
    """Tell the parser."""
    parser = new(commands, "settings", "show every setting and where its value comes from", show)
    parser.add_argument("--json", action="store_true", help="as JSON, for programs")


def show(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print them."""
    found = rows(loaded)
    if asked.json:
        print(json.dumps([asdict(row) for row in found], indent=2))
        return 0
    names, values = (
        max(len(text) for text in texts) for texts in zip(*((row.name, row.value) for row in found), strict=True)
    )
    for row in found:
        print(f"{row.name:<{names}}  {row.value:<{values}}  {row.layer}")
    for line in (*loaded.warnings, *loaded.notes):
        print(line)
    return 0

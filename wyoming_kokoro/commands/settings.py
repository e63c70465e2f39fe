"""`settings`: list every setting, its value and the layer that it comes from."""

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.settings import LoadedSettings, rows

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "settings", "list every setting and where its value comes from", show)
    parser.add_argument("--json", action="store_true", help="as JSON, for programs")


def show(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print the settings."""
    table = rows(loaded)
    if parsed.json:
        print(json.dumps([asdict(row) for row in table], indent=2))
        return 0
    name_width = max(len(row.name) for row in table)
    value_width = max(len(row.value) for row in table)
    for row in table:
        print(f"{row.name:<{name_width}}  {row.value:<{value_width}}  {row.layer}")
    for line in (*loaded.warnings, *loaded.notes):
        print(line)
    return 0

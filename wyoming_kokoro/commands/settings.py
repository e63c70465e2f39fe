"""`settings`: every value, and the layer it comes from."""

import argparse
import json
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import new
from wyoming_kokoro.settings import OPTIONS, Loaded

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add(commands: "Subparsers") -> None:
    """Tell the parser."""
    parser = new(commands, "settings", "show every setting and where its value comes from", show)
    parser.add_argument("--json", action="store_true", help="as JSON, for programs")


def show(asked: argparse.Namespace, loaded: Loaded) -> int:
    """Print them."""
    rows = [(name, option.shown(loaded.settings.value(name)), loaded.origins[name]) for name, option in OPTIONS.items()]
    if asked.json:
        print(json.dumps({name: {"value": value, "from": origin} for name, value, origin in rows}, indent=2))
        return 0
    wide = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for name, value, origin in rows:
        print(f"{name:<{wide[0]}}  {value:<{wide[1]}}  {origin}")
    for line in (*loaded.warnings, *loaded.notes):
        print(line)
    return 0

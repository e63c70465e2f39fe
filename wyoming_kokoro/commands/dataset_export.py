"""`dataset export`: write a data set in the form that another program reads."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.dataset_folder import add_name, folder_of
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import datasets, exports

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add_actions(actions: "Subparsers") -> None:
    """Add the action to the parser of `dataset`."""
    parser = add_command(
        actions, "export", "write a data set in the form that another program reads", write, nested=True
    )
    add_name(parser)
    parser.add_argument("--to", required=True, metavar="FORM", help=", ".join(exports.EXPORTS.names))
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER", help="the folder to write")
    parser.add_argument("--where", nargs="+", default=[], metavar="NAME=VALUE", help="only these samples: split=train")
    parser.add_argument("--link", action="store_true", default=False, help="link sounds that stay as they are")
    parser.add_argument("--replace", action="store_true", default=False, help="replace a folder that is there")
    parser.add_argument("--json", action="store_true", default=False, help="print what was written as JSON")


def write(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Write the export."""
    with datasets.opened(folder_of(parsed.name, loaded)) as data_set:
        made = exports.export_samples(
            data_set, parsed.to, parsed.output, parsed.where, link=parsed.link, replace=parsed.replace
        )
    if parsed.json:
        print(json.dumps({"folder": str(made.folder), "samples": made.samples, "notes": made.notes}, indent=2))
    else:
        print(f"{made.samples} samples in {made.folder}", *made.notes, sep="\n")
    return 0

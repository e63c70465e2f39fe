"""`dataset export`: write a data set in the form that another program reads."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.dataset_folder import folder_of
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import datasets, exports

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add_actions(actions: "Subparsers") -> None:
    """Add the action to the parser of `dataset`."""
    parser = add_command(
        actions, "export", "write a data set in the form that another program reads", write, nested=True
    )
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="a data set, or the path of one")
    parser.add_argument("--to", default="", metavar="FORM", help=", ".join(exports.EXPORTS.names))
    parser.add_argument("-o", "--output", type=Path, default=None, metavar="FOLDER", help="the folder to write")
    parser.add_argument("--list", action="store_true", default=False, help="list the forms, and what reads them")
    parser.add_argument("--where", nargs="+", default=[], metavar="NAME=VALUE", help="only these samples: split=train")
    parser.add_argument("--link", action="store_true", default=False, help="link sounds that stay as they are")
    parser.add_argument("--replace", action="store_true", default=False, help="replace a folder that is there")
    parser.add_argument(
        "--absolute", action="store_true", default=False, help="name files in lists from the root of the disk"
    )
    parser.add_argument(
        "--i-have-the-right",
        action="store_true",
        default=False,
        help="train also with what a service in the cloud made",
    )
    parser.add_argument("--json", action="store_true", default=False, help="print what was written as JSON")


def write(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Write the export, or list the forms."""
    if parsed.list:
        return _list(parsed)
    for value, told in ((parsed.name, "NAME, a data set"), (parsed.to, "--to FORM"), (parsed.output, "-o FOLDER")):
        if not value:
            raise BadRequest(f"An export needs {told}; --list lists the forms.")
    options = exports.ExportOptions(parsed.link, parsed.replace, parsed.absolute, parsed.i_have_the_right)
    with datasets.opened(folder_of(parsed.name, loaded)) as data_set:
        made = exports.export_samples(data_set, parsed.to, parsed.output, parsed.where, options)
    if parsed.json:
        print(json.dumps({"folder": str(made.folder), "samples": made.samples, "notes": made.notes}, indent=2))
    else:
        print(f"{made.samples} samples in {made.folder}", *made.notes, sep="\n")
    return 0


def _list(parsed: argparse.Namespace) -> int:
    forms = [
        {
            "form": each.name,
            "meaning": each.meaning,
            "needs": f"wyoming-kokoro[{each.needs.extra}]" if each.needs else "",
        }
        for each in exports.EXPORTS
    ]
    if parsed.json:
        print(json.dumps(forms, ensure_ascii=False, indent=2))
        return 0
    width = max(len(form["form"]) for form in forms)
    for form in forms:
        print(f"{form['form']:{width}}  {form['meaning']}" + f" Needs {form['needs']}." * bool(form["needs"]))
    return 0

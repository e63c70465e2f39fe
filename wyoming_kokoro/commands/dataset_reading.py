"""`dataset samples` and `dataset choices`: a page of samples, and the names that other actions take; for programs."""

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from wyoming_kokoro.commands import wake
from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.dataset_folder import add_name, folder_of
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import augmentation, datasets, exports
from wyoming_kokoro.workshop.wake import listed_detectors, speech_embedding

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

PAGE = 20
MOST_LISTED = 1_000
"""Samples of one page."""


def add_actions(actions: "Subparsers") -> None:
    """Add both actions to the parser of `dataset`."""
    parser = add_command(actions, "samples", "list samples, page by page", show_samples, nested=True)
    add_name(parser)
    parser.add_argument("--where", nargs="+", default=[], metavar="NAME=VALUE", help="only these: state=rejected")
    parser.add_argument("--limit", type=int, default=PAGE, metavar="NUMBER", help=f"of a page: {PAGE} unless given")
    parser.add_argument("--offset", type=int, default=0, metavar="NUMBER", help="how many come before the page")
    parser.add_argument("--json", action="store_true", default=False, help="print them as JSON, for programs")
    parser = add_command(actions, "choices", "list the names that other actions take", show_choices, nested=True)
    parser.add_argument("--json", action="store_true", default=False, help="print them as JSON, for programs")


def show_samples(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print a page of samples, in the order of their ids."""
    if not 1 <= parsed.limit <= MOST_LISTED or parsed.offset < 0:
        raise BadRequest(f"A page has 1 to {MOST_LISTED} samples, and 0 or more before it.")
    where, values = datasets.conditions_of(parsed.where) if parsed.where else ("1", ())
    with datasets.opened(folder_of(parsed.name, loaded)) as data_set:
        page = f"id LIMIT {parsed.limit} OFFSET {parsed.offset}"
        samples = list(data_set.catalogue.select(where, values, page))
    if parsed.json:
        print(json.dumps([asdict(each) for each in samples], ensure_ascii=False))
        return 0
    for each in samples:
        print(f"{each.id}  {each.state:<8} {each.role:<8} {each.voice:<16} {each.text}  {each.reason}".rstrip())
    return 0


def show_choices(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print the roles, the forms of export, the presets, what `wake` can do, and the detectors."""
    paths = loaded.sources.paths
    presets = dict(augmentation.preset_lines(paths.presets))
    detectors = [each.as_json() for each in listed_detectors(paths.detectors)]
    found = {
        "roles": list(datasets.ROLES),
        "exports": {each.name: each.meaning for each in exports.EXPORTS},
        "presets": presets,
        "wake": list(wake.VERBS),
    }
    if parsed.json:
        more = {"detectors": detectors, "teaching": {"missing": speech_embedding.missing()}}
        print(json.dumps(found | more, ensure_ascii=False))
        return 0
    found["detectors"] = [str(each["name"]) for each in detectors]
    for name, values in found.items():
        print(f"{name:<10} {', '.join(values)}")
    return 0

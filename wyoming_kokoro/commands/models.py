"""`models`: which models there are, fetching and checking them, taking in one's own."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands import files
from wyoming_kokoro.commands.command import new
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio.tuning import tune as tuned

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add(commands: "Subparsers") -> None:
    """Tell the parser."""
    parser = new(commands, "models", "list, fetch and check Kokoro's models", show)
    parser.set_defaults(json=False)
    actions = parser.add_subparsers(metavar="ACTION")
    listing = new(actions, "list", "show every model and how its file is", show, nested=True)
    listing.add_argument("--json", action="store_true", help="as JSON, for programs")
    fetching = new(actions, "fetch", "fetch the named models, or the one in the settings", fetch, nested=True)
    fetching.add_argument("names", nargs="*", default=[], metavar="NAME", help="a model's file name")
    checking = new(actions, "verify", "read the named models, or all, from end to end", verify, nested=True)
    checking.add_argument("names", nargs="*", default=[], metavar="NAME", help="a model's file name")
    taking = new(actions, "import", "take in a model file of your own", take_in, nested=True)
    taking.add_argument("file", type=Path, metavar="FILE", help="where it is now; it is copied")
    taking.add_argument("--as", dest="name", default=None, metavar="NAME", help="what to call it, if not as the file")
    tuning = new(
        actions, "tune", "make generators in eight bits for this machine, which takes minutes", tune, nested=True
    )
    tuning.add_argument(
        "name", nargs="?", default=None, metavar="NAME", help="a model's file name, if not the settings'"
    )
    tidying = new(actions, "prune", "remove damaged models and forgotten parts", prune, nested=True)
    tidying.add_argument(
        "--unused", action="store_true", default=False, help="also published models not in the settings"
    )
    tidying.add_argument("--dry-run", action="store_true", default=False, help="only say what would be removed")


def show(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print every published model, and the user's own."""
    notes = {loaded.settings.engine.model: "named in the settings"}
    return files.show(files.store_of(loaded).models.states(), as_json=asked.json, notes=notes)


def fetch(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Fetch models."""
    return files.fetch(files.store_of(loaded).models, asked.names or [_chosen(loaded)])


def verify(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Check models."""
    return files.verify(files.store_of(loaded).models, asked.names)


def take_in(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Take in a model of the user's."""
    store, path = files.store_of(loaded), asked.file
    return files.take_in(store.models, asked.name or path.name, files.blocks_of(path, store.disk))


def tune(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Tune a model, and say what the result is like."""
    name = asked.name or _chosen(loaded)
    found = tuned(loaded, files.store_of(loaded), name, _tell)
    if not found:
        print(f"{name} could not be tuned; --debug tells more.", file=sys.stderr)
        return 1
    for precision, each in found.items():
        print(
            f"{precision:9} {each.share:.2f} of the generator's time; what differs is {each.decibels:.1f} dB"
            f" below the sound, {each.spectrum:.2f} dB in the spectrum"
        )
    print(f'To use one of them: set engine.precision to "{next(iter(found))}". A running server takes it up by itself.')
    return 0


def _tell(text: str) -> None:
    """Say how far it has come: over the same line on a terminal."""
    end = "\r" if sys.stderr.isatty() and text.startswith("phrase ") else "\n"
    print(f"{text:40}", end=end, file=sys.stderr, flush=True)


def prune(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Remove what is of no use."""
    keep = {_chosen(loaded)} if asked.unused else None
    return files.prune(files.store_of(loaded).models, keep, dry_run=asked.dry_run)


def _chosen(loaded: LoadedSettings) -> str:
    model = loaded.settings.engine.model
    if model == "auto":
        raise BadRequest("Name a model: the settings say auto, which is decided when the server starts.")
    return model

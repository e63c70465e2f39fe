"""`models`: list, download, verify, import and remove Kokoro's models."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands import files
from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.engines.kokoro.execution_providers import (
    AZURE,
    PACKAGES,
    ExecutionProvider,
    known_providers,
    providers_here,
)
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

_PROVIDER_WIDTH = max(map(len, PACKAGES))
_NAME_HELP = "a model's file name"


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "models", "list, download and verify Kokoro's models", show)
    parser.set_defaults(json=False)
    actions = parser.add_subparsers(metavar="ACTION")
    list_action = add_command(actions, "list", "list the models and the state of their files", show, nested=True)
    list_action.add_argument("--json", action="store_true", help="as JSON, for programs")
    fetch_action = add_command(
        actions, "fetch", "download the named models, or the one in the settings", fetch, nested=True
    )
    fetch_action.add_argument("names", nargs="*", default=[], metavar="NAME", help=_NAME_HELP)
    verify_action = add_command(actions, "verify", "read the named models, or all, and check them", verify, nested=True)
    verify_action.add_argument("names", nargs="*", default=[], metavar="NAME", help=_NAME_HELP)
    import_action = add_command(
        actions, "import", "copy a model file of your own into the folder", import_model, nested=True
    )
    import_action.add_argument("file", type=Path, metavar="FILE", help="the path of the file")
    import_action.add_argument("--as", dest="name", default=None, metavar="NAME", help="another name for it")
    prune_action = add_command(actions, "prune", "remove damaged models and old partial files", prune, nested=True)
    prune_action.add_argument("--unused", action="store_true", default=False, help="also models not in the settings")
    prune_action.add_argument("--dry-run", action="store_true", default=False, help="only print what would be removed")


def show(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print every published model, the user's own, and what can compute them."""
    states = files.store_of(loaded).models.states()
    providers = known_providers(loaded.settings.engine.providers, providers_here())
    if parsed.json:
        models, computing = [asdict(each) for each in states], [asdict(each) for each in providers]
        print(json.dumps({"models": models, "execution_providers": computing}, indent=2))
        return files.DONE
    files.show_lines(states, {loaded.settings.engine.model: "named in the settings"})
    print("", "execution providers of ONNX Runtime", *map(_provider_line, providers), sep="\n")
    return files.DONE


def fetch(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Download models."""
    return files.fetch(files.store_of(loaded).models, parsed.names or [_configured_model(loaded)])


def verify(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Check models."""
    return files.verify(files.store_of(loaded).models, parsed.names)


def import_model(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Import a model of the user's."""
    store, path = files.store_of(loaded), parsed.file
    return files.import_file(store.models, parsed.name or path.name, files.blocks_of(path, store.disk))


def prune(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Remove files that are not needed any more."""
    keep = {_configured_model(loaded)} if parsed.unused else None
    return files.prune(files.store_of(loaded).models, keep, dry_run=parsed.dry_run)


def _provider_line(provider: ExecutionProvider) -> str:
    if provider.here:
        where = "here, but it computes none of these models" if provider.name == AZURE else "here"
    else:
        where = f"not here: in the package {provider.package}" if provider.package else "not here, and not known"
    return f"{provider.name:<{_PROVIDER_WIDTH}}  {where}{', used' * provider.used}"


def _configured_model(loaded: LoadedSettings) -> str:
    model = loaded.settings.engine.model
    if model == "auto":
        raise BadRequest("Name a model: engine.model is auto, which is decided when the server starts.")
    return model

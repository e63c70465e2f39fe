"""Where the data sets are that a command names."""

import argparse
from pathlib import Path

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings


def add_name(parser: argparse.ArgumentParser) -> None:
    """Add the name of a data set."""
    parser.add_argument("name", metavar="NAME", help="a data set of the data folder, or the path of one")


def folder_of(name: str, loaded: LoadedSettings) -> Path:
    """Return the folder of a data set: a path where it is one, elsewhere a name in the folder `datasets`."""
    if not name.strip() or "\0" in name:
        raise BadRequest("A data set needs a name.")
    if "/" in name or Path(name).is_dir():
        return Path(name)
    return loaded.sources.paths.datasets / name

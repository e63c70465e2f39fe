"""What a command is, and what all of them can be told."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from wyoming_kokoro.engines.registry import ENGINES
from wyoming_kokoro.settings import LoadedSettings

Command = Callable[[argparse.Namespace, LoadedSettings], int]
"""Does it, and gives the exit code."""

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 -- argparse has no public name

SETTINGS = {
    "uri": "wyoming.uri",
    "http_host": "http.host",
    "http_port": "http.port",
    "voice": "speech.voice",
    "engine": "engine.name",
    "model": "engine.model",
    "debug": "log.debug",
    "log_format": "log.format",
    "zeroconf_name": "discovery.name",
    "zeroconf": "discovery.zeroconf",
}
"""Arguments that are settings for this one run."""


def new(
    commands: "Subparsers", name: str, meaning: str, command: Command, *, nested: bool = False
) -> argparse.ArgumentParser:
    """Make a command's parser, with what all commands can be told; a nested one leaves what was told before it."""
    unsaid = argparse.SUPPRESS if nested else None
    parser = commands.add_parser(
        name, help=meaning, description=f"{meaning[0].upper()}{meaning[1:]}.", argument_default=unsaid
    )
    parser.set_defaults(command=command)
    parser.add_argument("--data-dir", metavar="FOLDER", help="where settings, models, voices and the cache are kept")
    parser.add_argument("--download-dir", metavar="FOLDER", help="where models and voices are kept, if not there too")
    parser.add_argument("--voice", metavar="NAME", help="the voice, or a blend of voices")
    parser.add_argument("--engine", metavar="NAME", help=", ".join(ENGINES.choices))
    parser.add_argument("--model", metavar="FILE", help="Kokoro's model file, or auto")
    parser.add_argument("--debug", action="store_true", default=unsaid, help="log details, also the texts")
    parser.add_argument("--log-format", choices=("text", "json"), help="how log lines are written")
    return parser


def command_line(asked: argparse.Namespace) -> dict[str, object]:
    """Give the settings that the arguments ask for."""
    given = {setting: getattr(asked, name, None) for name, setting in SETTINGS.items()}
    return {setting: value for setting, value in given.items() if value is not None}

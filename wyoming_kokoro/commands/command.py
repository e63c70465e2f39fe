"""What a command is, and the arguments that all commands have."""

import argparse
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from wyoming_kokoro.settings.later_settings import LaterSettings

if TYPE_CHECKING:
    from wyoming_kokoro.settings import LoadedSettings

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 -- argparse has no public name

Command = Callable[[argparse.Namespace, "LoadedSettings"], int]
"""Runs a command and returns the exit code."""

EarlyCommand = Callable[[argparse.Namespace, LaterSettings], int]
"""The same for one that reads the settings only if it needs them."""

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
    "download": "downloads.enabled",
}
"""Arguments that are settings for one run."""


def add_command(
    commands: "Subparsers", name: str, meaning: str, command: Command, *, nested: bool = False
) -> argparse.ArgumentParser:
    """Add a command with the arguments that all have; a nested one keeps the values that were given before it."""
    return add_early_command(commands, name, meaning, partial(_with_settings, command), nested=nested)


def add_early_command(
    commands: "Subparsers", name: str, meaning: str, command: EarlyCommand, *, nested: bool = False
) -> argparse.ArgumentParser:
    """Add a command that begins before the settings are read."""
    absent = argparse.SUPPRESS if nested else None
    parser = commands.add_parser(
        name, help=meaning, description=f"{meaning[0].upper()}{meaning[1:]}.", argument_default=absent
    )
    parser.set_defaults(command=command)
    parser.add_argument("--data-dir", metavar="FOLDER", help="the folder of settings, models, voices and the cache")
    parser.add_argument("--download-dir", metavar="FOLDER", help="the folder of models and voices, if it is another")
    parser.add_argument("--voice", metavar="NAME", help="the voice, or a blend of voices")
    parser.add_argument("--engine", metavar="NAME", action=_EngineName)
    parser.add_argument("--model", metavar="FILE", help="Kokoro's model file, or auto")
    parser.add_argument("--debug", action="store_true", default=absent, help="log details, also the texts")
    parser.add_argument("--log-format", choices=("text", "json"), help="how log lines are written")
    return parser


def settings_from(parsed: argparse.Namespace) -> dict[str, object]:
    """Return the settings that the arguments set."""
    values = {setting: getattr(parsed, argument, None) for argument, setting in SETTINGS.items()}
    return {setting: value for setting, value in values.items() if value is not None}


def _with_settings(command: Command, parsed: argparse.Namespace, later: LaterSettings) -> int:
    return command(parsed, later.loaded)


class _EngineName(argparse._StoreAction):  # noqa: SLF001 -- argparse has no public name
    """Takes the name of an engine; the list of engines is only read for the help."""

    @property
    def help(self) -> str:
        """The names of all engines."""
        from wyoming_kokoro.engines.registry import ENGINES  # noqa: PLC0415 -- takes longer than a server's first sound

        return ", ".join(ENGINES.choices)

    @help.setter  # noqa: A003 -- the name is argparse's
    def help(self, _: str | None) -> None:
        """Take no other text."""

"""The command line: `wyoming-kokoro serve` and the other commands."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from wyoming_kokoro import __version__
from wyoming_kokoro.commands.command import EarlyCommand, settings_from
from wyoming_kokoro.errors import InvalidSettings, ListenFailed, SpeechError
from wyoming_kokoro.privileges import give_up_root
from wyoming_kokoro.settings.later_settings import LaterSettings
from wyoming_kokoro.settings.paths import Paths

if TYPE_CHECKING:
    from wyoming_kokoro.settings import LoadedSettings

COMMANDS = (
    "serve",
    "say",
    "mcp",
    "explain",
    "rules",
    "words",
    "health",
    "settings",
    "models",
    "voices",
    "students",
    "bench",
    "judge",
    "augment",
    "dataset",
    "wake",
    "fleet",
    "watermark",
    "token",
    "open",
)
"""The modules of commands/, in the order of the help; the first runs when no command is named."""

FAILED, CANNOT_START = 1, 2
"""Exit codes."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; errors are printed as one line, without a traceback."""
    words = _with_command(sys.argv[1:] if arguments is None else arguments)
    parsed = parser(words[:1]).parse_args(words)
    try:
        paths = Paths.find(parsed.data_dir, parsed.download_dir)
        give_up_root(paths)
        command: EarlyCommand = parsed.command
        return command(parsed, LaterSettings(paths, partial(_load, paths, settings_from(parsed))))
    except (InvalidSettings, ListenFailed) as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    except SpeechError as error:
        print(error.message, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    except BrokenPipeError:
        sys.stderr.close()  # the program that read our output has ended
        return FAILED


def parser(names: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Return the parser of the command line; with names, only of these commands, so that no other is imported."""
    top = argparse.ArgumentParser(
        prog="wyoming-kokoro",
        description="Local text to speech with Kokoro, for Home Assistant and OpenAI clients.",
        epilog="Without a command it runs `serve`; `wyoming-kokoro COMMAND --help` explains a command.",
    )
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(metavar="COMMAND")
    for name in [name for name in names if name in COMMANDS] or COMMANDS:
        import_module(f"wyoming_kokoro.commands.{name}").add(commands)
    return top


def _with_command(arguments: Sequence[str]) -> list[str]:
    """Return the arguments, with the first command in front if none is named."""
    if arguments and (arguments[0] in COMMANDS or arguments[0] in ("-h", "--help", "--version")):
        return list(arguments)
    if arguments and not arguments[0].startswith("-"):
        return list(arguments)  # an unknown command: argparse lists those there are
    return [COMMANDS[0], *arguments]


def _load(paths: Paths, command_line: Mapping[str, object]) -> "LoadedSettings":
    """Read the settings, and write the log from now on as they say; raises InvalidSettings."""
    from wyoming_kokoro import log  # noqa: PLC0415 -- `say` through a running server needs none of these
    from wyoming_kokoro.engines import registry  # noqa: F401, PLC0415 -- tells the settings which engines there are
    from wyoming_kokoro.settings.loaded import load  # noqa: PLC0415

    loaded = load(paths, command_line)
    log.start(debug=loaded.settings.log.debug, form=loaded.settings.log.format)
    return loaded

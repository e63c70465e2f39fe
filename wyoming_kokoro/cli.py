"""The command line: `wyoming-kokoro serve` and its siblings."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from wyoming_kokoro import __version__, log
from wyoming_kokoro.commands.command import Command, command_line
from wyoming_kokoro.errors import InvalidSettings, ListenFailed, SpeechError
from wyoming_kokoro.privileges import give_up_root
from wyoming_kokoro.settings import Paths, load

COMMANDS = ("serve", "say", "explain", "rules", "words", "health", "settings", "models", "voices", "bench", "token")
"""In the order in which help shows them; the first is what happens when none is named."""

FAILED, CANNOT_START = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; what goes wrong is one line, not a traceback."""
    told = _with_command(sys.argv[1:] if arguments is None else arguments)
    asked = parser(told[:1]).parse_args(told)
    try:
        paths = Paths.find(asked.data_dir, asked.download_dir)
        give_up_root(paths)
        loaded = load(paths, command_line(asked))
        log.start(debug=loaded.settings.log.debug, form=loaded.settings.log.format)
        command: Command = asked.command
        return command(asked, loaded)
    except (InvalidSettings, ListenFailed) as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    except SpeechError as error:
        print(error.message, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has seen enough
        return FAILED


def parser(named: Sequence[str] = ()) -> argparse.ArgumentParser:
    """What understands the command line; where a command is named, nothing else is imported for the others."""
    told = argparse.ArgumentParser(
        prog="wyoming-kokoro",
        description="A voice for the home: Kokoro for Home Assistant and for OpenAI's clients.",
        epilog="Without a command it serves; `wyoming-kokoro COMMAND --help` tells more.",
    )
    told.add_argument("--version", action="version", version=__version__)
    commands = told.add_subparsers(metavar="COMMAND")
    for name in [name for name in named if name in COMMANDS] or COMMANDS:
        import_module(f"wyoming_kokoro.commands.{name}").add(commands)
    return told


def _with_command(arguments: Sequence[str]) -> list[str]:
    """The arguments, with the first command where none is named."""
    if arguments and (arguments[0] in COMMANDS or arguments[0] in ("-h", "--help", "--version")):
        return list(arguments)
    if arguments and not arguments[0].startswith("-"):
        return list(arguments)  # argparse says what there is
    return [COMMANDS[0], *arguments]

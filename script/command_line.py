"""The page docs/cli.md: every command with what it takes, read from the parsers that understand them."""

import argparse
from collections.abc import Iterator

from wyoming_kokoro.cli import CANNOT_START, COMMANDS, FAILED, parser
from wyoming_kokoro.commands.command import new

_BEGINNING = f"""\
# The command line

This page is made from the program by `script/docs`; `wyoming-kokoro COMMAND --help` says the same. In a checkout the
program is `.venv/bin/wyoming-kokoro`, and `script/run` is the same after setting up what it needs; in a container it is
`docker compose exec wyoming-kokoro wyoming-kokoro`.

Without a command it serves: `wyoming-kokoro --voice bf_emma` is `wyoming-kokoro serve --voice bf_emma`. What goes wrong
is said in one line on standard error, and the exit code tells the rest: 0 when all went well, {FAILED} when it did not,
{CANNOT_START} when the program could not begin (a wrong setting, a port that is taken, an argument that is not known).

What is asked for here holds for this one run and wins over the settings files. [Settings](settings.md) tells what else
can be set, in files and by environment variables.
"""

_EXAMPLES = """\
## Examples

```sh
wyoming-kokoro --uri tcp://127.0.0.1:10200 --no-zeroconf            # serve this machine alone
wyoming-kokoro say "It is 21.5 °C." --voice bf_emma -o weather.wav  # needs no server
echo "From a pipe." | wyoming-kokoro say -o - > pipe.wav
wyoming-kokoro explain 'Dr. Smith pays $55.75/mo.'                  # what will be said, and which rule decided
wyoming-kokoro words add "Siobhan" "shi-VAWN"                       # a word of your own
wyoming-kokoro models fetch                                         # before the network is taken away
wyoming-kokoro voices fetch af_heart
```
"""


def page() -> str:
    """The text of docs/cli.md."""
    shared = {action.dest for action in _own(_with_what_all_take())}
    parts = [_BEGINNING, _EXAMPLES, _shared()]
    for name, told in _commands(parser(COMMANDS)):
        parts.extend(_told(name, told, shared))
    return "\n".join(parts)


def _with_what_all_take() -> argparse.ArgumentParser:
    """A parser with nothing but what every command takes."""
    return new(argparse.ArgumentParser().add_subparsers(), "any", "do something", lambda _, __: 0)


def _shared() -> str:
    return "\n".join(["## What every command takes\n", *_table(_own(_with_what_all_take()))])


def _told(name: str, told: argparse.ArgumentParser, shared: set[str], depth: int = 2) -> Iterator[str]:
    """A command's part of the page, and those of its actions."""
    given = [action for action in _own(told) if action.dest not in shared]
    actions = list(_commands(told))
    words = ["wyoming-kokoro", name, *map(_call, given), *(["[ACTION]"] if actions else [])]
    yield f"{'#' * depth} `{name}`\n\n{told.description}\n\n    {' '.join(words)}\n"
    if given:
        yield "\n".join(_table(given))
    for each, nested in actions:
        yield from _told(f"{name} {each}", nested, shared | {action.dest for action in given}, depth + 1)


def _own(told: argparse.ArgumentParser) -> list[argparse.Action]:
    """The arguments of a parser, but for help and the choice of what comes next."""
    return [
        action
        for action in told._actions  # noqa: SLF001 -- argparse shows them to nobody
        if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)  # noqa: SLF001 -- the same
    ]


def _commands(told: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """The commands of a parser, or the actions of a command."""
    for action in told._actions:  # noqa: SLF001 -- argparse shows them to nobody
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 -- the same
            yield from action.choices.items()


def _table(actions: list[argparse.Action]) -> list[str]:
    rows = [f"| {_written(action)} | {_cell(action.help or '')} |" for action in actions]
    return ["| argument | meaning |", "|---|---|", *rows, ""]


def _written(action: argparse.Action) -> str:
    """An argument as it is typed, in every way it can be."""
    if not action.option_strings:
        return f"`{_call(action)}`"
    value = f" {_value(action)}" if action.nargs != 0 else ""
    return _cell(", ".join(f"`{option}{value}`" for option in action.option_strings))


def _call(action: argparse.Action) -> str:
    """An argument in the line that shows how a command is called."""
    value = _value(action)
    if action.option_strings:
        written = action.option_strings[0] + ("" if action.nargs == 0 else f" {value}")
        return f"[{written}]"
    return {"?": f"[{value}]", "*": f"[{value}...]", "+": f"{value}..."}.get(str(action.nargs), value)


def _value(action: argparse.Action) -> str:
    if action.choices is not None:
        return "|".join(map(str, action.choices))
    written = str(action.metavar or action.dest.upper())
    return f"[{written}]" if action.option_strings and action.nargs == "?" else written


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

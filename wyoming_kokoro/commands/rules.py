"""`rules`: the text rules of each language, with their examples."""

import argparse
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.text import LANGUAGES, page

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "rules", "list the text rules with their examples, as markdown", show)
    parser.add_argument(
        "languages", nargs="*", metavar="LANGUAGE", help=f"only these of {', '.join(LANGUAGES)}; by default all"
    )


def show(parsed: argparse.Namespace, _loaded: LoadedSettings) -> int:
    """Print the rules."""
    unknown = [code for code in parsed.languages if code not in LANGUAGES]
    if unknown:
        message = f"There are no text rules for {unknown[0]}; the languages with rules are {', '.join(LANGUAGES)}."
        raise BadRequest(message, code="language_not_supported", about="languages")
    print(page(parsed.languages) if parsed.languages else page())
    return 0

"""`words`: list and change the user's own words and their pronunciation."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.pronounce import user_words
from wyoming_kokoro.pronounce.imports import from_pre_process_map
from wyoming_kokoro.pronounce.respelling import InvalidRespelling
from wyoming_kokoro.pronounce.user_words import UserWord, UserWords
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio.user_words import put_word, read_user_words, remove_user_word

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

MAX_IMPORT_BYTES = 1_048_576
"""Of a file that is imported."""


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "words", "list and change your own words and their pronunciation", show)
    parser.set_defaults(json=False)
    actions = parser.add_subparsers(metavar="ACTION")
    list_action = add_command(actions, "list", "list your words, and the mistakes in the file", show, nested=True)
    list_action.add_argument("--json", action="store_true", help="as JSON, for programs")
    add_action = add_command(actions, "add", "add a word, or change its pronunciation", add_word, nested=True)
    add_action.add_argument("written", help="the word or phrase; [en-GB case pattern] may stand before it")
    add_action.add_argument("sound", help='a respelling (EE-lon), phonemes between slashes, or "other words" in quotes')
    remove_action = add_command(actions, "remove", "remove a word from the file", remove_word, nested=True)
    remove_action.add_argument("written", help="as in the file, before the equals sign")
    import_action = add_command(
        actions, "import", "import openedai-speech's pre_process_map.yaml", import_words, nested=True
    )
    import_action.add_argument("file", type=Path, metavar="FILE", help="the path of the file")


def show(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print the words."""
    words = read_user_words(loaded)
    if parsed.json:
        print(json.dumps([asdict(entry) for entry in words.entries], ensure_ascii=False, indent=2))
    else:
        for entry in words.entries:
            print(entry.line)
    return _print_mistakes(words)


def add_word(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Write a word into the file."""
    put_word(loaded, _entry(parsed.written, parsed.sound))
    return 0


def remove_word(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Remove a word from the file."""
    if not remove_user_word(loaded, _entry(parsed.written, '"x"').key):
        raise BadRequest("There is no such word in the file; `wyoming-kokoro words` lists them.", code="no_such_word")
    return 0


def import_words(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Write every pair of another program's file into the user's file."""
    try:
        text = parsed.file.read_text("utf-8-sig") if parsed.file.stat().st_size <= MAX_IMPORT_BYTES else None
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{parsed.file} cannot be read: {error}") from error
    if text is None:
        raise BadRequest(f"{parsed.file} is larger than {MAX_IMPORT_BYTES} bytes.")
    words = from_pre_process_map(text, parsed.file.name)
    for entry in words.entries:
        put_word(loaded, entry)
    print(f"Imported {len(words.entries)} words.")
    return _print_mistakes(words)


def _entry(written: str, sound: str) -> UserWord:
    try:
        return user_words.parse_entry(written, sound)
    except InvalidRespelling as error:
        raise BadRequest(f"This word is not valid: {error}.", code="bad_word") from error


def _print_mistakes(words: UserWords) -> int:
    for mistake in words.mistakes:
        print(mistake.brief, file=sys.stderr)
    return 1 if words.mistakes else 0

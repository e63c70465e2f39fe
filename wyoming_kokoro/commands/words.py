"""`words`: the user's own words and how they sound."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import new
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.pronounce import from_pre_process_map, user_words
from wyoming_kokoro.pronounce.respelling import InvalidRespelling
from wyoming_kokoro.pronounce.user_words import UserWord, UserWords
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio.user_words import own_words, put_word, take_word_out

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

LARGEST_IMPORT = 1_048_576
"""Bytes of a file that is taken over."""


def add(commands: "Subparsers") -> None:
    """Tell the parser."""
    parser = new(commands, "words", "list and change your own words and how they sound", show)
    parser.set_defaults(json=False)
    actions = parser.add_subparsers(metavar="ACTION")
    listing = new(actions, "list", "show every word, and the mistakes in the file", show, nested=True)
    listing.add_argument("--json", action="store_true", help="as JSON, for programs")
    putting = new(actions, "add", "add a word, or change how it sounds", put, nested=True)
    putting.add_argument("written", help="the word or phrase; [en-GB case pattern] may stand before it")
    putting.add_argument("sound", help='a respelling (EE-lon), phonemes between slashes, or "other words" in quotes')
    taking = new(actions, "remove", "take a word out of the file", take_out, nested=True)
    taking.add_argument("written", help="as it stands in the file, before the equals sign")
    importing = new(actions, "import", "take over openedai-speech's pre_process_map.yaml", take_over, nested=True)
    importing.add_argument("file", type=Path, metavar="FILE", help="where it is")


def show(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print them."""
    words = own_words(loaded)
    if asked.json:
        print(json.dumps([asdict(entry) for entry in words.entries], ensure_ascii=False, indent=2))
    else:
        for entry in words.entries:
            print(entry.line)
    return _tell_mistakes(words)


def put(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Write one into the file."""
    put_word(loaded, _entry(asked.written, asked.sound))
    return 0


def take_out(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Take one out of the file."""
    if not take_word_out(loaded, _entry(asked.written, '"x"').key):
        raise BadRequest("There is no such word in the file; `wyoming-kokoro words` lists them.", code="no_such_word")
    return 0


def take_over(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Write every pair of another program's file into ours."""
    try:
        text = asked.file.read_text("utf-8-sig") if asked.file.stat().st_size <= LARGEST_IMPORT else None
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{asked.file} cannot be read: {error}") from error
    if text is None:
        raise BadRequest(f"{asked.file} is larger than {LARGEST_IMPORT} bytes.")
    found = from_pre_process_map(text, asked.file.name)
    for entry in found.entries:
        put_word(loaded, entry)
    print(f"{len(found.entries)} words are taken over.")
    return _tell_mistakes(found)


def _entry(written: str, sound: str) -> UserWord:
    try:
        return user_words.parse_entry(written, sound)
    except InvalidRespelling as error:
        raise BadRequest(f"This word cannot be: {error}.", code="bad_word") from error


def _tell_mistakes(words: UserWords) -> int:
    for mistake in words.mistakes:
        print(mistake.brief, file=sys.stderr)
    return 1 if words.mistakes else 0

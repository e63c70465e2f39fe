"""The user's words and how they sound, from their file and the settings."""

from pathlib import Path

from wyoming_kokoro.downloads import Disk
from wyoming_kokoro.downloads.disk import NotRegularFile
from wyoming_kokoro.errors import FileMistake, Unavailable
from wyoming_kokoro.pronounce.user_words import Key, UserWord, UserWords, parse, parse_pairs, with_entry, without_entry
from wyoming_kokoro.settings import LoadedSettings, one_change, write_whole

MAX_FILE_BYTES = 1_048_576
"""Bytes: far more than is written by hand."""


def read_user_words(loaded: LoadedSettings) -> UserWords:
    """Return the user's words; those in the settings replace those in the file. Blocks shortly."""
    from_file = _read_file(loaded.sources.paths.pronunciations)
    from_settings = parse_pairs(loaded.settings.pronounce.words, "pronounce.words")
    over = {entry.key for entry in from_settings.entries}
    others = tuple(entry for entry in from_file.entries if entry.key not in over)
    return UserWords((*others, *from_settings.entries), (*from_file.mistakes, *from_settings.mistakes))


def written_words(loaded: LoadedSettings) -> str:
    """Return the text of the user's file, empty if there is none; Unavailable if it cannot be read."""
    path = loaded.sources.paths.pronunciations
    mistakes = _read_file(path).mistakes
    if mistakes and not path.is_file():
        raise Unavailable(f"{mistakes[0].brief}.", code="unreadable")
    try:
        return path.read_text("utf-8-sig") if path.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(
            mistakes[0].brief if mistakes else f"{path.name} cannot be read.", code="unreadable"
        ) from error


def write_words(loaded: LoadedSettings, text: str) -> None:
    """Replace the text of the user's file."""
    path = loaded.sources.paths.pronunciations
    with one_change(path):
        write_whole(path, text)


def put_word(loaded: LoadedSettings, entry: UserWord) -> None:
    """Write a word into the user's file, in place of an equal one; everything else stays."""
    with one_change(loaded.sources.paths.pronunciations):
        write_whole(loaded.sources.paths.pronunciations, with_entry(written_words(loaded), entry))


def remove_user_word(loaded: LoadedSettings, key: Key) -> bool:
    """Remove a word from the user's file, and return whether it was there."""
    with one_change(loaded.sources.paths.pronunciations):
        before = written_words(loaded)
        after = without_entry(before, key)
        if len(after.splitlines()) == len(before.splitlines()):
            return False
        write_whole(loaded.sources.paths.pronunciations, after)
        return True


def _read_file(path: Path) -> UserWords:
    disk = Disk()
    try:
        stamp = disk.stamp(path)
        if stamp is None:
            return UserWords()
        if stamp.size > MAX_FILE_BYTES:
            return _unreadable(path, f"is larger than {MAX_FILE_BYTES} bytes")
        return parse(path.read_text("utf-8-sig"), path.name)
    except UnicodeDecodeError:
        return _unreadable(path, "is not written in UTF-8")
    except NotRegularFile as error:
        return _unreadable(path, str(error.strerror))
    except OSError as error:
        return _unreadable(path, f"cannot be read ({error.strerror})")


def _unreadable(path: Path, why: str) -> UserWords:
    return UserWords(mistakes=(FileMistake(path.name, why),))

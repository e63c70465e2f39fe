"""The user's own words, from their file and the settings."""

from pathlib import Path

from wyoming_kokoro.errors import Mistake
from wyoming_kokoro.pronounce.own import Parsed, parse, parse_pairs
from wyoming_kokoro.settings import Loaded
from wyoming_kokoro.store import Disk
from wyoming_kokoro.store.disk import NotPlain

LARGEST_FILE = 1_048_576
"""Bytes: far more than anybody writes by hand."""


def own_words(loaded: Loaded) -> Parsed:
    """What the user wrote about pronunciation, those in the settings over those in the file; blocks shortly."""
    from_file = _from_file(loaded.sources.places.pronunciations)
    from_settings = parse_pairs(loaded.settings.pronounce.words, "pronounce.words")
    over = {entry.key for entry in from_settings.entries}
    kept = tuple(entry for entry in from_file.entries if entry.key not in over)
    return Parsed((*kept, *from_settings.entries), (*from_file.mistakes, *from_settings.mistakes))


def _from_file(path: Path) -> Parsed:
    disk = Disk()
    try:
        stamp = disk.stamp(path)
        if stamp is None:
            return Parsed()
        if stamp.size > LARGEST_FILE:
            return _unread(path, f"is larger than {LARGEST_FILE} bytes")
        return parse(path.read_text("utf-8-sig"), path.name)
    except UnicodeDecodeError:
        return _unread(path, "is not written in UTF-8")
    except NotPlain as error:
        return _unread(path, str(error.strerror))
    except OSError as error:
        return _unread(path, f"cannot be read ({error.strerror})")


def _unread(path: Path, why: str) -> Parsed:
    return Parsed(mistakes=(Mistake(path.name, why),))

"""Writing changes into the user's override.json."""

import json
import logging
import threading
from collections.abc import Mapping
from pathlib import Path

import voluptuous as vol

from wyoming_kokoro.atomic_write import replace_file
from wyoming_kokoro.errors import FileMistake, InvalidSettings, Unavailable
from wyoming_kokoro.settings.aliases import FORMER_NAMES, current_name, renamed
from wyoming_kokoro.settings.file import LARGEST, UnreadableFile, read
from wyoming_kokoro.settings.layers import nearest
from wyoming_kokoro.settings.options import shown
from wyoming_kokoro.settings.paths import Paths
from wyoming_kokoro.settings.table import OPTIONS

log = logging.getLogger(__name__)

_WRITING = threading.Lock()
"""One change at a time: each reads the file, changes it, and writes it whole."""

_WHERE = "the change"


def change(paths: Paths, changes: Mapping[str, object]) -> None:
    """Put settings by name into override.json, all or none; null takes one out, so that the layers below decide.

    A former name counts as the name of today, which the file then has. Raises InvalidSettings if a name is unknown, a
    value cannot be, the setting may be set on this machine only, or the file as it is cannot be read; Unavailable if
    it cannot be written.
    """
    changes = _under_current_names(changes)
    mistakes = [mistake for name, value in changes.items() if (mistake := _mistake(name, value))]
    if mistakes:
        raise InvalidSettings(*mistakes)
    with _WRITING:
        try:
            document = read(paths.override) or {}
        except UnreadableFile as error:
            raise InvalidSettings(FileMistake(str(paths.override), str(error))) from error
        for name, value in changes.items():
            _put(document, name, value)
        write_whole(paths.override, json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _under_current_names(changes: Mapping[str, object]) -> dict[str, object]:
    """Return the changes under the names of today, which win over former ones."""
    for former in [name for name in changes if name in FORMER_NAMES]:
        log.info("%s", renamed(_WHERE, former, FORMER_NAMES[former]))
    return {current_name(name): value for name, value in changes.items()} | {
        name: value for name, value in changes.items() if name not in FORMER_NAMES
    }


def _mistake(name: str, value: object) -> FileMistake | None:
    option = OPTIONS.get(name)
    if option is None:
        meant = nearest(name, {each: each for each in OPTIONS})
        hint = f"; did you mean {meant}?" if meant else ""
        return FileMistake(_WHERE, f"{shown(name)} is not a setting{hint}", name)
    if option.local:
        return FileMistake(_WHERE, f"{name} can be set in a file or a variable on the machine itself only", name)
    if value is None:
        return None
    try:
        option.check(value)
    except vol.Invalid:
        return FileMistake(_WHERE, f"{name} is {option.shown(value)}; it should be {option.expected}", name)
    return None


def _put(document: dict[str, object], name: str, value: object) -> None:
    """Change one setting in the file's content; what else is in there stays."""
    for former in [each for each, now in FORMER_NAMES.items() if now == name]:
        _drop(document, former)
    option = OPTIONS[name]
    document.pop(name, None)
    section = document.get(option.section)
    content = dict(section) if isinstance(section, dict) else {}
    if value is None:
        content.pop(option.key, None)
    elif isinstance(value, dict) and isinstance(content.get(option.key), dict):
        content[option.key] = {**content[option.key], **value}
    else:
        content[option.key] = value
    if content:
        document[option.section] = content
    else:
        document.pop(option.section, None)


def _drop(document: dict[str, object], name: str) -> None:
    """Take a name out of the file's content, written in its section or with it."""
    document.pop(name, None)
    section, _, key = name.partition(".")
    content = document.get(section)
    if isinstance(content, dict):
        content.pop(key, None)


def write_whole(path: Path, text: str) -> None:
    """Replace a file of the user's in one move; where it is mounted by itself and cannot be replaced, write into it.

    Raises WrongSettings if it would be too large to be read again, Unavailable if it cannot be written.
    """
    content = text.encode()
    if len(content) > LARGEST:
        raise InvalidSettings(FileMistake(_WHERE, f"{path.name} would be larger than {LARGEST} bytes"))
    try:
        replace_file(path, content, durable=True)
    except OSError as error:
        raise Unavailable("It cannot be saved: the data folder cannot be written.", code="read_only") from error

"""Writes changes into the user's override.json."""

import json
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import voluptuous as vol

from wyoming_kokoro.atomic_write import locked, replace_file
from wyoming_kokoro.errors import FileMistake, InvalidSettings, Unavailable
from wyoming_kokoro.settings.aliases import FORMER_NAMES, current_name, renamed
from wyoming_kokoro.settings.file import MAX_BYTES, UnreadableFile, read
from wyoming_kokoro.settings.layers import nearest
from wyoming_kokoro.settings.options import shown
from wyoming_kokoro.settings.paths import Paths
from wyoming_kokoro.settings.table import OPTIONS

log = logging.getLogger(__name__)

_LOCK = threading.Lock()
"""Held during a change, so that threads wait for one another without looking again and again."""

_WHERE = "the change"


def change(paths: Paths, changes: Mapping[str, object]) -> None:
    """Write settings by name into override.json, all or none; null removes one, so that the layers below decide.

    Former names are replaced by the current ones. Raises InvalidSettings if a name is unknown, a value is not valid,
    a setting can be changed on this machine only, or the file cannot be read; Unavailable if it cannot be written.
    """
    changes = _with_current_names(changes)
    mistakes = [mistake for name, value in changes.items() if (mistake := _mistake(name, value))]
    if mistakes:
        raise InvalidSettings(*mistakes)
    with one_change(paths.override):
        try:
            document = read(paths.override) or {}
        except UnreadableFile as error:
            raise InvalidSettings(FileMistake(str(paths.override), str(error))) from error
        for name, value in changes.items():
            _set(document, name, value)
        write_whole(paths.override, json.dumps(document, indent=2, ensure_ascii=False) + "\n")


@contextmanager
def one_change(path: Path) -> Iterator[None]:
    """Let one thread of one program at a time read a file of the user's, change it, and write it whole.

    Raises Unavailable if another program does not end its change, or the folder cannot be used.
    """
    with _LOCK, ExitStack() as stack:
        try:
            stack.enter_context(locked(path.resolve().parent))
        except TimeoutError as error:
            raise Unavailable("Another program is changing the same files.", code="files_locked") from error
        except OSError as error:
            raise _read_only() from error
        yield


def write_whole(path: Path, text: str) -> None:
    """Replace a file of the user's; raises InvalidSettings if it would be too large to read, or Unavailable."""
    content = text.encode()
    if len(content) > MAX_BYTES:
        raise InvalidSettings(FileMistake(_WHERE, f"{path.name} would be larger than {MAX_BYTES} bytes"))
    try:
        replace_file(path, content, durable=True)
    except OSError as error:
        raise _read_only() from error


def _read_only() -> Unavailable:
    return Unavailable("It cannot be saved: the data folder cannot be written.", code="read_only")


def _with_current_names(changes: Mapping[str, object]) -> dict[str, object]:
    """Return the changes with current names, which take precedence over former ones."""
    for former in [name for name in changes if name in FORMER_NAMES]:
        log.info("%s", renamed(_WHERE, former, FORMER_NAMES[former]))
    return {current_name(name): value for name, value in changes.items()} | {
        name: value for name, value in changes.items() if name not in FORMER_NAMES
    }


def _mistake(name: str, value: object) -> FileMistake | None:
    option = OPTIONS.get(name)
    if option is None:
        suggestion = nearest(name, {each: each for each in OPTIONS})
        hint = f"; did you mean {suggestion}?" if suggestion else ""
        return FileMistake(_WHERE, f"{shown(name)} is not a setting{hint}", name)
    if option.local:
        return FileMistake(_WHERE, f"{name} can be changed in a file or a variable on the machine itself only", name)
    if value is None:
        return None
    try:
        option.check(value)
    except vol.Invalid:
        return FileMistake(_WHERE, option.mistake(value), name)
    return None


def _set(document: dict[str, object], name: str, value: object) -> None:
    """Change one setting in the content of the file; everything else stays."""
    for former in [each for each, current in FORMER_NAMES.items() if current == name]:
        _remove(document, former)
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


def _remove(document: dict[str, object], name: str) -> None:
    """Remove a name from the content of the file, whether it is in its section or written with it."""
    document.pop(name, None)
    section, _, key = name.partition(".")
    content = document.get(section)
    if isinstance(content, dict):
        content.pop(key, None)

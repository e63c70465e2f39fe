"""Reading a settings file without trusting it."""

import json
import os
import stat
from pathlib import Path

LARGEST = 1024 * 1024
"""Bytes of a settings file: hundreds of times a full one, and still parsed in no time."""


class UnreadableFile(Exception):
    """A settings file that is there and cannot be used; the message says why, without naming it."""


def read(path: Path) -> dict[str, object] | None:
    """The JSON object in a file, or None where there is no file."""
    content = _bytes(path)
    if content is None:
        return None
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refused)
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"is not JSON at line {error.lineno}, column {error.colno}: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile("is not a text in UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("is not JSON that can be read: a number or its nesting is out of range") from error
    if not isinstance(document, dict):
        raise UnreadableFile('should be a JSON object, such as {"speech": {"voice": "af_heart"}}')
    return document


def _bytes(path: Path) -> bytes | None:
    """The content of a plain file; opening does not wait, so that a pipe in its place stops nothing."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UnreadableFile("is not a file")
            with open(handle, "rb", closefd=False) as file:
                content = file.read(LARGEST + 1)
        finally:
            os.close(handle)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnreadableFile(f"cannot be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise UnreadableFile(f"is larger than {LARGEST} bytes")
    return content


def _refused(constant: str) -> object:
    raise UnreadableFile(f"holds {constant}, which is not a number")

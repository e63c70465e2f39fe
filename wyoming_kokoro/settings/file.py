"""Reads a settings file; one that cannot be used is refused with the reason."""

import json
import os
import stat
from pathlib import Path

MAX_BYTES = 1024 * 1024
"""Of a settings file: hundreds of times a full one, and still parsed in no time."""


class UnreadableFile(Exception):
    """A settings file exists and cannot be used; the message says why, without the path."""


def read(path: Path) -> dict[str, object] | None:
    """Return the JSON object in a file, None if there is no file; raises UnreadableFile."""
    content = _read_bytes(path)
    if content is None:
        return None
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"is not JSON at line {error.lineno}, column {error.colno}: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile("is not a text in UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("is not JSON that can be read: a number or its nesting is out of range") from error
    if not isinstance(document, dict):
        raise UnreadableFile('should be a JSON object, such as {"speech": {"voice": "af_heart"}}')
    return document


def _read_bytes(path: Path) -> bytes | None:
    """Return the content of a regular file; opening does not block, so that a pipe in its place stops nothing."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UnreadableFile("is not a file")
            with open(handle, "rb", closefd=False) as file:
                content = file.read(MAX_BYTES + 1)
        finally:
            os.close(handle)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnreadableFile(f"cannot be read: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise UnreadableFile(f"is larger than {MAX_BYTES} bytes")
    return content


def _refuse(constant: str) -> object:
    raise UnreadableFile(f"contains {constant}, which is not a number")

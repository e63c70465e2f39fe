"""The token that changes over HTTP are allowed with: having made one is what switches them on."""

import os
import secrets
from pathlib import Path

from wyoming_kokoro.errors import Unavailable

TOKEN_BYTES = 32
_LONGEST = 1024
_ONLY_OWNER = 0o600


def make_token(path: Path) -> str:
    """A new token, in a file that only its owner can read, in place of any former one."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_OWNER)
        with os.fdopen(handle, "w") as file:
            file.write(token + "\n")
        beside.replace(path)
    except OSError as error:
        raise Unavailable("The token cannot be kept: the data folder cannot be written.", code="read_only") from error
    return token


def remove_token(path: Path) -> None:
    """No token any more."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise Unavailable(
            "The token cannot be removed: the data folder cannot be written.", code="read_only"
        ) from error


def read_token(path: Path) -> str | None:
    """The token, if one was made. Blocks."""
    try:
        with path.open(encoding="ascii") as file:
            return file.read(_LONGEST).strip() or None
    except (OSError, UnicodeDecodeError):
        return None

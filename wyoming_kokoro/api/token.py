"""The token that changes over HTTP are allowed with: having made one is what switches them on."""

import secrets
from pathlib import Path

from wyoming_kokoro.atomic_write import ONLY_OWNER, replace_file
from wyoming_kokoro.errors import Unavailable

TOKEN_BYTES = 32
_LONGEST = 1024


def make_token(path: Path) -> str:
    """A new token, in a file that only its owner can read, in place of any former one."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    try:
        replace_file(path, f"{token}\n".encode(), mode=ONLY_OWNER)
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

"""The token that allows changes over HTTP: they are off until one is made."""

import secrets
from pathlib import Path

from wyoming_kokoro.atomic_write import ONLY_OWNER, replace_file
from wyoming_kokoro.errors import Unavailable

TOKEN_BYTES = 32
_MAX_CHARACTERS = 1024


def make_token(path: Path) -> str:
    """Make a new token, in a file that only its owner can read, and return it; a former one becomes invalid."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    try:
        replace_file(path, f"{token}\n".encode(), mode=ONLY_OWNER)
    except OSError as error:
        raise Unavailable("The token cannot be saved: the data folder cannot be written.", code="read_only") from error
    return token


def remove_token(path: Path) -> None:
    """Remove the token: changes over HTTP are off then."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise Unavailable(
            "The token cannot be removed: the data folder cannot be written.", code="read_only"
        ) from error


def read_token(path: Path) -> str | None:
    """Return the token, or None if there is none. Blocks."""
    try:
        with path.open(encoding="ascii") as file:
            return file.read(_MAX_CHARACTERS).strip() or None
    except (OSError, UnicodeDecodeError):
        return None

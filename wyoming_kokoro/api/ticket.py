"""Tickets: what a link to the dashboard holds in place of the token. Each can be used once, within a short time.

A ticket is a file in the data folder, named by the ticket's digest: so only who may write there can make one, and who
reads the folder cannot use one.
"""

import hashlib
import secrets
import time
from pathlib import Path

from wyoming_kokoro.api.token import TOKEN_BYTES
from wyoming_kokoro.atomic_write import ONLY_OWNER, replace_file
from wyoming_kokoro.errors import Unavailable

TICKET_SECONDS = 600.0
"""How long a ticket can be used: time enough to read the line that a start prints, and to click on it."""

MAX_TICKETS = 8
"""Tickets at once; for a new one the oldest are removed."""


def make_ticket(folder: Path) -> str:
    """Make a ticket and return it; only its digest is written."""
    ticket = secrets.token_urlsafe(TOKEN_BYTES)
    try:
        replace_file(_file(folder, ticket), f"{time.time() + TICKET_SECONDS}\n".encode(), mode=ONLY_OWNER)
        _prune(folder)
    except OSError as error:
        raise Unavailable("No link can be made: the data folder cannot be written.", code="read_only") from error
    return ticket


def use_ticket(folder: Path, ticket: str) -> bool:
    """Return whether this is a ticket that can be used, and use it up. Blocks."""
    file = _file(folder, ticket)
    try:
        expires = float(file.read_text(encoding="ascii"))
        file.unlink()  # of two that come at once, the second one fails here
    except (OSError, ValueError):
        return False
    return time.time() < expires


def dashboard_link(url: str, folder: Path) -> str:
    """Return the address of the dashboard with a ticket, in the part that browsers send to no server."""
    return f"{url}/#ticket={make_ticket(folder)}"


def _file(folder: Path, ticket: str) -> Path:
    return folder / hashlib.sha256(ticket.encode(errors="replace")).hexdigest()


def _prune(folder: Path) -> None:
    """Remove all but the newest tickets."""
    files = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for file in files[MAX_TICKETS:]:
        file.unlink(missing_ok=True)

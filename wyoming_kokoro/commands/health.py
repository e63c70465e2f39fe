"""`health`: ask the running server to describe itself, as Home Assistant does.

A container asks every half minute, also on the smallest machines: so this imports nothing of the server.
"""

import argparse
import json
import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from wyoming_kokoro.commands.command import new
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

PROGRAM = "kokoro"
"""What the server calls itself."""

PATIENCE = 5.0
"""Seconds: as long as Home Assistant waits for the same answer."""

LARGEST = 4 * 1024 * 1024
"""Bytes of an answer: many times what all voices take."""


def add(commands: "Subparsers") -> None:
    """Tell the parser."""
    parser = new(commands, "health", "ask the running server whether it answers", health)
    parser.add_argument("--uri", help="where it listens for Wyoming, if not where the settings say")


def health(_: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print what the server says about itself; one that does not answer, or is another program, is an error."""
    where = loaded.settings.wyoming.uri.partition(",")[0].strip()
    print(f"{where}: {described(where)}")
    return 0


def described(where: str) -> str:
    """What the server at an address says about itself, in a sentence."""
    try:
        with _connected(where) as connection, connection.makefile("rwb") as stream:
            stream.write(b'{"type": "describe"}\n')
            stream.flush()
            programs = _answer(stream).get("tts")
    except (OSError, ValueError) as error:
        raise Unavailable(f"The server does not answer at {where}: {error}.", code="no_answer") from error
    for program in programs if isinstance(programs, list) else []:
        if isinstance(program, dict) and program.get("name") == PROGRAM:
            return f"{PROGRAM} {program.get('version')}, {program.get('description')}"
    raise Unavailable(f"Another program answers at {where}.", code="no_answer")


def _connected(where: str) -> socket.socket:
    parts = urlsplit(where)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(PATIENCE)
        try:
            connection.connect(where.removeprefix("unix://"))
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((parts.hostname or "localhost", parts.port or 0), PATIENCE)


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...

    def readline(self, size: int, /) -> bytes: ...


def _answer(stream: _Stream) -> Mapping[str, object]:
    """The data of the event that comes next; ValueError where it is none."""
    header = _object(stream.readline(LARGEST))
    length = header.get("data_length", 0)
    if not isinstance(length, int) or not 0 <= length <= LARGEST:
        raise ValueError("it sends what is no answer")
    return _object(stream.read(length)) if length else {}


def _object(raw: bytes) -> dict[str, object]:
    try:
        value = json.loads(raw)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ValueError("it sends what is no answer")  # noqa: TRY004 -- the same answer to all that is not one
    return value

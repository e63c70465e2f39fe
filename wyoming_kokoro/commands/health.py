"""`health`: check the running server by asking it to describe itself, as Home Assistant does.

A container does this every half minute, also on the smallest machines: so this imports nothing of the server.
"""

import argparse
import json
import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

PROGRAM = "kokoro"
"""The name of the program in the server's answer."""

TIMEOUT = 5.0
"""Seconds: Home Assistant waits as long for the same answer."""

MAX_ANSWER_BYTES = 4 * 1024 * 1024
"""Many times what all voices take."""


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "health", "check whether the running server answers", health)
    parser.add_argument("--uri", help="the address of the Wyoming server, if it is not the one in the settings")


def health(_: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print the server's description; raises Unavailable if it does not answer, or is another program."""
    where = loaded.settings.wyoming.uri.partition(",")[0].strip()
    print(f"{where}: {describe(where)}")
    return 0


def describe(where: str) -> str:
    """Return how the server at an address describes itself, in a sentence."""
    try:
        with _connect(where) as connection, connection.makefile("rwb") as stream:
            stream.write(b'{"type": "describe"}\n')
            stream.flush()
            programs = _read_answer(stream).get("tts")
    except (OSError, ValueError) as error:
        raise Unavailable(f"The server does not answer at {where}: {error}.", code="no_answer") from error
    for program in programs if isinstance(programs, list) else []:
        if isinstance(program, dict) and program.get("name") == PROGRAM:
            return f"{PROGRAM} {program.get('version')}, {program.get('description')}"
    raise Unavailable(f"Another program answers at {where}.", code="no_answer")


def _connect(where: str) -> socket.socket:
    parts = urlsplit(where)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(where.removeprefix("unix://"))
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((parts.hostname or "localhost", parts.port or 0), TIMEOUT)


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...

    def readline(self, size: int, /) -> bytes: ...


def _read_answer(stream: _Stream) -> Mapping[str, object]:
    """Return the data of the next event; raises ValueError if it is not valid."""
    header = _parse_object(stream.readline(MAX_ANSWER_BYTES))
    length = header.get("data_length", 0)
    if not isinstance(length, int) or not 0 <= length <= MAX_ANSWER_BYTES:
        raise ValueError("its answer is not valid")
    return _parse_object(stream.read(length)) if length else {}


def _parse_object(raw: bytes) -> dict[str, object]:
    try:
        value = json.loads(raw)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ValueError("its answer is not valid")  # noqa: TRY004 -- the same error for every invalid answer
    return value

"""A client for tests that says exactly what it is told, byte for byte."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wyoming_kokoro.wire.frames import pack

PATIENCE = 20.0
"""Seconds after which an answer that does not come fails the test; no test measures less."""


@dataclass(frozen=True)
class Heard:
    """An event as it was received."""

    type: str
    data: dict[str, Any] = field(default_factory=dict)
    payload: bytes = b""


class Caller:
    """One connection to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.received = bytearray()
        """Every byte of the events that were heard."""

    async def send(self, *events: bytes, piece: int | None = None) -> None:
        """Send bytes, whole or in pieces of so many."""
        whole = b"".join(events)
        for start in range(0, len(whole), piece or max(len(whole), 1)):
            self.writer.write(whole[start : start + (piece or len(whole))])
            await self.writer.drain()
            if piece:
                await asyncio.sleep(0)

    async def hear(self) -> Heard | None:
        """Give the next event, None where the connection has ended."""
        async with asyncio.timeout(PATIENCE):
            try:
                line = await self.reader.readline()
                if not line:
                    return None
                header = json.loads(line)
                data = await self.reader.readexactly(header.get("data_length", 0))
                payload = await self.reader.readexactly(header.get("payload_length", 0))
            except ConnectionError:
                return None
        self.received += line + data + payload
        return Heard(header["type"], json.loads(data or b"{}"), payload)

    async def hear_until(self, *types: str) -> list[Heard]:
        """Give the events up to the first of one of these types, or to the end of the connection."""
        heard: list[Heard] = []
        while (event := await self.hear()) is not None:
            heard.append(event)
            if event.type in types:
                break
        return heard

    async def hear_all(self) -> list[Heard]:
        """Give the events up to the end of the connection."""
        return await self.hear_until()

    async def raw(self) -> bytes:
        """Give every byte up to the end of the connection."""
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read()

    async def leave(self) -> None:
        """Close the connection."""
        self.writer.close()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()


async def until(condition: Callable[[], object]) -> None:
    """Wait for something that must come true."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 -- what is waited for is in another task or program, and tells nobody
            await asyncio.sleep(0.01)


def kinds(heard: list[Heard]) -> list[str]:
    """The types in order, those in a row once."""
    found: list[str] = []
    for event in heard:
        if not found or found[-1] != event.type:
            found.append(event.type)
    return found


def sound(heard: list[Heard]) -> bytes:
    """The sound in these events."""
    return b"".join(event.payload for event in heard if event.type == "audio-chunk")


def synthesize(text: str, **fields: object) -> bytes:
    """Ask for a text that is known."""
    return pack("synthesize", {"text": text, **fields})


def stream(*pieces: str, **fields: object) -> bytes:
    """Ask for a text in pieces."""
    chunks = (pack("synthesize-chunk", {"text": piece}) for piece in pieces)
    return b"".join((pack("synthesize-start", fields), *chunks, pack("synthesize-stop")))

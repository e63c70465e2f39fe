"""A Wyoming client for tests, which sends exactly the given bytes."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wyoming_kokoro.frames import pack

PATIENCE = 20.0
"""Seconds after which a missing answer fails the test."""


@dataclass(frozen=True)
class ReceivedEvent:
    """An event as it was received."""

    type: str
    data: dict[str, Any] = field(default_factory=dict)
    payload: bytes = b""


class WyomingClient:
    """One connection to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.received = bytearray()
        """Every byte of the events that were received."""

    async def send(self, *events: bytes, piece: int | None = None) -> None:
        """Send bytes, whole or in pieces of so many."""
        whole = b"".join(events)
        for start in range(0, len(whole), piece or max(len(whole), 1)):
            self.writer.write(whole[start : start + (piece or len(whole))])
            await self.writer.drain()
            if piece:
                await asyncio.sleep(0)

    async def receive(self) -> ReceivedEvent | None:
        """Return the next event, None if the connection has ended."""
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
        return ReceivedEvent(header["type"], json.loads(data or b"{}"), payload)

    async def receive_until(self, *types: str) -> list[ReceivedEvent]:
        """Return the events up to the first of one of these types, or to the end of the connection."""
        events: list[ReceivedEvent] = []
        while (event := await self.receive()) is not None:
            events.append(event)
            if event.type in types:
                break
        return events

    async def receive_all(self) -> list[ReceivedEvent]:
        """Return the events up to the end of the connection."""
        return await self.receive_until()

    async def raw(self) -> bytes:
        """Return every byte up to the end of the connection."""
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read()

    async def leave(self) -> None:
        """Close the connection."""
        self.writer.close()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()


async def until(condition: Callable[[], object]) -> None:
    """Wait until a condition holds; fails if it does not hold in time."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 -- another task or program changes it, without an event
            await asyncio.sleep(0.01)


def event_types(events: list[ReceivedEvent]) -> list[str]:
    """Return the types in order, equal ones in a row once."""
    types: list[str] = []
    for event in events:
        if not types or types[-1] != event.type:
            types.append(event.type)
    return types


def sound(events: list[ReceivedEvent]) -> bytes:
    """Return the audio in these events."""
    return b"".join(event.payload for event in events if event.type == "audio-chunk")


def synthesize(text: str, **fields: object) -> bytes:
    """Return a request with its whole text."""
    return pack("synthesize", {"text": text, **fields})


def stream(*pieces: str, **fields: object) -> bytes:
    """Return a request whose text comes in pieces."""
    chunks = (pack("synthesize-chunk", {"text": piece}) for piece in pieces)
    return b"".join((pack("synthesize-start", fields), *chunks, pack("synthesize-stop")))

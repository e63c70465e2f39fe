"""Plays the Supervisor: a server with the part of its API that an add-on meets, and what it does to an add-on."""

import asyncio
import json
import uuid
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

TOKEN = "5f0c" * 28
"""What the Supervisor gives an add-on at each start: 56 random bytes, written as text."""


@dataclass
class Supervisor:
    """Takes discovery messages from the add-on it has given a token to, and keeps them across restarts."""

    allowed: tuple[str, ...] = ("wyoming",)
    """What the manifest lists under discovery."""
    refusals: list[int] = field(default_factory=list)
    """Statuses for the next requests, before it is itself again."""
    messages: dict[str, object] = field(default_factory=dict)
    """What was accepted, by its uuid."""
    asked: int = 0
    port: int = 0
    _told: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[str, None]:
        """Serve, at the same address each time, and give it."""
        app = web.Application()
        app.router.add_post("/discovery", self._discovery)
        async with TestServer(app, host="127.0.0.1", port=self.port) as server:
            self.port = server.port or 0
            yield f"http://127.0.0.1:{self.port}"

    async def message_accepted(self) -> None:
        """Wait until a message was accepted since the last time."""
        await asyncio.wait_for(self._told.wait(), 30)
        self._told.clear()

    async def _discovery(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self.refusals:
            return _error(self.refusals.pop(0), "later")
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _error(401, "no such token")
        message = await request.json()
        if set(message) != {"service", "config"} or not isinstance(message["config"], dict):
            return _error(400, "not a message")
        if message["service"] not in self.allowed:
            return _error(403, "not listed in the manifest")
        number = next((each for each, known in self.messages.items() if known == message), uuid.uuid4().hex)
        self.messages[number] = message
        self._told.set()
        return web.json_response({"result": "ok", "data": {"uuid": number}})


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"result": "error", "message": message}, status=status)


def write_options(path: Path, options: Mapping[str, object]) -> None:
    """Write options as the Supervisor does at a start: whole, for the owner alone."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(options, indent=2), encoding="utf-8")
    beside.chmod(0o600)
    beside.replace(path)

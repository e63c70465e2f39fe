"""The program as people start it, a proxy that puts it under a prefix, and a browser to look at it."""

import asyncio
import json
import os
import re
import shutil
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import hdrs, web
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright, expect

from wyoming_kokoro.api.token import make_token

CHROMIUM = shutil.which("chromium")
"""Debian's own; nothing is downloaded."""

BROWSER = (
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here: apt-get install chromium"),
)
"""Marks of the tests that need it."""

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60.0
"""Seconds for a start, and for what a page should show, on a machine that is busy with other tests."""

LOOK_SECONDS = 0.03
"""How often a page is asked whether something is so."""

HELD_BYTES = 16_000
"""Of speech that a proxy lets through before it holds the rest back: two seconds at the bit rate of our MP3."""

PANELS = ("speak", "voices", "why", "words", "settings", "speed", "system")

_HOP = {"connection", "transfer-encoding", "content-length", "content-encoding", "keep-alive", "accept-encoding"}

expect.set_options(timeout=PATIENCE * 1000)


@dataclass
class Program:
    """The program, in a process of its own and at one address however often it is started."""

    folder: Path
    engine: str = "tone"
    port: int = 0
    process: asyncio.subprocess.Process | None = None
    log: list[str] = field(default_factory=list)
    """What it has logged since its last start."""
    _listening: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def token(self) -> str:
        """A token that changes are allowed with."""
        return make_token(self.folder / "token")

    async def start(self) -> None:
        """Start it, and wait until it is ready."""
        arguments = ["--uri", "tcp://127.0.0.1:0", "--http-host", "127.0.0.1", "--http-port", str(self.port)]
        self.log.clear()
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "wyoming_kokoro", "--data-dir", str(self.folder), *arguments, "--no-zeroconf",
            "--engine", self.engine, stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "WYOMING_KOKORO_DOWNLOADS_ENABLED": "false"},
        )  # fmt: skip
        ready = asyncio.Event()
        self._listening = asyncio.create_task(self._listen(self.process, ready))
        async with asyncio.timeout(PATIENCE):
            await ready.wait()
        assert self.process.returncode is None, "".join(self.log)

    async def stop(self) -> None:
        """Stop it as a service manager would."""
        if self.process is not None and self._listening is not None:
            with suppress(ProcessLookupError):
                self.process.terminate()
            await self._listening
            self.process = self._listening = None

    async def ask(self, path: str, token: str | None = None, method: str = "GET", **body: object) -> Any:  # noqa: ANN401 -- of whatever shape
        """What it answers."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        more = {"json": body} if body else {}
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.address + path, headers=headers, **more) as answer,  # type: ignore[arg-type]
        ):
            return json.loads(await answer.read())

    async def _listen(self, process: asyncio.subprocess.Process, ready: asyncio.Event) -> None:
        """Take what it logs until it ends, so that it never waits for a reader."""
        assert process.stderr is not None
        while line := (await process.stderr.readline()).decode():
            self.log.append(line)
            if found := re.search(r"HTTP clients are served at http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found[1])
            if "is ready" in line:
                ready.set()
        await process.wait()
        ready.set()


@asynccontextmanager
async def started(folder: Path, engine: str = "tone") -> AsyncGenerator[Program, None]:
    """The program with a data folder of its own."""
    program = Program(folder, engine)
    await program.start()
    try:
        yield program
    finally:
        await program.stop()


@dataclass
class Prefixed:
    """A proxy that has a server under a prefix."""

    server: str
    address: str = ""
    gate: asyncio.Event | None = None
    """While there is one, speech is held back after its beginning until it is set."""

    async def hand_on(self, request: web.Request) -> web.StreamResponse:
        """Ask the server, and give its answer as it comes."""
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP}
        url = self.server + request.match_info["rest"]
        body = await request.read()
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                request.method, url, params=request.query, headers=headers, data=body or None, allow_redirects=False
            ) as answer,
        ):
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in _HOP}
            response = web.StreamResponse(status=answer.status, headers=kept)
            given = 0
            with suppress(ConnectionError):  # the page has gone
                await response.prepare(request)
                async for piece in answer.content.iter_any():
                    beginning = piece[: max(0, HELD_BYTES - given)] if self._holds(request) else piece
                    await response.write(beginning)
                    given += len(piece)
                    if len(beginning) < len(piece) and self.gate is not None:
                        await self.gate.wait()
                        await response.write(piece[len(beginning) :])
                await response.write_eof()
            return response

    def _holds(self, request: web.Request) -> bool:
        return self.gate is not None and not self.gate.is_set() and request.path.endswith("/v1/audio/speech")


@asynccontextmanager
async def prefixed(server: str, prefix: str = "/api/hassio_ingress/a1b2c3/") -> AsyncGenerator[Prefixed, None]:
    """A proxy that has a server under a prefix, as Home Assistant has add-ons."""
    proxy = Prefixed(server)
    app = web.Application()
    app.router.add_route(hdrs.METH_ANY, prefix + "{rest:.*}", proxy.hand_on)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    proxy.address = f"http://127.0.0.1:{runner.addresses[0][1]}{prefix}"
    try:
        yield proxy
    finally:
        await runner.cleanup()


async def come(look: Callable[[], Awaitable[object]]) -> None:
    """Wait until what is looked at is so."""
    async with asyncio.timeout(PATIENCE):
        while not await look():  # noqa: ASYNC110 -- nothing tells us
            await asyncio.sleep(LOOK_SECONDS)


async def until(page: Page, script: str, argument: object = None) -> None:
    """Wait until a page says that something is so; the driver's own way needs scripts made of texts: forbidden here."""
    await come(lambda: page.evaluate(script, argument))


@dataclass
class Seen:
    """What a page asked for, and what it complained of."""

    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def requested(self, request: Request) -> None:
        self.requests.append(request.url)

    def told(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def spoken(self) -> int:
        """How often it asked for speech."""
        return sum(url.endswith("v1/audio/speech") for url in self.requests)

    @property
    def elsewhere(self) -> list[str]:
        """Requests that left the address the page is at."""
        return [url for url in self.requests if not url.startswith((self.address, "blob:", "data:"))]


@asynccontextmanager
async def browser() -> AsyncGenerator[Browser, None]:
    """Chromium, driven."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield opened
        finally:
            await opened.close()


@asynccontextmanager
async def visited(
    opened: Browser,
    address: str,
    panel: str = "",
    *,
    width: int = 1280,
    height: int = 900,
    dark: bool = False,
    token: str | None = None,
) -> AsyncGenerator[tuple[Page, Seen], None]:
    """The dashboard in a window, with a token as if it had been typed; what it asks for and complains of is kept."""
    context = await opened.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", accept_downloads=True
    )
    context.set_default_timeout(PATIENCE * 1000)
    if token is not None:
        await context.add_init_script(f"sessionStorage.setItem('wyoming_kokoro.token', '{token}')")
    page = await context.new_page()
    seen = Seen(address)
    page.on("request", seen.requested)
    page.on("console", seen.told)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    try:
        await page.goto(address + (f"#{panel}" if panel else ""))
        yield page, seen
    finally:
        await context.close()

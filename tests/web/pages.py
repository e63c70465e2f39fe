"""The program as people start it, a proxy that puts it under a prefix, and a browser to look at it."""

import asyncio
import os
import re
import shutil
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import hdrs, web
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright

from wyoming_kokoro.api.token import make_token

CHROMIUM = shutil.which("chromium")
"""Debian's own; nothing is downloaded."""

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
"""Seconds for a start on a machine that is busy with other tests."""

_HOP = {"connection", "transfer-encoding", "content-length", "content-encoding", "keep-alive"}


@dataclass
class Program:
    """The program, in a process of its own and at one address however often it is started."""

    folder: Path
    port: int = 0
    process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def token(self) -> str:
        """A token that changes are allowed with."""
        return make_token(self.folder / "token")

    async def start(self) -> None:
        """Start it, and wait until it is ready."""
        arguments = ["--uri", "tcp://127.0.0.1:0", "--http-host", "127.0.0.1", "--http-port", str(self.port)]
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "wyoming_kokoro", "--data-dir", str(self.folder), *arguments, "--no-zeroconf",
            "--engine", "tone", stderr=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        assert self.process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            while line := (await self.process.stderr.readline()).decode():
                if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                    self.port = int(found[1])
                if "is ready" in line:
                    return
        raise AssertionError("the program did not start")

    async def stop(self) -> None:
        """Stop it as a service manager would."""
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            await self.process.communicate()

    async def ask(self, path: str, token: str | None = None, method: str = "GET", **body: object) -> dict[str, object]:
        """What it answers."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        more = {"json": body} if body else {}
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.address + path, headers=headers, **more) as answer,  # type: ignore[arg-type]
        ):
            told: dict[str, object] = await answer.json()
            return told


@asynccontextmanager
async def started(folder: Path) -> AsyncGenerator[Program, None]:
    """The program with a data folder of its own."""
    program = Program(folder)
    await program.start()
    try:
        yield program
    finally:
        await program.stop()


@asynccontextmanager
async def prefixed(program: Program, prefix: str) -> AsyncGenerator[str, None]:
    """The address of a proxy that has the program under a prefix."""
    async with aiohttp.ClientSession(auto_decompress=False) as session:

        async def handed_on(request: web.Request) -> web.StreamResponse:
            headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP}
            url = program.address + request.match_info["rest"]
            body = await request.read()
            async with session.request(
                request.method, url, params=request.query, headers=headers, data=body or None, allow_redirects=False
            ) as answer:
                kept = {name: value for name, value in answer.headers.items() if name.lower() not in _HOP}
                response = web.StreamResponse(status=answer.status, headers=kept)
                await response.prepare(request)
                with suppress(ConnectionError):
                    async for piece in answer.content.iter_any():
                        await response.write(piece)
                    await response.write_eof()
                return response

        app = web.Application()
        app.router.add_route(hdrs.METH_ANY, prefix + "{rest:.*}", handed_on)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}{prefix}"
        finally:
            await runner.cleanup()


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
    opened: Browser, address: str, *, width: int = 1280, height: int = 900, dark: bool = False, token: str | None = None
) -> AsyncGenerator[tuple[Page, Seen], None]:
    """The dashboard in a window; what it asks for and complains of is written down."""
    context = await opened.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", accept_downloads=True
    )
    page = await context.new_page()
    seen = Seen(address)
    page.on("request", seen.requested)
    page.on("console", seen.told)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    await page.goto(address)
    if token is not None:
        await page.get_by_label("Token", exact=True).fill(token)
        await page.get_by_role("button", name="Use token").click()
        await page.get_by_label("Token", exact=True).wait_for(state="detached")
    try:
        yield page, seen
    finally:
        await context.close()

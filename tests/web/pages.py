"""A server in a process of its own, a proxy that serves it under a prefix, and a browser that opens its dashboard."""

import asyncio
import json
import os
import re
import shutil
import socket
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import hdrs, web
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright, expect

from wyoming_kokoro.api.token import make_token
from wyoming_kokoro.assets import web_folder

CHROMIUM = shutil.which("chromium")
"""Debian's package; nothing is downloaded."""

BROWSER_MARKS = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: apt-get install chromium"),
    pytest.mark.asyncio(loop_scope="session"),
]
"""Marks of the tests that need a browser."""

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
TIMEOUT = 60.0
"""Seconds for a server's start, and for a change of a page, on a machine that runs other tests as well."""

POLL_SECONDS = 0.03
"""Between two checks of a condition."""

PASSED_BYTES = 16_000
"""Of speech that a closed proxy still passes on: two seconds at the bit rate of our MP3."""

FAST_TIMERS = """(() => {
    const start = window.setInterval;
    window.setInterval = (callback, delay) => start(callback, delay / 10);
})()"""
"""Makes a page poll the server ten times as often, so that tests wait less."""

WEB = web_folder()

PANELS = {
    name: re.findall(r'^  title: "(.+)",$', (WEB / "panels" / f"{name}.js").read_text("utf-8"), re.MULTILINE)[-1]
    for name in re.findall(r'import\("\./(\w+)\.js"\)', (WEB / "panels" / "index.js").read_text("utf-8"))
}
"""The title of each panel by its id, in the order of the menu."""

HOP_HEADERS = {
    "connection",
    "transfer-encoding",
    "content-length",
    "content-encoding",
    "keep-alive",
    "accept-encoding",
}
"""Headers that a proxy does not pass on."""

expect.set_options(timeout=TIMEOUT * 1000)


def free_port() -> int:
    """Return a port that no program listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@dataclass
class ServerProcess:
    """The server in a process of its own, at the same address after each start."""

    folder: Path
    engine: str = "tone"
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        """The URL of the dashboard."""
        return f"http://127.0.0.1:{self.port}/"

    @cached_property
    def token(self) -> str:
        """A token that allows changes; a new one would replace it."""
        return make_token(self.folder / "token")

    async def start(self) -> None:
        """Start the server, and wait until it is ready."""
        log = await asyncio.to_thread((self.folder / "log").open, "wb")
        with log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "wyoming_kokoro", "--data-dir", str(self.folder), "--uri", "tcp://127.0.0.1:0",
                "--http-host", "127.0.0.1", "--http-port", str(self.port), "--no-zeroconf", "--engine", self.engine,
                stderr=log, env={**os.environ, "WYOMING_KOKORO_DOWNLOADS_ENABLED": "false"},
            )  # fmt: skip
        await wait_until(self._is_ready)

    async def stop(self) -> None:
        """Stop the server as a service manager does."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.terminate()
            await self.process.wait()
            self.process = None

    async def request(self, path: str, token: str | None = None, method: str = "GET", **body: object) -> Any:  # noqa: ANN401 - JSON
        """Return the JSON that the server answers a request with."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.address + path, headers=headers, json=body or None) as response,
        ):
            return json.loads(await response.read())

    async def _is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.returncode is None, await asyncio.to_thread((self.folder / "log").read_text)
        with suppress(aiohttp.ClientError):
            return bool((await self.request("health"))["status"] != "starting")
        return False


@asynccontextmanager
async def run_server(folder: Path, engine: str = "tone") -> AsyncGenerator[ServerProcess, None]:
    """Run the server with a data folder of its own."""
    server = ServerProcess(folder, engine)
    try:
        await server.start()
        yield server
    finally:
        await server.stop()


@dataclass
class PrefixProxy:
    """A proxy that serves a server under a prefix."""

    server: str
    address: str = ""
    gate: asyncio.Event | None = None
    """If set, only the beginning of speech is passed on until this event."""

    async def forward(self, request: web.Request) -> web.StreamResponse:
        """Send a request to the server, and pass the answer on as it arrives."""
        url = self.server + request.match_info["path"]
        body = await request.read()
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                request.method, url, params=request.query, headers=_without_hop_headers(request.headers),
                data=body or None, allow_redirects=False,
            ) as answer,
        ):  # fmt: skip
            response = web.StreamResponse(status=answer.status, headers=_without_hop_headers(answer.headers))
            with suppress(ConnectionError):  # the page was closed
                await response.prepare(request)
                await self._pass_on(answer, response, is_speech=request.path.endswith("/v1/audio/speech"))
                await response.write_eof()
            return response

    async def _pass_on(self, answer: aiohttp.ClientResponse, response: web.StreamResponse, *, is_speech: bool) -> None:
        passed = 0
        async for chunk in answer.content.iter_any():
            open_until = max(0, PASSED_BYTES - passed) if is_speech and self.gate is not None else len(chunk)
            await response.write(chunk[:open_until])
            passed += len(chunk)
            if self.gate is not None and open_until < len(chunk):
                await self.gate.wait()
                await response.write(chunk[open_until:])


def _without_hop_headers(headers: Any) -> dict[str, str]:  # noqa: ANN401 - aiohttp's class for them
    return {name: value for name, value in headers.items() if name.lower() not in HOP_HEADERS}


@asynccontextmanager
async def run_proxy(server: str, prefix: str = "/api/hassio_ingress/a1b2c3/") -> AsyncGenerator[PrefixProxy, None]:
    """Serve a server under a prefix, as Home Assistant serves add-ons."""
    proxy = PrefixProxy(server)
    app = web.Application()
    app.router.add_route(hdrs.METH_ANY, prefix + "{path:.*}", proxy.forward)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    proxy.address = f"http://127.0.0.1:{runner.addresses[0][1]}{prefix}"
    try:
        yield proxy
    finally:
        await runner.cleanup()


async def wait_until(condition: Callable[[], Awaitable[object]]) -> None:
    """Wait until a condition is true."""
    async with asyncio.timeout(TIMEOUT):
        while not await condition():  # noqa: ASYNC110 - no event reports it
            await asyncio.sleep(POLL_SECONDS)


async def wait_in_page(page: Page, script: str, argument: object = None) -> None:
    """Wait until a script returns true; Playwright's own way is blocked by the page's Content-Security-Policy."""
    await wait_until(lambda: page.evaluate(script, argument))


@dataclass
class PageLog:
    """The requests and the errors of a page."""

    address: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add_request(self, request: Request) -> None:
        """Keep a request."""
        self.requests.append(request.url)

    def add_message(self, message: ConsoleMessage) -> None:
        """Keep an error or a warning in the console."""
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def speech_requests(self) -> int:
        """Return how many times the page has requested speech."""
        return sum(url.endswith("v1/audio/speech") for url in self.requests)

    @property
    def foreign_requests(self) -> list[str]:
        """Requests to other addresses than the page's own."""
        return [url for url in self.requests if not url.startswith((self.address, "blob:", "data:"))]


@asynccontextmanager
async def run_browser() -> AsyncGenerator[Browser, None]:
    """Run Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def open_dashboard(
    browser: Browser,
    address: str,
    panel: str = "",
    *,
    width: int = 1280,
    height: int = 900,
    dark: bool = False,
    token: str | None = None,
    fast_timers: bool = False,
) -> AsyncGenerator[tuple[Page, PageLog], None]:
    """Open the dashboard in a window, with a token as if the user had entered it."""
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", accept_downloads=True
    )
    context.set_default_timeout(TIMEOUT * 1000)
    if token is not None:
        await context.add_init_script(f"sessionStorage.setItem('wyoming_kokoro.token', '{token}')")
    if fast_timers:
        await context.add_init_script(FAST_TIMERS)
    page = await context.new_page()
    log = PageLog(address)
    page.on("request", log.add_request)
    page.on("console", log.add_message)
    page.on("pageerror", lambda error: log.errors.append(str(error)))
    try:
        await page.goto(address + (f"#{panel}" if panel else ""))
        yield page, log
    finally:
        await context.close()

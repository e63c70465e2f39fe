"""Fixtures for tests in a browser. Screenshots of failed tests are saved in artefacts/."""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.web.pages import PageLog, PrefixProxy, ServerProcess, open_dashboard, run_browser, run_proxy, run_server

ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts"
FAILED = pytest.StashKey[bool]()
"""Set on a test that failed."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remembers that a test failed."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[ServerProcess, None]:
    """A server with the tone engine; every test leaves its settings and files as they were."""
    async with run_server(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="session")
def token(server: ServerProcess) -> str:
    """The token that allows changes."""
    return server.token


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncGenerator[Browser, None]:
    """A browser."""
    async with run_browser() as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def proxy(server: ServerProcess) -> AsyncGenerator[PrefixProxy, None]:
    """A proxy that serves the server under a prefix."""
    async with run_proxy(server.address) as running:
        yield running


@dataclass(frozen=True)
class Device:
    """A window of some size, and the address that it opens."""

    address: str
    width: int
    height: int


@pytest.fixture(scope="session")
def desktop(server: ServerProcess) -> Device:
    """A desktop, at the server's own address."""
    return Device(server.address, 1280, 900)


@pytest.fixture(scope="session", params=["desktop", "phone under a prefix"])
def device(request: pytest.FixtureRequest, desktop: Device, proxy: PrefixProxy) -> Device:
    """Each device that panels are tested on."""
    return desktop if request.param == "desktop" else Device(proxy.address, 380, 740)


OpenPage = Callable[..., Awaitable[tuple[Page, PageLog]]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(request: pytest.FixtureRequest, browser: Browser) -> AsyncGenerator[OpenPage, None]:
    """Opens pages and closes them after the test; fails if one reported an error or sent a request elsewhere.

    `allowed_errors` is a pattern of errors that the test causes.
    """
    pages: list[tuple[Page, PageLog, str | None]] = []
    async with AsyncExitStack() as stack:

        async def open_one(
            address: str,
            panel: str = "",
            *,
            allowed_errors: str | None = None,
            fast_timers: bool = True,
            **window: object,
        ) -> tuple[Page, PageLog]:
            opening = open_dashboard(browser, address, panel, fast_timers=fast_timers, **window)  # type: ignore[arg-type]
            page, log = await stack.enter_async_context(opening)
            pages.append((page, log, allowed_errors))
            return page, log

        yield open_one
        if request.node.stash.get(FAILED, False):
            ARTEFACTS.mkdir(exist_ok=True)
            name = re.sub(r"[^\w]+", "-", request.node.name)
            for number, (page, _, _) in enumerate(pages):
                await page.screenshot(path=ARTEFACTS / f"{name}{number}.png")
    for _, log, allowed_errors in pages:
        assert log.foreign_requests == []
        assert [error for error in log.errors if not (allowed_errors and re.search(allowed_errors, error))] == []

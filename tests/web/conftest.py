"""What tests in a browser share; of each page of a test that fails a picture is kept in artefacts/."""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.web.pages import Prefixed, Program, Seen, browser, prefixed, started, visited

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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def program(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Program, None]:
    """The program with the engine that hums; tests leave it as they found it."""
    async with started(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncGenerator[Browser, None]:
    """A browser."""
    async with browser() as opened:
        yield opened


@dataclass(frozen=True)
class Way:
    """A way to the page: from where, and in how wide a window."""

    address: str
    width: int
    height: int


Visit = Callable[..., Awaitable[tuple[Page, Seen]]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def proxy(program: Program) -> AsyncGenerator[Prefixed, None]:
    """The program under a prefix."""
    async with prefixed(program.address) as under:
        yield under


@pytest.fixture(scope="module")
def desktop(program: Program) -> Way:
    """The way of most people."""
    return Way(program.address, 1280, 900)


@pytest.fixture(scope="module", params=["desktop", "phone under a prefix"])
def way(request: pytest.FixtureRequest, desktop: Way, proxy: Prefixed) -> Way:
    """Each way that panels are tried on."""
    return desktop if request.param == "desktop" else Way(proxy.address, 380, 740)


@pytest_asyncio.fixture(loop_scope="module")
async def visit(request: pytest.FixtureRequest, chromium: Browser) -> AsyncGenerator[Visit, None]:
    """Opens pages, and closes them at the end; none may have complained or asked elsewhere.

    What a page may complain of in its test is said by `allowing`, a pattern.
    """
    pages: list[tuple[Page, Seen, str | None]] = []
    async with AsyncExitStack() as stack:

        async def to(
            address: str, panel: str = "", *, allowing: str | None = None, **window: object
        ) -> tuple[Page, Seen]:
            page, seen = await stack.enter_async_context(visited(chromium, address, panel, **window))  # type: ignore[arg-type]
            pages.append((page, seen, allowing))
            return page, seen

        yield to
        if request.node.stash.get(FAILED, False):
            ARTEFACTS.mkdir(exist_ok=True)
            name = re.sub(r"[^\w]+", "-", request.node.name)
            for number, (page, _, _) in enumerate(pages):
                await page.screenshot(path=ARTEFACTS / f"{name}{number}.png")
    for _, seen, allowing in pages:
        assert seen.elsewhere == []
        assert [each for each in seen.complaints if not (allowing and re.search(allowing, each))] == []

"""The page inside Home Assistant: the whole program as an add-on has it, under a prefix, with Kokoro on its way."""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Locator, Page, expect

from tests.data.make_tiny_model import TINY
from tests.downloads.origin import Origin, fine, head, voice_bytes
from tests.web.conftest import Visit
from tests.web.pages import BROWSER, prefixed, until
from wyoming_kokoro.app import Application
from wyoming_kokoro.downloads import FileList
from wyoming_kokoro.settings import Paths, load

pytestmark = [*BROWSER, pytest.mark.asyncio(loop_scope="module")]

SETTINGS = {
    "wyoming.uri": "tcp://127.0.0.1:0",
    "http.host": "127.0.0.1",
    "http.port": 0,
    "http.ingress_port": 0,
    "http.ingress_peers": ["127.0.0.1"],
    "discovery.zeroconf": False,
    "engine.model": "model_small.onnx",
    "downloads.attempts": 1,
}


BEING_FETCHED = re.compile(r"Being fetched: \d+ %")


@dataclass
class AddOn:
    """The add-on as Home Assistant shows it."""

    address: str
    origin: Origin
    free: asyncio.Event
    """Set when what is held back may come."""

    async def ask(self, path: str) -> Any:  # noqa: ANN401 -- of whatever shape
        """What it answers."""
        async with aiohttp.ClientSession() as session, session.get(self.address + path) as answer:
            return await answer.json()


@pytest_asyncio.fixture(loop_scope="module")
async def addon(
    tmp_path: Path, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> AsyncGenerator[AddOn, None]:
    """One that has no files of Kokoro's yet; each comes to the half, and then when it is freed."""
    origin, free = Origin(), asyncio.Event()

    async def halved(origin: Origin, request: web.Request, data: bytes) -> web.StreamResponse:
        if free.is_set() or "Range" in request.headers:
            return await fine(origin, request, data)
        response = head(request, data)
        await response.prepare(request)
        await response.write(data[: len(data) // 2])
        await free.wait()
        await response.write(data[len(data) // 2 :])
        return response

    origin.always = halved
    origin.files = {"onnx/model_small.onnx": await asyncio.to_thread(TINY.read_bytes)}
    origin.files |= {f"voices/{name}.bin": voice_bytes(rng) for name in ("af_heart", "af_bella")}
    await origin.start()
    published = origin.published()
    monkeypatch.setattr(FileList, "load", lambda: published)
    caplog.set_level(logging.INFO)
    server = Application(load(Paths(tmp_path, tmp_path, tmp_path / "options.json"), SETTINGS, {}))
    try:
        async with server.running():
            (where,) = re.findall(r"Home Assistant's proxy is served at http://[\d.]+:(\d+)", caplog.text)
            async with prefixed(f"http://127.0.0.1:{where}/") as proxy:
                yield AddOn(proxy.address, origin, free)
            free.set()
    finally:
        free.set()
        await origin.stop()


def _row(page: Page, name: str) -> Locator:
    return page.locator(".voices > li").filter(has=page.get_by_role("button", name=f"Play {name}", exact=True))


async def test_in_home_assistant_everything_can_be_changed_and_kokoro_comes_while_another_speaks(
    addon: AddOn, visit: Visit
) -> None:
    page, seen = await visit(addon.address, "voices")
    await expect(page.get_by_role("status").filter(has_text="Ready, with remarks · espeak")).to_be_visible()
    await expect(page.get_by_label("Token", exact=True)).to_have_count(0)
    await page.get_by_role("link", name="Speed", exact=True).click()
    engine = page.locator("dl.engine")
    await expect(engine.get_by_role("progressbar", name="af_heart")).to_be_visible()
    await expect(engine).to_contain_text("af_heart is being downloaded")
    await page.get_by_role("link", name="Voices", exact=True).click()
    await expect(_row(page, "af_heart")).to_contain_text(BEING_FETCHED)
    await expect(_row(page, "af_heart").get_by_role("progressbar")).to_be_visible()
    await page.get_by_text("Kokoro's model files").click()
    await expect(page.locator(".models li")).to_contain_text("model_small.onnx")
    await page.get_by_role("button", name="Play af_bella").click()
    await expect(page.locator(".player .what")).to_have_text("Playing af_bella")
    await expect(_row(page, "af_bella")).to_contain_text("Not here yet: 0.5 MB would be fetched")
    await page.get_by_role("button", name="Fetch af_bella").click()
    await expect(_row(page, "af_bella")).to_contain_text(BEING_FETCHED)
    addon.free.set()
    await expect(_row(page, "af_bella").locator(".files")).to_have_text("Here")
    await expect(page.get_by_role("status").filter(has_text="Ready · kokoro")).to_be_visible()
    await expect(page.locator(".models li")).to_contain_text("at work")
    before = seen.spoken()
    await page.get_by_role("button", name="Play af_bella").click()
    await until(page, "document.querySelector('audio').currentTime > 0")
    assert seen.spoken() == before + 1, "a sample by who stood in is not kept for Kokoro's"
    await page.get_by_role("button", name="Make usual: af_bella").click()
    await expect(page.locator(".voice.usual")).to_contain_text("af_bella")
    assert (await addon.ask("v1/voices"))["default_voice"] == "af_bella"


async def test_in_home_assistant_other_programs_are_told_the_servers_own_address(addon: AddOn, visit: Visit) -> None:
    addon.free.set()
    page, _ = await visit(addon.address, "system")
    await expect(page.get_by_text("Home Assistant finds the add-on by itself")).to_be_visible()
    port = SETTINGS["http.port"]
    await expect(page.get_by_role("region", name="OpenWebUI")).to_have_text(f"http://127.0.0.1:{port}/v1")
    await expect(page.get_by_text(f"The add-on's port {port} is closed until you open it")).to_be_visible()
    await page.get_by_role("link", name="What the server answers").click()
    await page.wait_for_url(f"{addon.address}docs")

"""The page in Home Assistant: a whole add-on under a prefix, while Kokoro's files are downloaded."""

import asyncio
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
from tests.web.conftest import OpenPage
from tests.web.pages import BROWSER_MARKS, free_port, run_proxy, wait_in_page
from wyoming_kokoro.app import Application
from wyoming_kokoro.downloads import FileList
from wyoming_kokoro.settings import Paths, load

pytestmark = BROWSER_MARKS

SETTINGS = {
    "wyoming.uri": "tcp://127.0.0.1:0",
    "http.host": "127.0.0.1",
    "http.port": 0,
    "http.ingress_peers": ["127.0.0.1"],
    "discovery.zeroconf": False,
    "engine.model": "model_small.onnx",
    "downloads.attempts": 1,
}


DOWNLOADING = re.compile(r"Downloading: \d+ %")


@dataclass
class AddOn:
    """The add-on as Home Assistant serves it."""

    address: str
    release: asyncio.Event
    """Set to let the downloads finish."""

    async def request(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Return the JSON that the add-on answers."""
        async with aiohttp.ClientSession() as session, session.get(self.address + path) as answer:
            return await answer.json()


@pytest_asyncio.fixture(loop_scope="session")
async def addon(
    tmp_path: Path, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[AddOn, None]:
    """An add-on without any of Kokoro's files; downloads stop in the middle until they are released."""
    origin, release = Origin(), asyncio.Event()

    async def send_halves(origin: Origin, request: web.Request, data: bytes) -> web.StreamResponse:
        if release.is_set() or "Range" in request.headers:
            return await fine(origin, request, data)
        response = head(request, data)
        await response.prepare(request)
        await response.write(data[: len(data) // 2])
        await release.wait()
        await response.write(data[len(data) // 2 :])
        return response

    origin.always = send_halves
    origin.files = {"onnx/model_small.onnx": await asyncio.to_thread(TINY.read_bytes)}
    origin.files |= {f"voices/{name}.bin": voice_bytes(rng) for name in ("af_heart", "af_bella")}
    await origin.start()
    published = origin.published()
    monkeypatch.setattr(FileList, "load", lambda: published)
    port = free_port()
    paths = Paths(tmp_path, tmp_path, tmp_path / "options.json")
    application = Application(load(paths, {**SETTINGS, "http.ingress_port": port}, {}))
    try:
        async with application.running(), run_proxy(f"http://127.0.0.1:{port}/") as proxy:
            yield AddOn(proxy.address, release)
            release.set()
    finally:
        release.set()
        await origin.stop()


def _card(page: Page, name: str) -> Locator:
    return page.locator(".voices > li").filter(has=page.get_by_role("button", name=f"Play {name}", exact=True))


async def test_everything_can_be_changed_and_another_engine_speaks_until_kokoro_is_downloaded(
    addon: AddOn, open_page: OpenPage
) -> None:
    page, log = await open_page(addon.address, "voices")
    await expect(page.get_by_role("status").filter(has_text="Preparing · espeak")).to_be_visible()
    await expect(page.get_by_label("Token", exact=True)).to_have_count(0)
    await page.get_by_role("link", name="Performance", exact=True).click()
    engine = page.locator("dl.engine")
    await expect(engine.get_by_role("progressbar", name="af_heart")).to_be_visible()
    await expect(engine).to_contain_text((await addon.request("v1/status"))["health"]["engine_reason"])
    await page.get_by_role("link", name="Voices", exact=True).click()
    await expect(_card(page, "af_heart")).to_contain_text(DOWNLOADING)
    await expect(_card(page, "af_heart").get_by_role("progressbar")).to_be_visible()
    await page.get_by_text("Kokoro model files").click()
    await expect(page.locator(".models li")).to_contain_text("model_small.onnx")
    await page.get_by_role("button", name="Play af_bella").click()
    await expect(page.locator(".player .label")).to_have_text("Playing af_bella")
    await expect(_card(page, "af_bella")).to_contain_text("Not downloaded (0.5 MB)")
    await page.get_by_role("button", name="Download af_bella").click()
    await expect(_card(page, "af_bella")).to_contain_text(DOWNLOADING)
    addon.release.set()
    await expect(_card(page, "af_bella").locator(".file")).to_have_text("Downloaded")
    await expect(page.get_by_role("status").filter(has_text="Ready · kokoro")).to_be_visible()
    await expect(page.locator(".models li")).to_contain_text("In use")
    before = log.speech_requests()
    await page.get_by_role("button", name="Play af_bella").click()
    await wait_in_page(page, "document.querySelector('audio').currentTime > 0")
    assert log.speech_requests() == before + 1, "the other engine's sample is not used for Kokoro"
    await page.get_by_role("button", name="Set as default: af_bella").click()
    await expect(page.locator(".voice.default")).to_contain_text("af_bella")
    assert (await addon.request("v1/voices"))["default_voice"] == "af_bella"


async def test_other_programs_get_the_servers_own_address(addon: AddOn, open_page: OpenPage) -> None:
    addon.release.set()
    page, _ = await open_page(addon.address, "system")
    await expect(page.get_by_text("Home Assistant discovers the add-on")).to_be_visible()
    port = SETTINGS["http.port"]
    await expect(page.get_by_role("region", name="Open WebUI")).to_have_text(f"http://127.0.0.1:{port}/v1")
    await expect(page.get_by_text(f"Port {port} of the add-on is closed.")).to_be_visible()
    await page.get_by_role("link", name="API documentation").click()
    await page.wait_for_url(f"{addon.address}docs")


async def test_the_first_visit_shows_and_plays_what_speaks_now_and_how_long_it_takes(
    addon: AddOn, open_page: OpenPage
) -> None:
    page, log = await open_page(addon.address)
    card = page.get_by_role("region", name=re.compile("speaks now"))
    await expect(card.get_by_role("heading")).to_have_text("eSpeak NG speaks now")
    await expect(card).to_contain_text(re.compile(r"Downloading (af_heart|model_small\.onnx) \(.* MB\), \d+ %"))
    await expect(card.get_by_role("progressbar")).to_be_visible()
    before = log.speech_requests()
    await card.get_by_role("button", name="Hear eSpeak NG").click()
    await wait_in_page(page, "document.querySelector('audio').currentTime > 0")
    assert log.speech_requests() == before + 1
    await card.get_by_role("button", name="Hear how Kokoro will sound").click()
    await expect(page.locator(".player .label")).to_have_text("Playing af_heart")
    assert log.speech_requests() == before + 1, "it is a recording"
    await expect(card.get_by_role("button", name="Hide this")).to_have_count(0)
    addon.release.set()
    await expect(card.get_by_role("heading")).to_have_text("Kokoro speaks now")
    await card.get_by_role("button", name="Hear Kokoro").click()
    await card.get_by_role("button", name="Hide this").click()
    await expect(card).to_have_count(0)
    await page.reload()
    await page.get_by_role("button", name="Speak", exact=True).wait_for()
    await expect(card).to_have_count(0)

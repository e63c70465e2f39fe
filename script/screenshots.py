"""Takes the screenshots in docs/pictures/ of a server with eSpeak NG; needs about three minutes."""

import asyncio
import itertools
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import aiohttp
from playwright.async_api import Browser, Page
from wyoming.client import AsyncTcpClient
from wyoming.tts import Synthesize

from tests.web.pages import PANELS, ServerProcess, open_dashboard, run_browser, run_server

FOLDER = Path(__file__).resolve().parents[1] / "docs/pictures"
DESKTOP = (1100, 820)
TALLER = {"voices": 1100, "explain": 1050, "performance": 1290}
"""Heights of the panels that show more."""
PHONE = (390, 844)
PHONE_PANEL = "explain"
DARK = frozenset({"explain", "performance"})
SPEAK_SECONDS = 130.0
"""Of requests through both servers, so that the charts have some minutes to show."""

PAUSE_SECONDS = 2.0
SETTLE_MS = 3500
"""The page requests the server's status every three seconds."""

SENTENCES = (
    "The washing machine is done.",
    "It is 21.5 °C in the living room, and 5 °C outside.",
    "Your next appointment is the dentist at 2:30 p.m.",
    "Good night. The front door is locked.",
)


async def main() -> None:
    """Take every screenshot."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with run_server(Path(folder), "espeak") as server, run_browser() as browser:
            await _add_user_data(server)
            await _speak_for_a_while(server)
            for panel in PANELS:
                size = (DESKTOP[0], TALLER.get(panel, DESKTOP[1]))
                await _take(browser, server, panel, panel, size, dark=panel in DARK)
            await _take(browser, server, PHONE_PANEL, "phone", PHONE)
    for picture in sorted(FOLDER.glob("*.png")):
        print(picture.name, picture.stat().st_size)


async def _take(
    browser: Browser, server: ServerProcess, panel: str, name: str, size: tuple[int, int], *, dark: bool = False
) -> None:
    width, height = size
    opening = open_dashboard(browser, server.address, panel, width=width, height=height, dark=dark, token=server.token)
    async with opening as (page, _):
        await page.get_by_role("heading", name=PANELS[panel], exact=True).wait_for()
        if panel in PREPARE:
            await PREPARE[panel](page)
        await page.wait_for_timeout(SETTLE_MS)
        await page.evaluate("scrollTo(0, 0)")
        await page.mouse.move(0, 0)
        await page.screenshot(path=FOLDER / f"{name}.png")


async def _add_user_data(server: ServerProcess) -> None:
    """Save a voice, a setting and pronunciations, as users do."""
    settings = {"voices.saved": {"evening": "af_heart*0.7 + am_michael*0.3"}, "speech.speed": 1.05}
    await server.request("v1/settings", server.token, "PATCH", **settings)
    text = "# Names\nElon = EE-lon\n[en] Siobhan = shi-VAWN\nGIF = JIF\n"
    await server.request("v1/pronunciations", server.token, "PUT", text=text)


async def _speak_for_a_while(server: ServerProcess) -> None:
    """Send requests to both servers; some are repeated."""
    (address,) = (await server.request("health"))["wyoming"]
    port = int(address.rpartition(":")[2])
    loop = asyncio.get_running_loop()
    end = loop.time() + SPEAK_SECONDS
    for number in itertools.count():
        if loop.time() > end:
            return
        text = SENTENCES[number % len(SENTENCES)] + (f" {number} minutes ago." if number % 3 else "")
        await _speak_through_wyoming(port, text)
        await _speak_through_http(server, text.replace(".", ", please."))
        await asyncio.sleep(PAUSE_SECONDS)


async def _speak_through_wyoming(port: int, text: str) -> None:
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Synthesize(text).event())
        while (event := await client.read_event()) is not None and event.type != "audio-stop":
            pass


async def _speak_through_http(server: ServerProcess, text: str) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.address}v1/audio/speech", json={"input": text}) as answer,
    ):
        await answer.read()


async def _prepare_speak(page: Page) -> None:
    await page.get_by_role("button", name="Hide this").click()  # what is shown on the first visit
    await page.get_by_role("button", name="Speak", exact=True).click()
    await page.get_by_role("listitem").filter(has_text="washing").wait_for()


async def _prepare_voices(page: Page) -> None:
    await page.get_by_label("Compare evening").check()
    await page.get_by_label("Compare af_bella").check()
    await page.locator(".voices .file").first.wait_for()


async def _prepare_explain(page: Page) -> None:
    await page.get_by_role("button", name="Explain").click()
    await page.get_by_role("button", name=re.compile("^Smith ")).wait_for()


async def _prepare_settings(page: Page) -> None:
    await page.get_by_text("Source: override.json").first.wait_for()


async def _prepare_performance(page: Page) -> None:
    await page.get_by_role("button", name="Run test").click()
    await page.get_by_text("in this browser: median").wait_for()
    await page.locator(".charts canvas").nth(3).wait_for()


PREPARE: dict[str, Callable[[Page], Awaitable[None]]] = {
    "speak": _prepare_speak,
    "voices": _prepare_voices,
    "explain": _prepare_explain,
    "settings": _prepare_settings,
    "performance": _prepare_performance,
}
"""Make a panel show something."""

if __name__ == "__main__":
    asyncio.run(main())

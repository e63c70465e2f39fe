"""Takes the pictures in docs/pictures/ from the program as it runs with eSpeak NG, in three minutes."""

import asyncio
import itertools
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import aiohttp
from playwright.async_api import Page
from wyoming.client import AsyncTcpClient
from wyoming.tts import Synthesize

from tests.web.pages import PANELS, Program, browser, started, visited

PICTURES = Path(__file__).resolve().parents[1] / "docs/pictures"
WIDTH, HEIGHT = 1100, 820
TALLER = {"voices": 1100, "why": 1050, "speed": 1290}
"""Heights of the panels that have more to show."""
NARROW = (390, 844)
DARK = frozenset({"why", "speed"})
TALK_SECONDS = 130.0
"""Of speech through both doors, so that there is something in the charts."""

PAUSE_SECONDS = 2.0

SENTENCES = (
    "The washing machine is done.",
    "It is 21.5 °C in the living room, and 5 °C outside.",
    "Your next appointment is the dentist at 2:30 p.m.",
    "Good night. The front door is locked.",
)


async def main() -> None:
    """Take every picture."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with started(Path(folder), "espeak") as program, browser() as opened:
            token = await _furnished(program)
            await _talk(program)
            for name in PANELS:
                height = TALLER.get(name, HEIGHT)
                async with visited(
                    opened, program.address, name, width=WIDTH, height=height, dark=name in DARK, token=token
                ) as (page, _):
                    await _shown(page, name)
                    await page.screenshot(path=PICTURES / f"{name}.png")
            width, height = NARROW
            async with visited(opened, program.address, "why", width=width, height=height, token=token) as (page, _):
                await _shown(page, "why")
                await page.screenshot(path=PICTURES / "phone.png")
    for picture in sorted(PICTURES.glob("*.png")):
        print(picture.name, picture.stat().st_size)


async def _furnished(program: Program) -> str:
    """What a household would have."""
    token = program.token()
    await program.ask("v1/settings", token, "PATCH", **{"voices.saved": {"evening": "af_heart*0.7 + am_michael*0.3"}})
    await program.ask("v1/settings", token, "PATCH", **{"speech.speed": 1.05})
    await program.ask(
        "v1/pronunciations", token, "PUT", text="# Names\nElon = EE-lon\n[en] Siobhan = shi-VAWN\nGIF = JIF\n"
    )
    return token


async def _talk(program: Program) -> None:
    """Speak through both doors for a while, now and then the same again."""
    (address,) = (await program.ask("health"))["wyoming"]
    port = int(address.rpartition(":")[2])
    loop = asyncio.get_running_loop()
    end = loop.time() + TALK_SECONDS
    for number in itertools.count():
        if loop.time() > end:
            return
        text = SENTENCES[number % len(SENTENCES)] + (f" {number} minutes ago." if number % 3 else "")
        async with AsyncTcpClient("127.0.0.1", port) as client:
            await client.write_event(Synthesize(text).event())
            while (event := await client.read_event()) is not None and event.type != "audio-stop":
                pass
        body = {"input": text.replace(".", ", please.")}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{program.address}v1/audio/speech", json=body) as spoken,
        ):
            await spoken.read()
        await asyncio.sleep(PAUSE_SECONDS)


async def _shown(page: Page, name: str) -> None:
    await page.get_by_role("heading", name=name.capitalize(), exact=True).wait_for()
    if name == "speak":
        await page.get_by_role("button", name="Speak", exact=True).click()
        await page.get_by_role("listitem").filter(has_text="washing").wait_for()
    if name == "voices":
        await page.get_by_label("Compare evening").check()
        await page.get_by_label("Compare af_bella").check()
        await page.locator(".voices .files").first.wait_for()
    if name == "why":
        await page.get_by_role("button", name="Explain").click()
        await page.get_by_role("button", name=re.compile("^Smith ")).wait_for()
    if name == "settings":
        await page.get_by_text("from override.json").first.wait_for()
    if name == "speed":
        await page.get_by_role("button", name="Measure").click()
        await page.get_by_text("First sound in this browser").wait_for()
        await page.locator(".charts canvas").nth(3).wait_for()
    await page.wait_for_timeout(3500)  # the page looks at the server every three seconds
    await page.evaluate("scrollTo(0, 0)")
    await page.mouse.move(0, 0)


if __name__ == "__main__":
    asyncio.run(main())

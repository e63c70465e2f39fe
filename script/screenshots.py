"""Takes the pictures in docs/pictures/ from the program as it runs with the tone engine: script/screenshots."""

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.async_api import Page

from tests.web.pages import Program, browser, started, visited

PICTURES = Path(__file__).resolve().parents[1] / "docs/pictures"
WIDE, NARROW = (1100, 820), (390, 844)


async def main() -> None:
    """Take every picture."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with started(Path(folder)) as program, browser() as opened:
            token = await _furnished(program)
            for name in ("speak", "voices", "why", "words", "settings", "speed", "system"):
                async with visited(
                    opened, program.address, width=WIDE[0], height=WIDE[1], dark=name == "why", token=token
                ) as (page, _):
                    await _shown(page, name)
                    await page.screenshot(path=PICTURES / f"{name}.png")
            async with visited(opened, program.address, width=NARROW[0], height=NARROW[1], token=token) as (page, _):
                await _shown(page, "voices")
                await page.screenshot(path=PICTURES / "phone.png")
    for picture in sorted(PICTURES.glob("*.png")):
        print(picture.name, picture.stat().st_size)


async def _furnished(program: Program) -> str:
    """What a household would have."""
    token = program.token()
    await program.ask("v1/settings", token, "PATCH", **{"voices.saved": {"evening": "af_heart*0.7 + am_michael*0.3"}})
    await program.ask(
        "v1/pronunciations", token, "PUT", text="# Names\nElon = EE-lon\n[en] Siobhan = shi-VAWN\nGIF = JIF\n"
    )
    return token


async def _shown(page: Page, name: str) -> None:
    await page.get_by_role("link", name=name.capitalize(), exact=True).click()
    await page.get_by_role("heading", name=name.capitalize(), exact=True).wait_for()
    if name == "speak":
        await page.get_by_role("button", name="Speak", exact=True).click()
        await page.get_by_role("listitem").filter(has_text="washing").wait_for()
    if name == "why":
        await page.get_by_role("button", name="Explain").click()
        await page.get_by_role("table").wait_for()
    if name == "speed":
        await page.get_by_role("button", name="Measure").click()
        await page.get_by_text("First sound in this browser").wait_for()
    await page.wait_for_timeout(3500)  # the page looks at the server every three seconds


if __name__ == "__main__":
    asyncio.run(main())

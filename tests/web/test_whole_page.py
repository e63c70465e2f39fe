"""The page as a whole in a real browser: rights, restarts, hostile values, accessibility, and what it weighs."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.web.conftest import Visit
from tests.web.pages import BROWSER, PANELS, Program, come, started

pytestmark = [*BROWSER, pytest.mark.asyncio(loop_scope="module")]

AXE = Path(__file__).parent / "vendor/axe/axe.min.js"

HEAVIEST = 150_000
"""Bytes of the first view, lists of voices included."""

MARKUP = "<img src=x onerror=\"document.title='harmed'\"><b>bold</b>"

PICTURES = "[...document.images].map(each => each.getAttribute('src'))"


WEIGHTS = """() => Object.fromEntries(
    ["navigation", "resource"].flatMap(kind => performance.getEntriesByType(kind))
        .map(each => [each.name, each.transferSize])
)"""
"""Bytes of each file that a page has asked for, with their heads."""


async def _shown(page: Page, panel: str) -> None:
    await page.get_by_role("link", name=panel.capitalize(), exact=True).click()
    await page.get_by_role("heading", name=panel.capitalize(), exact=True).wait_for()


async def test_without_a_token_it_reads_only_and_says_so_until_the_right_one_is_typed(
    visit: Visit, program: Program
) -> None:
    page, _ = await visit(program.address, "voices")
    if await asyncio.to_thread((program.folder / "token").exists):
        await expect(page.get_by_text("To change anything, type the token")).to_be_visible()
    else:
        await expect(page.get_by_text("To change anything, run “wyoming-kokoro token” on the server")).to_be_visible()
    for name in ("Make usual: bf_emma", "Fetch af_heart"):
        await expect(page.get_by_role("button", name=name)).to_be_disabled()
    await _shown(page, "settings")
    await expect(page.get_by_text("Settings are shown to whoever has the token.")).to_be_visible()
    await _shown(page, "words")
    await expect(page.get_by_text("Your words are shown to whoever has the token.")).to_be_visible()
    await _shown(page, "why")
    await page.get_by_role("button", name="Explain").click()
    await page.get_by_role("button", name=re.compile("^Smith ")).click()
    await page.get_by_label("How it should sound").fill("smith")
    await expect(page.locator(".correction").get_by_role("button", name="Save")).to_be_disabled()
    token = program.token()
    await page.get_by_label("Token", exact=True).fill("a wrong one")
    await page.get_by_role("button", name="Use token").click()
    await expect(page.get_by_text("This is not the server's token")).to_be_visible()
    await page.get_by_label("Token", exact=True).fill(token)
    await page.get_by_role("button", name="Use token").click()
    await expect(page.get_by_label("Token", exact=True)).to_have_count(0)
    await expect(page.locator(".correction").get_by_role("button", name="Save")).to_be_enabled()
    await page.reload()
    await expect(page.get_by_label("Token", exact=True)).to_have_count(0)


async def test_a_server_with_a_key_lets_in_who_has_it(visit: Visit, program: Program) -> None:
    override = program.folder / "override.json"
    await asyncio.to_thread(override.write_text, '{"http": {"key": "open-sesame"}}')

    async def locked() -> bool:
        return "error" in await program.ask("v1/status")

    await come(locked)
    page, _ = await visit(program.address, "speak", allowing="status of 401")
    await expect(page.get_by_text("This server answers only those who have its key.")).to_be_visible()
    await page.get_by_label("Key or token").fill("a wrong one")
    await page.get_by_role("button", name="Open", exact=True).click()
    await expect(page.get_by_text("This is neither the server's key nor its token.")).to_be_visible()
    await page.get_by_label("Key or token").fill("open-sesame")
    await page.get_by_role("button", name="Open", exact=True).click()
    await page.get_by_role("button", name="Speak", exact=True).click()
    await expect(page.get_by_role("listitem")).to_have_count(1)
    await expect(page.get_by_text("To change anything, ")).to_be_visible()
    await asyncio.to_thread(override.write_text, "{}")


async def test_it_goes_on_when_the_server_comes_back(visit: Visit, tmp_path: Path) -> None:
    async with started(tmp_path) as server:
        page, seen = await visit(server.address, "speak", allowing="ERR_CONNECTION|ERR_EMPTY|Failed to load resource")
        await page.get_by_role("button", name="Speak", exact=True).click()
        await expect(page.get_by_role("listitem")).to_have_count(1)
        await server.stop()
        await expect(page.get_by_role("alert")).to_have_text("The server does not answer; this page goes on trying.")
        await expect(page.get_by_role("status").filter(has_text="No answer")).to_be_visible()
        await page.get_by_role("button", name="Speak", exact=True).click()
        await expect(page.get_by_text("The server cannot be reached; see whether it is running")).to_be_visible()
        for panel in PANELS:
            await _shown(page, panel)
        await server.start()
        await expect(page.get_by_role("alert")).to_have_count(0)
        await _shown(page, "speak")
        await expect(page.get_by_role("listitem")).to_have_count(1)
        await page.get_by_role("button", name="Speak", exact=True).click()
        await expect(page.get_by_role("listitem")).to_have_count(2)
        assert seen.spoken() == 3
        assert (await server.ask("v1/status"))["speech"]["http"]["utterances"] == 1


async def test_markup_is_shown_as_text_wherever_it_comes_from(visit: Visit, program: Program) -> None:
    token = program.token()
    name = "<b>bold</b>"
    await program.ask("v1/settings", token, "PATCH", **{"voices.saved": {name: "af_heart*0.5 + am_adam*0.5"}})
    await program.ask("v1/pronunciations", token, "PUT", text=f"{MARKUP}\n<i>x</i> = JIF\n")
    await program.ask(f"v1/files/fetch?{MARKUP}", token, "POST", kind="voices", name="af_heart")
    override = program.folder / "override.json"
    kept = await asyncio.to_thread(override.read_text)
    await asyncio.to_thread(override.write_text, json.dumps({"speech": {"voice": [MARKUP]}, MARKUP: 1}))
    page, _ = await visit(program.address, "voices", token=token)
    await expect(page.locator(".voices > li").first).to_contain_text(name)
    await _shown(page, "system")
    await expect(page.locator(".warnings")).to_contain_text("onerror")
    await _shown(page, "words")
    await expect(page.locator(".mistakes")).to_contain_text(MARKUP)
    await expect(page.locator(".words-list")).to_contain_text("<i>x</i>")
    await _shown(page, "settings")
    await expect(page.get_by_role("alert")).to_contain_text("onerror")
    await _shown(page, "why")
    await page.get_by_label("Text", exact=True).fill(MARKUP)
    await page.get_by_role("button", name="Explain").click()
    await expect(page.locator(".written")).to_have_text(MARKUP)
    await _shown(page, "speak")
    await page.get_by_label("Text", exact=True).fill(f"Hello {MARKUP}")
    await page.get_by_role("combobox", name="Voice", exact=True).select_option(name)
    await page.get_by_role("button", name="Speak", exact=True).click()
    await expect(page.get_by_role("listitem").first).to_contain_text(MARKUP)
    await expect(page.locator(".player .what")).to_contain_text(MARKUP)
    await _shown(page, "speed")
    await expect(page.locator(".recent")).to_contain_text(name)
    assert await page.evaluate(PICTURES) == ["icon.svg"] and await page.title() == "Speed – wyoming_kokoro"
    assert await page.locator("main b, main i").count() == 0
    await asyncio.to_thread(override.write_text, kept)
    await program.ask("v1/settings", token, "PATCH", **{"voices.saved": {name: None}})
    await program.ask("v1/pronunciations", token, "PUT", text="")


async def test_the_first_view_is_light(visit: Visit, program: Program) -> None:
    page, seen = await visit(program.address)
    await page.get_by_role("button", name="Speak", exact=True).wait_for()
    weights: dict[str, int] = await page.evaluate(WEIGHTS)
    assert f"{program.address}v1/voices" in weights and f"{program.address}app.js" in weights
    assert 20_000 < sum(weights.values()) < HEAVIEST, weights
    asked = [url for url in seen.requests if not url.endswith("icon.svg")]  # for the page, and for its tab
    assert len(asked) == len(set(asked)), "nothing is asked for twice"


async def test_every_panel_is_reached_by_the_keyboard(visit: Visit, program: Program) -> None:
    page, _ = await visit(program.address, token=program.token())
    await page.get_by_role("button", name="Speak", exact=True).wait_for()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.type("Now. ")
    await expect(page.get_by_label("Text", exact=True)).to_have_value(re.compile("Now. "))
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("listitem")).to_have_count(1)
    await page.get_by_role("link", name="Why", exact=True).press("Enter")
    await expect(page.locator("main")).to_be_focused()
    await expect(page.get_by_role("link", name="Why", exact=True)).to_have_attribute("aria-current", "page")


async def _flaws(page: Page, axe: str) -> list[str]:
    """What axe-core finds serious, or worse."""
    await page.evaluate(axe)
    found: list[dict[str, Any]] = await page.evaluate("axe.run().then(found => found.violations)")
    return [
        f"{each['id']}: {each['help']} at {each['nodes'][0]['target']} ({len(each['nodes'])})"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_serious_on_any_panel(visit: Visit, program: Program, dark: bool) -> None:  # noqa: FBT001
    axe = await asyncio.to_thread(AXE.read_text, "utf-8")
    token = program.token()
    await program.ask("v1/pronunciations", token, "PUT", text="Elon = EE-lon\nno line\n")
    page, _ = await visit(program.address, dark=dark, token=token)
    flaws: dict[str, list[str]] = {}
    for panel in PANELS:
        await _shown(page, panel)
        await PREPARED.get(panel, _nothing)(page)
        if found := await _flaws(page, axe):
            flaws[panel] = found
    await program.ask("v1/pronunciations", token, "PUT", text="")
    assert flaws == {}, json.dumps(flaws, indent=1)
    page, _ = await visit(program.address, "voices", dark=dark)
    await page.get_by_label("Token", exact=True).wait_for()
    assert await _flaws(page, axe) == []


async def _nothing(page: Page) -> None:
    """A panel that is complete as it is."""


async def _spoken(page: Page) -> None:
    await page.get_by_role("button", name="Speak", exact=True).click()
    item = page.get_by_role("listitem")
    await item.get_by_role("combobox", name="Copy as").select_option("curl")


async def _searched(page: Page) -> None:
    await page.get_by_label("Search").fill("af_")  # of cards that are alike
    await page.get_by_text("Blend lab", exact=True).click()
    await page.get_by_label("Compare af_heart").check()
    await page.get_by_label("Compare af_bella").check()
    await page.locator(".voices > li", has_text="Not here yet").first.wait_for()


async def _explained(page: Page) -> None:
    await page.get_by_role("button", name="Explain").click()
    await page.get_by_role("button", name=re.compile("^Smith ")).click()


async def _unfolded(page: Page) -> None:
    await page.get_by_label("Search").fill("speech")
    await page.locator(".option").first.wait_for()


async def _drawn(page: Page) -> None:
    await page.get_by_role("button", name="Measure").click()
    await page.get_by_text("First sound in this browser").wait_for()
    await page.locator(".charts canvas").nth(3).wait_for()


async def _listed(page: Page) -> None:
    await page.locator(".mistakes li").wait_for()


PREPARED = {
    "speak": _spoken,
    "voices": _searched,
    "why": _explained,
    "words": _listed,
    "settings": _unfolded,
    "speed": _drawn,
}
"""How each panel comes to show all it can."""

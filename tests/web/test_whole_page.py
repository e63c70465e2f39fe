"""The page as a whole in a browser: its list of panels, access, restarts, hostile data, accessibility, and size."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Page, Route, expect

from tests.web.conftest import OpenPage
from tests.web.pages import BROWSER_MARKS, PANELS, WEB, ServerProcess, run_server, wait_until

pytestmark = BROWSER_MARKS

AXE = Path(__file__).parent / "vendor/axe/axe.min.js"

MAX_BYTES = 150_000
"""Of the first view, with the list of voices: two seconds on a slow mobile connection."""

MARKUP = "<img src=x onerror=\"document.title='harmed'\"><b>bold</b>"

IMAGES = "[...document.images].map(each => each.getAttribute('src'))"

TRANSFER_SIZES = """() => Object.fromEntries(
    ["navigation", "resource"].flatMap(kind => performance.getEntriesByType(kind))
        .map(each => [each.name, each.transferSize])
)"""
"""Bytes of each file that a page has requested, with their headers."""

NEW_PANEL = """
import { html } from "../view.js";

export default {
  id: "hello",
  formerIds: ["greeting"],
  title: "Hello",
  icon: "M4 4h16",
  description: "A panel in one file.",
  styles: ".hello { color: rgb(1, 2, 3); }",
  needsToken: true,
  View: ({ status, voices }) => html`<p class="hello">${status.health.engine} has ${voices.length} voices.</p>`,
};
"""

TABS_TO_TEXT = 25
"""The examples and the buttons for markup are before the text."""


async def _show(page: Page, panel: str) -> None:
    await page.get_by_role("link", name=PANELS[panel], exact=True).click()
    await page.get_by_role("heading", name=PANELS[panel], exact=True).wait_for()


async def test_a_panel_is_added_by_one_file_and_a_line_in_the_list(open_page: OpenPage, server: ServerProcess) -> None:
    page, _ = await open_page(server.address)
    listed = await asyncio.to_thread((WEB / "panels" / "index.js").read_text, "utf-8")
    changed = listed.replace("  ]);\n", '    import("./hello.js"),\n  ]);\n')

    async def serve(route: Route) -> None:
        content = changed if route.request.url.endswith("index.js") else NEW_PANEL
        await route.fulfill(body=content, content_type="text/javascript")

    await page.route(re.compile(r"/panels/(index|hello)\.js$"), serve)
    await page.goto("about:blank")
    await page.goto(f"{server.address}#greeting")
    await expect(page.get_by_role("heading", name="Hello", exact=True)).to_be_visible()
    assert await page.evaluate("location.hash") == "#hello"
    await expect(page.get_by_role("navigation").get_by_role("link")).to_have_text([*PANELS.values(), "Hello"])
    await expect(page.locator(".hello")).to_have_count(0)
    await page.get_by_label("Token", exact=True).fill(server.token)
    await page.get_by_role("button", name="Use token").click()
    await expect(page.locator(".hello")).to_have_text(re.compile(r"tone has \d+ voices\."))
    assert await page.evaluate("getComputedStyle(document.querySelector('.hello')).color") == "rgb(1, 2, 3)"


async def test_former_names_in_the_url_lead_to_the_panels(open_page: OpenPage, server: ServerProcess) -> None:
    page, _ = await open_page(server.address, "why")
    for former, name in (("why", "explain"), ("words", "pronunciations"), ("speed", "performance"), ("no", "speak")):
        await page.evaluate("hash => { location.hash = hash }", former)
        await expect(page.get_by_role("heading", name=PANELS[name], exact=True)).to_be_visible()
        assert await page.evaluate("location.hash") == f"#{name}"


async def test_the_token_is_asked_for_only_where_something_is_about_to_be_changed(
    open_page: OpenPage, server: ServerProcess
) -> None:
    page, log = await open_page(server.address, "speak")
    await page.get_by_role("button", name="Speak", exact=True).wait_for()
    await expect(page.get_by_label("Token", exact=True)).to_have_count(0)
    await _show(page, "voices")
    for name in ("Set as default: bf_emma", "Download af_heart"):
        await expect(page.get_by_label("Token", exact=True)).to_have_count(0)
        await page.get_by_role("button", name=name).click()
        await expect(page.get_by_label("Token", exact=True)).to_be_focused()
        await page.get_by_role("button", name="Close", exact=True).click()
    await page.get_by_role("button", name="Set as default: bf_emma").click()
    await _show(page, "speak")
    await expect(page.get_by_label("Token", exact=True)).to_have_count(0)
    assert not any(url.endswith(("v1/settings", "v1/files/fetch")) for url in log.requests), "nothing was changed"
    for panel in ("settings", "pronunciations"):
        await _show(page, panel)
        await expect(page.get_by_text("Enter the token to use this panel.")).to_be_visible()
        await expect(page.get_by_label("Token", exact=True)).to_be_visible()
    await _show(page, "explain")
    await page.get_by_role("button", name="Explain").click()
    await page.get_by_role("button", name=re.compile("^Smith ")).click()
    await page.get_by_label("New pronunciation").fill("smith")
    save = page.locator(".correction").get_by_role("button", name="Save")
    token = server.token
    await save.click()
    await page.get_by_label("Token", exact=True).fill("a wrong one")
    await page.get_by_role("button", name="Use token").click()
    await expect(page.get_by_text("Not a valid token.")).to_be_visible()
    await page.get_by_label("Token", exact=True).fill(token)
    await page.get_by_role("button", name="Use token").click()
    await expect(page.get_by_label("Token", exact=True)).to_have_count(0)
    await expect(save).to_be_enabled()
    await page.reload()
    await page.get_by_role("heading", name="Explain", exact=True).wait_for()
    await expect(page.get_by_label("Token", exact=True)).to_have_count(0)


async def test_a_server_with_a_key_requires_it(open_page: OpenPage, server: ServerProcess) -> None:
    override = server.folder / "override.json"
    await asyncio.to_thread(override.write_text, '{"http": {"key": "open-sesame"}}')

    async def is_locked() -> bool:
        return "error" in await server.request("v1/status")

    await wait_until(is_locked)
    page, _ = await open_page(server.address, "speak", allowed_errors="status of 401")
    await expect(page.get_by_text("This server requires its API key.")).to_be_visible()
    await page.get_by_label("API key or token").fill("a wrong one")
    await page.get_by_role("button", name="Unlock", exact=True).click()
    await expect(page.get_by_text("Neither the API key nor a valid token.")).to_be_visible()
    await page.get_by_label("API key or token").fill("open-sesame")
    await page.get_by_role("button", name="Unlock", exact=True).click()
    await page.get_by_role("button", name="Speak", exact=True).click()
    await expect(page.get_by_role("listitem")).to_have_count(1)
    await _show(page, "settings")
    await expect(page.get_by_text("Enter the token to use this panel.")).to_be_visible()
    await asyncio.to_thread(override.write_text, "{}")

    async def is_open() -> bool:
        return "error" not in await server.request("v1/status")

    await wait_until(is_open)


async def test_the_page_continues_when_the_server_is_back(open_page: OpenPage, tmp_path: Path) -> None:
    async with run_server(tmp_path) as server:
        page, log = await open_page(
            server.address, "speak", allowed_errors="ERR_CONNECTION|ERR_EMPTY|Failed to load resource"
        )
        await page.get_by_role("button", name="Speak", exact=True).click()
        await expect(page.get_by_role("listitem")).to_have_count(1)
        await server.stop()
        await expect(page.get_by_role("alert")).to_have_text("The server does not respond. This page keeps trying.")
        await expect(page.get_by_role("status").filter(has_text="Offline")).to_be_visible()
        await page.get_by_role("button", name="Speak", exact=True).click()
        await expect(page.get_by_text("Cannot reach the server.")).to_be_visible()
        for panel in PANELS:
            await _show(page, panel)
        await server.start()
        await expect(page.get_by_role("alert")).to_have_count(0)
        await _show(page, "speak")
        await expect(page.get_by_role("listitem")).to_have_count(1)
        await page.get_by_role("button", name="Speak", exact=True).click()
        await expect(page.get_by_role("listitem")).to_have_count(2)
        assert log.speech_requests() == 3
        assert (await server.request("v1/status"))["speech"]["http"]["utterances"] == 1


async def test_markup_in_data_is_shown_as_text(open_page: OpenPage, server: ServerProcess, token: str) -> None:
    name = "<b>bold</b>"
    await server.request("v1/settings", token, "PATCH", **{"voices.saved": {name: "af_heart*0.5 + am_adam*0.5"}})
    await server.request("v1/pronunciations", token, "PUT", text=f"{MARKUP}\n<i>x</i> = JIF\n")
    await server.request(f"v1/files/fetch?{MARKUP}", token, "POST", kind="voices", name="af_heart")
    override = server.folder / "override.json"
    before = await asyncio.to_thread(override.read_text)
    await asyncio.to_thread(override.write_text, json.dumps({"speech": {"voice": [MARKUP]}, MARKUP: 1}))
    page, _ = await open_page(server.address, "voices", token=token)
    await expect(page.locator(".voices > li").first).to_contain_text(name)
    await _show(page, "system")
    await expect(page.locator(".warnings")).to_contain_text("onerror")
    await _show(page, "pronunciations")
    await expect(page.locator(".mistakes")).to_contain_text(MARKUP)
    await expect(page.locator(".entries")).to_contain_text("<i>x</i>")
    await _show(page, "settings")
    await expect(page.get_by_role("alert")).to_contain_text("onerror")
    await _show(page, "explain")
    await page.get_by_label("Text", exact=True).fill(MARKUP)
    await page.get_by_role("button", name="Explain").click()
    await expect(page.locator(".written")).to_have_text(MARKUP)
    await _show(page, "speak")
    await page.get_by_label("Text", exact=True).fill(f"Hello {MARKUP}")
    await page.get_by_role("combobox", name="Voice", exact=True).select_option(name)
    await page.get_by_role("button", name="Speak", exact=True).click()
    await expect(page.get_by_role("listitem").first).to_contain_text(MARKUP)
    await expect(page.locator(".player .label")).to_contain_text(MARKUP)
    await _show(page, "performance")
    await expect(page.locator(".recent")).to_contain_text(name)
    assert await page.evaluate(IMAGES) == ["icon.svg"] and await page.title() == "Performance – wyoming_kokoro"
    assert await page.locator("main b, main i").count() == 0
    await asyncio.to_thread(override.write_text, before)
    await server.request("v1/settings", token, "PATCH", **{"voices.saved": {name: None}})
    await server.request("v1/pronunciations", token, "PUT", text="")


async def test_the_first_view_is_small(open_page: OpenPage, server: ServerProcess) -> None:
    page, log = await open_page(server.address, fast_timers=False)
    await page.get_by_role("button", name="Speak", exact=True).wait_for()
    sizes: dict[str, int] = await page.evaluate(TRANSFER_SIZES)
    assert f"{server.address}v1/voices" in sizes and f"{server.address}app.js" in sizes
    assert 20_000 < sum(sizes.values()) < MAX_BYTES, sizes
    urls = [url for url in log.requests if not url.endswith("icon.svg")]  # which the page and its tab request
    assert len(urls) == len(set(urls)), "nothing is requested twice"


async def test_every_panel_is_reached_by_keyboard(open_page: OpenPage, server: ServerProcess, token: str) -> None:
    page, _ = await open_page(server.address, token=token)
    await page.get_by_role("button", name="Speak", exact=True).wait_for()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()
    text = page.get_by_label("Text", exact=True)
    for _ in range(TABS_TO_TEXT):
        await page.keyboard.press("Tab")
        if await text.evaluate("field => field === document.activeElement"):
            break
    await page.keyboard.type("Now. ")
    await expect(text).to_have_value(re.compile("Now. "))
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("listitem")).to_have_count(1)
    await page.get_by_role("link", name="Explain", exact=True).press("Enter")
    await expect(page.locator("main")).to_be_focused()
    await expect(page.get_by_role("link", name="Explain", exact=True)).to_have_attribute("aria-current", "page")


async def _violations(page: Page, options: str = "{}") -> list[str]:
    """Return the serious and critical violations that axe-core finds."""
    violations: list[dict[str, Any]] = await page.evaluate(f"axe.run({options}).then(result => result.violations)")
    return [
        f"{each['id']}: {each['help']} at {each['nodes'][0]['target']} ({len(each['nodes'])})"
        for each in violations
        if each["impact"] in ("serious", "critical")
    ]


async def _violations_in_both_themes(page: Page) -> list[str]:
    """Return the violations of a page in its light theme, and those of the dark theme, which has other colors only."""
    await page.emulate_media(color_scheme="light")
    light = await _violations(page)
    await page.emulate_media(color_scheme="dark")
    return light + await _violations(page, "{runOnly: ['color-contrast']}")


async def test_every_panel_is_accessible(open_page: OpenPage, server: ServerProcess, token: str) -> None:
    axe = await asyncio.to_thread(AXE.read_text, "utf-8")
    await server.request("v1/pronunciations", token, "PUT", text="Elon = EE-lon\nno line\n")
    page, _ = await open_page(server.address, token=token)
    await page.evaluate(axe)
    violations: dict[str, list[str]] = {}
    for panel in PANELS:
        await _show(page, panel)
        if panel in COMPLETE:
            await COMPLETE[panel](page)
        violations[panel] = await _violations_in_both_themes(page)
    await server.request("v1/pronunciations", token, "PUT", text="")
    page, _ = await open_page(server.address, "voices")
    await page.evaluate(axe)
    await page.get_by_role("button", name="Set as default: bf_emma").click()
    await page.get_by_label("Token", exact=True).wait_for()
    violations["without the token"] = await _violations_in_both_themes(page)
    assert not any(violations.values()), json.dumps(violations, indent=1)


async def _complete_speak(page: Page) -> None:
    await page.get_by_role("button", name="Speak", exact=True).click()
    entry = page.get_by_role("listitem")
    await entry.get_by_role("combobox", name="Copy as").select_option("curl")


async def _complete_voices(page: Page) -> None:
    await page.get_by_label("Search").fill("af_")  # all cards are alike
    await page.get_by_text("Blend voices", exact=True).click()
    await page.get_by_label("Compare af_heart").check()
    await page.get_by_label("Compare af_bella").check()
    await page.locator(".voices > li", has_text="Not downloaded").first.wait_for()


async def _complete_explain(page: Page) -> None:
    await page.get_by_role("button", name="Explain").click()
    await page.get_by_role("button", name=re.compile("^Smith ")).click()


async def _complete_pronunciations(page: Page) -> None:
    await page.locator(".mistakes li").wait_for()


async def _complete_settings(page: Page) -> None:
    await page.get_by_label("Search").fill("speech")
    await page.locator(".setting").first.wait_for()


async def _complete_performance(page: Page) -> None:
    await page.get_by_role("button", name="Run test").click()
    await page.get_by_text("in this browser: median").wait_for()
    await page.locator(".charts canvas").nth(3).wait_for()


COMPLETE: dict[str, Callable[[Page], Awaitable[None]]] = {
    "speak": _complete_speak,
    "voices": _complete_voices,
    "explain": _complete_explain,
    "pronunciations": _complete_pronunciations,
    "settings": _complete_settings,
    "performance": _complete_performance,
}
"""Make a panel show everything it can."""

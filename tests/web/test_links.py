"""A link with a ticket gives the page the right to make changes, and is gone from the address bar."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.web.conftest import Device, OpenPage
from tests.web.pages import BROWSER_MARKS, PANELS, ServerProcess, wait_until
from wyoming_kokoro.api.ticket import make_ticket

pytestmark = BROWSER_MARKS


@pytest.fixture
def tickets(server: ServerProcess) -> Path:
    """The folder of the server's tickets."""
    return server.folder / "tickets"


async def _may_change(page: Page) -> None:
    await page.get_by_role("link", name=PANELS["settings"], exact=True).click()
    await expect(page.get_by_role("heading", name=PANELS["settings"], exact=True)).to_be_visible()
    await expect(page.get_by_text("Enter the token to use this panel.")).to_have_count(0)
    await expect(page.get_by_label("Token", exact=True)).to_have_count(0)


async def test_a_link_gives_the_right_to_make_changes_once(
    open_page: OpenPage, device: Device, server: ServerProcess, tickets: Path
) -> None:
    ticket = make_ticket(tickets)
    page, log = await open_page(device.address, f"ticket={ticket}", allowed_errors="status of 401")
    await page.get_by_role("button", name="Speak", exact=True).wait_for()
    assert await page.evaluate("location.href") == device.address
    assert not any(ticket in url.partition("#")[0] for url in log.requests), "it is in no address that is sent"
    await _may_change(page)
    assert ticket not in await asyncio.to_thread((server.folder / "log").read_text)
    other, _ = await open_page(device.address, f"ticket={ticket}", allowed_errors="status of 401")
    await expect(other.get_by_role("alert")).to_contain_text("This link was used before, or is too old")
    await other.get_by_role("link", name=PANELS["settings"], exact=True).click()
    await expect(other.get_by_text("Enter the token to use this panel.")).to_be_visible()
    assert await other.evaluate("history.length") <= 3
    assert ticket not in await other.evaluate("location.href")


async def test_a_link_works_where_the_page_is_open_already(open_page: OpenPage, device: Device, tickets: Path) -> None:
    page, _ = await open_page(device.address, "voices")
    await page.get_by_role("heading", name=PANELS["voices"], exact=True).wait_for()
    ticket = make_ticket(tickets)
    await page.evaluate("ticket => { location.hash = `ticket=${ticket}` }", ticket)
    await wait_until(lambda: page.evaluate("sessionStorage.getItem('wyoming_kokoro.token') !== null"))
    assert ticket not in await page.evaluate("location.href")
    await expect(page.get_by_role("heading", name=PANELS["voices"], exact=True)).to_be_visible()
    await _may_change(page)
    await page.go_back()
    assert ticket not in await page.evaluate("location.href")


async def test_a_link_opens_a_server_with_a_key(open_page: OpenPage, server: ServerProcess, tickets: Path) -> None:
    override = server.folder / "override.json"
    await asyncio.to_thread(override.write_text, '{"http": {"key": "open-sesame"}}')

    async def is_locked() -> bool:
        return "error" in await server.request("v1/status")

    await wait_until(is_locked)
    page, _ = await open_page(server.address, f"ticket={make_ticket(tickets)}")
    await page.get_by_role("button", name="Speak", exact=True).wait_for()
    await _may_change(page)
    await asyncio.to_thread(override.write_text, "{}")

    async def is_open() -> bool:
        return "error" not in await server.request("v1/status")

    await wait_until(is_open)

"""The panel Workshop, used as a person does: a wake word from its phrase to an export, and what is in a data set."""

import asyncio
import json
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.web.conftest import Device, OpenPage
from tests.web.pages import BROWSER_MARKS, ServerProcess, wait_in_page
from tests.workshop.datasets.sets import filled
from wyoming_kokoro.workshop import datasets

pytestmark = BROWSER_MARKS

AXE = Path(__file__).parent / "vendor/axe/axe.min.js"
MADE_MS = 240_000
"""Samples are made by processes with a low priority, beside all other tests."""


@pytest.fixture
def no_data_sets(server: ServerProcess) -> Iterator[Path]:
    """The folder of data sets, empty before and after the test."""
    yield server.folder / "datasets"
    for name in ("datasets", "exports"):
        shutil.rmtree(server.folder / name, ignore_errors=True)


async def _violations(page: Page) -> list[object]:
    await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate("axe.run().then(found => found.violations)")
    return [each["id"] for each in found if each["impact"] in ("serious", "critical")]


async def test_a_wake_word_is_made_heard_and_exported(
    no_data_sets: Path, open_page: OpenPage, desktop: Device, token: str, tmp_path: Path
) -> None:
    page, _ = await open_page(desktop.address, "workshop", width=desktop.width, height=desktop.height, token=token)
    form = page.locator("form", has_text="New wake word")
    await form.get_by_label("Wake word", exact=False).first.fill("hey katya")
    await form.get_by_role("button", name="Hear it").click()
    await wait_in_page(page, "() => document.querySelector('audio').src !== ''")
    await form.get_by_role("button", name="Next").click()
    await expect(form.get_by_role("heading", name="Step 2 of 4")).to_be_focused()
    await form.get_by_label("Samples of the wake word").fill("6")
    await form.get_by_label("Samples of what is nearly it").fill("4")
    await form.get_by_role("button", name="Next").click()
    await form.get_by_label("Voices", exact=False).first.fill("af_heart,am_adam,bf_emma")
    await form.get_by_label("Mixtures of two voices").fill("0")
    await form.get_by_role("button", name="Next").click()
    await form.get_by_role("button", name="What will it cost?").click()
    await expect(form.get_by_text("10 samples: about")).to_be_visible(timeout=MADE_MS)
    assert not await asyncio.to_thread(no_data_sets.exists), "an estimate keeps nothing"
    await form.get_by_role("button", name="Make the samples").click()
    await expect(page.get_by_text("New wake word · hey_katya: done")).to_be_visible(timeout=MADE_MS)
    await page.get_by_role("button", name="Show hey_katya").click(timeout=MADE_MS)
    await expect(page.get_by_role("row", name="wake 6")).to_be_visible(timeout=MADE_MS)
    samples = page.locator(".card", has_text="Earlier")
    await samples.get_by_label("Role").select_option("wake")
    await expect(samples.get_by_role("button", name="Play “")).to_have_count(6, timeout=MADE_MS)
    await samples.get_by_role("button", name="Play “").first.click()
    await expect(page.locator(".player .label")).to_contain_text("hey katya")
    assert await _violations(page) == []
    forms = page.locator(".card", has_text="Write the export")
    await forms.get_by_label("Form").select_option("openwakeword")
    await forms.get_by_role("button", name="Write the export").click()
    await expect(page.get_by_text("Export · hey_katya: done")).to_be_visible(timeout=MADE_MS)
    async with page.expect_download(timeout=MADE_MS) as waiting:
        await forms.get_by_role("button", name="Download hey_katya-openwakeword").click(timeout=MADE_MS)
    await (await waiting.value).save_as(tmp_path / "export.tar")
    with tarfile.open(tmp_path / "export.tar") as archive:
        names = archive.getnames()
        about = json.load(archive.extractfile("hey_katya-openwakeword/provenance.json"))  # type: ignore[arg-type]
    assert sum("/positive_" in name for name in names) == 6 and about["samples"] == 10


async def test_what_was_rejected_is_shown_by_reason_on_a_narrow_screen_in_the_dark(
    no_data_sets: Path, open_page: OpenPage, desktop: Device, token: str
) -> None:
    with datasets.writing(filled(no_data_sets / "evening", 25)) as data_set:
        data_set.catalogue.change("UPDATE sample SET state = 'rejected', reason = '<b>x</b>' WHERE id LIKE '%0'")
    page, _ = await open_page(desktop.address, "workshop", width=380, height=740, dark=True, token=token)
    await page.get_by_role("button", name="Show evening").click(timeout=MADE_MS)
    await expect(page.get_by_role("row", name="<b>x</b> 2")).to_be_visible(timeout=MADE_MS)
    samples = page.locator(".card", has_text="Earlier")
    await samples.get_by_label("Reason").select_option("<b>x</b>")
    await expect(samples.get_by_role("button", name="Play “")).to_have_count(2, timeout=MADE_MS)
    await expect(samples.get_by_text("rejected: <b>x</b>")).to_have_count(2)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 380
    assert await _violations(page) == []

"""The panel Workshop, used as a person does: a wake word from its phrase to an export, and what is in a data set."""

import asyncio
import json
import re
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.web.conftest import Device, OpenPage
from tests.web.pages import BROWSER_MARKS, ServerProcess, wait_in_page
from tests.workshop.datasets.sets import filled
from tests.workshop.wake.wake_sets import filled_set, samples_of_parts, with_embedding
from wyoming_kokoro.workshop import datasets

pytestmark = BROWSER_MARKS

AXE = Path(__file__).parent / "vendor/axe/axe.min.js"
MADE_MS = 240_000
"""Samples are made by processes with a low priority, beside all other tests."""


@pytest.fixture
def no_data_sets(server: ServerProcess) -> Iterator[Path]:
    """The folder of data sets, empty before and after the test."""
    yield server.folder / "datasets"
    for name in ("datasets", "detectors", "exports"):
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


@with_embedding
async def test_a_detector_is_taught_and_tested_by_keyboard_on_a_narrow_screen(
    no_data_sets: Path, open_page: OpenPage, desktop: Device, token: str
) -> None:
    await asyncio.to_thread(filled_set, no_data_sets / "beep", samples_of_parts())
    page, _ = await open_page(desktop.address, "workshop", width=380, height=740, token=token, fast_timers=False)
    await page.get_by_role("button", name="Show beep").press("Enter", timeout=MADE_MS)
    detectors = page.locator(".card", has_text="Test detectors")
    await expect(detectors.get_by_role("button", name="Test detectors")).to_be_disabled(timeout=MADE_MS)
    await detectors.get_by_role("button", name="Teach a detector").press("Enter", timeout=MADE_MS)
    await expect(page.get_by_text("Teaching · beep: done")).to_be_visible(timeout=MADE_MS)
    parts = detectors.get_by_role("region", name="What was taught")
    await expect(parts.get_by_role("row", name="test: voices")).to_contain_text("5 of 5 (100.0 %)", timeout=MADE_MS)
    await detectors.get_by_label("beep.npz").press("Space", timeout=MADE_MS)
    await detectors.get_by_label("telephone").press("Space")
    await detectors.get_by_role("combobox", name="Part").press("End")
    await detectors.get_by_label("Samples of each role").press_sequentially("4")
    await detectors.get_by_role("button", name="Test detectors").press("Enter")
    await expect(page.get_by_text("Test of detectors · beep: done")).to_be_visible(timeout=MADE_MS)
    heard = detectors.get_by_role("region", name="What detectors heard")
    await expect(heard.get_by_role("row", name=re.compile("taught:beep.npz clean .* of 3 "))).to_be_visible()
    await expect(heard.get_by_role("row", name="taught:beep.npz telephone")).to_be_visible()
    await detectors.get_by_text("taught:beep.npz, clean: by voice, speed and preset").press("Enter")
    voices = detectors.get_by_role("region", name="Voice, taught:beep.npz, clean")
    await expect(voices.get_by_role("row", name="test_1 3 of 3")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 380
    assert await _violations(page) == []

"""A voice from a recording, on the page: with a microphone that plays a file, by keyboard alone, and accessible.

The page, its consent and its recording are real, and so is the server; only making a voice, which needs a model and the
encoder's weights, is answered by the test.
"""

import asyncio
import base64
import json
import re
import wave
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, async_playwright, expect

from tests.web.pages import BROWSER_MARKS, CHROMIUM, FLAGS, ServerProcess, open_dashboard
from wyoming_kokoro.workshop.matching.decode_process import decode_apart

pytestmark = BROWSER_MARKS

AXE = Path(__file__).parent / "vendor/axe/axe.min.js"
MATCH = "**/v1/voices/match"
CHECKS = [
    {"name": "length", "value": 9.2, "light": "good", "advice": ""},
    {"name": "noise", "value": 14.0, "light": "poor", "advice": "Record in a quiet room, close to the microphone."},
]
DONE = {
    "id": "abc",
    "state": "done",
    "doing": "",
    "problem": None,
    "nearest": "af_heart",
    "method": "search",
    "likeness": {"measure": "spectrum and pitch", "voice": 0.8, "nearest": 0.6, "same_person": 0.95},
    "checks": CHECKS,
}
MAX_TABS = 150


def write_wave(path: Path, pitch: float = 140.0, seconds: float = 6.0, rate: int = 48_000) -> Path:
    """Write harmonics with syllables, which the microphone plays again and again."""
    at = np.arange(int(seconds * rate)) / rate
    sound = sum(np.sin(2 * np.pi * pitch * number * at) / number for number in range(1, 12))
    sound = 0.2 * sound * np.clip(np.sin(2 * np.pi * 4 * at) + 0.7, 0, 1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((sound * 32_767).astype("<i2").tobytes())
    return path


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def microphone(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Browser, None]:
    """A browser whose microphone plays a file."""
    file = write_wave(tmp_path_factory.mktemp("microphone") / "voice.wav")
    flags = [
        *FLAGS,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={file}",
    ]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        try:
            yield browser
        finally:
            await browser.close()


class Answers:
    """Answers what needs a model, and keeps what was sent."""

    def __init__(self) -> None:
        self.sent: dict[str, bytes] = {}
        self.saved: Any = None
        self.heard: list[str] = []

    async def install(self, page: Page) -> None:
        await page.route("**/v1/voices/check", self._check)
        await page.route(re.compile(r"/v1/voices/match$"), self._start)
        await page.route(re.compile(r"/v1/voices/match/abc$"), lambda route: route.fulfill(json=DONE))
        await page.route(re.compile(r"/v1/voices/match/abc/take"), self._take)
        await page.route(f"{MATCH}/abc/save", self._save)

    def recording(self, of: str) -> bytes:
        """Return the recording in a form that was sent."""
        form = self.sent[of]
        name = form.index(b'name="file"')
        begin = form.index(b"\r\n\r\n", name) + 4
        return form[begin : form.index(b"\r\n------", begin)]

    async def _check(self, route: Route) -> None:
        self.sent["check"] = route.request.post_data_buffer or b""
        await route.fulfill(json={"checks": CHECKS})

    async def _start(self, route: Route) -> None:
        if route.request.method != "POST":
            await route.continue_()
            return
        self.sent["match"] = route.request.post_data_buffer or b""
        await route.fulfill(json={**DONE, "state": "working", "doing": "blend 1 of 8 is heard"})

    async def _take(self, route: Route) -> None:
        self.heard.append(route.request.url.partition("?")[2])
        sound = base64.b64decode(_SILENCE)
        await route.fulfill(body=sound, headers={"Content-Type": "audio/wav"})

    async def _save(self, route: Route) -> None:
        self.saved = json.loads(route.request.post_data or "")
        await route.fulfill(json={"voice": self.saved["name"]})


def _silence() -> str:
    header = b"RIFF" + (36 + 4800).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    header += (
        b"\x01\x00\x01\x00" + (24_000).to_bytes(4, "little") + (48_000).to_bytes(4, "little") + b"\x02\x00\x10\x00"
    )
    return base64.b64encode(header + b"data" + (4800).to_bytes(4, "little") + bytes(4800)).decode()


_SILENCE = _silence()


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus."""
    script = """() => { const on = document.activeElement;
        if (!on.matches("button, input, select, summary")) return "";
        return [on.getAttribute("aria-label"), on.textContent,
        ...[...(on.labels ?? [])].map((label) => label.textContent)].filter(Boolean).join(" "); }"""
    for _ in range(MAX_TABS):
        if name in await page.evaluate(script):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached with Tab")


async def violations(page: Page) -> list[str]:
    """Return the serious and critical violations of the form that axe-core finds."""
    await page.evaluate(await asyncio.to_thread(AXE.read_text, "utf-8"))
    found = await page.evaluate("axe.run('.recording').then(result => result.violations)")
    return [
        f"{each['id']}: {each['nodes'][0]['target']}" for each in found if each["impact"] in ("serious", "critical")
    ]


async def test_a_voice_is_made_by_keyboard_alone_from_the_microphone(
    microphone: Browser, server: ServerProcess, token: str
) -> None:
    answers = Answers()
    async with open_dashboard(microphone, server.address, "voices", token=token) as (page, log):
        await answers.install(page)
        await page.get_by_text("A voice from a recording", exact=True).wait_for()
        await tab_to(page, "A voice from a recording")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("This is my own voice")).to_be_visible()
        await tab_to(page, "This is my own voice")
        await page.keyboard.press("Space")
        await page.keyboard.press("Tab")
        await page.keyboard.type("Ada")
        await tab_to(page, "Continue")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("I am Ada.")).to_be_visible()
        await tab_to(page, "Record")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Stop recording")).to_be_visible()
        await asyncio.sleep(5)
        await page.keyboard.press("Enter")  # the same button, which has kept the focus
        await expect(page.get_by_role("button", name="Listen to the recording")).to_be_visible()
        await tab_to(page, "Check the recording")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Record in a quiet room")).to_be_visible()
        assert await violations(page) == []
        await tab_to(page, "Make the voice")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("5. Listen and adjust")).to_be_visible()
        await expect(page.get_by_text("0.95")).to_be_visible()
        for slider, key, presses in (
            ("Share of the new voice", "ArrowLeft", 10),
            ("Pitch", "ArrowRight", 6),
            ("Pace", "ArrowLeft", 2),
            ("Brightness", "ArrowLeft", 4),
        ):
            await tab_to(page, slider)
            for _ in range(presses):
                await page.keyboard.press(key)
        await expect(page.get_by_text("Pitch: +1.5 semitones")).to_be_visible()
        for button in ("Listen to the voice", "Listen to af_heart, the nearest published voice"):
            await tab_to(page, button)
            await page.keyboard.press("Enter")
        await tab_to(page, "Name of the voice")
        await page.keyboard.type("af_ada")
        assert await violations(page) == []
        await tab_to(page, "Save the voice")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("af_ada is saved.")).to_be_visible()
        assert log.errors == [] and log.foreign_requests == []
    adjustment = {"share": 0.5, "pitch": 1.5, "pace": 0.9, "brightness": -1}
    assert answers.saved == {"name": "af_ada", **adjustment}
    assert answers.heard == ["share=0.5&pitch=1.5&pace=0.9&brightness=-1", "share=0&pitch=0&pace=1&brightness=0"]
    assert b'name="consent"\r\n\r\ntrue' in answers.sent["match"] and b"I am Ada." in answers.sent["match"]
    assert answers.recording("check") == answers.recording("match")
    samples, rate = await asyncio.to_thread(decode_apart, answers.recording("match"))
    assert len(samples) > 3 * rate and np.sqrt(np.mean(samples**2)) > 0.01


async def test_without_the_token_nothing_can_be_made(microphone: Browser, server: ServerProcess, token: str) -> None:
    assert token
    async with open_dashboard(microphone, server.address, "voices") as (page, _):
        await page.get_by_text("A voice from a recording", exact=True).click()
        await expect(page.locator(".recording input[type=checkbox]")).to_be_disabled()
        await page.locator(".recording button", has_text="Continue").click()
        await expect(page.get_by_label("Token", exact=True)).to_be_focused()


async def test_a_file_is_refused_in_words(
    microphone: Browser, server: ServerProcess, token: str, tmp_path: Path
) -> None:
    """The server itself answers: this recording is none."""
    wrong = tmp_path / "wrong.wav"
    await asyncio.to_thread(wrong.write_bytes, b"no sound at all" * 100)
    async with open_dashboard(microphone, server.address, "voices", token=token) as (page, _):
        await page.get_by_text("A voice from a recording", exact=True).click()
        await page.locator(".recording input[type=checkbox]").check()
        await page.locator(".recording input[name=person]").fill("Ada")
        await page.locator(".recording button", has_text="Continue").click()
        await page.locator(".recording input[type=file]").set_input_files(wrong)
        await page.get_by_role("button", name="Check the recording").click()
        await expect(page.get_by_text("The sound cannot be decoded.")).to_be_visible()

"""Every panel in a browser, used as a person does: on a desktop, and on a phone under a prefix."""

import asyncio
import json
import re
import shlex
import sys
from collections.abc import AsyncGenerator
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import yaml
from playwright.async_api import Locator, Page, expect
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info

from tests.web.conftest import FAILED, Device, OpenPage
from tests.web.pages import BROWSER_MARKS, PANELS, PageLog, PrefixProxy, ServerProcess, wait_in_page, wait_until

pytestmark = BROWSER_MARKS

LONG_TEXT = "The kettle boils. " * 40
SHORT_TEXT = "The kettle boils, at 21.5 °C."
HAS_STARTED = "document.querySelector('audio').currentTime > 0"
IS_DRAWN = """label => {
    const canvas = document.querySelector(`canvas[aria-label="${label}"]`);
    return canvas && canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean);
}"""
"""Whether there is anything on a canvas."""


@pytest_asyncio.fixture(loop_scope="session")
async def open_panel_on(
    request: pytest.FixtureRequest, open_page: OpenPage, server: ServerProcess, proxy: PrefixProxy, token: str
) -> AsyncGenerator[OpenPage, None]:
    """Opens a panel on a device, with the token."""

    async def open_one(device: Device, name: str, **options: object) -> tuple[Page, PageLog]:
        page, log = await open_page(
            device.address, name, width=device.width, height=device.height, token=token, **options
        )
        await page.get_by_role("heading", name=PANELS[name], exact=True).wait_for()
        return page, log

    yield open_one
    if request.node.stash.get(FAILED, False):  # other tests should not fail because of this one
        proxy.gate = None
        await server.request("v1/pronunciations", token, "PUT", text="")
        await asyncio.to_thread((server.folder / "override.json").write_text, "{}")


@pytest.fixture
def open_panel(open_panel_on: OpenPage, device: Device) -> OpenPage:
    """Opens a panel on each device."""
    return partial(open_panel_on, device)


@pytest.fixture
def open_on_desktop(open_panel_on: OpenPage, desktop: Device) -> OpenPage:
    """Opens a panel on a desktop, for tests that would be the same on a phone."""
    return partial(open_panel_on, desktop)


async def _copy_as(entry: Locator, language: str) -> str:
    await entry.get_by_role("combobox", name="Copy as").select_option(language)
    return (await entry.get_by_role("region", name="Code").text_content()) or ""


async def _requests_of(server: ServerProcess, *voices: str) -> list[dict[str, Any]]:
    """Return the figures of the latest requests once they have ended; these are for the given voices."""

    async def latest() -> list[dict[str, Any]]:
        return list((await server.request("v1/status"))["recent"][: len(voices)][::-1])

    async def have_ended() -> bool:
        return [request["voice"] for request in await latest()] == list(voices)

    await wait_until(have_ended)
    return await latest()


async def test_speech_plays_while_it_is_still_produced(open_panel_on: OpenPage, proxy: PrefixProxy) -> None:
    page, log = await open_panel_on(Device(proxy.address, 1000, 800), "speak")
    proxy.gate = asyncio.Event()
    await page.get_by_label("Text", exact=True).fill(LONG_TEXT)
    await page.get_by_role("button", name="Speak", exact=True).click()
    await wait_in_page(page, "document.querySelector('audio').currentTime > 0.2")
    await expect(page.get_by_text("Speaking…")).to_be_visible()
    await wait_in_page(page, IS_DRAWN, "Waveform of the latest audio")
    await expect(page.get_by_role("listitem")).to_have_count(0)
    proxy.gate.set()
    await expect(page.get_by_role("listitem")).to_have_count(1)
    assert log.speech_requests() == 1
    await page.get_by_role("button", name="Stop").click()
    assert await page.evaluate("document.querySelector('audio').paused")
    proxy.gate = None


async def test_speech_has_the_chosen_options_and_is_kept_and_downloaded(
    open_panel: OpenPage, server: ServerProcess
) -> None:
    page, _ = await open_panel("speak")
    await page.get_by_label("Text", exact=True).fill(SHORT_TEXT)
    await page.get_by_role("combobox", name="Voice", exact=True).select_option("bm_fable")
    await page.get_by_role("combobox", name="Format", exact=True).select_option("wav")
    await page.get_by_label("Speed: 1").fill("1.5")
    await page.get_by_label("Pitch: 0").fill("-2")
    await page.get_by_role("button", name="Speak", exact=True).click()
    entry = page.get_by_role("listitem").filter(has_text=SHORT_TEXT)
    await expect(entry).to_contain_text(re.compile(r"bm_fable · wav · Speed 1.5 · Pitch -2 · \d+\.\d s"))
    (request,) = await _requests_of(server, "bm_fable")
    assert (request["characters"], request["server"]) == (len(SHORT_TEXT), "http")
    await wait_in_page(page, IS_DRAWN, SHORT_TEXT)
    async with page.expect_download() as downloading:
        await entry.get_by_role("button", name="Download").click()
    download = await downloading.value
    content = await asyncio.to_thread((await download.path()).read_bytes)
    assert download.suggested_filename == "speech.wav" and content[:4] == b"RIFF"
    await page.get_by_role("link", name="System", exact=True).click()
    await page.get_by_role("link", name="Speak", exact=True).click()
    await expect(entry).to_be_visible()
    await expect(page.get_by_label("Text", exact=True)).to_have_value(SHORT_TEXT)


async def test_speech_that_ends_while_another_panel_is_shown_is_in_the_history(
    open_panel_on: OpenPage, proxy: PrefixProxy
) -> None:
    page, _ = await open_panel_on(Device(proxy.address, 1000, 800), "speak")
    proxy.gate = asyncio.Event()
    await page.get_by_label("Text", exact=True).fill(LONG_TEXT)
    await page.get_by_role("button", name="Speak", exact=True).click()
    await wait_in_page(page, HAS_STARTED)
    await page.get_by_role("link", name="System", exact=True).click()
    await page.get_by_role("heading", name="System", exact=True).wait_for()
    await page.get_by_role("link", name="Speak", exact=True).click()
    await expect(page.get_by_role("listitem")).to_have_count(0)
    proxy.gate.set()
    await expect(page.get_by_role("listitem")).to_have_count(1)
    proxy.gate = None


@pytest.mark.parametrize("name", ["pcm", "mulaw", "opus"])
async def test_every_format_plays_and_is_downloaded_as_it_was_sent(
    open_on_desktop: OpenPage, server: ServerProcess, name: str
) -> None:
    page, _ = await open_on_desktop("speak")
    await page.get_by_label("Text", exact=True).fill(SHORT_TEXT)
    await page.get_by_role("combobox", name="Format", exact=True).select_option(name)
    await page.get_by_role("button", name="Speak", exact=True).click()
    entry = page.get_by_role("listitem").filter(has_text=SHORT_TEXT)
    await expect(entry).to_contain_text(re.compile(rf"{name} · [1-9]\.\d s"))
    await wait_in_page(page, IS_DRAWN, SHORT_TEXT)
    await wait_in_page(page, HAS_STARTED)
    async with page.expect_download() as downloading:
        await entry.get_by_role("button", name="Download").click()
    content = await asyncio.to_thread((await (await downloading.value).path()).read_bytes)
    body = {"input": SHORT_TEXT, "voice": "af_heart", "response_format": name}
    async with (
        aiohttp.ClientSession() as session,
        session.post(server.address + "v1/audio/speech", json=body) as answer,
    ):
        sent = await answer.read()
    assert len(content) == len(sent) and (content == sent or name == "opus"), "Ogg streams have random numbers"


async def test_copied_code_makes_the_same_request(
    open_on_desktop: OpenPage, server: ServerProcess, desktop: Device, tmp_path: Path
) -> None:
    page, _ = await open_on_desktop("speak")
    text = "It's \"quoted\": $5, <b>bold</b> & 'more'."
    await page.get_by_label("Text", exact=True).fill(text)
    await page.get_by_role("combobox", name="Voice", exact=True).select_option("am_adam")
    await page.get_by_label("Speed: 1").fill("1.25")
    await page.get_by_role("button", name="Speak", exact=True).click()
    entry = page.get_by_role("listitem").filter(has_text=text)
    curl = shlex.split((await _copy_as(entry, "curl")).replace("\\\n", ""))
    assert curl[:2] == ["curl", f"{desktop.address}v1/audio/speech"] and curl[-2:] == ["-o", "speech.mp3"]
    assert json.loads(curl[curl.index("-d") + 1]) == {
        "model": "kokoro", "input": text, "voice": "am_adam", "response_format": "mp3", "speed": 1.25
    }  # fmt: skip
    python = await asyncio.create_subprocess_exec(sys.executable, "-c", await _copy_as(entry, "python"), cwd=tmp_path)
    assert await python.wait() == 0
    assert (tmp_path / "speech.mp3").stat().st_size > 5_000
    (request,) = await _requests_of(server, "am_adam")
    assert request["characters"] == len(text)
    action = yaml.safe_load(await _copy_as(entry, "yaml"))
    assert action["action"] == "tts.speak" and action["target"] == {"entity_id": "tts.kokoro"}
    assert action["data"]["message"] == text and action["data"]["options"] == {"voice": "am_adam@1.25"}
    await entry.get_by_role("button", name="Copy", exact=True).click()
    await expect(entry.get_by_text(re.compile(r"Copied\.|Selected\."))).to_be_visible()


async def _select(page: Page, text: str) -> None:
    """Select a part of the text."""
    script = """([area, part]) => {
        const start = area.value.indexOf(part);
        area.focus();
        area.setSelectionRange(start, start + part.length);
    }"""
    await page.evaluate(script, [await page.get_by_label("Text", exact=True).element_handle(), text])


@pytest.mark.parametrize(
    ("part", "button", "marked"),
    [
        ("boils", "Pause", "The kettle boils [pause:1s], at < 21 °C."),
        ("kettle boils", "Emphasis", "The [kettle](+2) [boils](+2), at < 21 °C."),
        ("kettle", "Whisper", "The [whisper]kettle[/whisper] boils, at < 21 °C."),
        ("kettle", "Slower", "The [slow]kettle[/slow] boils, at < 21 °C."),
        ("kettle", "Insert voice", "The [voice:am_fenrir]kettle[/voice] boils, at < 21 °C."),
        ("kettle", "Higher", '<speak>The <prosody pitch="+3st">kettle</prosody> boils, at &lt; 21 °C.</speak>'),
    ],
)
async def test_markup_is_put_around_the_selection(
    open_on_desktop: OpenPage, part: str, button: str, marked: str
) -> None:
    page, _ = await open_on_desktop("speak")
    area = page.get_by_label("Text", exact=True)
    await area.fill("The kettle boils, at < 21 °C.")
    await _select(page, part)
    await page.get_by_role("combobox", name="Another voice").select_option("am_fenrir")
    await _select(page, part)
    await page.get_by_role("button", name=button, exact=True).click()
    await expect(area).to_have_value(marked)
    await _select(page, "The")
    await page.get_by_role("button", name="Whisper", exact=True).click()
    expected = '<speak><amazon:effect name="whispered">The</amazon:effect>' if "<speak>" in marked else "[whisper]The"
    await expect(area).to_have_value(re.compile("^" + re.escape(expected)))


async def test_a_conversation_is_edited_and_spoken(open_panel: OpenPage, server: ServerProcess) -> None:
    page, _ = await open_panel("speak")
    await page.get_by_role("button", name="Conversation", exact=True).click()
    await expect(page.get_by_role("group", name=re.compile("^Turn \\d$"))).to_have_count(4)
    await page.get_by_role("button", name="Remove turn 4").click()
    await page.get_by_role("button", name="Remove turn 3").click()
    await page.get_by_label("Text of turn 2").fill(SHORT_TEXT)
    await page.get_by_role("combobox", name="Voice of turn 2").select_option("bf_emma")
    await page.get_by_role("checkbox", name="Turn 2 is said over").uncheck()
    await page.get_by_label("Gap before turn 2").fill("0.5")
    await page.get_by_role("combobox", name="Style of turn 2").select_option("calm")
    await page.get_by_role("button", name="Speak", exact=True).click()
    entry = page.get_by_role("listitem").filter(has_text=f"bf_emma: {SHORT_TEXT}")
    await expect(entry).to_be_visible()
    curl = shlex.split((await _copy_as(entry, "curl")).replace("\\\n", ""))
    assert curl[1].endswith("/v1/audio/dialogue")
    turns = json.loads(curl[curl.index("-d") + 1])["inputs"]
    assert turns[1] == {"voice": "bf_emma", "text": SHORT_TEXT, "style": "calm", "gap": 0.5}
    (request,) = await _requests_of(server, "af_heart")
    assert request["characters"] == sum(len(turn["text"]) + 1 for turn in turns)
    await page.get_by_role("radio", name="One text").check()
    await expect(page.get_by_label("Text", exact=True)).to_be_visible()


async def test_a_style_and_a_background_are_part_of_the_request(open_panel: OpenPage) -> None:
    page, _ = await open_panel("speak")
    await page.get_by_role("button", name="Rain", exact=True).click()
    await page.get_by_role("combobox", name="Speaking style").select_option("cheerful")
    await page.get_by_label("Amount of style: 1").fill("1.5")
    await page.get_by_role("combobox", name="Background").select_option("sea")
    await page.get_by_label("Background level").fill("-30")
    await page.get_by_role("button", name="Listen to the background").click()
    await wait_in_page(page, HAS_STARTED)
    await page.get_by_role("button", name="Speak", exact=True).click()
    entry = page.get_by_role("listitem").filter(has_text="raining since the morning")
    await expect(entry).to_contain_text(re.compile(r"mp3 · cheerful · sea · \d+\.\d s"))
    curl = shlex.split((await _copy_as(entry, "curl")).replace("\\\n", ""))
    request = json.loads(curl[curl.index("-d") + 1])
    assert request["background"] == {"type": "sea", "level": -30, "duck": 8}
    assert (request["style"], request["style_degree"]) == ("cheerful", 1.5)


@pytest.mark.parametrize("name", ["Pause and emphasis", "A whisper", "Two voices", "SSML", "Cheerful"])
async def test_every_example_can_be_spoken(open_on_desktop: OpenPage, server: ServerProcess, name: str) -> None:
    page, _ = await open_on_desktop("speak")
    await page.get_by_role("button", name=name, exact=True).click()
    text = await page.get_by_label("Text", exact=True).input_value()
    assert (await server.request("v1/text/explain", method="POST", text=text))["notes"] == []
    await page.get_by_role("button", name="Speak", exact=True).click()
    await expect(page.get_by_role("listitem")).to_have_count(1)


async def test_voices_are_filtered_and_played(open_panel: OpenPage, server: ServerProcess) -> None:
    page, log = await open_panel("voices")
    cards = page.locator(".voices > li")
    await expect(cards).to_have_count(55)
    await expect(cards.first).to_contain_text("Not downloaded (0.5 MB)")
    await page.get_by_role("combobox", name="Language").select_option("en-GB")
    await page.get_by_role("combobox", name="Gender").select_option("male")
    await page.get_by_role("combobox", name="Grade").select_option("C")
    await expect(cards).to_have_count(2)
    await expect(page.get_by_role("heading", name="British English")).to_be_visible()
    await page.get_by_label("Search").fill("geor")
    await expect(cards).to_have_count(1)
    await page.get_by_role("button", name="Play bm_george").click()
    await expect(page.locator(".player .label")).to_have_text("Playing bm_george")
    await wait_in_page(page, HAS_STARTED)
    assert (await _requests_of(server, "bm_george"))[0]["outcome"] == "said" and log.speech_requests() == 1
    await page.get_by_role("button", name="Play bm_george").click()
    await wait_in_page(page, HAS_STARTED)
    assert log.speech_requests() == 1, "a sample is requested once"
    await page.get_by_label("Search").fill("no voice has this name")
    await expect(page.get_by_text("No voice matches")).to_be_visible()


async def test_a_recorded_sample_is_played_without_any_speech_being_made(open_panel: OpenPage) -> None:
    page, log = await open_panel("voices")
    await page.get_by_label("Search").fill("nicole")
    await expect(page.locator(".voices > li")).to_contain_text("breathy")
    await page.get_by_role("button", name="Play the recorded sample of af_nicole").click()
    await expect(page.locator(".player .label")).to_have_text("Playing af_nicole")
    await wait_in_page(page, HAS_STARTED)
    assert log.speech_requests() == 0


async def test_two_voices_speak_the_same_sentence_in_turn(open_panel: OpenPage, server: ServerProcess) -> None:
    page, log = await open_panel("voices")
    await page.evaluate("document.querySelector('audio').defaultPlaybackRate = 16")
    for name in ("af_heart", "bf_emma"):
        await page.get_by_label(f"Compare {name}", exact=True).check()
    await page.get_by_role("button", name="Play both in turn").click()
    await expect(page.locator(".player .label")).to_have_text("Playing bf_emma")
    await wait_in_page(page, "document.querySelector('audio').ended")
    first, second = await _requests_of(server, "af_heart", "bf_emma")
    assert log.speech_requests() == 2
    assert first["characters"] == second["characters"]


async def test_a_voice_becomes_the_default(open_panel: OpenPage, server: ServerProcess, token: str) -> None:
    page, _ = await open_panel("voices")
    await page.get_by_role("button", name="Set as default: bf_emma").click()
    await expect(page.locator(".voice.default")).to_contain_text("bf_emma")
    assert (await server.request("v1/voices"))["default_voice"] == "bf_emma"
    await page.get_by_role("button", name="Set as default: af_heart").click()
    await expect(page.locator(".voice.default")).to_contain_text("af_heart")
    await server.request("v1/settings", token, "PATCH", **{"speech.voice": None})
    assert (await server.request("v1/voices"))["default_voice"] == "af_heart"


async def test_a_failed_download_is_reported_in_the_card_of_its_voice(open_on_desktop: OpenPage) -> None:
    page, _ = await open_on_desktop("voices", allowed_errors="status of 503")
    await page.get_by_role("button", name="Download af_nova").click()
    card = page.locator(".voices > li").filter(has_text="Nova, female")
    await expect(card.locator(".notice.bad")).to_contain_text("af_nova")
    await page.get_by_text("Kokoro model files").click()
    await expect(page.locator(".models li")).to_have_count(12)
    await expect(page.locator(".models li").first).to_contain_text("Not downloaded (326 MB)")


async def _voices_in_home_assistant(server: ServerProcess) -> set[str]:
    (address,) = (await server.request("health"))["wyoming"]
    async with AsyncTcpClient("127.0.0.1", int(address.rpartition(":")[2])) as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
    assert event is not None
    return {voice.name for voice in Info.from_event(event).tts[0].voices}


async def test_a_blend_is_played_saved_listed_in_home_assistant_and_removed(
    open_panel: OpenPage, server: ServerProcess
) -> None:
    page, _ = await open_panel("voices")
    await page.get_by_text("Blend voices", exact=True).click()
    blend = page.locator(".blend")
    await blend.get_by_role("combobox", name="Voice 1").select_option("af_heart")
    await blend.get_by_role("combobox", name="Voice 2").select_option("bm_george")
    await blend.get_by_label("Weight of voice 2").fill("70")
    await blend.get_by_role("button", name="Add voice").click()
    await blend.get_by_role("button", name="Remove voice 3 from the blend").click()
    await blend.get_by_role("button", name="Listen").click()
    await expect(page.locator(".player .label")).to_have_text("Playing af_heart*0.7 + bm_george*0.7")
    await wait_in_page(page, HAS_STARTED)
    assert (await _requests_of(server, "af_heart*0.7 + bm_george*0.7"))[0]["outcome"] == "said"
    await blend.get_by_role("button", name="Save").click()
    await expect(blend.locator(".notice.bad")).to_contain_text("Enter a name")
    await blend.get_by_label("Name of the new voice").fill("evening")
    await blend.get_by_role("button", name="Save").click()
    await expect(blend.get_by_text("evening is saved.")).to_be_visible()
    assert "evening" in await _voices_in_home_assistant(server)
    await expect(page.locator(".voices > li").first).to_contain_text("evening (af_heart*0.7 + bm_george*0.7)")
    await blend.get_by_role("button", name="Remove evening").click()
    await expect(blend.get_by_text("evening is removed.")).to_be_visible()
    assert "evening" not in await _voices_in_home_assistant(server)
    await expect(page.locator(".voices > li")).to_have_count(55)


TEXT = "Dr. Smith paid Siobhan $5.50 on 12/18/2013."


async def test_a_text_is_explained_and_a_word_corrected(
    open_panel: OpenPage, server: ServerProcess, token: str
) -> None:
    page, _ = await open_panel("explain")
    await page.get_by_label("Text", exact=True).fill(TEXT)
    await page.get_by_role("button", name="Explain").click()
    marks = page.locator(".written mark")
    explanation = await server.request("v1/text/explain", None, "POST", text=TEXT)
    await expect(marks).to_have_text([part["written"] for part in explanation["parts"]])
    colors = {await mark.evaluate("each => getComputedStyle(each).backgroundColor") for mark in await marks.all()}
    assert len(colors) == 4, "an abbreviation, a price, a date, and words that are spoken as they are written"
    await expect(page.get_by_text(explanation["said"], exact=True)).to_be_visible()
    await expect(page.locator("p.phonemes")).to_have_text(explanation["phonemes"])
    await expect(page.get_by_role("button", name=re.compile("^fifty .* lexicon"))).to_be_visible()
    await page.get_by_role("button", name=re.compile("^Siobhan ")).click()
    await page.get_by_role("button", name="Play current").click()
    await expect(page.locator(".player .label")).to_have_text("Siobhan")
    await page.get_by_label("New pronunciation").fill("shi-VAWN")
    await page.get_by_role("button", name="Play new").click()
    await expect(page.get_by_role("button", name="Play new")).to_be_enabled()
    assert (await server.request("v1/pronunciations", token))["words"] == [], "only played so far"
    await page.locator(".correction").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name=re.compile("^Siobhan ʃɪvˈɔn your pronunciations"))).to_be_visible()
    assert (await server.request("v1/pronunciations", token))["text"].strip() == "Siobhan = shi-VAWN"
    await page.get_by_role("link", name="Pronunciations", exact=True).click()
    await page.get_by_role("button", name="Remove Siobhan").click()
    await expect(page.get_by_text("No pronunciations yet.")).to_be_visible()
    assert (await server.request("v1/pronunciations", token))["words"] == []


async def test_ssml_is_explained_with_its_voices_and_with_what_has_no_effect(open_on_desktop: OpenPage) -> None:
    page, _ = await open_on_desktop("explain")
    ssml = '<speak>Hi <prosody rate="odd">you</prosody> <voice name="bm_george">there</voice></speak>'
    await page.get_by_label("Text", exact=True).fill(ssml)
    await page.get_by_role("button", name="Explain").click()
    await expect(page.locator(".written mark")).to_have_text(["Hi", "you", "there"])
    await expect(page.locator(".parts .badge")).to_have_text(["af_heart", "af_heart", "bm_george"])
    await expect(page.locator(".notes li")).to_have_text(re.compile("^Character 11: .*rate"))


async def test_an_invalid_correction_is_refused_and_not_saved(
    open_on_desktop: OpenPage, server: ServerProcess, token: str
) -> None:
    page, _ = await open_on_desktop("explain", allowed_errors="status of 400")
    await page.get_by_label("Text", exact=True).fill(TEXT)
    await page.get_by_role("button", name="Explain").click()
    await page.locator(".written mark", has_text="Siobhan").click()
    correction = page.locator(".correction")
    await page.get_by_label("New pronunciation").fill("/q7q/")
    await page.get_by_role("button", name="Play new").click()
    await expect(correction.locator(".notice.bad")).to_be_visible()
    await correction.get_by_role("button", name="Save").click()
    await expect(correction.locator(".notice.bad")).to_contain_text("It is not saved.")
    assert (await server.request("v1/pronunciations", token))["text"].strip() == ""
    await correction.get_by_role("button", name="Close").click()
    await expect(correction).to_have_count(0)


async def _word_times(server: ServerProcess) -> list[dict[str, Any]]:
    body = {"input": TEXT, "voice": "af_heart"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(server.address + "v1/audio/captions", json=body) as answer,
    ):
        lines = (await answer.text()).splitlines()
    return [word for line in lines for word in json.loads(line).get("words", ())]


async def test_words_are_highlighted_while_they_are_spoken(open_panel: OpenPage, server: ServerProcess) -> None:
    page, _ = await open_panel("explain")
    await page.get_by_label("Text", exact=True).fill(TEXT)
    await page.get_by_role("button", name="Speak and highlight").click()
    await expect(page.get_by_role("button", name="Speak and highlight")).to_be_enabled()
    await wait_in_page(page, HAS_STARTED)
    await page.evaluate("document.querySelector('audio').pause()")
    times = await _word_times(server)
    assert [word["text"] for word in times] == ["Dr.", "Smith", "paid", "Siobhan", "$5.50", "on", "12/18/2013"]
    for word in (times[4], times[1], times[6]):
        middle = (word["start_time"] + word["end_time"]) / 2
        await page.evaluate("seconds => { document.querySelector('audio').currentTime = seconds }", middle)
        await expect(page.locator(".written mark.playing")).to_have_text(word["text"])
    await page.evaluate("document.querySelector('audio').currentTime = 1e6")
    await expect(page.locator(".written mark.playing")).to_have_count(0)


async def test_pronunciations_are_added_played_searched_edited_and_removed(
    open_panel: OpenPage, server: ServerProcess, token: str
) -> None:
    page, _ = await open_panel("pronunciations")

    async def saved() -> list[tuple[str, str]]:
        answer = await server.request("v1/pronunciations", token)
        return [(word["written"], word["answer"]) for word in answer["words"]]

    for word, pronunciation in (("Elon Musk", "EE-lon MUSK"), ("GIF", "JIF")):
        await page.get_by_label("Word or phrase").fill(word)
        await page.get_by_label("Pronunciation", exact=True).fill(pronunciation)
        await page.get_by_role("button", name="Add").click()
        await expect(page.get_by_role("button", name=f"Edit {word}")).to_be_visible()
    assert await saved() == [("Elon Musk", "EE-lon MUSK"), ("GIF", "JIF")]
    await page.get_by_role("button", name="Play GIF").click()
    await expect(page.locator(".player .label")).to_have_text("GIF")
    await page.get_by_label("Search").fill("musk")
    await expect(page.locator(".entries li")).to_have_count(1)
    await page.get_by_label("Search").fill("")
    await page.get_by_role("button", name="Edit GIF").click()
    await page.get_by_label("Word or phrase").fill("GIFs")
    await page.get_by_label("Pronunciation", exact=True).fill("JIFS")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.locator(".entries")).to_contain_text("GIFs")
    assert sorted(await saved()) == [("Elon Musk", "EE-lon MUSK"), ("GIFs", "JIFS")]
    for word in ("Elon Musk", "GIFs"):
        await page.get_by_role("button", name=f"Remove {word}").click()
        await expect(page.get_by_role("button", name=f"Remove {word}")).to_have_count(0)
    assert await saved() == []


async def test_a_file_of_pronunciations_is_imported_exported_and_its_invalid_lines_are_marked(
    open_panel: OpenPage, server: ServerProcess, token: str
) -> None:
    page, _ = await open_panel("pronunciations")
    content = "# Names\nElon = EE-lon\nno equals sign\nGIF = JIF\nNobody = /q7q/\n"
    await page.get_by_label("Import file").set_input_files(
        {"name": "words.txt", "mimeType": "text/plain", "buffer": content.encode()}
    )
    await expect(page.get_by_text("5 lines added.")).to_be_visible()
    await page.get_by_role("button", name="Save file").click()
    await expect(page.locator(".numbered .invalid")).to_have_text(["3", "5"])
    await expect(page.locator(".mistakes li").first).to_contain_text("no equals sign")
    saved = await server.request("v1/pronunciations", token)
    assert [word["written"] for word in saved["words"]] == ["Elon", "GIF"]
    assert [mistake["line"] for mistake in saved["mistakes"]] == [3, 5]
    await page.get_by_role("button", name="Line 5").click()
    selection = "() => { const e = document.activeElement; return e.value.slice(e.selectionStart, e.selectionEnd) }"
    assert await page.evaluate(selection) == "Nobody = /q7q/"
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Export").click()
    exported = await asyncio.to_thread((await (await downloading.value).path()).read_text)
    assert exported == saved["text"]
    await page.get_by_label("Edit as text").fill("")
    await page.get_by_role("button", name="Discard changes").click()
    await expect(page.get_by_label("Edit as text")).to_have_value(saved["text"])
    await page.get_by_label("Edit as text").fill("")
    await page.get_by_role("button", name="Save file").click()
    await expect(page.get_by_text("No pronunciations yet.")).to_be_visible()
    assert (await server.request("v1/pronunciations", token))["text"] == ""


async def _setting(server: ServerProcess, token: str, name: str) -> tuple[object, str]:
    """Return a setting's value, and the layer it comes from."""
    section_name, option_name = name.split(".")
    sections = {section["name"]: section for section in (await server.request("v1/settings", token))["sections"]}
    option = next(option for option in sections[section_name]["options"] if option["name"] == option_name)
    return option["value"], option["layer"]


def _row(page: Page, name: str) -> Locator:
    return page.locator(".setting").filter(has=page.get_by_text(name, exact=True))


async def test_a_setting_is_checked_applied_and_reset(open_panel: OpenPage, server: ServerProcess, token: str) -> None:
    page, _ = await open_panel("settings", allowed_errors="status of 400")
    before = await _setting(server, token, "speech.pitch")
    await page.get_by_label("Search").fill("speech.pitch")
    row = _row(page, "speech.pitch")
    await expect(row).to_contain_text(f"Source: {before[1]}")
    await row.get_by_role("textbox").fill("99")
    await row.get_by_role("button", name="Save").click()
    await expect(row.locator(".notice.bad")).to_contain_text("speech.pitch")
    assert await _setting(server, token, "speech.pitch") == before
    await row.get_by_role("textbox").fill("2.5")
    await row.get_by_role("textbox").press("Enter")
    await expect(row.get_by_text("speech.pitch is saved")).to_be_visible()
    await expect(row).to_contain_text("Source: override.json")
    assert await _setting(server, token, "speech.pitch") == (2.5, "override.json")
    await row.get_by_role("button", name="Reset speech.pitch").click()
    await expect(row).to_contain_text(f"Source: {before[1]}")
    assert await _setting(server, token, "speech.pitch") == before


async def test_a_switch_and_a_list_are_changed(open_panel: OpenPage, server: ServerProcess, token: str) -> None:
    page, _ = await open_panel("settings")
    await page.get_by_label("Search").fill("reading.emoji")
    await page.get_by_label("reading.emoji", exact=True).check()
    await expect(_row(page, "reading.emoji")).to_contain_text("Source: override.json")
    assert await _setting(server, token, "reading.emoji") == (True, "override.json")
    await page.get_by_role("button", name="Reset reading.emoji").click()
    await expect(page.get_by_label("reading.emoji", exact=True)).not_to_be_checked()
    await page.get_by_label("Search").fill("http.model_aliases")
    row = _row(page, "http.model_aliases")
    await row.get_by_role("textbox").fill("[house-voice")
    await row.get_by_role("button", name="Save").click()
    await expect(row.get_by_text("This is not valid JSON.")).to_be_visible()
    await row.get_by_role("textbox").fill('["house-voice"]')
    await row.get_by_role("button", name="Save").click()
    await expect(row.get_by_text("http.model_aliases is saved")).to_be_visible()
    assert "house-voice" in [model["id"] for model in (await server.request("v1/models"))["data"]]
    await row.get_by_role("button", name="Reset http.model_aliases").click()
    await expect(row).not_to_contain_text("override.json")


async def test_settings_that_need_a_restart_or_are_overridden_say_so(
    open_on_desktop: OpenPage, server: ServerProcess, token: str
) -> None:
    page, _ = await open_on_desktop("settings")
    await page.get_by_label("Search").fill("discovery.name")
    row = _row(page, "discovery.name")
    await expect(row).to_contain_text("Requires restart")
    await row.get_by_role("textbox").fill("Kitchen")
    await row.get_by_role("button", name="Save").click()
    pending = page.get_by_text("Restart the server to use these settings: discovery.name.")
    await expect(pending).to_be_visible()
    assert (await server.request("v1/status"))["settings"]["waiting_for_restart"] == ["discovery.name"]
    await row.get_by_role("button", name="Reset discovery.name").click()
    await expect(pending).to_have_count(0)
    await page.get_by_label("Search").fill("engine.name")
    row = _row(page, "engine.name")
    await expect(row).to_contain_text("Source: command line")
    await row.get_by_role("combobox").select_option("espeak")
    await expect(row.locator(".notice.bad")).to_contain_text("command line overrides it")
    assert await _setting(server, token, "engine.name") == ("tone", "command line")
    await server.request("v1/settings", token, "PATCH", **{"engine.name": None})


async def test_the_error_of_an_invalid_settings_file_is_shown_until_it_is_corrected(
    open_on_desktop: OpenPage, server: ServerProcess
) -> None:
    page, _ = await open_on_desktop("settings")
    override = server.folder / "override.json"
    await asyncio.to_thread(override.write_text, '{"speech": {"pitch": "high"}}')
    alert = page.get_by_role("alert")
    await expect(alert).to_contain_text("A settings file is invalid.")
    await expect(alert).to_contain_text("speech.pitch")
    await page.get_by_role("link", name="System", exact=True).click()
    await expect(page.get_by_role("heading", name="Status: Degraded")).to_be_visible()
    await expect(page.locator("main")).to_contain_text("speech.pitch")
    await asyncio.to_thread(override.write_text, "{}")
    await expect(page.get_by_role("heading", name="Status: Ready", exact=True)).to_be_visible()
    assert (await server.request("health"))["reasons"] == []


async def test_latency_is_measured_in_the_browser_and_charts_are_drawn(
    open_panel: OpenPage, server: ServerProcess
) -> None:
    page, _ = await open_panel("performance")
    before = (await server.request("v1/status"))["speech"]["http"]["utterances"]
    await page.get_by_role("button", name="Run test").click()
    await expect(page.get_by_text(re.compile(r"in this browser: median \d+ ms, maximum \d+ ms"))).to_be_visible()

    async def are_counted() -> bool:
        return bool((await server.request("v1/status"))["speech"]["http"]["utterances"] == before + 5)

    await wait_until(are_counted)
    await expect(page.locator(".recent tbody tr").first).to_contain_text("af_heart")
    await expect(page.locator(".charts canvas")).to_have_count(4)
    await expect(page.locator("dl.engine")).to_contain_text("tone")
    for name in ("Time to first audio", "Real-time factor", "Listeners", "Queue", "Cache hit rate", "Memory"):
        await expect(page.locator(".metrics").get_by_text(name, exact=True).first).to_be_visible()
    history = await server.request("v1/status/hours")
    assert sum(history["utterances"]) >= 5 and max(filter(None, history["memory_bytes"])) > 10_000_000
    await page.get_by_role("combobox", name="Period").select_option("6")
    await expect(
        page.get_by_role("img", name=re.compile(r"first audio \(ms\)\. Latest values: median"))
    ).to_be_visible()


async def test_the_system_panel_shows_versions_and_addresses_and_forgets_the_token(
    open_panel: OpenPage, server: ServerProcess, device: Device
) -> None:
    page, _ = await open_panel("system")
    health = await server.request("health")
    for name, version in health["versions"].items():
        await expect(page.locator("dl.versions")).to_contain_text(f"{name}{version}")
    await expect(page.get_by_text(health["discovery"])).to_be_visible()
    port = health["wyoming"][0].rpartition(":")[2]
    await expect(page.get_by_text(f"host 127.0.0.1 and port {port}.")).to_be_visible()
    await expect(page.get_by_role("region", name="Open WebUI")).to_have_text(f"{device.address}v1")
    await expect(page.get_by_role("link", name="Open Home Assistant")).to_have_attribute(
        "href", "https://my.home-assistant.io/redirect/config_flow_start/?domain=wyoming"
    )
    await page.get_by_role("button", name="Forget token").click()
    await expect(page.get_by_role("button", name="Forget token")).to_have_count(0)
    await page.get_by_role("link", name="Voices", exact=True).click()
    await page.get_by_role("button", name="Set as default: bf_emma").click()
    await expect(page.get_by_label("Token", exact=True)).to_be_focused()


async def test_no_panel_is_wider_than_its_window(open_panel: OpenPage, server: ServerProcess, token: str) -> None:
    await server.request("v1/pronunciations", token, "PUT", text="an invalid line, so that the status is degraded\n")
    page, _ = await open_panel("speak")
    await expect(page.get_by_role("status").filter(has_text="Degraded")).to_be_visible()
    for name, title in PANELS.items():
        await page.get_by_role("link", name=title, exact=True).click()
        await page.get_by_role("heading", name=title, exact=True).wait_for()
        if name == "explain":
            await page.get_by_role("button", name="Explain").click()
            await page.get_by_role("table").wait_for()
        assert await page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), name
        await expect(page.get_by_role("link", name=title, exact=True)).to_be_in_viewport(ratio=1)
    await server.request("v1/pronunciations", token, "PUT", text="")

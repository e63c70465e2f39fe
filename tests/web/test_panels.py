"""Every panel in a real browser, used as a person would: on a desktop, and on a phone under a prefix."""

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

from tests.web.conftest import FAILED, Visit, Way
from tests.web.pages import BROWSER, PANELS, Prefixed, Program, Seen, come, until

pytestmark = [*BROWSER, pytest.mark.asyncio(loop_scope="module")]

STORY = "The kettle boils. " * 40
SHORT = "The kettle boils, at 21.5 °C."


@pytest.fixture(scope="module")
def token(program: Program) -> str:
    """What changes are allowed with."""
    return program.token()


@pytest_asyncio.fixture(loop_scope="module")
async def opened(
    request: pytest.FixtureRequest, visit: Visit, program: Program, proxy: Prefixed, token: str
) -> AsyncGenerator[Visit, None]:
    """Opens a panel on a way, with the token."""

    async def panel(way: Way, name: str, **more: object) -> tuple[Page, Seen]:
        page, seen = await visit(way.address, name, width=way.width, height=way.height, token=token, **more)
        await page.get_by_role("heading", name=name.capitalize(), exact=True).wait_for()
        return page, seen

    yield panel
    if request.node.stash.get(FAILED, False):  # others should not fail for what this one left
        proxy.gate = None
        await program.ask("v1/pronunciations", token, "PUT", text="")
        await asyncio.to_thread((program.folder / "override.json").write_text, "{}")


@pytest.fixture
def to(opened: Visit, way: Way) -> Visit:
    """Opens a panel on each way."""
    return partial(opened, way)


@pytest.fixture
def at_desk(opened: Visit, desktop: Way) -> Visit:
    """Opens a panel on a desktop, for what is the same on every way."""
    return partial(opened, desktop)


async def _hurried(page: Page) -> None:
    """Has the page's sounds played sixteen times as fast."""
    await page.evaluate("document.querySelector('audio').defaultPlaybackRate = 16")


async def _copied(item: Locator, kind: str) -> str:
    await item.get_by_role("combobox", name="Copy as").select_option(kind)
    return (await item.get_by_role("region", name="Code").text_content()) or ""


async def _spoke(program: Program, *voices: str) -> list[dict[str, Any]]:
    """The figures of the last utterances, which are of these voices as soon as they have ended."""

    async def last() -> list[dict[str, Any]]:
        return list((await program.ask("v1/status"))["recent"][: len(voices)][::-1])

    async def ended() -> bool:
        return [each["voice"] for each in await last()] == list(voices)

    await come(ended)
    return await last()


async def test_speech_plays_while_it_is_still_being_made(opened: Visit, proxy: Prefixed) -> None:
    page, seen = await opened(Way(proxy.address, 1000, 800), "speak")
    proxy.gate = asyncio.Event()
    await page.get_by_label("Text", exact=True).fill(STORY)
    await page.get_by_role("button", name="Speak", exact=True).click()
    await until(page, "document.querySelector('audio').currentTime > 0.2")
    await expect(page.get_by_text("Speaking… First sound after")).to_be_visible()
    await until(page, DRAWN, "Waveform of the last take")
    await expect(page.get_by_role("listitem")).to_have_count(0)
    proxy.gate.set()
    await expect(page.get_by_role("listitem")).to_have_count(1)
    assert seen.spoken() == 1
    await page.get_by_role("button", name="Stop").click()
    assert await page.evaluate("document.querySelector('audio').paused")
    proxy.gate = None


DRAWN = """label => {
    const canvas = document.querySelector(`canvas[aria-label="${label}"]`);
    return canvas && canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean);
}"""
"""Whether there is anything on a canvas."""


async def test_a_take_is_made_as_asked_kept_and_downloaded(to: Visit, program: Program) -> None:
    page, _ = await to("speak")
    await page.get_by_label("Text", exact=True).fill(SHORT)
    await page.get_by_role("combobox", name="Voice", exact=True).select_option("bm_fable")
    await page.get_by_role("combobox", name="Format", exact=True).select_option("wav")
    await page.get_by_label("Speed: 1").fill("1.5")
    await page.get_by_label("Pitch: 0").fill("-2")
    await page.get_by_role("button", name="Speak", exact=True).click()
    item = page.get_by_role("listitem").filter(has_text=SHORT)
    await expect(item).to_contain_text(re.compile(r"bm_fable · wav · Speed 1.5 · Pitch -2 · \d+\.\d s"))
    (last,) = await _spoke(program, "bm_fable")
    assert (last["characters"], last["door"]) == (len(SHORT), "http")
    await until(page, DRAWN, SHORT)
    async with page.expect_download() as caught:
        await item.get_by_role("button", name="Download").click()
    download = await caught.value
    content = await asyncio.to_thread((await download.path()).read_bytes)
    assert download.suggested_filename == "speech.wav" and content[:4] == b"RIFF"
    await page.get_by_role("link", name="System", exact=True).click()
    await page.get_by_role("link", name="Speak", exact=True).click()
    await expect(item).to_be_visible()
    await expect(page.get_by_label("Text", exact=True)).to_have_value(SHORT)


@pytest.mark.parametrize("form", ["pcm", "mulaw", "opus"])
async def test_every_format_is_heard_and_downloaded_as_it_was_sent(at_desk: Visit, program: Program, form: str) -> None:
    page, _ = await at_desk("speak")
    await page.get_by_label("Text", exact=True).fill(SHORT)
    await page.get_by_role("combobox", name="Format", exact=True).select_option(form)
    await page.get_by_role("button", name="Speak", exact=True).click()
    item = page.get_by_role("listitem").filter(has_text=SHORT)
    await expect(item).to_contain_text(re.compile(rf"{form} · [1-9]\.\d s"))
    await until(page, DRAWN, SHORT)
    await until(page, "document.querySelector('audio').currentTime > 0")
    async with page.expect_download() as caught:
        await item.get_by_role("button", name="Download").click()
    content = await asyncio.to_thread((await (await caught.value).path()).read_bytes)
    body = {"input": SHORT, "voice": "af_heart", "response_format": form}
    async with aiohttp.ClientSession() as session, session.post(program.address + "v1/audio/speech", json=body) as said:
        sent = await said.read()
    assert len(content) == len(sent) and (content == sent or form == "opus"), "streams in Ogg have numbers of their own"


async def test_what_is_copied_says_the_same_elsewhere(
    at_desk: Visit, program: Program, desktop: Way, tmp_path: Path
) -> None:
    page, _ = await at_desk("speak")
    text = "It's \"quoted\": $5, <b>bold</b> & 'more'."
    await page.get_by_label("Text", exact=True).fill(text)
    await page.get_by_role("combobox", name="Voice", exact=True).select_option("am_adam")
    await page.get_by_label("Speed: 1").fill("1.25")
    await page.get_by_role("button", name="Speak", exact=True).click()
    item = page.get_by_role("listitem").filter(has_text=text)
    curl = shlex.split((await _copied(item, "curl")).replace("\\\n", ""))
    assert curl[:2] == ["curl", f"{desktop.address}v1/audio/speech"] and curl[-2:] == ["-o", "speech.mp3"]
    assert json.loads(curl[curl.index("-d") + 1]) == {
        "model": "kokoro", "input": text, "voice": "am_adam", "response_format": "mp3", "speed": 1.25
    }  # fmt: skip
    run = await asyncio.create_subprocess_exec(sys.executable, "-c", await _copied(item, "python"), cwd=tmp_path)
    assert await run.wait() == 0
    assert (tmp_path / "speech.mp3").stat().st_size > 5_000
    (last,) = await _spoke(program, "am_adam")
    assert last["characters"] == len(text)
    action = yaml.safe_load(await _copied(item, "yaml"))
    assert action["action"] == "tts.speak" and action["target"] == {"entity_id": "tts.kokoro"}
    assert action["data"]["message"] == text and action["data"]["options"] == {"voice": "am_adam@1.25"}
    await item.get_by_role("button", name="Copy", exact=True).click()
    await expect(item.get_by_text(re.compile(r"Copied\.|Selected: copy it"))).to_be_visible()


async def test_voices_are_found_by_what_they_are_and_heard_by_one_press(to: Visit, program: Program) -> None:
    page, seen = await to("voices")
    rows = page.locator(".voices > li")
    await expect(rows).to_have_count(55)
    await expect(rows.first).to_contain_text("Not here yet: 0.5 MB would be fetched")
    await page.get_by_role("combobox", name="Language").select_option("en-GB")
    await page.get_by_role("combobox", name="Gender").select_option("male")
    await page.get_by_role("combobox", name="Grade").select_option("C")
    await expect(rows).to_have_count(2)
    await expect(page.get_by_role("heading", name="British English")).to_be_visible()
    await page.get_by_label("Search").fill("geor")
    await expect(rows).to_have_count(1)
    await page.get_by_role("button", name="Play bm_george").click()
    await expect(page.locator(".player .what")).to_have_text("Playing bm_george")
    await until(page, "document.querySelector('audio').currentTime > 0")
    assert (await _spoke(program, "bm_george"))[0]["outcome"] == "said" and seen.spoken() == 1
    await page.get_by_role("button", name="Play bm_george").click()
    await until(page, "document.querySelector('audio').currentTime > 0")
    assert seen.spoken() == 1, "a sample is made once"
    await page.get_by_label("Search").fill("nobody is called that")
    await expect(page.get_by_text("No voice is like that")).to_be_visible()


async def test_two_voices_say_the_same_one_after_the_other(to: Visit, program: Program) -> None:
    page, seen = await to("voices")
    await _hurried(page)
    for name in ("af_heart", "bf_emma"):
        await page.get_by_label(f"Compare {name}", exact=True).check()
    await page.get_by_role("button", name="Play both, one after the other").click()
    await expect(page.locator(".player .what")).to_have_text("Playing bf_emma")
    await until(page, "document.querySelector('audio').ended")
    first, second = await _spoke(program, "af_heart", "bf_emma")
    assert seen.spoken() == 2
    assert first["characters"] == second["characters"]


async def test_a_voice_becomes_the_usual_one_and_the_other_again(to: Visit, program: Program, token: str) -> None:
    page, _ = await to("voices")
    await page.get_by_role("button", name="Make usual: bf_emma").click()
    await expect(page.locator(".voice.usual")).to_contain_text("bf_emma")
    assert (await program.ask("v1/voices"))["default_voice"] == "bf_emma"
    await page.get_by_role("button", name="Make usual: af_heart").click()
    await expect(page.locator(".voice.usual")).to_contain_text("af_heart")
    await program.ask("v1/settings", token, "PATCH", **{"speech.voice": None})
    assert (await program.ask("v1/voices"))["default_voice"] == "af_heart"


async def test_a_file_that_cannot_be_fetched_is_one_sentence_in_its_row(at_desk: Visit) -> None:
    page, _ = await at_desk("voices", allowing="status of 503")
    await page.get_by_role("button", name="Fetch af_nova").click()
    row = page.locator(".voices > li").filter(has_text="Nova, female")
    await expect(row.locator(".notice.bad")).to_have_text(re.compile(r"^af_nova is not here, .*\.$"))
    await page.get_by_text("Kokoro's model files").click()
    await expect(page.locator(".models li")).to_have_count(10)
    await expect(page.locator(".models li").first).to_contain_text("326 MB would be fetched")


async def _names_home_assistant_shows(program: Program) -> set[str]:
    (address,) = (await program.ask("health"))["wyoming"]
    async with AsyncTcpClient("127.0.0.1", int(address.rpartition(":")[2])) as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
    assert event is not None
    return {voice.name for voice in Info.from_event(event).tts[0].voices}


async def test_a_blend_is_heard_saved_shown_in_home_assistant_and_removed(to: Visit, program: Program) -> None:
    page, _ = await to("voices")
    await page.get_by_text("Blend lab", exact=True).click()
    lab = page.locator(".blend")
    await lab.get_by_role("combobox", name="Voice 1").select_option("af_heart")
    await lab.get_by_role("combobox", name="Voice 2").select_option("bm_george")
    await lab.get_by_label("Weight of voice 2").fill("70")
    await lab.get_by_role("button", name="Add a voice").click()
    await lab.get_by_role("button", name="Remove voice 3 from the blend").click()
    await lab.get_by_role("button", name="Listen").click()
    await expect(page.locator(".player .what")).to_have_text("Playing af_heart*0.7 + bm_george*0.7")
    await until(page, "document.querySelector('audio').currentTime > 0")
    assert (await _spoke(program, "af_heart*0.7 + bm_george*0.7"))[0]["outcome"] == "said"
    await lab.get_by_role("button", name="Save").click()
    await expect(lab.get_by_text("Give the new voice a name.")).to_be_visible()
    await lab.get_by_label("Name of the new voice").fill("Nova")
    await lab.get_by_label("Name of the new voice").fill("evening")
    await lab.get_by_role("button", name="Save").click()
    await expect(lab.get_by_text("evening is saved; reload the Wyoming integration")).to_be_visible()
    assert "evening" in await _names_home_assistant_shows(program)
    await expect(page.locator(".voices > li").first).to_contain_text("evening (af_heart*0.7 + bm_george*0.7)")
    await lab.get_by_role("button", name="Remove evening").click()
    await expect(lab.get_by_text("evening is removed.")).to_be_visible()
    assert "evening" not in await _names_home_assistant_shows(program)
    await expect(page.locator(".voices > li")).to_have_count(55)


TEXT = "Dr. Smith paid Siobhan $5.50 on 12/18/2013."


async def test_it_shows_why_a_word_is_read_so_and_takes_a_correction(to: Visit, program: Program, token: str) -> None:
    page, _ = await to("why")
    await page.get_by_label("Text", exact=True).fill(TEXT)
    await page.get_by_role("button", name="Explain").click()
    written = page.locator(".written mark")
    told = await program.ask("v1/text/explain", None, "POST", text=TEXT)
    await expect(written).to_have_text([part["written"] for part in told["parts"]])
    colours = {await mark.evaluate("each => getComputedStyle(each).backgroundColor") for mark in await written.all()}
    assert len(colours) == 4, "an abbreviation, a price, a date, and what is said as it is written"
    await expect(page.get_by_text(told["said"], exact=True)).to_be_visible()
    await expect(page.locator("p.phonemes")).to_have_text(told["phonemes"])
    await expect(page.get_by_role("button", name=re.compile("^fifty .* lexicon"))).to_be_visible()
    word = page.get_by_role("button", name=re.compile("^Siobhan "))
    await word.click()
    await page.get_by_role("button", name="Hear it alone").click()
    await expect(page.locator(".player .what")).to_have_text("Siobhan")
    await page.get_by_label("How it should sound").fill("shi-VAWN")
    await page.get_by_role("button", name="Hear the correction").click()
    await expect(page.get_by_role("button", name="Hear the correction")).to_be_enabled()
    assert (await program.ask("v1/pronunciations", token))["words"] == [], "only heard so far"
    await page.locator(".correction").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name=re.compile("^Siobhan ʃɪvˈɔn your word"))).to_be_visible()
    assert (await program.ask("v1/pronunciations", token))["text"].strip() == "Siobhan = shi-VAWN"
    await page.get_by_role("link", name="Words", exact=True).click()
    await page.get_by_role("button", name="Remove Siobhan").click()
    await expect(page.get_by_text("There are no words of your own yet.")).to_be_visible()
    assert (await program.ask("v1/pronunciations", token))["words"] == []


async def test_a_correction_that_cannot_be_is_said_and_not_kept(at_desk: Visit, program: Program, token: str) -> None:
    page, _ = await at_desk("why", allowing="status of 400")
    await page.get_by_label("Text", exact=True).fill(TEXT)
    await page.get_by_role("button", name="Explain").click()
    await page.locator(".written mark", has_text="Siobhan").click()
    await page.get_by_label("How it should sound").fill("/q7q/")
    await page.get_by_role("button", name="Hear the correction").click()
    await expect(page.locator(".correction .notice.bad")).to_contain_text("cannot be said so")
    await page.locator(".correction").get_by_role("button", name="Save").click()
    await expect(page.locator(".correction .notice.bad")).to_contain_text("It is not kept.")
    assert (await program.ask("v1/pronunciations", token))["text"].strip() == ""
    await page.locator(".correction").get_by_role("button", name="Close").click()
    await expect(page.locator(".correction")).to_have_count(0)


async def _word_times(program: Program) -> list[dict[str, object]]:
    body = {"input": TEXT, "voice": "af_heart"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(program.address + "v1/audio/captions", json=body) as said,
    ):
        lines = (await said.text()).splitlines()
    return [word for line in lines for word in json.loads(line).get("words", ())]


async def test_the_words_follow_the_sound(to: Visit, program: Program) -> None:
    page, _ = await to("why")
    await page.get_by_label("Text", exact=True).fill(TEXT)
    await page.get_by_role("button", name="Speak and follow").click()
    await expect(page.get_by_role("button", name="Speak and follow")).to_be_enabled()
    await until(page, "document.querySelector('audio').currentTime > 0")
    await page.evaluate("document.querySelector('audio').pause()")
    times = await _word_times(program)
    assert [word["text"] for word in times] == ["Dr.", "Smith", "paid", "Siobhan", "$5.50", "on", "12/18/2013"]
    for word in (times[4], times[1], times[6]):
        middle = (word["start_time"] + word["end_time"]) / 2  # type: ignore[operator]
        await page.evaluate("seconds => { document.querySelector('audio').currentTime = seconds }", middle)
        await expect(page.locator(".written mark.heard")).to_have_text(str(word["text"]))
    await page.evaluate("document.querySelector('audio').currentTime = 1e6")
    await expect(page.locator(".written mark.heard")).to_have_count(0)


async def test_words_are_added_heard_found_edited_and_removed(to: Visit, program: Program, token: str) -> None:
    page, _ = await to("words")

    async def kept() -> list[tuple[str, str]]:
        found = await program.ask("v1/pronunciations", token)
        return [(word["written"], word["answer"]) for word in found["words"]]

    for word, answer in (("Elon Musk", "EE-lon MUSK"), ("GIF", "JIF")):
        await page.get_by_label("Word or phrase").fill(word)
        await page.get_by_label("How it sounds").fill(answer)
        await page.get_by_role("button", name="Add").click()
        await expect(page.get_by_role("button", name=f"Edit {word}")).to_be_visible()
    assert await kept() == [("Elon Musk", "EE-lon MUSK"), ("GIF", "JIF")]
    await page.get_by_role("button", name="Hear GIF").click()
    await expect(page.locator(".player .what")).to_have_text("GIF")
    await page.get_by_label("Search").fill("musk")
    await expect(page.locator(".words-list li")).to_have_count(1)
    await page.get_by_label("Search").fill("")
    await page.get_by_role("button", name="Edit GIF").click()
    await page.get_by_label("Word or phrase").fill("GIFs")
    await page.get_by_label("How it sounds").fill("JIFS")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.locator(".words-list")).to_contain_text("GIFs")
    assert sorted(await kept()) == [("Elon Musk", "EE-lon MUSK"), ("GIFs", "JIFS")]
    for word in ("Elon Musk", "GIFs"):
        await page.get_by_role("button", name=f"Remove {word}").click()
        await expect(page.get_by_role("button", name=f"Remove {word}")).to_have_count(0)
    assert await kept() == []


async def test_a_file_of_words_comes_and_goes_and_its_mistakes_stand_at_their_lines(
    to: Visit, program: Program, token: str
) -> None:
    page, _ = await to("words")
    brought = "# Names\nElon = EE-lon\nthis line says nothing\nGIF = JIF\nNobody = /q7q/\n"
    await page.get_by_label("Import a file").set_input_files(
        {"name": "words.txt", "mimeType": "text/plain", "buffer": brought.encode()}
    )
    await expect(page.get_by_text("5 lines were added; save the file to use them.")).to_be_visible()
    await page.get_by_role("button", name="Save the file").click()
    await expect(page.locator(".numbered .wrong")).to_have_text(["3", "5"])
    await expect(page.locator(".mistakes li").first).to_contain_text("this line says nothing")
    told = await program.ask("v1/pronunciations", token)
    assert [word["written"] for word in told["words"]] == ["Elon", "GIF"]
    assert [mistake["line"] for mistake in told["mistakes"]] == [3, 5]
    await page.get_by_role("button", name="Line 5").click()
    selected = "() => { const e = document.activeElement; return e.value.slice(e.selectionStart, e.selectionEnd) }"
    assert await page.evaluate(selected) == "Nobody = /q7q/"
    async with page.expect_download() as caught:
        await page.get_by_role("button", name="Export").click()
    exported = await asyncio.to_thread((await (await caught.value).path()).read_text)
    assert exported == told["text"]
    await page.get_by_label("The whole file").fill("")
    await page.get_by_role("button", name="Put back").click()
    await expect(page.get_by_label("The whole file")).to_have_value(told["text"])
    await page.get_by_label("The whole file").fill("")
    await page.get_by_role("button", name="Save the file").click()
    await expect(page.get_by_text("There are no words of your own yet.")).to_be_visible()
    assert (await program.ask("v1/pronunciations", token))["text"] == ""


async def _setting(program: Program, token: str, name: str) -> tuple[object, str]:
    """A setting's value, and the layer it is from."""
    section, key = name.split(".")
    sections = {each["name"]: each for each in (await program.ask("v1/settings", token))["sections"]}
    option = next(each for each in sections[section]["options"] if each["name"] == key)
    return option["value"], option["layer"]


def _option(page: Page, name: str) -> Locator:
    return page.locator(".option").filter(has=page.get_by_text(name, exact=True))


async def test_a_setting_is_checked_applied_and_put_back(to: Visit, program: Program, token: str) -> None:
    page, _ = await to("settings", allowing="status of 400")
    await page.get_by_label("Search").fill("speech.pitch")
    option = _option(page, "speech.pitch")
    await expect(option).to_contain_text("from config.json (shipped)")
    await option.get_by_role("textbox").fill("99")
    await option.get_by_role("button", name="Save").click()
    await expect(option.locator(".notice.bad")).to_have_text("speech.pitch should be a number from -12 to 12.")
    assert (await _setting(program, token, "speech.pitch"))[0] == 0
    await option.get_by_role("textbox").fill("2.5")
    await option.get_by_role("textbox").press("Enter")
    await expect(option.get_by_text("speech.pitch is saved and at work.")).to_be_visible()
    await expect(option).to_contain_text("from override.json")
    assert await _setting(program, token, "speech.pitch") == (2.5, "override.json")
    await option.get_by_role("button", name="Back to default: speech.pitch").click()
    await expect(option).to_contain_text("from config.json (shipped)")
    assert await _setting(program, token, "speech.pitch") == (0, "config.json (shipped)")


async def test_a_switch_and_a_list_are_changed(to: Visit, program: Program, token: str) -> None:
    page, _ = await to("settings")
    await page.get_by_label("Search").fill("reading.emoji")
    await page.get_by_label("reading.emoji", exact=True).check()
    await expect(_option(page, "reading.emoji")).to_contain_text("from override.json")
    assert await _setting(program, token, "reading.emoji") == (True, "override.json")
    await page.get_by_role("button", name="Back to default: reading.emoji").click()
    await expect(page.get_by_label("reading.emoji", exact=True)).not_to_be_checked()
    await page.get_by_label("Search").fill("http.model_aliases")
    option = _option(page, "http.model_aliases")
    await option.get_by_role("textbox").fill("[house-voice")
    await option.get_by_role("button", name="Save").click()
    await expect(option.get_by_text("This is not valid JSON.")).to_be_visible()
    await option.get_by_role("textbox").fill('["house-voice"]')
    await option.get_by_role("button", name="Save").click()
    await expect(option.get_by_text("http.model_aliases is saved and at work.")).to_be_visible()
    assert "house-voice" in [each["id"] for each in (await program.ask("v1/models"))["data"]]
    await option.get_by_role("button", name="Back to default: http.model_aliases").click()
    await expect(option).not_to_contain_text("override.json")


async def test_it_says_what_waits_for_a_restart_and_what_is_set_elsewhere(
    at_desk: Visit, program: Program, token: str
) -> None:
    page, _ = await at_desk("settings")
    await page.get_by_label("Search").fill("discovery.name")
    option = _option(page, "discovery.name")
    await expect(option).to_contain_text("needs a restart")
    await option.get_by_role("textbox").fill("Kitchen")
    await option.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Waiting for a restart: discovery.name.")).to_be_visible()
    assert (await program.ask("v1/status"))["settings"]["waiting_for_restart"] == ["discovery.name"]
    await option.get_by_role("button", name="Back to default: discovery.name").click()
    await expect(page.get_by_text("Waiting for a restart")).to_have_count(0)
    await page.get_by_label("Search").fill("engine.name")
    option = _option(page, "engine.name")
    await expect(option).to_contain_text("from command line")
    await option.get_by_role("combobox").select_option("espeak")
    await expect(option.locator(".notice.bad")).to_contain_text("the command line says otherwise")
    assert await _setting(program, token, "engine.name") == ("tone", "command line")
    await program.ask("v1/settings", token, "PATCH", **{"engine.name": None})


async def test_a_broken_file_is_shown_with_its_error_until_it_is_right(at_desk: Visit, program: Program) -> None:
    page, _ = await at_desk("settings")
    override = program.folder / "override.json"
    await asyncio.to_thread(override.write_text, '{"speech": {"pitch": "high"}}')
    alert = page.get_by_role("alert")
    await expect(alert).to_contain_text("A settings file is wrong; the last good settings stay at work:")
    await expect(alert).to_contain_text("speech.pitch")
    await page.get_by_role("link", name="System", exact=True).click()
    await expect(page.get_by_role("heading", name="Health: Ready, with remarks")).to_be_visible()
    await expect(page.locator("main")).to_contain_text("speech.pitch")
    await asyncio.to_thread(override.write_text, "{}")
    await expect(page.get_by_role("heading", name="Health: Ready", exact=True)).to_be_visible()
    assert (await program.ask("health"))["reasons"] == []


async def test_speed_is_measured_from_the_browser_and_drawn(to: Visit, program: Program) -> None:
    page, _ = await to("speed")
    before = (await program.ask("v1/status"))["speech"]["http"]["utterances"]
    await page.get_by_role("button", name="Measure").click()
    await expect(page.get_by_text(re.compile(r"First sound in this browser: \d+ ms in the middle"))).to_be_visible()

    async def counted() -> bool:
        return bool((await program.ask("v1/status"))["speech"]["http"]["utterances"] == before + 5)

    await come(counted)
    await expect(page.locator(".recent tbody tr").first).to_contain_text("af_heart")
    await expect(page.locator(".charts canvas")).to_have_count(4)
    await expect(page.locator("dl.engine")).to_contain_text("The settings name this engine.")
    for shown in ("First sound", "Real-time factor", "Listeners", "Waiting", "Found in the cache", "Memory"):
        await expect(page.locator(".figures").get_by_text(shown, exact=True).first).to_be_visible()
    hours = await program.ask("v1/status/hours")
    assert sum(hours["utterances"]) >= 5 and max(filter(None, hours["memory_bytes"])) > 10_000_000
    await page.get_by_role("combobox", name="Shown").select_option("6")
    chart = page.get_by_role("img", name=re.compile(r"First sound, in milliseconds. Last minute with figures: half"))
    await expect(chart).to_be_visible()


async def test_the_system_tells_how_to_connect_and_a_token_is_forgotten(to: Visit, program: Program, way: Way) -> None:
    page, _ = await to("system")
    health = await program.ask("health")
    for name, version in health["versions"].items():
        await expect(page.locator("dl.rows")).to_contain_text(f"{name}{version}")
    await expect(page.get_by_text("discovery.zeroconf is off in the settings.")).to_be_visible()
    port = health["wyoming"][0].rpartition(":")[2]
    await expect(page.get_by_text(f"host 127.0.0.1 and port {port}.")).to_be_visible()
    await expect(page.get_by_role("region", name="OpenWebUI")).to_have_text(f"{way.address}v1")
    await expect(page.get_by_role("link", name="Open Home Assistant")).to_have_attribute(
        "href", "https://my.home-assistant.io/redirect/config_flow_start/?domain=wyoming"
    )
    await page.get_by_role("button", name="Forget token").click()
    await expect(page.get_by_label("Token", exact=True)).to_be_visible()
    await page.get_by_role("link", name="Voices", exact=True).click()
    await expect(page.get_by_role("button", name="Make usual: bf_emma")).to_be_disabled()


async def test_no_panel_is_wider_than_its_window(to: Visit, program: Program, token: str) -> None:
    await program.ask("v1/pronunciations", token, "PUT", text="no line, so that there is something to remark\n")
    page, _ = await to("speak")
    await expect(page.get_by_role("status").filter(has_text="Ready, with remarks")).to_be_visible()
    for name in PANELS:
        await page.get_by_role("link", name=name.capitalize(), exact=True).click()
        await page.get_by_role("heading", name=name.capitalize(), exact=True).wait_for()
        if name == "why":
            await page.get_by_role("button", name="Explain").click()
            await page.get_by_role("table").wait_for()
        assert await page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), name
        await expect(page.get_by_role("link", name=name.capitalize(), exact=True)).to_be_in_viewport(ratio=1)
    await program.ask("v1/pronunciations", token, "PUT", text="")

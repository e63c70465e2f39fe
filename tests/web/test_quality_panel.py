"""The panel Quality, used as a person does: a take, prompts, earlier runs, their classes, and two of them compared."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import expect

from tests.speech_like import speech_like
from tests.web.conftest import Device, OpenPage
from tests.web.pages import BROWSER_MARKS, ServerProcess
from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.audio.watermark import Watermark
from wyoming_kokoro.workshop.judging import Measure, ResultsFile, Run, Take

pytestmark = BROWSER_MARKS

RESULTS = "judgements.sqlite"
KINDS = ("plain", "numbers")
JUDGING_MS = 120_000
"""The judges run in a process of their own with a low priority, beside all other tests."""
WRONG = '[{"said": "mug", "heard": "mud", "verdict": "tts_failure", "margin": -0.05, "start": 0, "end": 3}]'


@pytest.fixture
def runs(server: ServerProcess) -> Iterator[None]:
    """Two runs of ten takes, of which the later one has a word error in each take."""
    path = server.folder / RESULTS
    with ResultsFile(path) as results:
        for begun, (voice, wrong) in enumerate((("af_heart", 0), ("bf_emma", 1)), 1):
            run = Run(f"{voice}-run", "prompts", float(begun), None, {"voice": voice})
            results.begin_run(run)
            takes = [
                Take(f"{place:03}", np.zeros(9, np.float32), 24_000, f"{place} mugs.", "en-US", voice, KINDS[place % 2])
                for place in range(10)
            ]
            for take in takes:
                results.add_take(take)
                measures = [Measure("words", 10), Measure("wrong_words", wrong), Measure("cer", wrong / 20)]
                results.put(
                    take.digest, "examination", "1", [*measures, Measure("differences", WRONG if wrong else "[]")]
                )
            results.set_takes(run.name, [(take.digest, take.key) for take in takes])
            results.end_run(run.name, begun + 0.5, run.about)
    yield
    for left in server.folder.glob(f"{RESULTS}*"):
        left.unlink()


async def test_a_run_is_shown_by_class_and_compared_with_an_earlier_one(
    runs: None, open_page: OpenPage, desktop: Device, token: str
) -> None:
    del runs
    page, _ = await open_page(desktop.address, "quality", width=desktop.width, height=desktop.height, token=token)
    await page.get_by_role("button", name="Show bf_emma-run").click()
    await expect(page.get_by_role("row", name="Word errors, % 10.00 10.00 – 10.00")).to_be_visible()
    await expect(page.get_by_role("row", name="numbers 10.00 0.00 –")).to_be_visible()
    await expect(page.get_by_text("“mug” is heard as “mud”: the speech is wrong.").first).to_be_visible()
    await page.get_by_label("Compare with").select_option("af_heart-run")
    await expect(page.get_by_role("row", name="Word errors, % 10.00 10.00 – 10.00 worse")).to_be_visible()
    await expect(page.get_by_role("row", name="signal Level, clipping")).to_contain_text("Here")


async def test_a_take_and_a_damaged_recording_are_judged(open_page: OpenPage, desktop: Device, tmp_path: Path) -> None:
    page, _ = await open_page(
        desktop.address, "quality", width=desktop.width, height=desktop.height, allowed_errors="status of 400"
    )
    take = page.locator("form", has_text="Judge speech")
    await take.get_by_label("Text").fill("The house is red.")
    await take.get_by_label("Judges").select_option("The signal only (quick)")
    await take.get_by_role("button", name="Judge", exact=True).click()
    await expect(take.get_by_text("No recogniser is installed")).to_be_visible(timeout=JUDGING_MS)
    await take.get_by_text("All measures").click()
    await expect(take.get_by_role("row", name="signal.sample_rate 24000")).to_be_visible()
    recording = tmp_path / "no-sound.wav"
    recording.write_bytes(b"no sound")
    await take.get_by_label("Recording").set_input_files(recording)
    await take.get_by_role("button", name="Judge", exact=True).click()
    await expect(take.get_by_text("The sound cannot be decoded.")).to_be_visible(timeout=JUDGING_MS)


async def test_prompts_are_judged_and_then_in_the_history(
    server: ServerProcess, open_page: OpenPage, desktop: Device, token: str
) -> None:
    page, _ = await open_page(desktop.address, "quality", width=desktop.width, height=desktop.height, token=token)
    prompts = page.locator(".card", has_text="A hundred prompts")
    await prompts.get_by_label("Prompts").select_option("10")
    await prompts.get_by_label("Judges").select_option("The signal only (quick)")
    await prompts.get_by_role("button", name="Start").click()
    try:
        await expect(prompts.get_by_text("af_heart: done.")).to_be_visible(timeout=JUDGING_MS)
        await page.get_by_role("button", name=re.compile("^Show .*af_heart")).click()
        await expect(page.get_by_role("row", name="Faulty takes, %")).to_be_visible(timeout=JUDGING_MS)
    finally:
        for left in server.folder.glob(f"{RESULTS}*"):
            left.unlink()


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    """A folder with a sound that is marked, one that is not, and a file that is no sound."""
    mark, plain = Watermark(), speech_like(24.0)
    for name, samples in (("marked", np.concatenate((mark.feed(plain), mark.finish()))), ("plain", plain[:72_000])):
        encoder = FORMATS["flac"].open(24_000)
        (tmp_path / f"{name}.flac").write_bytes(encoder.feed(samples) + encoder.finish())
    (tmp_path / "text.wav").write_text("no sound")
    return tmp_path


async def test_a_sound_is_looked_at_for_a_watermark(
    open_page: OpenPage, desktop: Device, token: str, sounds: Path
) -> None:
    page, _ = await open_page(
        desktop.address,
        "quality",
        width=desktop.width,
        height=desktop.height,
        token=token,
        allowed_errors="status of 400",
    )
    chooser = page.get_by_label("Sound", exact=True)
    await chooser.set_input_files(sounds / "marked.flac")
    await expect(page.get_by_text("Marked: this is speech")).to_be_visible(timeout=JUDGING_MS)
    await expect(page.get_by_text("The voice was published with Kokoro.")).to_be_visible()
    await chooser.set_input_files(sounds / "plain.flac")
    await expect(page.get_by_text("No mark was found")).to_be_visible(timeout=JUDGING_MS)
    await chooser.set_input_files(sounds / "text.wav")
    await expect(page.get_by_text("cannot be decoded")).to_be_visible(timeout=JUDGING_MS)

"""The panel Quality, used as a person does: earlier runs, their classes, and two of them compared."""

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.async_api import expect

from tests.web.conftest import Device, OpenPage
from tests.web.pages import BROWSER_MARKS, ServerProcess
from wyoming_kokoro.workshop.judging import Measure, ResultsFile, Run, Take

pytestmark = BROWSER_MARKS

RESULTS = "judgements.sqlite"
KINDS = ("plain", "numbers")
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

"""Mixed load with faults leaves nothing behind; `python -m tests.load.mixed_load` does the same for longer."""

import os

import pytest

from tests.load.mixed_load import LoadReport, load

SECONDS = float(os.environ.get("WYOMING_KOKORO_LOAD_SECONDS", "120"))
"""CI runs ten minutes of it beside the tests, and `script/fuzz` runs it for longer."""


@pytest.mark.slow
async def test_mixed_load_with_faults_leaves_nothing_behind() -> None:
    report = await load(LoadReport(SECONDS), clients=3)
    assert not report.problems, report.as_json()

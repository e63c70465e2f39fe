"""docs/wire.md lists the error codes and settings of the Wyoming server."""

import re
from pathlib import Path

from wyoming_kokoro.metrics import OTHER, WIRE_REJECTED
from wyoming_kokoro.settings import OPTIONS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "wire.md").read_text(encoding="utf-8")


def test_every_code_that_is_counted_is_on_the_page() -> None:
    rows = PAGE.partition("## Errors")[2].partition("## Limits")[0]
    codes = set(re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\|([^|]*)\|", rows, re.MULTILINE))))
    assert codes == set(WIRE_REJECTED.counts()) - {OTHER}


def test_every_setting_on_the_page_exists() -> None:
    sections = "|".join({name.partition(".")[0] for name in OPTIONS})
    named = set(re.findall(rf"`((?:{sections})\.[a-z_]+)`", PAGE))
    assert named and named <= set(OPTIONS)

"""The code in CONTRIBUTING.md and docs/architecture.md works: rules match their examples, the format encodes sound."""

import io
import re
from pathlib import Path

import av
import numpy as np
import pytest

from wyoming_kokoro.audio.formats import FORMATS, Format, encoded
from wyoming_kokoro.speech import RATE
from wyoming_kokoro.text import Locale
from wyoming_kokoro.text.en import dates, maths
from wyoming_kokoro.text.rule import Rule, hints

TOP = Path(__file__).resolve().parents[2]


def python_block(page: str, beginning: str) -> str:
    """Return the block of Python on a page that begins with these words."""
    blocks = re.findall(r"^```python\n(.*?)^```$", (TOP / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return next(str(block) for block in blocks if str(block).startswith(beginning))


@pytest.mark.parametrize(
    ("page", "family", "name"), [("CONTRIBUTING.md", maths, "tempo"), ("docs/architecture.md", dates, "slashed")]
)
def test_the_rule_in_the_page_matches_its_examples_and_no_counterexample(page: str, family: object, name: str) -> None:
    namespace = dict(vars(family))
    exec(python_block(page, "@rule("), namespace)  # noqa: S102 -- our own page
    rule = namespace[name]
    assert isinstance(rule, Rule)
    for written, spoken in rule.says.items():
        assert [part.spoken for part in rule.claims(written, Locale("en-US"))] == [spoken]
        assert not rule.required_hints & ~hints(written)
    assert not [written for written in rule.leaves if rule.claims(written, Locale("en-US"))]


def test_the_format_encodes_sound_that_can_be_decoded() -> None:
    namespace = dict(vars(encoded))
    exec(python_block("CONTRIBUTING.md", "AU = "), namespace)  # noqa: S102 -- our own page
    format_ = namespace["AU"]
    assert isinstance(format_, Format)
    encoder = format_.open(RATE)
    tone = (0.4 * np.sin(np.arange(RATE) / 10)).astype(np.float32)
    packed = b"".join([encoder.feed(tone[:1000]), encoder.feed(tone[1000:]), encoder.finish()])
    with av.open(io.BytesIO(packed), "r") as container:
        decoded = sum(frame.to_ndarray().size for frame in container.decode(audio=0))
    assert decoded == RATE


def test_the_format_in_the_page_equals_the_one_in_the_code() -> None:
    namespace = dict(vars(encoded))
    exec(python_block("docs/architecture.md", "FLAC = "), namespace)  # noqa: S102 -- our own page
    theirs, ours = namespace["FLAC"], FORMATS["flac"]
    assert (theirs.name, theirs.content_type, theirs.suffix) == (ours.name, ours.content_type, ours.suffix)

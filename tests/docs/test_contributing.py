"""What CONTRIBUTING.md and docs/architecture.md show is done as they say: the rule reads, the format packs sound."""

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


def shown(page: str, beginning: str) -> str:
    """The block of Python on a page that begins so."""
    blocks = re.findall(r"^```python\n(.*?)^```$", (TOP / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return next(str(block) for block in blocks if str(block).startswith(beginning))


@pytest.mark.parametrize(
    ("page", "family", "name"), [("CONTRIBUTING.md", maths, "tempo"), ("docs/architecture.md", dates, "slashed")]
)
def test_the_rule_reads_its_examples_and_leaves_the_others(page: str, family: object, name: str) -> None:
    room = dict(vars(family))
    exec(shown(page, "@rule("), room)  # noqa: S102 -- our own page
    rule = room[name]
    assert isinstance(rule, Rule)
    for written, said in rule.says.items():
        assert [part.spoken for part in rule.claims(written, Locale("en-US"))] == [said]
        assert not rule.required_hints & ~hints(written)
    assert not [written for written in rule.leaves if rule.claims(written, Locale("en-US"))]


def test_the_format_packs_sound_that_can_be_heard() -> None:
    room = dict(vars(encoded))
    exec(shown("CONTRIBUTING.md", "AU = "), room)  # noqa: S102 -- our own page
    format_ = room["AU"]
    assert isinstance(format_, Format) and format_.name not in FORMATS
    encoder = format_.open(RATE)
    tone = (0.4 * np.sin(np.arange(RATE) / 10)).astype(np.float32)
    packed = b"".join([encoder.feed(tone[:1000]), encoder.feed(tone[1000:]), encoder.finish()])
    with av.open(io.BytesIO(packed), "r") as container:
        heard = sum(frame.to_ndarray().size for frame in container.decode(audio=0))
    assert heard == RATE


def test_a_format_is_shown_as_it_is() -> None:
    room = dict(vars(encoded))
    exec(shown("docs/architecture.md", "FLAC = "), room)  # noqa: S102 -- our own page
    theirs, ours = room["FLAC"], FORMATS["flac"]
    assert (theirs.name, theirs.content_type, theirs.suffix) == (ours.name, ours.content_type, ours.suffix)

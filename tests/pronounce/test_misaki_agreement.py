"""Our implementation of misaki's rules gives the same results as misaki, with the same tags."""

import re
from pathlib import Path

import pytest

from benchmarks.misaki_agreement import agreement
from benchmarks.oracle import Tagged
from wyoming_kokoro.pronounce.tagger import english_tagger

SENTENCES = Path(__file__).parent / "cases" / "sentences-en.txt"

_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*'?(?=\W|$)|(?<!\w)'[^\W_]+|[^\w\s]")


def sentences() -> list[list[Tagged]]:
    """The sentences as tokens with tags, as our tagger gives them, and whether a blank follows."""
    found = []
    for line in SENTENCES.read_text("utf-8").splitlines():
        tokens = list(_TOKEN.finditer(line))
        tags = english_tagger().tags([token[0] for token in tokens])
        found.append(
            [
                (token[0], tag, line[token.end() : token.end() + 1] == " ")
                for token, tag in zip(tokens, tags, strict=True)
            ]
        )
    return found


@pytest.mark.slow
@pytest.mark.parametrize("variety", ["us", "gb"])
def test_words_sound_as_in_misaki(variety: str) -> None:
    pytest.importorskip("misaki", reason="misaki has no release for this Python")
    agreed = agreement(sentences(), variety)
    assert agreed.words > 1200
    assert agreed.share >= 0.995, agreed.differences

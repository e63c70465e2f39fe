"""The examples in docs/pronunciation.md are pronounced as the page says."""

import re
from itertools import takewhile
from pathlib import Path

import pytest

from wyoming_kokoro import metrics
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation, user_words
from wyoming_kokoro.studio import explain
from wyoming_kokoro.text import Locale

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "pronunciation.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the first table whose heading begins with this word."""
    lines = PAGE.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    table = takewhile(lambda line: line.startswith("|"), lines[first + 2 :])
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]


def spoken_and_sounds(text: str, lines: str) -> tuple[str, str]:
    """Return what is spoken for a text, and its phonemes, with these words of the user."""
    parsed = user_words.parse(lines)
    assert not parsed.mistakes
    pronunciation = Pronunciation(EspeakNg.open(), parsed.entries)
    known = explain(text, Locale("en-US", dictionary=pronunciation.dictionary("en-US")), pronunciation)
    return known.spoken, known.phonemes


@pytest.mark.parametrize(("line", "text", "spoken", "sounds"), rows("line"))
def test_pronunciation_lines_have_the_effect_that_the_page_states(
    line: str, text: str, spoken: str, sounds: str
) -> None:
    assert spoken_and_sounds(text, line.strip("`")) == (spoken, sounds)


@pytest.mark.parametrize(("text", "spoken", "sounds"), rows("text"))
def test_phonemes_in_a_text_have_the_effect_that_the_page_states(text: str, spoken: str, sounds: str) -> None:
    assert spoken_and_sounds(text.strip("`"), "") == (spoken, sounds)


def test_every_source_of_a_pronunciation_is_documented() -> None:
    named = {name for row in rows("source") for name in re.findall(r"`(\w+)`", row[0])}
    assert named == metrics.WORDS.counts().keys() - {metrics.OTHER}

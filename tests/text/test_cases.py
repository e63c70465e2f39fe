"""Texts of smart homes and assistants, with every correct reading."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from wyoming_kokoro.text import LANGUAGES, Locale, language_facts, read
from wyoming_kokoro.text.common.words import MARKS

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """A text and its correct readings."""

    language: str
    family: str
    written: str
    spoken: tuple[str, ...]
    fails: bool
    """Whether the case is known to fail: its line begins with a question mark and a blank."""


def cases() -> list[Case]:
    """Return the cases of all tables; lines with # are comments, which name the grammars that the cases follow."""
    rows = []
    for path in sorted(FOLDER.glob("*/*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("# "):
                continue
            written, *spoken = line.removeprefix("? ").split("\t")
            text = written.replace("\\n", "\n")
            rows.append(Case(path.parent.name, path.stem, text, tuple(spoken), line.startswith("? ")))
    return rows


def plain(reading: str) -> str:
    """Return a reading without marks and capitals."""
    return " ".join(word for word in reading.split() if word not in MARKS).lower()


CASES = cases()
PARAMETERS = [
    pytest.param(case, id=f"{case.language}-{case.family}-{case.written[:40]}", marks=[pytest.mark.xfail] * case.fails)
    for case in CASES
]


@pytest.mark.parametrize("case", PARAMETERS)
def test_the_reading_is_one_of_the_correct_ones(case: Case) -> None:
    facts = language_facts(case.language)
    assert facts is not None
    spans = read(case.written, Locale(facts.tag))
    assert plain(" ".join(span.spoken for span in spans)) in {plain(reading) for reading in case.spoken}


def test_the_cases_are_of_languages_that_have_rules() -> None:
    assert {case.language for case in CASES} <= set(LANGUAGES)


def test_no_two_cases_differ_only_in_numbers() -> None:
    writings = Counter((case.language, re.sub(r"\d", "0", case.written.lower())) for case in CASES)
    assert [writing for writing, count in writings.items() if count > 1] == []

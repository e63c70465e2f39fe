"""Our own cases of smart-home and assistant speech, as a careful reader would say them."""

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
    """What is written, and every way to say it that is right."""

    language: str
    family: str
    written: str
    spoken: tuple[str, ...]
    fails: bool
    """Whether it is known to fail: the line begins with a question mark and a blank."""


def cases() -> list[Case]:
    """Every line of every table."""
    found = []
    for path in sorted(FOLDER.glob("*/*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            written, *spoken = line.removeprefix("? ").split("\t")
            text = written.replace("\\n", "\n")
            found.append(Case(path.parent.name, path.stem, text, tuple(spoken), line.startswith("? ")))
    return found


def plain(said: str) -> str:
    """A reading without marks and capitals."""
    return " ".join(word for word in said.split() if word not in MARKS).lower()


CASES = cases()
PARAMETERS = [
    pytest.param(case, id=f"{case.language}-{case.family}-{case.written[:40]}", marks=[pytest.mark.xfail] * case.fails)
    for case in CASES
]


@pytest.mark.parametrize("case", PARAMETERS)
def test_it_is_read_as_a_careful_reader_would(case: Case) -> None:
    facts = language_facts(case.language)
    assert facts is not None
    spans = read(case.written, Locale(facts.tag))
    assert plain(" ".join(span.spoken for span in spans)) in {plain(each) for each in case.spoken}


def test_the_cases_are_of_languages_that_have_rules() -> None:
    assert {case.language for case in CASES} <= set(LANGUAGES)


def test_no_two_cases_have_one_shape() -> None:
    shapes = Counter((case.language, re.sub(r"\d", "0", case.written.lower())) for case in CASES)
    assert [shape for shape, count in shapes.items() if count > 1] == []

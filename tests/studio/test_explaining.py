"""Every reading can be explained."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_kokoro.cli import main
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.speech import Span, Utterance
from wyoming_kokoro.studio import explain
from wyoming_kokoro.studio.explaining import explain_pages
from wyoming_kokoro.studio.roles import SingleRole
from wyoming_kokoro.text import Locale, read

PRONUNCIATION = Pronunciation(EspeakNg.open())


@given(st.text(max_size=200))
def test_an_explanation_covers_the_text(text: str) -> None:
    explanation = explain(text, Locale("en-US"), PRONUNCIATION)
    at = 0
    for part in explanation.parts:
        assert at <= part.start < part.end <= len(text)
        assert not text[at : part.start].strip()
        assert text[part.start : part.end] == part.written
        at = part.end
    assert not text[at:].strip()


def test_the_spoken_text_has_marks_and_blanks() -> None:
    explanation = explain("It is warm, isn't it? Good bye.", Locale("en-US"), PRONUNCIATION)
    assert explanation.spoken == "It is warm, isn't it? Good bye."
    assert len(explanation.phonemes.split()) == len(explanation.spoken.split())
    assert explanation.reading_seconds > 0 < explanation.pronouncing_seconds


def test_a_repeated_line_is_read_once_and_explained_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = list[str]()

    def noted(text: str, locale: Locale, claimed: Sequence[Span]) -> tuple[Span, ...]:
        seen.append(text)
        return read(text, locale, claimed)

    monkeypatch.setattr("wyoming_kokoro.studio.prepare.read", noted)
    explanation = explain("- milk\n- bread\n" * 3, Locale("en-US"), PRONUNCIATION)
    assert sorted(seen) == ["- bread\n", "- milk\n"]
    assert explanation.spoken == "milk. bread. milk. bread. milk. bread."
    assert [part.start for part in explanation.parts if part.written == "milk"] == [2, 17, 32]


def test_a_text_has_the_same_explanation_as_its_sentences() -> None:
    sentences = [f"Lamp {number} is on {how}." for number in range(120) for how in ("now", "мир", "bzqrk", "日本", "I")]
    whole = explain("\n\n".join(sentences), Locale("en-US"), PRONUNCIATION)
    alone = [explain(sentence, Locale("en-US"), PRONUNCIATION) for sentence in sentences]
    assert whole.phonemes == " ".join(each.phonemes for each in alone)
    assert whole.spoken == " ".join(each.spoken for each in alone)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    return ["--data-dir", str(tmp_path)]


def test_the_command_prints_each_line(
    folder: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("sys.stdin", iter(["The lights are on.\n", "Good night.\n"]))
        assert main(["explain", "--lines", "--said", *folder]) == 0
    assert capsys.readouterr().out == "The lights are on.\nGood night.\n"
    assert main(["explain", "--lines", "--phonemes", "Joy\njoy", *folder]) == 0
    assert capsys.readouterr().out.splitlines() == ["ʤˈY", "ʤˈY"]


def test_the_command_prints_rules_and_sources(folder: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "It is $5.", *folder]) == 0
    table = capsys.readouterr().out
    assert "five dollars" in table and "money" in table and "lexicon" in table
    assert main(["explain", "--json", "It is $5.", *folder]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["said"] == "It is five dollars." and found["parts"][2]["written"] == "$5"


def test_an_explanation_is_made_in_small_steps() -> None:
    roles = SingleRole.for_reading(Locale("en-US"))
    pages = [*explain_pages(Utterance("a." * 10_000), roles, PRONUNCIATION)]
    assert len(pages) > 10
    assert max(len(page.parts) for page in pages) < 2_000

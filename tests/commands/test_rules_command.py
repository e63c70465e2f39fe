"""`wyoming-kokoro rules` lists the text rules."""

import pytest

from wyoming_kokoro.cli import FAILED, main
from wyoming_kokoro.text import LANGUAGES, language_facts


@pytest.fixture(autouse=True)
def quiet_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)


def headings(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["rules", *arguments]) == 0
    return [line.removeprefix("## ") for line in capsys.readouterr().out.splitlines() if line.startswith("## ")]


def test_the_rules_of_all_languages_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    names = [facts.name for code in LANGUAGES if (facts := language_facts(code))]
    assert sorted(headings([], capsys)) == sorted(names)


def test_the_rules_of_some_languages_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert headings(["it", "en"], capsys) == ["Italian", "English"]


def test_a_language_without_rules_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "tlh"]) == FAILED
    assert "tlh" in capsys.readouterr().err

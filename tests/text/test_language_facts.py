"""Languages with rules are found by their folders, with facts about each."""

import pytest

from wyoming_kokoro.text import LANGUAGES, Locale, language_facts


def test_shared_rules_are_no_language() -> None:
    assert {"en", "de", "ja"} <= set(LANGUAGES)
    assert not {"western", "common"} & set(LANGUAGES)
    assert list(LANGUAGES) == sorted(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_has_a_name_and_a_country(code: str) -> None:
    facts = language_facts(code)
    assert facts is not None
    assert facts.name.istitle()
    assert facts.tag == f"{code}-{facts.country}"


def test_other_languages_have_no_facts() -> None:
    assert language_facts("tlh") is None and language_facts("../en") is None


@pytest.mark.parametrize(
    ("tag", "day_first"),
    [("en", False), ("en-US", False), ("en_CA", False), ("en-GB", True), ("en-AU", True), ("de", True), ("tlh", True)],
)
def test_the_country_decides_whether_the_day_comes_first(tag: str, *, day_first: bool) -> None:
    assert Locale(tag).days_lead is day_first
    assert Locale(tag, day_first=not day_first).days_lead is not day_first

"""Every rule reads its examples as it says, and leaves what it says it leaves."""

import pytest

from wyoming_kokoro.text import LANGUAGES, Locale, read, rules_of
from wyoming_kokoro.text.languages import COMMON_RULES
from wyoming_kokoro.text.rule import Rule

EVERYWHERE = frozenset(COMMON_RULES)
"""Rules that are the same in every language: their examples are English."""
RULES = [
    (language, rule)
    for language in LANGUAGES
    for rule in rules_of(Locale(language))
    if language == "en" or rule not in EVERYWHERE
]
SAYS = [(language, rule, written) for language, rule in RULES for written in rule.says]
LEAVES = [(language, rule, written) for language, rule in RULES for written in rule.leaves]


def said(written: str, locale: Locale) -> str:
    return " ".join(span.spoken for span in read(written, locale) if span.spoken)


@pytest.mark.parametrize(("language", "rule", "written"), SAYS, ids=lambda each: str(getattr(each, "name", each)))
def test_examples_are_read_as_the_rule_says(language: str, rule: Rule, written: str) -> None:
    locale = Locale(language)
    assert said(written, locale) == rule.says[written]
    assert rule.name in {span.rule for span in read(written, locale)}


@pytest.mark.parametrize(("language", "rule", "written"), LEAVES, ids=lambda each: str(getattr(each, "name", each)))
def test_rules_leave_what_they_say_they_leave(language: str, rule: Rule, written: str) -> None:
    assert rule.name not in {span.rule for span in read(written, Locale(language))}


@pytest.mark.parametrize(("language", "rule"), RULES, ids=lambda each: str(getattr(each, "name", each)))
def test_every_rule_says_what_it_is_for_and_what_it_leaves(language: str, rule: Rule) -> None:
    assert rule.about.endswith(".") and rule.leaves, language
    assert rule.says or rule.name == "figures"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_rules_of_a_language_have_one_name(language: str) -> None:
    names = [rule.name for rule in rules_of(Locale(language))]
    assert len(names) == len(set(names))

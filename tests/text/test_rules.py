"""Every rule reads its examples as it says, and claims nothing of the texts that it leaves."""

import pytest

from wyoming_kokoro.text import LANGUAGES, Locale, read, rules_of
from wyoming_kokoro.text.languages import COMMON_RULES
from wyoming_kokoro.text.rule import Rule

SHARED = frozenset(COMMON_RULES)
"""Rules that are the same in every language: their examples are English."""
RULES = [
    (language, rule)
    for language in LANGUAGES
    for rule in rules_of(Locale(language))
    if language == "en" or rule not in SHARED
]


def spoken_text(written: str, locale: Locale) -> str:
    return " ".join(span.spoken for span in read(written, locale) if span.spoken)


def named(value: Rule | str) -> str:
    """Return what a rule or a language is called in the list of tests."""
    return value.name if isinstance(value, Rule) else value


@pytest.mark.parametrize(("language", "rule"), RULES, ids=named)
def test_examples_are_read_as_the_rule_says(language: str, rule: Rule) -> None:
    locale = Locale(language)
    assert {written: spoken_text(written, locale) for written in rule.says} == dict(rule.says)
    used = {written: {span.rule for span in read(written, locale)} for written in rule.says}
    assert [written for written, names in used.items() if rule.name not in names] == []


@pytest.mark.parametrize(("language", "rule"), RULES, ids=named)
def test_rules_do_not_claim_their_counterexamples(language: str, rule: Rule) -> None:
    claimed = {written: {span.rule for span in read(written, Locale(language))} for written in rule.leaves}
    assert [written for written, names in claimed.items() if rule.name in names] == []


def test_every_rule_has_a_description_and_counterexamples() -> None:
    silent = [(language, rule.name) for language, rule in RULES if not (rule.about.endswith(".") and rule.leaves)]
    assert silent == []
    assert {rule.name for _, rule in RULES if not rule.says} == {"figures"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_rules_of_a_language_have_one_name(language: str) -> None:
    names = [rule.name for rule in rules_of(Locale(language))]
    assert len(names) == len(set(names))

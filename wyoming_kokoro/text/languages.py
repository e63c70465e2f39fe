"""Which languages have rules of their own, and in which order."""

from functools import cache
from importlib import import_module
from itertools import takewhile
from typing import Final

from wyoming_kokoro.text.common import emoji, emphasis, markdown, words
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Rule, RuleIndex, rules_in

LANGUAGES: Final = ("en", "es", "fr", "it", "pt", "de", "hi", "ja", "zh")
"""Each is a folder here, named by its code, whose `RULES` are its rules in order."""

FOR_ALL_SCRIPTS: Final = frozenset({"markdown", "latin"})
"""Families whose shapes may hold words of any script; they come first."""

WITHOUT_RULES: Final = rules_in(markdown, emoji, emphasis, words)
"""For other languages: numbers stay as they are, since whoever pronounces the language reads them better."""


def rules_of(locale: Locale) -> tuple[Rule, ...]:
    """The rules for a locale, in the order in which they may claim the text."""
    return _rules(locale.base)


def before_scripts(locale: Locale) -> RuleIndex:
    """The rules that see a text before it is parted by scripts."""
    return _parted(locale.base)[0]


def after_scripts(locale: Locale) -> RuleIndex:
    """The others, which see the parts that are written in their language."""
    return _parted(locale.base)[1]


def all_in_order(locale: Locale) -> RuleIndex:
    """All rules, for the parts of a text that are written in another language than the whole."""
    return _parted(locale.base)[2]


@cache
def _parted(language: str) -> tuple[RuleIndex, RuleIndex, RuleIndex]:
    rules = _rules(language)
    first = [*takewhile(lambda rule: rule.name.partition(".")[0] in FOR_ALL_SCRIPTS, rules)]
    return RuleIndex(first), RuleIndex(rules[len(first) :]), RuleIndex(rules)


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    if language not in LANGUAGES:
        return WITHOUT_RULES
    rules: tuple[Rule, ...] = import_module(f"wyoming_kokoro.text.{language}").RULES
    return rules

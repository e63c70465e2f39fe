"""The rules of each language, and the order in which they apply."""

from functools import cache
from importlib import import_module
from itertools import takewhile
from typing import Final

from wyoming_kokoro.text.common import emoji, emphasis, markdown, words
from wyoming_kokoro.text.language_facts import LANGUAGES
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Rule, RuleIndex, rules_in

FOR_ALL_SCRIPTS: Final = frozenset({"markdown", "latin", "formulas", "snippets"})
"""Families whose rules may match words of any script; they come first."""

COMMON_RULES: Final = rules_in(markdown, emoji, emphasis, words)
"""The rules for other languages, and part of every language's: numbers are left to eSpeak NG, which reads them."""


def rules_of(locale: Locale) -> tuple[Rule, ...]:
    """Return the rules for a locale, in the order in which they may claim the text."""
    return _rules(locale.base)


def before_scripts(locale: Locale) -> RuleIndex:
    """Return the rules that see a text before it is divided by scripts."""
    return _divided(locale.base)[0]


def after_scripts(locale: Locale) -> RuleIndex:
    """Return the other rules, which see the parts that are written in their language."""
    return _divided(locale.base)[1]


def all_in_order(locale: Locale) -> RuleIndex:
    """Return all rules, for the parts of a text that are written in another language than the whole."""
    return _divided(locale.base)[2]


@cache
def _divided(language: str) -> tuple[RuleIndex, RuleIndex, RuleIndex]:
    rules = _rules(language)
    first = [*takewhile(lambda rule: rule.name.partition(".")[0] in FOR_ALL_SCRIPTS, rules)]
    return RuleIndex(first), RuleIndex(rules[len(first) :]), RuleIndex(rules)


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    if language not in LANGUAGES:
        return COMMON_RULES
    rules: tuple[Rule, ...] = import_module(f"wyoming_kokoro.text.{language}").RULES
    return rules

"""Which languages have rules of their own, and in which order."""

from functools import cache
from importlib import import_module
from typing import Final

from wyoming_kokoro.text.every import emoji, emphasis, markdown, words
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Rule, rules_in

LANGUAGES: Final = ("en", "es", "fr", "it", "pt", "de", "hi", "ja", "zh")
"""Each is a folder here, named by its code, whose `RULES` are its rules in order."""

FOR_ALL_SCRIPTS: Final = frozenset({"markdown", "latin"})
"""Families whose shapes may hold words of any script; they come first."""

WITHOUT_RULES: Final = rules_in(markdown, emoji, emphasis, words)
"""For other languages: numbers stay as they are, since whoever pronounces the language reads them better."""


def rules_of(locale: Locale) -> tuple[Rule, ...]:
    """The rules for a locale, in the order in which they may claim the text."""
    return _rules(locale.base)


def for_all_scripts(rules: tuple[Rule, ...]) -> int:
    """How many rules at the beginning of a list see the text before it is parted by scripts."""
    return next((at for at, rule in enumerate(rules) if rule.name.partition(".")[0] not in FOR_ALL_SCRIPTS), len(rules))


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    if language not in LANGUAGES:
        return WITHOUT_RULES
    rules: tuple[Rule, ...] = import_module(f"wyoming_kokoro.text.{language}").RULES
    return rules

"""The order of the shared rules, the same in every western European language."""

from wyoming_kokoro.text.common import emoji, emphasis, markdown, words
from wyoming_kokoro.text.rule import Rule, rules_in
from wyoming_kokoro.text.western import (
    abbreviations,
    dates,
    doors,
    fractions,
    initials,
    maths,
    measures,
    money,
    numbers,
    ordinals,
    phones,
    phrases,
    ranges,
    romans,
    symbols,
    times,
    urls,
)
from wyoming_kokoro.text.western.language_profile import LanguageProfile
from wyoming_kokoro.text.western.language_rule import rules_of_families


def western_rules(profile: LanguageProfile) -> tuple[Rule, ...]:
    """Return all rules of a language, in order."""
    return (
        *rules_in(markdown),
        *rules_of_families(profile, urls),
        *rules_in(emphasis, emoji),
        *rules_of_families(profile, phrases, phones, dates, times, money, doors, measures, fractions, ordinals, romans),
        *rules_of_families(profile, abbreviations, ranges, maths, initials, numbers, symbols),
        *rules_in(words),
    )

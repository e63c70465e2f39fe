"""The order of the families, the same in every language of western Europe."""

from wyoming_kokoro.text.every import emoji, emphasis, markdown, words
from wyoming_kokoro.text.rule import Rule, rules_in
from wyoming_kokoro.text.western import (
    abbreviations,
    dates,
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
from wyoming_kokoro.text.western.form import rules_of_forms
from wyoming_kokoro.text.western.tongue import Tongue


def rules_with(tongue: Tongue) -> tuple[Rule, ...]:
    """Every rule of a language, in order."""
    return (
        *rules_in(markdown),
        *rules_of_forms(tongue, urls),
        *rules_in(emphasis, emoji),
        *rules_of_forms(tongue, phrases, phones, dates, times, money, measures, fractions, ordinals, romans),
        *rules_of_forms(tongue, abbreviations, ranges, maths, initials, numbers, symbols),
        *rules_in(words),
    )

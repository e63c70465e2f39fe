"""Months, and what joins dates."""

import re
from typing import Final

from wyoming_kokoro.text.en.calendar import (
    MONTHS,
    month_of,
)
from wyoming_kokoro.text.en.fragments import MONTH
from wyoming_kokoro.text.en.numbers import cardinal, ordinal
from wyoming_kokoro.text.en.vocabulary import any_of
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, LETTERS, Claim, rule


@rule(
    rf"(?<!\w)(?P<one>{MONTH})(?P<sign>\s?[-–—]\s?|/)(?P<two>{MONTH})(?![\w.])",
    needs=("-–—/", LETTERS),
    any_case=True,
    says={
        "Jan-Feb": "January to February",
        "open May – Sept": "open May to September",
        "the Jan./Feb. issue": "the January February issue",
    },
    leaves=("may-be", "Jan-5", "march-past"),
)
def months(match: re.Match[str], _locale: Locale) -> str | None:
    """A range of months, or two months."""
    if match[0].islower():
        return None
    to = "" if match["sign"] == "/" else "to "
    return f"{MONTHS[month_of(match['one']) - 1]} {to}{MONTHS[month_of(match['two']) - 1]}"


_SURE_MONTH: Final = "(?-i:Feb|Apr|Aug|Sept?|Oct|Nov|Dec)"
"""Abbreviations of months that mean nothing else."""
_UNSURE_MONTH: Final = "(?-i:Jan|Mar|Jun|Jul)"
"""Abbreviations of months that are names or words too."""
_SHORT_MONTH: Final = rf"(?:{_UNSURE_MONTH}|{_SURE_MONTH})"
_BEFORE_MONTH: Final = rf"\b{any_of('months.before_months')}[ -]"


@rule(
    rf"""(?<!\w)(?P<it>{_SURE_MONTH})(?:\.(?=\s+[a-z]|[,;:)])|(?![\w.]))
      | {_BEFORE_MONTH}(?P<mar>{_UNSURE_MONTH})(?!\w)\.?
      | (?<!\w)(?P<dated>{_SHORT_MONTH})\.?(?=[ ]['{CLAIMED}])""",
    needs="JFMASOND",
    any_case=True,
    says={
        "since Feb": "since February",
        "Sept. was hot": "September was hot",
        "until Mar": "until March",
        "Jan '24": "January twenty four",
    },
    leaves=("On the mar.", "Janet", "dec"),
)
def month(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """An abbreviated month."""
    group = next(name for name in ("it", "mar", "dated") if match[name])
    return [Claim(match.start(group), match.end(), MONTHS[month_of(match[group]) - 1])]


@rule(
    rf"[ ]?(?P<it>[-–—])(?:(?<={CLAIMED}{{5}}.)|(?<={CLAIMED}{{5}}[ ].))[ ]?(?={CLAIMED}{{5}})",
    needs=("-–—", CLAIMED),
    says={"from 28 Feb–3 Mar": "from the twenty eighth of February to the third of March"},
    leaves=("**a**–**b**", "5-6", "Feb - x"),
)
def between(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A dash between two dates."""
    return [Claim(*match.span("it"), "to")]


@rule(
    r"(?<!\w)Q(?P<one>[1-4])(?P<sign>\s?[-–—]\s?)Q(?P<two>[1-4])(?!\w)|(?<![\w.,$€£-])(?P<count>[1-4])Q(?=[ ][a-z])",
    needs=("Q", DIGITS),
    says={"Q1–Q3 sales": "Q one to Q three sales", "its 3Q profit": "its third quarter profit"},
    leaves=("Q1-2", "3Q22", "Q5-Q6"),
)
def quarters(match: re.Match[str], locale: Locale) -> str:
    """A range of quarters, or a quarter before a noun."""
    if match["count"]:
        return f"{ordinal(int(match['count']), locale)} quarter"
    return f"Q {cardinal(int(match['one']), locale)} to Q {cardinal(int(match['two']), locale)}"

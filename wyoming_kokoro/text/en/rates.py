"""Slashes that mean "per", and how often a weight is lifted."""

import re
from collections.abc import Iterator
from typing import Final

from wyoming_kokoro.text.en.numbers import number
from wyoming_kokoro.text.en.quantities import is_unit, per_unit, unit_words
from wyoming_kokoro.text.en.vocabulary import any_of, readings, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, Claim, rule


@rule(
    rf"(?<=[\d{CLAIMED}])/(?P<unit>[A-Za-zµ]{{1,8}}[²³]?)(?![\w/])",
    needs="/",
    says={"4:50/km": "four fifty per kilometer", "28¢/kWh": "twenty eight cents per kilowatt hour"},
    leaves=("and/or", "1/f", "TV/PC"),
)
def per(match: re.Match[str], locale: Locale) -> str | None:
    """A slash between a number and a unit."""
    return f"per {per_unit(match['unit'], locale)}" if is_unit(match["unit"]) else None


@rule(
    rf"""(?:[\d{CLAIMED}][ ](?P<noun>[a-z]{{2,12}})|(?<=[\d{CLAIMED}])\.?)(?P<it>/)(?P<of>[A-Za-z]{{1,10}}[²³]?)
        (?:(?P<and>/)(?P<then>[A-Za-z]{{2,10}}))?(?![\w/])""",
    needs="/",
    says={
        "10 reps/set": "ten reps per set",
        "5 mins/side": "five minutes per side",
        "80 people/km²": "eighty people per square kilometer",
        "$20/hr/person": "twenty dollars per hour per person",
    },
    leaves=("5 men/women", "2 cats/dogs", "10 km/h", "and/or"),
)
def count_per(match: re.Match[str], locale: Locale) -> Iterator[Claim]:
    """A slash between a count and what it is counted for."""
    parts = [("it", "of"), *([("and", "then")] if match["then"] else [])]
    if not all(is_unit(match[of]) or match[of].lower() in _COUNTED_FOR for _, of in parts):
        return
    if match["noun"] and is_unit(match["noun"]) and match["noun"] not in readings("per.tsv"):
        return
    if match["noun"] and (spoken := _SHORT_NOUNS.get(match["noun"])):
        yield Claim(*match.span("noun"), spoken)
    for slash, of in parts:
        yield Claim(match.start(slash), match.end(of), f"per {per_unit(match[of], locale)}")


@rule(
    rf"(?:(?<=[a-z]s)|(?<=\bonce)|(?<=\btwice))(?P<it>/)(?={any_of('rates.per')}\b)",
    needs="/",
    says={
        "some nights/week": "some nights per week",
        "once/day": "once per day",
    },
    leaves=("dogs/cats", "day/night", "s/day"),
)
def so_many_per(_match: re.Match[str], _locale: Locale) -> str:
    """A slash between a count and a unit of time."""
    return "per"


@rule(
    rf"(?<={CLAIMED})/\s?(?P<amount>100|1,?000)\s?(?P<unit>km|mi|m|g|kg|ml|mL|L)(?![\w/])",
    needs=("/", DIGITS),
    says={"6.5 L/100 km": "six point five liters per one hundred kilometers"},
    leaves=("5/100 km", "a/100 g"),
)
def per_hundred(match: re.Match[str], locale: Locale) -> str:
    """A slash before a hundred or a thousand of a unit."""
    return f"per {number(match['amount'], locale)} {unit_words(match['unit'], locale, one=False)}"


@rule(
    rf"(?<={CLAIMED})/\s?(?P<amount>\d{{1,3}})\s?(?P<unit>h|hrs?|d|days?|min|mins|wks?|mos?)(?![\w/])",
    needs=("/", DIGITS),
    says={"15 mL/24 h": "fifteen milliliters per twenty four hours"},
    leaves=("5/24 h", "5 mg/3"),
)
def per_time(match: re.Match[str], locale: Locale) -> str:
    """A slash before a time."""
    unit = per_unit(match["unit"].removesuffix("s"), locale)
    return f"per {number(match['amount'], locale)} {unit}{'' if match['amount'] == '1' else 's'}"


@rule(
    rf"(?<={CLAIMED})/(?=1[KM]\b|1,000(?!\d)|(?:100|1000)[ ][a-z]|million\b|thousand\b)",
    needs="/",
    says={"$3/1M tokens": "three dollars per one million tokens"},
    leaves=("5/1M", "a/million"),
)
def per_many(_match: re.Match[str], _locale: Locale) -> str:
    """A slash before a large number, after something claimed already."""
    return "per"


@rule(
    rf"(?<={CLAIMED})[ ][x×][ ](?=\d{{1,3}}(?!\w|\.\d))",
    needs=("x×", DIGITS),
    says={"bench 225 lb x 5": "bench two hundred twenty five pounds times five"},
    leaves=("ready x 5",),
)
def repeated(_match: re.Match[str], _locale: Locale) -> str:
    """How often a weight is lifted."""
    return "times"


_COUNTED_FOR: Final = word_set("rates.counted_for")
"""Words for which something is counted: "reps/set"."""
_SHORT_NOUNS: Final = {"req": "requests", "rev": "revolutions", "revs": "revolutions", "pax": "passengers"}

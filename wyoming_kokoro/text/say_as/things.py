"""Kinds of things that the rules of a language know: units, money, addresses, names."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.number_words import number_words
from wyoming_kokoro.text.say_as.kind import by_rules, say_as
from wyoming_kokoro.text.tables import table

_AMOUNT: Final = re.compile(r"(?P<number>[+-]?\d[\d.,]*)\s*(?P<unit>[^\W\d][\w/²³]*(?:\s[a-z]+)?)")
_MONEY: Final = re.compile(
    r"(?P<before>[A-Z]{3}|\p{Sc})?\s*(?P<number>\d[\d.,]*)\s*(?P<after>[A-Z]{3}|\p{Sc})?".replace(
        r"\p{Sc}", "[$€£¥₹₩₽]"
    )
)


@say_as(
    "unit",
    "measure",
    says={
        ("10 foot", ""): "ten feet",
        ("1 foot", ""): "one foot",
        ("5km", ""): "five kilometers",
        ("12 kg", ""): "twelve kilograms",
    },
    leaves=("foot", ""),
)
def unit(text: str, _format: str, locale: Locale) -> str | None:
    """A number with its unit."""
    match = _AMOUNT.fullmatch(text)
    if match is None or number_words(locale) is None:
        return None
    return by_rules(f"{match['number']} {_sign_of_unit(match['unit'], locale)}", locale)


@say_as(
    "currency",
    "money",
    says={
        ("42.01USD", ""): "forty two U S dollars and one cent",
        ("$42.01", ""): "forty two dollars and one cent",
        ("EUR 5", ""): "five euros",
    },
    leaves=("money", "5"),
)
def currency(text: str, _format: str, locale: Locale) -> str | None:
    """An amount of money, with a sign or a code before it or after it."""
    match = _MONEY.fullmatch(text)
    if number_words(locale) is None or match is None or (match["before"] is None) == (match["after"] is None):
        return None
    code = match["before"] or match["after"]
    written = f"{match['number']} {code}" if code.isalpha() else text
    return by_rules(written, locale)


@say_as(
    "address",
    says={("12 Main St, Springfield", ""): "twelve Main street , Springfield"},
    leaves=("",),
)
def address(text: str, _format: str, locale: Locale) -> str | None:
    """An address, as the rules read it."""
    return by_rules(text, locale) or None


@say_as("interjection", says={("Bravo!", ""): "Bravo !"}, leaves=("",))
def interjection(text: str, _format: str, locale: Locale) -> str | None:
    """An exclamation, as the rules read it."""
    return by_rules(text, locale) or None


@say_as("name", "proper-noun", says={("Anna", ""): "Anna"}, leaves=("",))
def name(text: str, _format: str, locale: Locale) -> str | None:
    """A name, as the rules read it."""
    return by_rules(text, locale) or None


@say_as("expletive", "bleep", "censor", says={("darn", ""): ""}, leaves=())
def expletive(_text: str, _format: str, _locale: Locale) -> str | None:
    """A word that must not be heard: a tone of one kilohertz is."""
    return ""


def _sign_of_unit(written: str, locale: Locale) -> str:
    """Return the sign of a unit whose name is written: the rules put that in the singular or plural."""
    small = written.lower()
    for row in table(locale.base, "units.tsv"):
        if small in (cell.lower() for cell in row[1:]):
            return row[0].split()[0]
    return written

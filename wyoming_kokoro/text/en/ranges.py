"""Ranges, scores and ratios of plain numbers."""

import re
from typing import Final

from wyoming_kokoro.text.en.context import link
from wyoming_kokoro.text.en.fragments import NUMBER
from wyoming_kokoro.text.en.numbers import cardinal, digits, number
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, rule

_START: Final = r"(?<![\w.,/:$€£^-])"
_END: Final = r"(?![\w/:]|[.,-]\d|-[A-Za-z])"


@rule(
    r"(?<![\w&#])\#(?P<a>\d{1,4})[-–]\#?(?P<b>\d{1,4})(?![\w/]|[.,-]\d)",
    needs=("#", "-–", DIGITS),
    says={
        "issues #4-6": "issues numbers four to six",
        "#2024-0815": "number two zero two four zero eight one five",
    },
    leaves=("#4", "#4-6-8", "4-6"),
)
def numbered(match: re.Match[str], locale: Locale) -> str:
    """A range of numbers after a number sign; one that does not rise is a single number."""
    if match["b"][0] == "0" or int(match["b"]) <= int(match["a"]):
        return f"number {digits(match['a'])} {digits(match['b'])}"
    return f"numbers {cardinal(int(match['a']), locale)} to {cardinal(int(match['b']), locale)}"


@rule(
    rf"{_START}(?P<a>\d{{1,4}}(?:\.\d+)?)\s?:\s?(?P<b>\d{{1,4}}(?:\.\d+)?)(?:\s?:\s?(?P<c>\d{{1,4}}))?{_END}",
    needs=(":", DIGITS),
    says={
        "a 2:1 ratio": "a two to one ratio",
        "16:9": "sixteen to nine",
        "a mix of 1:2:3": "a mix of one to two to three",
    },
    leaves=("a: 2", "1:2:3:4"),
)
def ratio(match: re.Match[str], locale: Locale) -> str:
    """A ratio; two numbers that look like minutes and seconds are read without "to"."""
    if match["b"] and len(match["b"]) == 2 and match["b"] < "60" and not match["c"] and match["a"].isdecimal():
        lead = "oh " if match["b"][0] == "0" else ""
        return f"{number(match['a'], locale)} {lead}{cardinal(int(match['b']), locale)}"
    return " to ".join(number(match[group], locale) for group in ("a", "b", "c") if match[group])


@rule(
    rf"""(?<![\w.,/:$€£^])(?<!\d-)(?P<about>[~≈]\s?)?(?P<sign>(?<!\w)[-–](?=\d))?(?P<a>{NUMBER})
        (?P<gap>\s?)[-–—](?P=gap)(?P<minus>-)?(?P<b>{NUMBER})(?P<plus>\+)?{_END}(?!\s?=)""",
    needs=("-–—", DIGITS),
    says={
        "10-20 minutes": "ten to twenty minutes",
        "pages 10–12": "pages ten to twelve",
        "They won 3-2.": "They won three to two .",
        "1,000 - 2,000": "one thousand to two thousand",
        "between 10-12 people": "between ten and twelve people",
    },
    leaves=("1-2-3", "5 - 3 = 2", "5 -3", "555-1234-1"),
)
def plain(match: re.Match[str], locale: Locale) -> str:
    """A range of numbers."""
    about = "about " if match["about"] else ""
    sign = "minus " if match["sign"] else ""
    minus = "minus " if match["minus"] else ""
    plus = " plus" if match["plus"] else ""
    return f"{about}{sign}{number(match['a'], locale)} {link(match, '-')} {minus}{number(match['b'], locale)}{plus}"


@rule(
    rf"{_START}(?P<a>{NUMBER})[-–](?P<b>{NUMBER})(?=-[a-z]{{3}})",
    needs=("-–", DIGITS),
    says={"a 3–4-inch cut": "a three to four inch cut", "10-12-year-olds": "ten to twelve year olds"},
    leaves=("5-3-Ws", "1-2-3-four", "3-inch"),
)
def of_compound(match: re.Match[str], locale: Locale) -> str:
    """A range of numbers inside a hyphenated word."""
    return f"{number(match['a'], locale)} to {number(match['b'], locale)}"


@rule(
    rf"{_START}(?P<it>\d{{1,4}}(?:-\d{{1,4}}){{2,6}}){_END}",
    needs=("-", DIGITS),
    says={"a 4-4-2 system": "a four four two system", "1-2-3": "one two three"},
    leaves=("4-4", "1-2-x"),
)
def several(match: re.Match[str], locale: Locale) -> str:
    """Several numbers joined by hyphens."""
    return " ".join(number(part, locale) for part in match["it"].split("-"))


@rule(
    r"(?<![\w-])(?P<a>[A-Z])[-–](?P<b>[A-Z])(?![\w-])",
    needs="-–",
    says={"sorted A-Z": "sorted A to Z"},
    leaves=("A-b", "X-Ray", "A-B-C"),
)
def letters(match: re.Match[str], _locale: Locale) -> str:
    """A range of letters."""
    return f"{match['a']} to {match['b']}"

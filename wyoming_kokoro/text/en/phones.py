"""Telephone, card and account numbers, read digit by digit with pauses between groups."""

import re
from collections.abc import Iterator
from typing import Final

from wyoming_kokoro.text.en.letters import is_pronounceable, spelled
from wyoming_kokoro.text.en.numbers import digits, says_and
from wyoming_kokoro.text.en.vocabulary import any_of
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, LETTERS, Claim, rule

_START: Final = r"(?<![\w.,$€£/-])(?<!\d[ ])"
_END: Final = r"(?![\w/]|[.,-]\d)"


@rule(
    rf"""{_START}(?:(?:\+|00)?1[ .-]?)?(?:\(\d{{3}}\)[ -]{{0,2}}|\d{{3}}[ .-])\d{{3}}[ .-]\d{{4}}(?:-\d{{1,5}})?
        (?:,?\s?(?:x|ext\.?|extension)\s?\d{{1,6}})?{_END}""",
    needs=DIGITS,
    any_case=True,
    says={
        "555-123-4567": "five five five , one two three , four five six seven",
        "+1 (123)-123-5678": "plus one , one two three , one two three , five six seven eight",
        "call 800.555.0199 ext. 12": "call eight hundred , five five five , zero one nine nine , extension one two",
    },
    leaves=("555-1234", "1-2-3", "123-456-78901", "2023-05-12"),
)
def telephone(match: re.Match[str], _locale: Locale) -> Iterator[Claim]:
    """A North American telephone number."""
    return _groups(match)


_AREA_CODE: Final = "(?:8(?:00|33|44|55|66|77|88)|900)"
"""Area codes of free and premium numbers, which often contain words."""


@rule(
    rf"""{_START}(?:\+?1[ -])?(?:(?P<area>{_AREA_CODE})-|\({_AREA_CODE}\)[ -])
        (?=[A-Z0-9-]{{0,31}}[A-Z])(?P<name>[A-Z0-9]{{1,7}}(?:-[A-Z0-9]{{1,7}}){{0,3}}){_END}""",
    needs=("89", LETTERS),
    says={
        "1-800-GO-U-HAUL": "one , eight hundred , go U haul",
        "800-FLOWERS": "eight hundred , flowers",
        "Call (800) FLOWERS": "Call eight hundred , flowers",
    },
    leaves=("800-1", "700-FLOWERS", "(800) people", "in the (800) US"),
)
def named_number(match: re.Match[str], _locale: Locale) -> Iterator[Claim] | None:
    """A telephone number that contains words."""
    long = len(match["name"]) >= _SHORTEST_NAME or match["area"]
    return _groups(match) if long and re.search(r"[A-Z]", match["name"]) else None


@rule(
    rf"{_START}(?P<exchange>\d{{3}})-(?P<name>[A-Z]{{4}}){_END}",
    needs=("-", DIGITS),
    says={"Dial 555-CALL": "Dial five five five , call"},
    leaves=("133-ABC", "555-CALLS"),
)
def named_exchange(match: re.Match[str], _locale: Locale) -> Iterator[Claim]:
    """A telephone number without area code that ends in a word."""
    return _groups(match)


_INTERNATIONAL: Final = (
    r"\+\d{1,3}(?:[ .-]?\(\d{1,4}\))?(?:[ .-]?\d{2,5}){2,6}",  # +44 20 7946 0958
    r"\+(?=(?:[ .-]?\d){8,15}(?!\d))\d{1,3}[ .-]\d(?:[ .-]\d{2,5}){2,5}",  # +33 1 23 45 67 89
    r"\(?0\d{2,4}\)?[ -]\d{3,4}[ -]?\d{3,6}",  # 020 7946 0958
    r"0\d{2,3}(?:[ ]\d\d){2,4}",  # 030 12 34 56
)


@rule(
    "|".join(rf"{_START}{groups}{_END}" for groups in _INTERNATIONAL),
    needs=("+0", DIGITS),
    says={
        "+33 1 23 45 67 89": "plus three three , one , two three , four five , six seven , eight nine",
        "+44 20 7946 0958": "plus four four , two zero , seven nine four six , zero nine five eight",
        "020 7946 0958": "zero two zero , seven nine four six , zero nine five eight",
    },
    leaves=("+5", "+12 345", "0 123 456"),
)
def international(match: re.Match[str], _locale: Locale) -> Iterator[Claim]:
    """A telephone number with its country code, or a British one."""
    return _groups(match)


@rule(
    rf"""{_START}(?:\d{{3}}-\d{{2}}-\d{{4}}|\d{{3}}-\d{{7}}-\d{{7}}|\d{{4}}(?:[ -]\d{{4}}){{3}}
        |\d{{4}}[ -]\d{{6}}[ -]\d{{5}}){_END}""",
    needs=DIGITS,
    says={"111-11-1111": "one one one , one one , one one one one"},
    leaves=("11-11-1111", "1234 5678"),
)
def card(match: re.Match[str], _locale: Locale) -> Iterator[Claim]:
    """A social security number or card number."""
    return _groups(match)


@rule(
    r"(?<![\w-])(?P<it>[A-Z]{2}\d{2}(?:[ ][A-Z\d]{4}){3,7}(?:[ ][A-Z\d]{1,4})?)(?![\w-])",
    needs=(" ", DIGITS, LETTERS),
    says={"GB33 BUKB 2020 1555": "G B three three , B U K B , two zero two zero , one five five five"},
    leaves=("GB33 2020", "AB12 THIS 2020"),
)
def bank_account(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """An IBAN, read character by character."""
    start, claims = match.start(), list[Claim]()
    for group in re.finditer(r"[A-Z\d]+|[ ]", match["it"]):
        spoken = "," if group[0] == " " else " ".join(digits(character) or character for character in group[0])
        claims.append(Claim(start + group.start(), start + group.end(), spoken))
    return claims


@rule(
    rf"{_START}(?P<it>\d{{3}}-\d{{4}}){_END}",
    needs=("-", DIGITS),
    says={"Call 555-0123.": "Call five five five , zero one two three ."},
    leaves=("1555-0123", "555-01234", "555 0123"),
)
def local_telephone(match: re.Match[str], _locale: Locale) -> Iterator[Claim]:
    """A telephone number without area code."""
    return _groups(match)


_EMERGENCY_FOLLOWS: Final = rf"(?=[ ]{any_of('phones.after_emergency')}\b)"


@rule(
    rf"""\b{any_of("phones.before_emergency")}[ ](?P<it>[2-9]11|999|112|988|101|111)
        (?![\w.,:/%-]*\d|[ ](?:people|more|times)) | (?<![\w.,$€£/-])(?P<it2>911|999|112|988){_EMERGENCY_FOLLOWS}""",
    needs=("19", LETTERS),
    any_case=True,
    says={
        "Call 911 now": "Call nine one one now",
        "dial 999": "dial nine nine nine",
        "the 911 operator": "the nine one one operator",
    },
    leaves=("911", "call 9110", "call 311 people", "a 911 turbo"),
)
def emergency(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """An emergency number."""
    group = "it" if match["it"] else "it2"
    return [Claim(*match.span(group), digits(match[group]))]


@rule(
    r"\b(?:call|dial|text|phone|ring|number(?:[ ]is)?)[ ](?P<it>\d{7,11})(?![\w]|[.,-]\d)",
    needs=(DIGITS, LETTERS),
    any_case=True,
    says={"Call 5550123": "Call five five five zero one two three"},
    leaves=("call 55501", "recall 5550123"),
)
def undivided(match: re.Match[str], _locale: Locale) -> str:
    """A telephone number without separators."""
    return digits(match["it"])


@rule(
    r"(?:^|\b(?:press|dial|enter|call|code|type)[ ])(?P<it>[*\#]{1,2}\d{2,3}[\#*]?)(?=[\s.,;!?]|$)(?<![*][*])",
    needs=("*#", DIGITS),
    any_case=True,
    says={"Dial *67 first": "Dial star six seven first", "*#06#": "star pound zero six pound"},
    leaves=("#12 is", "*12*", "*5 stars"),
)
def short_keys(match: re.Match[str], locale: Locale) -> str | None:
    """A service code of star, hash and digits."""
    if match["it"].strip("*") == match["it"] and not match["it"].endswith("#"):
        return None
    if match["it"][0] == match["it"][-1] == "*":
        return None
    return " ".join(_key(sign, locale) for sign in match["it"])


@rule(
    r"\b(?:press|dial|hit|enter|push)[ ](?:the[ ])?(?P<it>[\#*])(?=[\s.,;!?]|$)",
    needs="#*",
    any_case=True,
    says={"Press # or dial *.": "Press pound or dial star ."},
    leaves=("press #1", "*press*"),
)
def key(match: re.Match[str], locale: Locale) -> str:
    """The star or hash key of a telephone."""
    return _key(match["it"], locale)


def _key(sign: str, locale: Locale) -> str:
    """Return the name of a key of a telephone."""
    if sign.isdecimal():
        return digits(sign)
    return "star" if sign == "*" else "hash" if says_and(locale) else "pound"


_SHORTEST_NAME: Final = 4
"""How many letters a word has at least after an area code in brackets."""


def _groups(match: re.Match[str]) -> Iterator[Claim]:
    """Yield each group of digits in words, with a pause for the separator before it."""
    before = ""
    for part in re.finditer(r"\d+|\+|[A-Za-z]+\.?|[^\w+]+", match[0]):
        group = part[0]
        if group[0].isalnum() or group == "+":
            spoken, before = _spoken_group(group), group
        else:
            spoken = "," if before[-1:].isdecimal() else ""
        if spoken or group.strip():
            yield Claim(match.start() + part.start(), match.start() + part.end(), spoken)


def _spoken_group(group: str) -> str:
    if group == "+":
        return "plus"
    if group.isdecimal():
        return "eight hundred" if group == "800" else digits(group)
    return _spoken_letters(group.rstrip("."))


def _spoken_letters(text: str) -> str:
    small = text.lower()
    if small in {"x", "ext", "extension"}:
        return "extension"
    return small if (len(small) > 2 and is_pronounceable(small)) or small in {"go", "my", "us", "we"} else spelled(text)

"""Numbers of computers and books: network addresses, versions, hashes, Bible verses."""

import re
from typing import Final

from wyoming_kokoro.text.en.letters import spelled
from wyoming_kokoro.text.en.numbers import cardinal, digits, pairs, year
from wyoming_kokoro.text.en.vocabulary import alternatives, any_of, readings
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, LETTERS, Claim, rule


@rule(
    r"(?<![\w.])(?P<ip>\d{1,3}(?:\.\d{1,3}){3})(?:/(?P<mask>\d{1,2}))?(?::(?P<port>\d{1,5}))?(?![\w/]|\.\d)",
    needs=(".", DIGITS),
    says={
        "192.168.1.139:8354": "one nine two dot one six eight dot one dot one three nine colon eight three five four",
        "10.0.0.0/24": "one zero dot zero dot zero dot zero slash two four",
    },
    leaves=("1.2.3", "1.2.3.4.5", "v1.2.3.4"),
)
def ip(match: re.Match[str], _locale: Locale) -> str:
    """An IP address, read digit by digit."""
    spoken = " dot ".join(digits(part) for part in match["ip"].split("."))
    for group, sign in (("mask", "slash"), ("port", "colon")):
        if match[group]:
            spoken += f" {sign} {digits(match[group])}"
    return spoken


_VERSE: Final = (
    r"(?P<it>(?P<chapter>\d{1,3}):(?P<verse>\d{1,3})(?:[-–](?P<last>\d{1,3}))?)"
    r"(?![\w:/-]|[.,]\d|[ ][ap]\.?m)"
)


@rule(
    rf"(?<!\w)(?:(?P<which>[1-3]|I{{1,3}})[ ])?(?P<book>{alternatives(readings('bible.tsv'))})\.?[ ]{_VERSE}",
    needs=(":", DIGITS, LETTERS),
    says={
        "Gen. 1:1": "Genesis one one",
        "1 Cor. 13:4-7": "first Corinthians thirteen four to seven",
    },
    leaves=("Dan 3:15 pm", "Sam, 3:16", "Gen. 5"),
)
def verse_of_short_book(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """A Bible verse after the abbreviation of its book."""
    if match["book"] in {"Dan", "Sam", "Tim", "Phil"} and not match["which"] and "." not in match[0]:
        return None
    which = _WHICH.get(match["which"] or "", "")
    last = f"to {pairs(match['last'])}" if match["last"] else ""
    spoken = f"{which} {readings('bible.tsv')[match['book']]} {pairs(match['chapter'])} {pairs(match['verse'])} {last}"
    return [Claim(match.start(), match.end(), spoken)]


@rule(
    rf"(?<![\w.,-])(?P<it>[123]|I{{1,3}})(?=[ ]{any_of('technical.numbered_books')}[ ](?:\d|{CLAIMED}))",
    needs="123I",
    says={"read 1 Corinthians 13": "read first Corinthians thirteen"},
    leaves=("1 John", "11 Kings 4"),
)
def which_book(match: re.Match[str], _locale: Locale) -> str:
    """The number before the name of a book of the Bible."""
    return _WHICH[match["it"]]


@rule(
    rf"\b{any_of('technical.books')}[ ]{_VERSE}",
    needs=(":", DIGITS, LETTERS),
    says={
        "John 3:16-18": "John three sixteen to eighteen",
        "Psalm 119:105 says": "Psalm one nineteen one oh five says",
    },
    leaves=("Mark 3:15 pm", "Alan 3:5", "Acts 2"),
)
def verse(match: re.Match[str], _locale: Locale) -> str:
    """A verse after the name of its book."""
    spoken = f"{pairs(match['chapter'])} {pairs(match['verse'])}"
    return f"{spoken} to {pairs(match['last'])}" if match["last"] else spoken


@rule(
    r"""(?<![\w:])(?:[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}|(?:[0-9A-Fa-f]{0,4}:){2,7}(?::[0-9A-Fa-f]{1,4}|[0-9A-Fa-f]{1,4}))(?![\w:])""",
    needs=":",
    says={
        "AA:0B:12:34:56:7f": "A A colon zero B colon one two colon three four colon five six colon seven F",
        "fe80::1": "F E eight zero colon colon one",
    },
    leaves=("12:30:45", "1:2:3", "10:00"),
)
def hexadecimal(match: re.Match[str], _locale: Locale) -> str | None:
    """A hardware address or an IPv6 address."""
    if not re.search(r"[A-Fa-f]|::", match[0]) and match[0].count(":") < 5:
        return None
    return " ".join("colon" if character == ":" else _spoken_digit(character) for character in match[0])


@rule(
    r"""(?<![\w.$€£¥])(?P<it>(?P<sign>[vV](?:er)?\.?)?(?P<parts>\d{1,4}(?:\.\d{1,5}){2,5}))(?P<more>[a-z]\d{0,3})?
        (?![\w]|\.\d)""",
    needs=(".", DIGITS),
    says={
        "v2.0.1": "version two point zero point one",
        "Core 2025.1.0b3": "Core twenty twenty five point one point zero beta three",
        "Section 3.4.2": "Section three point four point two",
        "2024.12.1": "twenty twenty four point twelve point one",
        "version v1.2.3": "version one point two point three",
    },
    leaves=("3.5", "1.2.3.4.5.6.7.8", "12.10.2020", "1.800.555.1234"),
)
def dotted_version(match: re.Match[str], locale: Locale) -> list[Claim] | None:
    """A version or section of at least three numbers."""
    parts = match["parts"].split(".")
    early = re.fullmatch(r"[ab]\d{1,3}", match["more"] or "")
    if (match["more"] and not early) or (not match["sign"] and _GROUPED.fullmatch(match["parts"])):
        return None
    spoken = " point ".join(_spoken_number(part, locale) for part in parts)
    if early:
        spoken += f" {'beta' if early[0][0] == 'b' else 'alpha'} {cardinal(int(early[0][1:]), locale)}"
    spoken = f"version {spoken}" if match["sign"] and not _says_version(match) else spoken
    return [Claim(match.start("it"), match.end(), spoken)]


@rule(
    r"(?<![\w.])(?P<sign>v)?(?P<parts>\d{1,4}(?:\.\d{1,4}){0,2})\.x(?![\w.-]*\w)",
    needs=(".", "x", DIGITS),
    says={"Node 20.x": "Node twenty point X", "in 3.11.x": "in three point eleven point X"},
    leaves=("20.xy", "20. x", "a.x"),
)
def any_version(match: re.Match[str], locale: Locale) -> str:
    """All versions that begin alike."""
    spoken = " point ".join(_spoken_number(part, locale) for part in match["parts"].split("."))
    return f"{'version ' if match['sign'] else ''}{spoken} point X"


@rule(
    r"(?<![\w.])(?P<sign>[vV])(?P<parts>\d{1,4}(?:\.\d{1,5})?)(?![\w]|\.\d)",
    needs=("vV", DIGITS, LETTERS),
    says={"Install v2.10 now": "Install version two point ten now", "v3": "version three"},
    leaves=("V8A", "v", "12v3", "a V8 engine"),
)
def marked_version(match: re.Match[str], locale: Locale) -> str | None:
    """A version with a "v" before it."""
    if match["sign"] == "V" and match["parts"] in _ENGINES and not _says_version(match):
        return None
    spoken = " point ".join(_spoken_number(part, locale) for part in match["parts"].split("."))
    return spoken if _says_version(match) else f"version {spoken}"


_NOW: Final = r"(?:(?P<now>\d{1,4}\.\d{1,3})[ ]\((?:was|from|formerly|previously)[ ])?"
"""A version before the one that it replaces, in brackets."""


@rule(
    rf"""\b{any_of("technical.programs")}:?[ ](?:version[ ])?
        {_NOW}(?P<it>\d{{1,4}}\.\d{{1,3}})
        (?![\w%°]|\.\d|[ ]?(?:percent|million|billion))""",
    needs=(".", DIGITS, LETTERS),
    any_case=True,
    says={
        "Python 3.12 is here": "Python three point twelve is here",
        "version 1.10": "version one point ten",
        "Core 2024.6": "Core twenty twenty four point six",
        "kernel: 5.10 (was 4.19)": "kernel : five point ten ( was four point nineteen )",
    },
    leaves=("version 2", "about 3.12"),
)
def named_version(match: re.Match[str], locale: Locale) -> list[Claim]:
    """A version after the name of its program: its second number is not a decimal."""
    groups = [group for group in ("now", "it") if match[group]]
    return [
        Claim(*match.span(group), " point ".join(_spoken_number(part, locale) for part in match[group].split(".")))
        for group in groups
    ]


@rule(
    r"""(?<![\w-])(?=[0-9a-f-]*[a-f])(?=[0-9a-f-]*\d)[0-9a-f]{8}(?:(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24,56})(?![\w-])""",
    needs=(DIGITS, LETTERS),
    says={"commit 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567": "commit zero A one B two C three D and so on"},
    leaves=("deadbeef", "12345678"),
)
def fingerprint(match: re.Match[str], _locale: Locale) -> str:
    """A long hash or identifier, of which only the first characters are read."""
    return f"{' '.join(map(_spoken_digit, match[0][:_SHOWN]))} and so on"


_WHICH: Final = {"1": "first", "2": "second", "3": "third", "I": "first", "II": "second", "III": "third"}
_ENGINES: Final = frozenset({"4", "6", "8", "10", "12", "16"})
"""Numbers after a capital V that mean cylinders rather than a version."""
_SHOWN: Final = 8
"""How many characters of a hash are read: enough to recognize it."""
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){2,}")
"""A number whose thousands are separated by points."""


def _spoken_digit(character: str) -> str:
    return digits(character) if character.isdecimal() else spelled(character)


def _spoken_number(part: str, locale: Locale) -> str:
    if len(part) == 4 and part[:2] in {"19", "20"}:
        return year(int(part), locale)
    if part[0] == "0" and len(part) > 1:
        return digits(part)
    return cardinal(int(part), locale)


def _says_version(match: re.Match[str]) -> bool:
    """Return whether the word before a match is "version" or "release"."""
    return match.string[max(0, match.start() - 9) : match.start()].rstrip().lower().endswith(("version", "release"))

"""What is in Latin letters: letters after numbers, and internet addresses, of which well-known names are words."""

import re
from functools import cache
from typing import Final

from wyoming_kokoro.text.hi.counting import cardinal, digits
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, rule
from wyoming_kokoro.text.tables import table

_SITE: Final = r"(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z]{2,12}"
_PATH: Final = r"(?:/[\x21-\x7e]*[A-Za-z0-9/_=-])?"


@rule(
    r"""(?:कक्षा|क्लास|कमरा|रूम|फ्लैट|फ़्लैट|सेक्टर|ब्लॉक|बस|प्लेटफ़ॉर्म|प्लेटफॉर्म|मकान|सीट|गेट|वार्ड|टावर|नंबर|नं\.|सेक्शन|लाइन|कोच|घर)[ ]
        (?P<it>(?P<number>\d{1,4})[ -]?(?P<letter>[A-Za-z]))(?![\w-]|[ ]\d)""",
    needs=DIGITS,
    says={"कक्षा 10 A": "कक्षा दस ए", "बस 12-B": "बस बारह बी"},
    leaves=("10 A", "कक्षा 10"),
)
def lettered(match: re.Match[str], _locale: Locale) -> str:
    """A number with a letter after a word such as "class" or "room"; no unit is meant."""
    number_spoken = digits(match["number"]) if len(match["number"]) >= _ROOM else cardinal(int(match["number"]))
    return f"{number_spoken} {_known()[match['letter'].lower()]}"


_ROOM: Final = 3
"""Digits of numbers of rooms and flats, which are read one by one."""


@rule(
    rf"(?<![A-Za-z0-9_@])(?P<scheme>https?|ftp)://(?P<rest>{_SITE}(?::\d{{1,5}})?{_PATH})/?",
    needs=":",
    says={
        "https://www.example.com": "एच टी टी पी एस कोलन फॉरवर्ड स्लैश फॉरवर्ड स्लैश डब्ल्यू डब्ल्यू डब्ल्यू डॉट "
        "ई एक्स ए एम पी एल ई डॉट कॉम"
    },
    leaves=("http: कुछ", "www.example.com"),
)
def url(match: re.Match[str], _locale: Locale) -> str:
    """A URL."""
    return spelled(match[0])


@rule(
    rf"(?<![A-Za-z0-9._+-])(?P<user>[A-Za-z0-9._+-]{{1,64}})@{_SITE}(?![A-Za-z0-9])",
    needs="@",
    says={"ana2@example.com": "ए एन ए दो एट ई एक्स ए एम पी एल ई डॉट कॉम"},
    leaves=("a @ b", "@ana"),
)
def email(match: re.Match[str], _locale: Locale) -> str:
    """An email address."""
    return spelled(match[0])


@rule(
    r"""(?<![A-Za-z0-9@./-])(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,8}(?:com|org|net|edu|gov|info|in|io|co|dev|app|tv|uk|us
        |local|home|biz|me)(?![A-Za-z0-9-])(?:/[\x21-\x7e]{0,200}[A-Za-z0-9/_=-]|/)?""",
    needs=".",
    says={"www.example.in": "डब्ल्यू डब्ल्यू डब्ल्यू डॉट ई एक्स ए एम पी एल ई डॉट इन"},
    leaves=("अंत.com", "a. com"),
)
def site(match: re.Match[str], _locale: Locale) -> str:
    """A site without a scheme, recognized by its domain."""
    return spelled(match[0])


@rule(
    r"(?<![A-Za-z0-9._~\u0900-\u097f/])(?:/[A-Za-z0-9._-]{1,40}){2,12}/?(?![A-Za-z0-9])",
    needs="/",
    says={"/home/music": "फॉरवर्ड स्लैश होम फॉरवर्ड स्लैश म्यूज़िक"},
    leaves=("5/6", "और/या"),
)
def path(match: re.Match[str], _locale: Locale) -> str:
    """The path of a file."""
    return spelled(match[0])


@rule(
    r"(?<![A-Za-z])(?:[Ii][Pp])[ ](?P<kind>[Aa]ddress)?(?=[ ]?\d{1,3}\.\d)",
    needs="pP",
    says={"IP address 10.0.0.1": "आई पी एड्रेस एक शून्य डॉट शून्य डॉट शून्य डॉट एक"},
    leaves=("IP", "VIP 5"),
)
def machine_name(match: re.Match[str], _locale: Locale) -> str:
    """The words for an IP address."""
    return "आई पी" + (" एड्रेस" if match["kind"] else "")


@rule(
    r"(?<![A-Za-z])(?:OTP|PIN|otp|pin)(?:[ ](?:कोड|है|code))?[ :-]{1,3}(?P<it>\d{3,8})(?![\w]|[.,/-]\d)",
    needs=("pP", "0123456789"),
    says={"OTP 482913": "O T P चार आठ दो नौ एक तीन"},
    leaves=("OTP 48", "482913"),
)
def code(match: re.Match[str], _locale: Locale) -> str:
    """Digits after an English word for a code."""
    return digits(match["it"])


def spelled(written: str) -> str:
    """Read an address in pieces."""
    spoken = []
    for piece in re.findall(r"[A-Za-z]+|\d+|[^\sA-Za-z\d]", written):
        if piece.isdecimal():
            spoken.append(digits(piece))
        elif piece.isascii() and piece.isalpha():
            spoken.append(_known().get(piece.lower()) or " ".join(_known()[letter] for letter in piece.lower()))
        else:
            spoken.append(_known().get(piece, ""))
    return " ".join(filter(None, spoken))


@cache
def _known() -> dict[str, str]:
    return {row[0]: row[1] for row in table("hi", "latin.tsv")}

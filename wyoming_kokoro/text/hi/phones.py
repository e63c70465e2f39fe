"""Telephone numbers, codes and IP addresses, digit by digit."""

import re
from typing import Final

from wyoming_kokoro.text.hi.counting import digits
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule


@rule(
    r"""(?<![\w.,+-])(?P<it>\+(?P<land>\d{1,3})[ -]?\d{4,5}[ -]?\d{4,6}(?:[ ]\d{1,4})?|0?[5-9]\d{9}|0\d{2,4}-\d{6,8}
        |(?P<free>18[06]0[ -]\d{3}[ -]?\d{3,4}))
        (?![\w]|[.,-]\d)""",
    needs=DIGITS,
    says={"+91 9876543210": "प्लस नौ एक नौ आठ सात छह पाँच चार तीन दो एक शून्य"},
    leaves=("98", "12345"),
)
def telephone(match: re.Match[str], _locale: Locale) -> str:
    """A telephone number; a zero is dialled before one without a zero of its own, and spoken."""
    plain = not (match["land"] or match["free"] or match["it"][0] == "0")
    return ("प्लस " if match["land"] else "शून्य " if plain else "") + digits(match["it"])


@rule(
    r"""(?:कॉल|फ़ोन|फोन|नंबर)[ ](?:\S{1,12}[ ]){0,2}(?P<it>(?P<nought>0)?\d{3,7}[ -]\d{4,8})(?![\w]|[.,-]\d)""",
    needs=DIGITS,
    says={"इस नंबर पर कॉल करो 1374-309988": "इस नंबर पर कॉल करो शून्य एक तीन सात चार तीन शून्य नौ नौ आठ आठ"},
    leaves=("1374-309988", "नंबर 5-6"),
)
def called(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """A telephone number with an area code, after a word that distinguishes it from a range."""
    if not 9 <= len(digits(match["it"]).split()) <= 12:
        return None
    mobile = _MOBILE.fullmatch(match["it"])
    return [Claim(*match.span("it"), ("" if match["nought"] or mobile else "शून्य ") + digits(match["it"]))]


_MOBILE: Final = re.compile(r"[6-9]\d{4}[ -]\d{5}")
"""A mobile number in its two groups, before which no zero is dialled."""


@rule(
    r"""(?<![\w.,/-])(?P<it>\d{1,5}(?:[-/]\d{1,4})?)(?=,?[ ](?:[ऀ-ॿ]{1,20},?[ ]){0,3}?(?:रोड|स्ट्रीट|मार्ग|लेन|नगर
        |कॉलोनी|अपार्टमेंट|कॉम्प्लेक्स)(?![ऀ-ॣ]))
      | (?:(?<=सेक्टर[ ])|(?<=पिलर[ ])|(?<=ब्लॉक[ ])
        |(?<=प्लॉट[ ])|(?<=फ्लैट[ ])|(?<=मकान[ ]नंबर[ ])|(?<=फ्लोर[ ]नंबर[ ])
        |(?<=शॉप[ ]नंबर[ ]))
        (?P<place>\d{1,5}(?:[-/]\d{1,4})?)(?![\w]|[.,/-]\d)
      | (?<=स्ट्रीट[ ])(?P<code>\d{5,6})(?=[ ]*[।.]?$)""",
    needs=DIGITS,
    says={
        "506 स्टेट रोड": "पाँच शून्य छह स्टेट रोड",
        "सेक्टर 10": "सेक्टर एक शून्य",
        "66-4, पार्क रोड": "छह छह हाइफ़न चार , पार्क रोड",
    },
    leaves=("506 लोग", "रोड 5", "2 km रोड"),
)
def house(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """The number of a house, a plot or a sector, digit by digit."""
    group = match.lastgroup or "it"
    spoken = re.sub(r"\d+", lambda figures: f" {digits(figures[0])} ", match[group])
    return [Claim(*match.span(group), spoken.replace("-", "हाइफ़न").replace("/", "बटा"))]


@rule(
    r"(?:पिन|कोड|पासवर्ड|ओटीपी|नंबर|फ़ोन|फोन|कॉल[ ]करो)[ :]{1,2}(?P<it>\d{3,12}(?:[ -]\d{3,8})?)(?![\w]|[.,/-]\d)",
    needs=DIGITS,
    says={"पिन कोड 110023": "पिन कोड एक एक शून्य शून्य दो तीन"},
    leaves=("110023", "नंबर 5"),
)
def code(match: re.Match[str], _locale: Locale) -> str:
    """Digits after a word for a code."""
    return digits(match["it"])


@rule(
    r"(?:(?<=[ऀ-ॿ][ ])|(?<=[ऀ-ॿ][ ][-–][ ])|(?<=[ऀ-ॿ][-–]))(?P<it>[1-9]\d{5})(?=[.।]?$)",
    needs=DIGITS,
    says={"शिमला, हिमाचल प्रदेश 593988": "शिमला , हिमाचल प्रदेश पाँच नौ तीन नौ आठ आठ"},
    leaves=("593988", "593988 लोग"),
)
def postal(match: re.Match[str], _locale: Locale) -> str:
    """A postal code at the end of an address."""
    return digits(match["it"])


@rule(
    r"(?<![\w.,])(?P<it>\d{1,3}(?:\.\d{1,3}){3})(?![\w]|\.\d)",
    needs=".",
    says={"192.168.1.10": "एक नौ दो डॉट एक छह आठ डॉट एक डॉट एक शून्य"},
    leaves=("1.5", "2019.1.2"),
)
def machine(match: re.Match[str], _locale: Locale) -> str:
    """An IP address."""
    return " डॉट ".join(digits(part) for part in match["it"].split("."))

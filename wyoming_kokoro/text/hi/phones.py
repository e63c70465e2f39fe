"""Numbers of telephones, codes, and addresses of machines, digit by digit."""

import re

from wyoming_kokoro.text.hi.counting import digits
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, rule


@rule(
    r"""(?<![\w.,+-])(?P<it>\+(?P<land>\d{1,3})[ -]?\d{4,5}[ -]?\d{4,6}(?:[ ]\d{1,4})?|0?[6-9]\d{9}|0\d{2,4}-\d{6,8})
        (?![\w]|[.,-]\d)""",
    cue=DIGITS,
    says={"+91 9876543210": "प्लस नौ एक नौ आठ सात छह पाँच चार तीन दो एक शून्य"},
    leaves=("98", "12345"),
)
def telephone(match: re.Match[str], _locale: Locale) -> str:
    """The number of a telephone."""
    return ("प्लस " if match["land"] else "") + digits(match["it"])


@rule(
    r"(?:पिन|कोड|पासवर्ड|ओटीपी|नंबर|फ़ोन|फोन|कॉल[ ]करो)[ :]{1,2}(?P<it>\d{3,12}(?:[ -]\d{3,8})?)(?![\w]|[.,/-]\d)",
    cue=DIGITS,
    says={"पिन कोड 110023": "पिन कोड एक एक शून्य शून्य दो तीन"},
    leaves=("110023", "नंबर 5"),
)
def code(match: re.Match[str], _locale: Locale) -> str:
    """Digits after a word for a code."""
    return digits(match["it"])


@rule(
    r"(?<=[ऀ-ॿ][ ])(?P<it>[1-9]\d{5})(?=[.।]?$)",
    cue=DIGITS,
    says={"शिमला, हिमाचल प्रदेश 593988": "शिमला , हिमाचल प्रदेश पाँच नौ तीन नौ आठ आठ"},
    leaves=("593988", "593988 लोग"),
)
def postal(match: re.Match[str], _locale: Locale) -> str:
    """A postal code at the end of an address."""
    return digits(match["it"])


@rule(
    r"(?<![\w.,])(?P<it>\d{1,3}(?:\.\d{1,3}){3})(?![\w]|\.\d)",
    cue=".",
    says={"192.168.1.10": "एक नौ दो डॉट एक छह आठ डॉट एक डॉट एक शून्य"},
    leaves=("1.5", "2019.1.2"),
)
def machine(match: re.Match[str], _locale: Locale) -> str:
    """The address of a machine."""
    return " डॉट ".join(digits(part) for part in match["it"].split("."))

"""Plain numbers and signs between them."""

import re

from wyoming_kokoro.text.hi.counting import NUMBER, number
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule


@rule(
    rf"(?<![\d.])(?P<it>(?:(?<![\w)])[-+])?{NUMBER})",
    needs=DIGITS,
    says={"-2.5": "माइनस दो दशमलव पाँच", "1,23,456": "एक लाख तेईस हज़ार चार सौ छप्पन", "05": "शून्य पाँच"},
    leaves=("पाँच", "-"),
)
def figures(match: re.Match[str], _locale: Locale) -> str:
    """A number as it is written."""
    return number(match["it"].lstrip("+"))


@rule(
    r"(?<=[A-Za-z\d)\x1a])(?P<it>[²³])",
    needs="²³",
    says={"3²": "तीन का वर्ग"},
    leaves=("3", "x"),
)
def power(match: re.Match[str], _locale: Locale) -> str:
    """A square or a cube."""
    return "का वर्ग" if match["it"] == "²" else "का घन"


@rule(
    r"(?<=[\d)\x1a][ ])(?P<it>[-−])(?=[ ][\x1a\d(])|(?<=[\d\x1a])(?P<ratio>:)(?=[\d\x1a])",
    needs="-−:",
    says={"10 - 4 = 6": "दस माइनस चार बराबर छह", "3:1": "तीन अनुपात एक"},
    leaves=("- 4", "क - ख"),
)
def between(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A minus sign or a ratio sign between two numbers."""
    group = match.lastgroup or "it"
    return [Claim(*match.span(group), "माइनस" if group == "it" else "अनुपात")]


@rule(
    r"(?P<it>[+=×÷&%°₹])",
    needs="+=×÷&%°₹",
    says={"1 + 2 = 3": "एक प्लस दो बराबर तीन"},
    leaves=("-", "एक"),
)
def sign(match: re.Match[str], _locale: Locale) -> str:
    """A sign, spoken by its name."""
    names = {"+": "प्लस", "=": "बराबर", "×": "गुणा", "÷": "भाग", "&": "और", "%": "प्रतिशत", "°": "डिग्री", "₹": "रुपए"}
    return names[match["it"]]

"""Plain numbers and signs between them."""

import re

from wyoming_kokoro.text.hi.counting import NUMBER, number
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, rule


@rule(
    rf"(?<![\d.])(?P<it>(?:(?<![\w)])[-+])?{NUMBER})",
    cue=DIGITS,
    says={"-2.5": "माइनस दो दशमलव पाँच", "1,23,456": "एक लाख तेईस हज़ार चार सौ छप्पन", "05": "शून्य पाँच"},
    leaves=("पाँच", "-"),
)
def figures(match: re.Match[str], _locale: Locale) -> str:
    """A number as it is written."""
    return number(match["it"].lstrip("+"))


@rule(
    r"(?P<it>[+=×÷&%°₹])",
    cue="+=×÷&%°₹",
    says={"1 + 2 = 3": "एक प्लस दो बराबर तीन"},
    leaves=("-", "एक"),
)
def sign(match: re.Match[str], _locale: Locale) -> str:
    """A sign said by its name."""
    names = {"+": "प्लस", "=": "बराबर", "×": "गुणा", "÷": "भाग", "&": "और", "%": "प्रतिशत", "°": "डिग्री", "₹": "रुपए"}
    return names[match["it"]]

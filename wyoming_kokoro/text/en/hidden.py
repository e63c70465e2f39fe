"""Numbers of which all but the last digits are hidden, as on receipts."""

import re

from wyoming_kokoro.text.en.numbers import digits
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule


@rule(
    r"""(?:(?<=^)|(?<=[\s(\#:]))
        (?P<hidden>(?:(?:[*•●·]{2,12}|[xX]{3,12})[ -]?){1,4}|(?<=ending[ ]in[ ])x|(?<=ends[ ]in[ ])x)
        (?P<shown>\d{3,6})(?![\w*•●]|[.,-]\d)""",
    needs=("*•●·xX", DIGITS),
    says={
        "Visa ****4242": "Visa ending in four two four two",
        "Card **** **** **** 1234": "Card ending in one two three four",
        "SSN ***-**-6789": "S S N ending in six seven eight nine",
        "a card ending in x4417": "a card ending in four four one seven",
    },
    leaves=("x4417", "**2024**", "XX12", "2 xx 300"),
)
def number(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A number of a card or an account of which the last digits are shown."""
    said = match.string[max(0, match.start() - 12) : match.start()].lower().rstrip()
    ending = "" if said.endswith(("ending in", "ends in", "ending with", "ending")) else "ending in "
    return [Claim(match.start(), match.end(), f"{ending}{digits(match['shown'])}")]

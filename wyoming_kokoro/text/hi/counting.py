"""Hindi number words: every number up to a hundred has its own."""

from typing import Final

NUMBER: Final = r"(?:\d{1,3}(?:,\d{2,3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
"""A number, with or without groups."""
LONGEST: Final = 19
"""Digits; longer numbers are read digit by digit."""


def cardinal(number: int) -> str:
    """A number in words: 123456 as "एक लाख तेईस हज़ार चार सौ छप्पन"."""
    if number < 100:
        return _SMALL[number]
    spoken = []
    for size, name in _SCALES:
        part, number = divmod(number, size)
        if part:
            spoken += [cardinal(part), name]
    if number:
        spoken.append(_SMALL[number])
    return " ".join(spoken)


def hundreds(number: int) -> str:
    """A number of four digits in hundreds, as years are read: 1999 as "उन्नीस सौ निन्यानबे"."""
    century, rest = divmod(number, 100)
    if not 1000 <= number < 10_000 or century % 10 == 0:
        return cardinal(number)
    return f"{_SMALL[century]} सौ {_SMALL[rest] if rest else ''}".rstrip()


def digits(written: str) -> str:
    """Read digit by digit."""
    return " ".join(_SMALL[int(digit)] for digit in written if digit.isdecimal())


def number(written: str) -> str:
    """Read a number as it is written, with its sign."""
    minus = "माइनस " if written.startswith("-") else ""
    whole, point, decimals = written.lstrip("-").replace(",", "").partition(".")
    spelled = len(whole) > LONGEST or (len(whole) > 1 and whole[0] == "0")
    spoken = digits(whole) if spelled else cardinal(int(whole or "0"))
    return f"{minus}{spoken} दशमलव {digits(decimals)}" if point else minus + spoken


_SMALL: Final = tuple(
    "शून्य एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस "
    "बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस "
    "चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास "
    "पचास इक्यावन बावन तिरेपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ "
    "साठ इकसठ बासठ तिरेसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर "
    "सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उनासी "
    "अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी "
    "नब्बे इक्यानबे बानबे तिरानबे चौरानबे पंचानबे छियानबे सत्तानबे अट्ठानबे निन्यानबे".split()
)
_SCALES: Final = (
    *((10**17, "शंख"), (10**15, "पद्म"), (10**13, "नील"), (10**11, "खरब"), (10**9, "अरब"), (10**7, "करोड़")),
    *((10**5, "लाख"), (1000, "हज़ार"), (100, "सौ")),
)

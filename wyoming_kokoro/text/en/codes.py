"""Rooms, seats and codes: numbers that name something, by the word before them."""

import re
from typing import Final

from wyoming_kokoro.text.en.letters import spelled
from wyoming_kokoro.text.en.numbers import digits, pairs
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, rule

_ROOMS: Final = (
    r"(?:rooms?|rm\.?|apartment|apt\.?|suite|ste\.?|unit|gate|seat|flat|floor|building|bldg\.?|block|exit|platform|track|bus"
    r"|route|highway|hwy\.?|interstate|flight|locker|booth|bay|dock|terminal|door|zone|hall|lot|aisle|bed|ward|cell|office"
    r"|studio|cabin|stall|tram|train|line|studio|area|class|classroom|lab|channel)"
)


@rule(
    rf"""\b{_ROOMS}[ ](?:no\.?[ ]|number[ ]|\#)?(?P<it>(?P<before>[A-Z]{{1,2}}-?)?(?P<number>\d{{1,5}})
        (?P<after>-?[A-Za-z]{{1,2}}|-\d{{1,4}}[A-Z]?)?)(?![\w%°/:]|[.,]\d|[ ](?:people|seats|beds))""",
    cue=DIGITS,
    any_case=True,
    says={
        "Room 101A": "Room one oh one A",
        "gate B22": "gate B twenty two",
        "Apt. 4B": "apartment four B",
        "room 305 is free": "room three oh five is free",
        "flight 1428": "flight fourteen twenty eight",
    },
    leaves=("room 5 people", "rooms", "room 21°C"),
)
def room(match: re.Match[str], _locale: Locale) -> str:
    """The number of a room, a gate, a bus."""
    said = [spelled(match["before"].strip("-"))] if match["before"] else []
    said.append(pairs(match["number"]))
    after = (match["after"] or "").strip("-")
    if after:
        said.append(spelled(after) if after.isalpha() else _said_code(after))
    return " ".join(said)


_CODES: Final = (
    r"(?:codes?|otp|pin|passcode|password|zip|id|serial|account|order|ticket|confirmation|tracking|reference|ref|case|invoice"
    r"|policy|card|booking|reservation|end(?:s|ing)[ ]in|ending|extension|ext\.?|passport|license|licence|plate|key)"
)


@rule(
    rf"""\b{_CODES}(?:[ ](?:code|number|no\.?|num|id|plate))?(?:[ ]is|[ ]was|:|[ ]\#)?[ ]\#?
        (?P<it>(?=[A-Za-z-]*\d)[A-Z0-9]{{1,16}}(?:-[A-Z0-9]{{1,16}}){{0,6}}|(?=[a-z]*\d)[a-z0-9]{{3,16}})
        (?![\w%°/:]|[.,]\d)""",
    cue=DIGITS,
    any_case=True,
    says={
        "your otp is ab9453": "your otp is A B nine four five three",
        "The code is 4071.": "The code is four zero seven one .",
        "a card ending in 8876": "a card ending in eight eight seven six",
        "Order #A12-99": "Order A one two nine nine",
    },
    leaves=("the key was found", "code red", "orders 2", "ticket for 5"),
)
def code(match: re.Match[str], _locale: Locale) -> str | None:
    """A code, sign by sign."""
    written = match["it"]
    if (
        written.isdecimal()
        and len(written) < _SHORTEST_CODE
        and not re.match(r"(?:pin|code|otp|pass|ext)", match[0], re.IGNORECASE)
    ):
        return None
    return " ".join(_said_code(part) for part in re.findall(r"[A-Za-z]+|\d+", written))


_SHORTEST_CODE: Final = 3
"""Digits; a shorter number after "order" or "card" says how many."""


def _said_code(part: str) -> str:
    return digits(part) if part.isdecimal() else spelled(part) if part.isalpha() else _said_each(part)


def _said_each(part: str) -> str:
    return " ".join(digits(sign) if sign.isdecimal() else spelled(sign) for sign in part)

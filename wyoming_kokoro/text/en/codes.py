"""Rooms, seats and codes: numbers that name something, by the word before them."""

import re
from typing import Final

from wyoming_kokoro.text.en.letters import spelled
from wyoming_kokoro.text.en.numbers import cardinal, digits, pairs
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Part, rule

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


@rule(
    r"""(?<![\w-])(?P<road>I|US|SR|CR|Hwy|Highway|Route|Interstate)(?P<sign>[- ])(?P<number>\d{1,3})[ ]
        (?P<way>[NSEW])(?![\w'.-]*\w)""",
    cue=("NSEW", DIGITS),
    says={"via I-90 W": "via I ninety west", "US-101 N.": "U S one oh one north ."},
    leaves=("I-90", "I 5 W2", "room 5 N"),
)
def road(match: re.Match[str], _locale: Locale) -> list[Part]:
    """The number of a road, and which way it goes."""
    name = match["road"]
    said = spelled(name) if name.isupper() else name
    return [
        Part(match.start(), match.end("number"), f"{_ROADS.get(name, said)} {pairs(match['number'])}"),
        Part(*match.span("way"), _WAYS[match["way"]]),
    ]


@rule(
    r"(?<![\w.])(?P<it>(?P<cold>\d{1,2})[Ww]-?(?P<warm>\d{2})|802\.11(?P<letters>[a-z]{0,2}))(?![\w.]*\w)",
    cue=("wW.", DIGITS),
    says={"10W-40 oil": "ten W forty oil", "802.11ac": "eight oh two dot eleven A C"},
    leaves=("10 W-40", "802.1", "10W"),
)
def grade(match: re.Match[str], locale: Locale) -> str:
    """A grade of oil, or a standard of wireless nets."""
    if match["cold"]:
        return f"{cardinal(int(match['cold']), locale)} W {cardinal(int(match['warm']), locale)}"
    return f"eight oh two dot eleven {spelled(match['letters'])}".rstrip()


@rule(
    r"(?<!\w)[Ss](?P<season>\d{1,2})[ ]?[Ee](?P<episode>\d{1,3})(?!\w)",
    cue="Ee",
    says={"S02E05 of it": "season two episode five of it"},
    leaves=("SE05", "S2E", "S1000E1"),
)
def episode(match: re.Match[str], locale: Locale) -> str:
    """An episode of a series."""
    season, number = (cardinal(int(match[group]), locale) for group in ("season", "episode"))
    return f"season {season} episode {number}"


@rule(
    r"\b[Tt]ext(?:[ ]\w+){0,2}[ ](?:to[ ])?(?P<it>\d{5,6})(?![\w,.]*\d)",
    cue=DIGITS,
    says={"Text YES to 55155": "Text YES to five five one five five"},
    leaves=("text 555", "texts 55155"),
)
def short_code(match: re.Match[str], _locale: Locale) -> str:
    """The short number of a service."""
    return digits(match["it"])


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


_WAYS: Final = {"N": "north", "S": "south", "E": "east", "W": "west"}
_ROADS: Final = {"Hwy": "highway"}
_SHORTEST_CODE: Final = 3
"""Digits; a shorter number after "order" or "card" says how many."""


def _said_code(part: str) -> str:
    return digits(part) if part.isdecimal() else spelled(part) if part.isalpha() else _said_each(part)


def _said_each(part: str) -> str:
    return " ".join(digits(sign) if sign.isdecimal() else spelled(sign) for sign in part)

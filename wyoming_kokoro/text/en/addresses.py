"""Postal addresses: house numbers, streets, states and postal codes."""

import re
from collections.abc import Iterator
from typing import Final

from wyoming_kokoro.text.en.context import starters
from wyoming_kokoro.text.en.fragments import ORDINAL_ENDING
from wyoming_kokoro.text.en.letters import spelled
from wyoming_kokoro.text.en.numbers import digits, ordinal, pairs
from wyoming_kokoro.text.en.vocabulary import DIRECTIONS, alternatives, any_of, readings, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, LETTERS, Claim, rule
from wyoming_kokoro.text.tables import table

_LONG_STATES: Final = {row[0]: row[1] for row in table("en", "abbreviations.tsv") if row[2] == "state"}
"""States by their longer abbreviations."""
_SHORT_STREET: Final = (
    rf"{any_of('addresses.short_streets')}\b"
    r"(?:\.(?=,|\s+(?:[a-z]|\d|Apt|Suite|Ste|Unit|\#|[NS][EW]?\b)))?"
)
"""An abbreviated kind of street; its full stop belongs to it where the sentence goes on."""
_STREET: Final = rf"(?:{_SHORT_STREET}|{any_of('addresses.streets')}\b)"
_DIRECTION: Final = r"(?:(?:[NSEW]|NE|NW|SE|SW)\b\.?)"
_ORDINAL: Final = rf"\d{{1,3}}{ORDINAL_ENDING}"
_HOUSE_NUMBER: Final = r"(?P<house>\d{1,5}(?:-\d{1,4})?)(?:(?P<flat>[A-Za-z])|\s(?P<half>1/2|½))?"
_STREET_NAME: Final = rf"(?:[A-Z][\w'-]*|{_ORDINAL}|{CLAIMED}+)"


@rule(
    rf"(?<!\w){alternatives(_LONG_STATES)}(?=[ ](?:Ave|Av|Blvd|Pkwy)\b)",
    needs=(".", "ABP"),
    says={"1600 Penn. Ave. NW": "sixteen hundred Pennsylvania avenue northwest"},
    leaves=("Penn Station", "Mass Ave", "Fla. St"),
)
def state_street(match: re.Match[str], _locale: Locale) -> str:
    """A street that is named after a state, abbreviated."""
    return _LONG_STATES[match[0]]


@rule(
    r"""(?<![\w.,$€£/:-])(?P<one>[A-Z]{1,2}\d{1,2}|[A-Z]{1,2}\d[A-Z]|[A-CEGHJ-NPRSTVXY]\d[A-Z])[ ]
        (?P<two>\d[A-Z]{2}|\d[A-Z]\d)(?![\w-]|[.,]\d)""",
    needs=(" ", DIGITS, LETTERS),
    says={"London SW1A 2AA": "London S W one A two A A", "Ottawa K1A 0B1.": "Ottawa K one A zero B one ."},
    leaves=("A1 2PM", "M5 3D", "A 5AB"),
)
def postcode(match: re.Match[str], _locale: Locale) -> str | None:
    """A British or Canadian postal code, read character by character."""
    british = match["two"][1:].isalpha()
    if match["two"][1:] in {"AM", "PM", "GB", "MB", "TB", "KB", "FT", "KM", "CM", "MM", "KG"} or (
        not british and len(match["one"]) != 3
    ):
        return None
    return " ".join(
        digits(character) if character.isdecimal() else character for character in match["one"] + match["two"]
    )


@rule(
    rf"""(?<![\w.,$€£/:-]){_HOUSE_NUMBER}\s(?:(?P<way>{_DIRECTION})\s)?
        (?P<names>(?:{_STREET_NAME}\s){{1,4}}?)(?P<street>{_STREET})(?:\s(?P<end>{_DIRECTION})(?=\s?(?:,|$)))?""",
    needs=(DIGITS, LETTERS),
    says={
        "123 Laguna Ct, Town": "one twenty three Laguna court , Town",
        "1428 Elm St. It was": "fourteen twenty eight Elm street . It was",
        "708 N 1st St, City": "seven oh eight north first street , City",
        "10 Downing Street": "ten Downing Street",
        "123 1/2 Main St": "one twenty three and a half Main street",
        "45 Rue St. Honoré": "forty five Rue saint Honoré",
    },
    leaves=("5 Dr. Smith", "20 people", "3 Main"),
)
def house(match: re.Match[str], locale: Locale) -> Iterator[Claim]:
    """A house number and its street."""
    number = match["house"]
    spoken = " ".join(pairs(part) for part in number.split("-"))
    yield Claim(match.start("house"), match.end("house"), spoken)
    if match["half"]:
        yield Claim(*match.span("half"), "and a half")
    if match["flat"]:
        yield Claim(*match.span("flat"), spelled(match["flat"]))
    for group in ("way", "end"):
        if match[group]:
            yield Claim(*match.span(group), DIRECTIONS[match[group].rstrip(".")])
    names = match.start("names")
    for numbered in re.finditer(_ORDINAL, match["names"]):
        spoken = ordinal(int(numbered[0][:-2]), locale)
        yield Claim(names + numbered.start(), names + numbered.end(), spoken)
    yield _street_claim(match)


def _street_claim(match: re.Match[str]) -> Claim:
    """Return how the kind of street is read; "St" after "Rue" is a saint."""
    street, (start, end) = match["street"], match.span("street")
    if match["names"].endswith("Rue ") and street.startswith("St"):
        return Claim(start, end + match.string.startswith(".", end), "saint")
    streets = readings("streets.tsv")
    return Claim(start, end, streets.get(street) or streets.get(street.rstrip("."), street))


_STATION: Final = rf"{any_of('addresses.station_streets')}(?![\w'])"


_AFTER_NUMBERED_STREET: Final = (
    r"(?=[-–/,;)]|\s*$|\.(?:\s*$|\s+[a-z])|[ ](?:stations?|stops?|and|to|then|trains?|subway|platform)\b|[ ]&)"
)


@rule(
    rf"""(?<![\w.,$€£/:#-])(?:(?P<way>{_DIRECTION})[ ])?(?P<number>\d{{1,3}})[ ](?P<street>{_STATION})
        {_AFTER_NUMBERED_STREET}""",
    needs=(DIGITS, "SABR"),
    says={
        "34 St–Herald Sq": "thirty fourth street , Herald square",
        "the 86 St station": "the eighty sixth street station",
        "W 4 St.": "west fourth street .",
        "from 7 Ave to here": "from seventh avenue to here",
    },
    leaves=("5 St. Bernards", "3 Ave Maria", "12 Stops"),
)
def numbered_street(match: re.Match[str], locale: Locale) -> Iterator[Claim]:
    """A street that is named by its number, as on the signs of stations."""
    if match["way"]:
        yield Claim(*match.span("way"), DIRECTIONS[match["way"].rstrip(".")])
    yield Claim(*match.span("number"), ordinal(int(match["number"]), locale))
    yield Claim(*match.span("street"), readings("streets.tsv")[match["street"]])


_AFTER_STREET: Final = rf"(?:(?<={CLAIMED}{{2}}.)|(?<=[A-Za-z][ ](?:Sq|St|Av).)|(?<=[A-Za-z][ ]Ave.))"
_NAME_OF_STREET: Final = rf"(?!{_STATION})[A-Z][\w'.]*(?:[ ](?!{_STATION})[A-Z][\w']*)?"


@rule(
    rf"(?P<dash>[-–—]){_AFTER_STREET}(?P<name>{_NAME_OF_STREET})?(?:[ ])?(?P<street>{_STATION})?",
    needs="-–—",
    says={"Jay St–MetroTech": "Jay street , metro tech", "W 4 St–Wash Sq": "west fourth street , Washington square"},
    leaves=("St-Denis", "Herald Sq", "a St- x"),
)
def station(match: re.Match[str], _locale: Locale) -> Iterator[Claim]:
    """The dash between two streets in the name of a station."""
    before = match.string[max(0, match.start() - _NAME) : match.start()]
    beginning = re.search(r"(?<!\w)(?:[A-Z][a-z]+[ ])(?P<street>Sq|St|Ave?)$", before)
    if not beginning and not (match["street"] and before[-1:] == CLAIMED):
        return
    if not (match["name"] or match["street"] or match.string[match.end() : match.end() + 1].isdecimal()):
        return
    streets = readings("streets.tsv")
    if beginning:
        start = match.start() - len(before)
        yield Claim(start + beginning.start("street"), match.start(), streets[beginning["street"]])
    yield Claim(*match.span("dash"), ",")
    if match["name"] in _SHORT_NAMES and match["street"]:
        yield Claim(*match.span("name"), _SHORT_NAMES[match["name"]])
    if match["street"]:
        yield Claim(*match.span("street"), streets[match["street"]])


@rule(
    r"(?<![\w-])(?P<party>[DRI])-(?P<state>[A-Z]{2})(?=[),;.]|[ ]|$)",
    needs=("DRI", "-"),
    says={"Sen. Cruz (R-TX)": "senator Cruz ( R Texas )"},
    leaves=("R-XX", "D-NYC", "AR-15"),
)
def party(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """The state of a politician, after the letter of the party."""
    state = readings("states.tsv").get(match["state"])
    return [Claim(match.start(), match.end(), f"{match['party']} {state}")] if state else None


@rule(
    rf"(?<![\w.'-])(?P<it>[NSEW])\.?(?=[ ]{any_of('addresses.halves')}\b)",
    needs="NSEW",
    says={"in N. Carolina": "in north Carolina", "S. Korea": "south Korea"},
    leaves=("N. Korean", "vitamin E Korea", "W Korean"),
)
def half(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """The direction in the name of a state or country."""
    before = match.string[max(0, match.start() - 2) : match.start()]
    if re.fullmatch(r"[a-z] ", before) and "." not in match[0]:
        return None
    return [Claim(*match.span(), DIRECTIONS[match["it"]])]


@rule(
    r"(?<![\w.'-])(?P<it>[NSEW]|NE|NW|SE|SW)\.?(?=[ ]of[ ](?:the\b|town\b|here\b|[A-Z]))",
    needs="NSEW",
    says={"just N of town": "just north of town", "E of the river": "east of the river"},
    leaves=("vitamin E in it", "N. of 5", "the S of it"),
)
def direction(match: re.Match[str], _locale: Locale) -> str:
    """The direction in which something lies."""
    return DIRECTIONS[match["it"]]


@rule(
    rf"""(?<![\w])(?P<state>[A-Z]{{2}}|{alternatives(_LONG_STATES)})[, ]\s?
        (?P<zip>\d{{5}})(?P<more>-\d{{4}})?(?![\w-]|[.,]\d)""",
    needs=(DIGITS, LETTERS),
    says={
        "Santa Clara, CA 95051": "Santa Clara , California nine five zero five one",
        "NY 10001-1234": "New York one zero zero zero one , one two three four",
    },
    leaves=("CA 9505", "XX 12345"),
)
def state_and_zip(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """The abbreviation of a state and its ZIP code."""
    written = match["state"]
    state = readings("states.tsv").get(written) or _LONG_STATES.get(written)
    if state is None:
        return None
    claims = [Claim(*match.span("state"), state), Claim(*match.span("zip"), digits(match["zip"]))]
    if match["more"]:
        start, end = match.span("more")
        claims += [Claim(start, start + 1, ","), Claim(start + 1, end, digits(match["more"]))]
    return claims


@rule(
    r"(?<=[a-z],[ ])(?P<it>[A-Z]{2})(?=[,.;)]|\s*$|\s[a-z])",
    needs=",",
    says={"in Austin, TX.": "in Austin , Texas .", "from Boston, MA to here": "from Boston , Massachusetts to here"},
    leaves=("Yes, OK", "Well, TV is on", "say, HI"),
)
def state(match: re.Match[str], _locale: Locale) -> str | None:
    """The abbreviation of a state after a city."""
    city = re.search(r"([A-Z])[\w.'-]+,\s$", match.string[max(0, match.start() - 24) : match.start()])
    if not city or match["it"] in _ALSO_WORDS or city[0].rstrip(", ").lower() in _NO_CITIES:
        return None
    return readings("states.tsv").get(match["it"])


@rule(
    rf"""(?<!\w)(?:(?P<way>{_DIRECTION})[ ])?(?:(?P<cap>[A-Z][a-z'-]+)|(?P<th>{_ORDINAL}))[ ]
        (?P<street>St|Ave|Blvd|Rd|Ln|Ct|Pkwy|Hwy|Expy|Sq|Dr)
        (?P<dot>\.)?(?![\w'])""",
    needs=("SABRLCPHED", LETTERS),
    says={
        "Meet me on Main St. tonight": "Meet me on Main street tonight",
        "It is on 5th Ave.": "It is on fifth avenue .",
        "at Elm St. The door": "at Elm street . The door",
        "right onto W 34th St.": "right onto west thirty fourth street .",
        "1st Ave. & Pike": "first avenue and Pike",
    },
    leaves=("St. John", "Dr. Smith", "Mount St. Helens", "See Dr. Who", "On Monday Dr. Adams came"),
)
def street(match: re.Match[str], locale: Locale) -> list[Claim] | None:
    """An abbreviated street without a house number."""
    following = re.match(r"\s+([A-Z][\w']*)", match.string[match.end() : match.end() + 24])
    possessive = match["cap"] and "'" in match["cap"] and match["street"] not in {"Rd", "Ave", "Blvd", "Ln", "Pkwy"}
    if match["cap"] and (match["cap"] in _NO_STREETS or possessive):
        return None
    if following and (match["street"] == "Dr" or following[1].lower() not in starters()):
        return None
    claims = [Claim(*match.span("way"), DIRECTIONS[match["way"].rstrip(".")])] if match["way"] else []
    claims += [Claim(match.start("th"), match.end("th"), ordinal(int(match["th"][:-2]), locale))] if match["th"] else []
    inside = match["dot"] and re.match(r",|/|\s+[a-z\d&]", match.string[match.end() : match.end() + 3])
    end = match.end("dot") if inside else match.end("street")
    return [*claims, Claim(match.start("street"), end, readings("streets.tsv")[match["street"]])]


@rule(
    r"(?<!\w)Ave\.?(?=[ ](?:[A-Z](?![\w.])|of[ ]))",
    needs="A",
    says={"Ave B": "avenue B", "1200 Ave of the Americas": "twelve hundred avenue of the Americas"},
    leaves=("Ave Maria", "5th Ave", "Ave. It"),
)
def lettered_avenue(_match: re.Match[str], _locale: Locale) -> str:
    """The abbreviation of an avenue whose name follows."""
    return "avenue"


@rule(
    r"\bP\.?[ ]?O\.?[ ]Box[ ](?P<number>\d{1,6})\b",
    needs=("P", DIGITS),
    says={"P.O. Box 1234": "P O box twelve thirty four"},
    leaves=("PO", "Box 5"),
)
def post_box(match: re.Match[str], _locale: Locale) -> str:
    """A post office box."""
    return f"P O box {pairs(match['number'])}"


_NAME: Final = 24
"""How many characters before a dash may hold the name of a street."""
_SHORT_NAMES: Final = {"Wash": "Washington", "Lex": "Lexington", "Penn": "Pennsylvania"}
_ALSO_WORDS: Final = word_set("addresses.states_that_are_words")
"""Abbreviations of states that are also words: states only before a ZIP code."""
_NO_CITIES: Final = word_set("addresses.no_cities")
"""Words before a comma that are not cities."""
_NO_STREETS: Final = word_set("addresses.no_streets")
"""Words before an abbreviated street that are not its name."""

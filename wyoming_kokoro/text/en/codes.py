"""Rooms, seats, roads and codes: numbers that name something, recognized by the words around them."""

import re
from typing import Final

from wyoming_kokoro.text.en.compounds import is_word
from wyoming_kokoro.text.en.letters import spelled
from wyoming_kokoro.text.en.numbers import cardinal, digits, number, pairs
from wyoming_kokoro.text.en.vocabulary import DIRECTIONS, any_of
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, LETTERS, Claim, rule


@rule(
    r"\b[Ff]lights?[ ](?P<it>(?P<line>[A-Z]{2,3}|[A-Z]\d|\d[A-Z])[ -]?(?P<number>\d{1,4}))(?![\w%°/:]|[.,]\d)",
    needs=("Ff", DIGITS),
    says={
        "Your flight UA 1234 is late": "Your flight U A twelve thirty four is late",
        "flight 6E 122": "flight six E one twenty two",
    },
    leaves=("flight 815", "flight to 5", "UA 123"),
)
def flight(match: re.Match[str], _locale: Locale) -> str:
    """A flight number with the letters of its airline."""
    return f"{_spoken_characters(match['line'])} {pairs(match['number'])}"


@rule(
    rf"""(?<![\w-])(?P<road>{any_of("codes.roads")})(?P<sign>[- ])(?P<number>\d{{1,3}})[ ]
        (?P<way>[NSEW])(?![\w'./-]*\w)""",
    needs=("NSEW", DIGITS),
    says={"via I-90 W": "via I ninety west", "US-101 N.": "U S one oh one north ."},
    leaves=("I-90", "I 5 W2", "room 5 N"),
)
def road(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """The number of a road with its direction."""
    name = match["road"]
    spoken = spelled(name) if name.isupper() else name
    return [
        Claim(match.start(), match.end("number"), f"{_ROADS.get(name, spoken)} {pairs(match['number'])}"),
        Claim(*match.span("way"), DIRECTIONS[match["way"]]),
    ]


_ROOM_NUMBER: Final = (
    r"(?P<before>[A-Z]{1,2}-?)?(?P<number>\d{1,5})(?P<after>-?[A-Za-z]{1,2}|-\d{1,4}[A-Z]?)?"  # B-22, 101A, 3-12
)


@rule(
    rf"""\b{any_of("codes.rooms")}[ ](?:no\.?[ ]|number[ ]|\#)?(?P<it>{_ROOM_NUMBER}(?P<s>'s)?)
        (?![\w%°/:]|[.,–]\d|[ ](?:people|seats|beds))""",
    needs=(DIGITS, LETTERS),
    any_case=True,
    says={
        "Room 101A": "Room one oh one A",
        "gate B22": "gate B twenty two",
        "Apt. 4B": "apartment four B",
        "room 305 is free": "room three oh five is free",
        "flight 1428": "flight fourteen twenty eight",
        "Rte. 9W is open": "route nine W is open",
        "room 302's lamp": "room three oh two's lamp",
    },
    leaves=("room 5 people", "rooms", "room 21°C"),
)
def room(match: re.Match[str], _locale: Locale) -> str:
    """The number of a room, a gate, a bus and the like."""
    spoken = [spelled(match["before"].strip("-"))] if match["before"] else []
    spoken.append(pairs(match["number"]))
    after = (match["after"] or "").strip("-")
    if after:
        spoken.append(spelled(after) if after.isalpha() else _spoken_code(after))
    return " ".join(spoken) + (match["s"] or "")


@rule(
    r"(?<![\w-])i(?P<tier>[3579])-(?P<number>\d{3,5})(?P<tail>[A-Z]{0,2})(?!\w)",
    needs=("i", "-", "3579"),
    says={
        "a Core i7-9700K": "a Core I seven ninety seven hundred K",
        "i5-13600": "I five thirteen six hundred",
    },
    leaves=("i7", "i7-97", "Hi7-9700"),
)
def processor(match: re.Match[str], locale: Locale) -> str:
    """The model name of a processor."""
    tail = f" {spelled(match['tail'])}" if match["tail"] else ""
    which = match["number"]
    spoken = f"{pairs(which[:2])} {pairs(which[2:])}" if len(which) > len("9700") else pairs(which)
    return f"I {cardinal(int(match['tier']), locale)} {spoken}{tail}"


@rule(
    rf"""\b(?:HTTP|[Ee]rrors?|[Ss]tatus)(?:[ ]code)?[ ](?P<after>[1-5]\d\d)(?![\w%/:-]|[.,]\d|[ ](?:times|people))
      | (?<![\w.,$€£/-])(?P<before>[45]\d\d)(?=[ ]{any_of("codes.statuses")}\b)""",
    needs=DIGITS,
    says={
        "a 404 error": "a four oh four error",
        "HTTP 503": "H T T P five oh three",
        "error 500": "error five hundred",
    },
    leaves=("404 people", "error 5", "an error of 404"),
)
def status(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """The status code of a web server."""
    group = "after" if match["after"] else "before"
    return [Claim(*match.span(group), pairs(match[group]))]


@rule(
    r"(?<![\w-])CVE-(?P<year>20\d\d|19\d\d)-(?P<number>\d{4,7})(?!\w|-\d)",
    needs=("C", "-", DIGITS),
    says={"CVE-2024-3094": "C V E twenty twenty four three zero nine four"},
    leaves=("CVE-2024", "CVE-24-3094"),
)
def weakness(match: re.Match[str], _locale: Locale) -> str:
    """The number of a security vulnerability."""
    return f"C V E {pairs(match['year'])} {digits(match['number'])}"


@rule(
    r"""\b[Pp]orts?[ ](?P<it>\d{3,5})(?:(?P<and>[ ]and[ ]|,[ ])(?P<other>\d{3,5}))?(?![\w%/:-]|[.,]\d|[ ]
        (?:times|people|ships)\b)""",
    needs=("pP", DIGITS),
    says={"It listens on port 8123.": "It listens on port eight one two three .", "port 443": "port four four three"},
    leaves=("USB port 2", "port 2000 times", "the port"),
)
def port(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A network port, read digit by digit."""
    return [Claim(*match.span(group), digits(match[group])) for group in ("it", "other") if match[group]]


@rule(
    rf"""\b{any_of("codes.makers_of_aircraft")}[ ]
        (?P<it>(?P<number>[A-Z]{{0,2}}-?\d{{2,4}})-(?P<variant>\d{{1,4}})(?P<tail>[A-Z]{{0,2}}))(?![\w%°:/]|[.,-]\d)""",
    needs=("-", DIGITS),
    says={
        "a Boeing 747-400": "a Boeing seven forty seven four hundred",
        "Airbus A320-200": "Airbus A three twenty two hundred",
    },
    leaves=("Boeing 747", "747-400"),
)
def airliner(match: re.Match[str], _locale: Locale) -> str:
    """A model of aircraft with its variant."""
    letters = re.sub(r"[\d-]", "", match["number"])
    spoken = [
        spelled(letters),
        pairs(re.sub(r"\D", "", match["number"])),
        pairs(match["variant"]),
        spelled(match["tail"]),
    ]
    return " ".join(filter(None, spoken))


@rule(
    rf"""(?<![\w.,$€£/-])(?P<kind>7[0-8]7)
        (?:-(?P<variant>\d{{1,3}})(?![\w/]|[.,-]\d)|(?=[ ]{any_of("codes.jets")}\b))""",
    needs=("7", DIGITS),
    says={"a 747-8": "a seven forty seven eight", "the 737 MAX": "the seven thirty seven MAX"},
    leaves=("747", "757-1234", "797-8"),
)
def jet(match: re.Match[str], _locale: Locale) -> str:
    """A jet that is known by its number alone."""
    return f"{pairs(match['kind'])} {pairs(match['variant'])}" if match["variant"] else pairs(match["kind"])


@rule(
    r"\bISBN(?:-1[03])?(?::|[ ]is)?[ ](?P<it>\d[\d -]{8,15}[\dX])(?!\w)",
    needs="B",
    says={"ISBN 0-306-40615-2": "I S B N zero , three zero six , four zero six one five , two"},
    leaves=("ISBN", "ISBN 5", "isbn 0-306-40615-2"),
)
def book(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """An ISBN, read digit by digit with a pause at each hyphen or space."""
    start, claims = match.start("it"), []
    for group in re.finditer(r"\d+|X|[ -]", match["it"]):
        spoken = "," if group[0] in " -" else _spoken_code(group[0])
        claims.append(Claim(start + group.start(), start + group.end(), spoken))
    return claims


@rule(
    rf"""\b{any_of("codes.parts_of_chapters")}[ ]
        (?P<it>(?P<a>\d{{1,2}})-(?P<b>\d{{1,2}}))(?![\w/]|[.,-]\d)""",
    needs=("-", DIGITS, LETTERS),
    any_case=True,
    says={"see Table 5-1": "see Table five dash one", "in figure 2-3.": "in figure two dash three ."},
    leaves=("tables 5", "pages 5-7", "section 2-3-4"),
)
def part_of_chapter(match: re.Match[str], locale: Locale) -> str:
    """A table, figure or section, numbered by chapter."""
    return f"{cardinal(int(match['a']), locale)} dash {cardinal(int(match['b']), locale)}"


@rule(
    rf"""(?:^|\b{any_of("codes.before_grades")}[ ])(?P<it>[A-DF][-–])
        (?=[\s.,;:!?)]|$)""",
    needs="-–",
    says={"He got a B- in math": "He got a B minus in math"},
    leaves=("a B-side", "a C", "plan A-B"),
)
def mark(match: re.Match[str], _locale: Locale) -> str:
    """A school grade with a minus."""
    return f"{match['it'][0]} minus"


@rule(
    r"(?<![\w.])(?P<it>(?P<cold>\d{1,2})[Ww]-?(?P<warm>\d{2})|802\.(?P<which>1?\d)(?P<letters>[a-z]{0,2}))(?![\w.]*\w)",
    needs=("wW8", "wW.", DIGITS),
    says={
        "10W-40 oil": "ten W forty oil",
        "802.11ac": "eight oh two dot eleven A C",
        "802.3": "eight oh two dot three",
    },
    leaves=("10 W-40", "802.32", "10W"),
)
def grade(match: re.Match[str], locale: Locale) -> str:
    """A grade of engine oil, or a wireless network standard."""
    if match["cold"]:
        return f"{cardinal(int(match['cold']), locale)} W {cardinal(int(match['warm']), locale)}"
    which = cardinal(int(match["which"]), locale)
    return f"eight oh two dot {which} {spelled(match['letters'])}".rstrip()


@rule(
    r"(?<!\w)(?P<road>[AM]\d{1,4})\(M\)(?!\w)",
    needs="(",
    says={"on the A1(M) north": "on the A one M north"},
    leaves=("A(M)", "B1(M)", "A1 (M)"),
)
def motorway(match: re.Match[str], _locale: Locale) -> str:
    """A British road of which this part is a motorway."""
    return f"{match['road'][0]} {pairs(match['road'][1:])} M"


@rule(
    r"(?<![\w/])f/(?P<number>\d{1,2}(?:\.\d)?)(?![\w/]|[.,]\d)",
    needs=("f", "/"),
    says={"shot at f/2.8": "shot at F two point eight"},
    leaves=("f/g", "1/f", "f/128"),
)
def aperture(match: re.Match[str], locale: Locale) -> str:
    """The aperture of a lens."""
    return f"F {number(match['number'], locale)}"


@rule(
    r"(?<![\w/.,:])(?P<one>\d{1,2})/(?P<two>\d{1,2})c(?!\w)",
    needs=("/", "c"),
    says={"tonight at 8/7c": "tonight at eight , seven central"},
    leaves=("8/7", "8/7cm"),
)
def broadcast(match: re.Match[str], locale: Locale) -> list[Claim]:
    """A broadcast time in America: in the eastern and in the central time zone."""
    at = match.end("one")
    two = f"{cardinal(int(match['two']), locale)} central"
    return [
        Claim(*match.span("one"), cardinal(int(match["one"]), locale)),
        Claim(at, at + 1, ","),
        Claim(at + 1, match.end(), two),
    ]


@rule(
    r"(?<![\w/])(?P<width>[1-3]\d5)/(?P<height>\d{2})[ ]?Z?R[ ]?(?P<rim>\d{2})(?!\w)",
    needs=("/", "R"),
    says={"205/55R16 tires": "two oh five fifty five R sixteen tires"},
    leaves=("205/55", "200/55R16"),
)
def tire(match: re.Match[str], _locale: Locale) -> str:
    """The size of a tire."""
    return f"{pairs(match['width'])} {pairs(match['height'])} R {pairs(match['rim'])}"


@rule(
    rf"\b1:1(?=[ ]w/|[ ]{any_of('codes.talks_of_two')}\b)",
    needs=":",
    says={"a 1:1 with the boss": "a one on one with the boss"},
    leaves=("1:1 scale", "11:1 with"),
)
def one_on_one(_match: re.Match[str], _locale: Locale) -> str:
    """A meeting of two people."""
    return "one on one"


@rule(
    r"(?<!\w)[Ss](?P<season>\d{1,2})[ ]?[Ee](?P<episode>\d{1,3})(?!\w)",
    needs=("Ee", DIGITS),
    says={"S02E05 of it": "season two episode five of it"},
    leaves=("SE05", "S2E", "S1000E1"),
)
def episode(match: re.Match[str], locale: Locale) -> str:
    """A season and an episode of a series."""
    season, number = (cardinal(int(match[group]), locale) for group in ("season", "episode"))
    return f"season {season} episode {number}"


@rule(
    r"\b[Tt]ext(?:[ ]['\"“‘]?\w+['\"”’]?){0,2}[ ](?:to[ ])?(?P<it>\d{5,6})(?![\w,.]*\d)",
    needs=("x", DIGITS),
    says={
        "Text YES to 55155": "Text YES to five five one five five",
        'Text "GO" to 22333': 'Text " GO " to two two three three three',
    },
    leaves=("text 555", "texts 55155"),
)
def short_code(match: re.Match[str], _locale: Locale) -> str:
    """A short telephone number to send a text to."""
    return digits(match["it"])


@rule(
    r"(?<![\w'-])(?P<it>(?=[\d-]*[A-Za-z])[A-Za-z0-9](?:-[A-Za-z0-9]){2,20})(?![\w'-])",
    needs=("-", LETTERS),
    says={"that's P-O-D-2-0": "that's P O D two zero", "S-M-I-T-H": "S M I T H"},
    leaves=("4-4-2", "A-B", "e-mail-x"),
)
def dictated(match: re.Match[str], _locale: Locale) -> str:
    """A word or code of which every character is written by itself."""
    return _spoken_characters(match["it"].replace("-", ""))


_GROUP: Final = r"(?:[A-Z]{1,8}|\d{1,12}|[A-Z0-9]{2,12})"


@rule(
    rf"""(?<![\w.,$€£/-])(?P<sign>\#[ ]?)?(?P<it>(?=[A-Z0-9-]{{0,20}}[A-Z])(?=[A-Z-]*\d){_GROUP}(?:-{_GROUP}){{1,6}})
        (?![\w%°:/]|-\w|[.,]\d)""",
    needs=("-", DIGITS, LETTERS),
    says={
        "Invoice #INV-2024-00317": "Invoice number I N V dash two zero two four dash zero zero three one seven",
        "part XJ-900-B2": "part X J dash nine zero zero dash B two",
        "Case 24-CV-01234": "Case two four dash C V dash zero one two three four",
        "ticket SUP-0042": "ticket S U P dash zero zero four two",
        "Job #18-B": "Job number eighteen B",
    },
    leaves=("F-16", "COVID-19", "Boeing 747-400", "A-10", "PM-2.5", "WH-1000XM5", "F-16-A", "B-52-H"),
)
def identifier(match: re.Match[str], locale: Locale) -> str | None:
    """A number with letters and hyphens that names one thing, read character by character with its hyphens."""
    groups = match["it"].split("-")
    lead = "number " if match["sign"] else ""
    if not any(group.isdecimal() and (len(group) > _SHORTEST_CODE or group[0] == "0") for group in groups):
        if len(groups) < _GROUPS_OF_IDENTIFIER and not lead:
            return None
        if len(groups) < _GROUPS_OF_IDENTIFIER or (len(groups[0]) == 1 and len(groups[-1]) == 1):
            plain = lead and all(group.isdecimal() or group.isalpha() for group in groups)
            return f"{lead}{' '.join(_spoken_group(group, locale, plain=True) for group in groups)}" if plain else None
    elif len(groups) < _GROUPS_OF_IDENTIFIER and not lead and not _is_serial(groups):
        return None
    return lead + " dash ".join(_spoken_group(group, locale, plain=False) for group in groups)


def _is_serial(groups: list[str]) -> bool:
    """Return whether two groups are a serial number rather than the name of a model."""
    return any(group.isdecimal() and (group[0] == "0" or len(group) > _LONGEST_MODEL) for group in groups)


def _spoken_group(group: str, locale: Locale, *, plain: bool) -> str:
    if group.isdecimal():
        return cardinal(int(group), locale) if plain else digits(group)
    if len(group) >= _SHORTEST_WORD and group.isalpha() and is_word(group.lower(), locale):
        return group.lower()
    return _spoken_characters(group)


@rule(
    r"\b[Ff]orms?[ ](?P<it>(?P<number>\d{2,4})(?:-(?P<letters>[A-Z]{1,5}))?)(?![\w%°:/]|[.,-]\d)",
    needs=("Ff", DIGITS),
    says={"Form 1040-A": "Form ten forty A", "form 133-A": "form one thirty three A"},
    leaves=("form 5", "forms 2 pairs", "Form 10:40"),
)
def form(match: re.Match[str], _locale: Locale) -> str:
    """The number of a form."""
    letters = match["letters"] or ""
    word = letters.lower() if len(letters) > 2 and re.search("[AEIOU]", letters) else spelled(letters)
    return f"{pairs(match['number'])} {word}".rstrip()


@rule(
    r"""(?<![\w.,$€£-])(?:(?P<number>401|403|457|501)(?P<letter>[kbc])(?P<more>[34])?(?=s?\b)(?![.,-]\d)
        |(?P<plan>529)(?=[ ]plans?\b))""",
    needs=("459", "kbcp"),
    says={"my 401k": "my four oh one K", "a 529 plan": "a five twenty nine plan", "a 501c3": "a five oh one C three"},
    leaves=("401 people", "529", "a 401kg load", "a 401(k)"),
)
def retirement_plan(match: re.Match[str], _locale: Locale) -> str:
    """A plan or an organization that is named by a section of American tax law."""
    if match["plan"]:
        return pairs(match["plan"])
    more = f" {digits(match['more'])}" if match["more"] else ""
    return f"{pairs(match['number'])} {match['letter'].upper()}{more}"


_NAMED_CODE: Final = rf"{any_of('codes.kinds')}(?:[ ](?:code|number|no\.?|num|id|plate))?(?:[ ]is|[ ]was|:|[ ]\#)?"
"""Words before a code that announce it."""


@rule(
    rf"""\b{_NAMED_CODE}[ ]\#?
        (?P<it>(?=[A-Za-z-]*\d)[A-Z0-9]{{1,16}}(?:-[A-Z0-9]{{1,16}}){{0,6}}|(?=[a-z]*\d)[a-z0-9]{{3,16}})
        (?![\w%°/:]|[.,]\d)""",
    needs=(DIGITS, LETTERS),
    any_case=True,
    says={
        "your otp is ab9453": "your otp is A B nine four five three",
        "The code is 4071.": "The code is four zero seven one .",
        "a card ending in 8876": "a card ending in eight eight seven six",
        "Order #A12-99": "Order A one two nine nine",
        "Use code SAVE20": "Use code save twenty",
    },
    leaves=("the key was found", "code red", "orders 2", "ticket for 5"),
)
def code(match: re.Match[str], locale: Locale) -> str | None:
    """A code after a word that announces it, read character by character."""
    written = match["it"]
    if (
        written.isdecimal()
        and len(written) < _SHORTEST_CODE
        and not re.match(r"(?:pin|code|otp|pass|ext)", match[0], re.IGNORECASE)
    ):
        return None
    if (named := _WORD_CODE.fullmatch(written)) and is_word(named["word"].lower(), locale):
        return f"{named['word'].lower()} {pairs(named['number'])}"
    return " ".join(_spoken_code(part) for part in re.findall(r"[A-Za-z]+|\d+", written))


_WORD_CODE: Final = re.compile(r"(?P<word>[A-Z]{4,})(?P<number>[1-9]\d{0,2})")
"""A discount code: a word and a number."""
_ROADS: Final = {"Hwy": "highway"}
_GROUPS_OF_IDENTIFIER: Final = 3
"""How many groups an identifier has at least; two groups are more often the name of a model."""
_LONGEST_MODEL: Final = 4
"""How many digits the name of a model has at most."""
_SHORTEST_WORD: Final = 4
"""How many letters a group has at least to be read as a word."""
_SHORTEST_CODE: Final = 3
"""How many digits a code has at least; a shorter number after "order" or "card" is a quantity."""


def _spoken_code(part: str) -> str:
    return digits(part) if part.isdecimal() else spelled(part) if part.isalpha() else _spoken_characters(part)


def _spoken_characters(part: str) -> str:
    return " ".join(digits(character) if character.isdecimal() else spelled(character) for character in part)

"""Abbreviations and titles, read in full where the words around them show that they are abbreviations."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from wyoming_kokoro.text.en.context import ends_sentence, starters, word_before
from wyoming_kokoro.text.en.fragments import ORDINAL_ENDING
from wyoming_kokoro.text.en.vocabulary import alternatives, any_of, readings, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, LETTERS, Claim, rule
from wyoming_kokoro.text.stop_words import stop_words
from wyoming_kokoro.text.tables import table

_WITH_STOPS: Final = r"et[ ]al\.|[A-Za-z](?:\.[A-Za-z]){1,3}\.|[A-Za-z]{1,9}\."
_WITH_SLASH: Final = r"[NWwBbCcn]/(?:[AaoOcweE]|out)?(?![\w/])"
_WITHOUT_STOP: Final = r"№|[A-Za-z]{2,6}'[dlnt](?!\w)|[A-Za-z]{2,6}(?!['.\w-])"


@rule(
    rf"(?<![\w.'/])(?P<it>{_WITH_STOPS}|{_WITH_SLASH}|{_WITHOUT_STOP})",
    needs="./№" + LETTERS,
    says={
        "Dr. Smith": "doctor Smith",
        "St. John": "saint John",
        "Mr. and Mrs. Norris": "mister and missus Norris",
        "e.g. a lamp": "for example a lamp",
        "red vs. blue": "red versus blue",
        "milk, eggs, etc.": "milk , eggs , et cetera .",
        "on p. 5": "on page five",
        "coffee w/ milk": "coffee with milk",
        "Acme Inc. makes": "Acme incorporated makes",
        "John Smith Jr.": "John Smith junior .",
        "(est. 1985)": "( established nineteen eighty five )",
        "in Ft. Worth": "in fort Worth",
        "the 3rd fl. bathroom": "the third floor bathroom",
        "3 lg. eggs": "three large eggs",
        "2 pkgs. yeast": "two packages yeast",
        "Salem, Ore., and D-Mass.": "Salem , Oregon , and D Massachusetts .",
        "bldg. C": "building C",
        "Qty 3": "quantity three",
        "Fulton Co. officials": "Fulton county officials",
        "the Ford Motor Co. is": "the Ford Motor company is",
        "The VAT no. is on it": "The VAT number is on it",
    },
    leaves=(
        "Gen Z",
        "On the mar.",
        "Is it? No.",
        "an ounce",
        "Elm St",
        "the fig.",
        "2 Dr.",
        "Boeing Co officials",
        "I met Max.",
        "we sat.",
    ),
)
def listed(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """An abbreviation from the table, in one of the places that the table allows."""
    written = match["it"]
    if written == "no." and word_before(match) in _BEFORE_AN_ANSWER:
        return None
    rows, without_stop = _rows(written), 0
    if not rows and written.endswith(".") and ends_sentence(match):
        rows, without_stop = _rows(written[:-1]), 1
    for spoken, place in rows:
        if place not in _PLACES or _PLACES[place](match):
            start, end = match.span("it")
            counted = spoken
            if match.string.startswith("'s", end) and written.endswith("."):
                return [Claim(start, end + len("'s"), f"{spoken}'s")]
            if place == "count" and re.search(r"(?<![\d.])1 $", match.string[max(0, start - 3) : start]):
                counted = spoken.removesuffix("es") if spoken.endswith(("xes", "ches")) else spoken.removesuffix("s")
            return [Claim(start, end - (without_stop or _leaves_stop(match, spoken, place)), counted)]
    return None


def _rows(written: str) -> tuple[tuple[str, str], ...]:
    """Return what an abbreviation may be read as, and where; one with a capital may be listed in small letters."""
    rows = _table().get(written, ())
    if not rows and written.istitle():
        small = _table().get(written.lower(), ())
        return small if "." not in written else tuple((spoken, _BEGINNING.get(place, place)) for spoken, place in small)
    return rows


def _leaves_stop(match: re.Match[str], spoken: str, place: str) -> bool:
    """Return whether the stop of an abbreviation also ends the sentence, and is left to it."""
    if not match["it"].endswith("."):
        return False
    if place in _MAY_END:
        return ends_sentence(match)
    following = re.match(r"\s+([A-Z]\w*)", _after(match))
    starts = following is not None and following[1].lower() in starters()
    return place == "always" and starts and spoken not in _NEVER_LAST


def _before_name(match: re.Match[str]) -> bool:
    return bool(re.match(_NAME_AFTER, _after(match)))


def _is_title(match: re.Match[str]) -> bool:
    """Return whether a title is meant; the name after it may be claimed already, for instance by the user's words."""
    after = _after(match)
    start = match.start("it")
    # A street has its number before it.
    street = re.search(_STREET_BEFORE, match.string[max(0, start - _STREET) : start])
    generation = match["it"] in {"Gen", "Gen."} and re.match(_GENERATION_AFTER, after)
    claimed = re.match(rf"\s{CLAIMED}", after) and not street
    numbered = match.string[max(0, start - 2) : start].strip().isdigit()
    return bool(_before_name(match) or claimed) and not generation and not numbered


def _before_number(match: re.Match[str]) -> bool:
    return bool(re.match(_NUMBER_AFTER, _after(match)))


def _before_year(match: re.Match[str]) -> bool:
    return bool(re.match(_YEAR_AFTER, _after(match)))


def _before_fort(match: re.Match[str]) -> bool:
    return bool(re.match(_FORT_AFTER, _after(match)))


def _after_ordinal(match: re.Match[str]) -> bool:
    start = match.start("it")
    return bool(re.search(_ORDINAL_BEFORE, match.string[max(0, start - 4) : start]))


def _inside_name(match: re.Match[str]) -> bool:
    return _before_name(match) and bool(word_before(match))


def _before_visit(match: re.Match[str]) -> bool:
    return bool(re.match(_VISIT_AFTER, _after(match)))


def _stands_alone(match: re.Match[str]) -> bool:
    return bool(re.match(r"\s*$", _after(match))) and not word_before(match)


def _goes_on(match: re.Match[str]) -> bool:
    return bool(re.match(_INSIDE, _after(match)))


def _after_number(match: re.Match[str]) -> bool:
    start = match.start("it")
    return bool(re.search(_COUNT_BEFORE, match.string[max(0, start - 4) : start]))


def _before_unit(match: re.Match[str]) -> bool:
    if re.match(rf"\s?{CLAIMED}+[A-Za-z]", _after(match)):
        return False  # "rm -rf" in code
    return bool(re.match(rf"{_NUMBER_AFTER}|\s[A-Z](?![\w.'])", _after(match)))


def _after_city(match: re.Match[str]) -> bool:
    start = match.start("it")
    return bool(re.search(_CITY_BEFORE, match.string[max(0, start - 24) : start]))


def _before_colon(match: re.Match[str]) -> bool:
    return bool(re.match(r"\s?:(?!\d)", _after(match)))


def _before_time(match: re.Match[str]) -> bool:
    return bool(re.match(rf"\s(?:\d{{1,2}}[:.]\d\d|{CLAIMED})", _after(match)))


def _before_rank(match: re.Match[str]) -> bool:
    return bool(re.match(r"\s(?:Gen|General)\b", _after(match)))


def _before_of(match: re.Match[str]) -> bool:
    return _after(match).startswith(" of ")


def _is_county(match: re.Match[str]) -> bool:
    """Return whether an office of a county or its state follows, after a name of one word."""
    before = match.string[max(0, match.start("it") - _FOLLOWING) : match.start("it")]
    name = re.search(r"(?P<several>[A-Z][\w'-]*[ ])?(?P<last>[A-Z][a-z]+)[ ]$", before)
    if name is None or name["last"] in _COMPANIES:
        return False
    one_name = not name["several"] or name["several"] in {"The ", "In "}
    body = one_name and re.match(_COUNTY_BODY_AFTER, _after(match))
    return bool(body or re.match(_COUNTY_AFTER, _after(match)))


def _after_document(match: re.Match[str]) -> bool:
    document = re.search(r"(\w+)\.?\s$", match.string[: match.start()][-_LONGEST_DOCUMENT:])
    if document is None or document[1].lower() not in stop_words("en").numbered:
        return False
    return bool(re.match(r"\s", _after(match)))


_LONGEST_DOCUMENT: Final = 20
"""How many characters the name of a document has at most."""
_PLACES: Final[dict[str, Callable[[re.Match[str]], bool]]] = {
    "title": _is_title,
    "number": _before_number,
    "year": _before_year,
    "fort": _before_fort,
    "floor": _after_ordinal,
    "name": _inside_name,
    "visit": _before_visit,
    "lone": _stands_alone,
    "inside": _goes_on,
    "always, inside": _goes_on,
    "count": _after_number,
    "unit": _before_unit,
    "state": _after_city,
    "of": _before_of,
    "county": _is_county,
    "counted": _after_document,
    "label": _before_colon,
    "time": _before_time,
    "rank": _before_rank,
}
"""The places of the table that have a condition, and how to tell it."""
_BEGINNING: Final = {"always": "always, inside", "end": "always, inside"}
"""The place of a row in small letters that is also meant where its abbreviation begins a sentence."""
_MAY_END: Final = frozenset({"end", "count", "inside", "state", "floor"})
"""The places in which the stop of an abbreviation may also end the sentence."""
_INSIDE: Final = rf"\s*[,;:)&/=+|]|\s+(?:[a-z\d$€£#(%{CLAIMED}]|VAT\b|[A-Z]{{1,5}}[ -]?[\d{CLAIMED}])"
_COUNT_BEFORE: Final = rf"[\d½¼¾⅓⅔{CLAIMED}]\s$"
_CITY_BEFORE: Final = r"[A-Z][A-Za-z'.]*[a-zA-Z],\s$|\bCo\.,\s$|(?<![\w-])[DRI]-$"
_NAME_AFTER: Final = r"\s+(?:(?:and|or|&)\s+(?=(?:Mr|Mrs|Ms|Dr|Prof)\b))?[\"“(]?[A-Z](?:[\w.']|$)"
_STREET_BEFORE: Final = rf"[\d{CLAIMED}]\s(?:[A-Z][\w']*\s)+$"
_GENERATION_AFTER: Final = r"\s(?:X|Y|Z|Alpha|Xer|Zer)"
_NUMBER_AFTER: Final = rf"\s?(?:[\d#{CLAIMED}]|(?!I\b)[IVXLC]+\b|[A-Z]{{1,5}}[ -]?\d)"
_YEAR_AFTER: Final = rf"\s?(?:1\d{{3}}|20\d\d|{CLAIMED})"
_FORT_AFTER: Final = rf"\s{any_of('abbreviations.forts')}\b"
_ORDINAL_BEFORE: Final = rf"(?:{CLAIMED}|\d{ORDINAL_ENDING})\s$"
_STATES_WITH_STOPS: Final = (
    r"(?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|"
    r"Tex|Va|Wash|Wis|Wyo)\."
)
_STATE_LETTERS: Final = rf"{alternatives(readings('states.tsv'))}\b(?=[,.;)]|\s*$|\s[a-z])"
_COUNTY_AFTER: Final = rf"\s{any_of('abbreviations.county_offices')}\b|,\s(?:{_STATE_LETTERS}|{_STATES_WITH_STOPS})"
_COUNTY_BODY_AFTER: Final = rf"\s{any_of('abbreviations.county_bodies')}\b"
"""What companies have too, if with names of several words."""
_COMPANIES: Final = word_set("abbreviations.companies")
_VISIT_AFTER: Final = r"\s(?:appt|appointment|visit|office|bill)"
_FOLLOWING: Final = 24
"""How many characters after an abbreviation decide in which place it stands."""
_STREET: Final = 48
"""How many characters before an abbreviation may hold the number and name of a street."""
_BEFORE_AN_ANSWER: Final = word_set("abbreviations.before_an_answer")
"""Words after which "no." is the answer "no" rather than "number"."""
_NEVER_LAST: Final = word_set("abbreviations.never_last")
"""Readings that never end a sentence."""


def _after(match: re.Match[str]) -> str:
    end = match.end("it")
    return match.string[end : end + _FOLLOWING]


@cache
def _table() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what each abbreviation is read as, and where: the first place that fits counts."""
    rows: dict[str, tuple[tuple[str, str], ...]] = {}
    for written, spoken, place in table("en", "abbreviations.tsv"):
        rows[written] = (*rows.get(written, ()), (spoken, place))
    return rows

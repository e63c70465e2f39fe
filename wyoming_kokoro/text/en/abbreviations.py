"""Abbreviations and titles, said in full where they stand for that."""

import re
from functools import cache
from typing import Final

from wyoming_kokoro.text.en.context import ends_sentence, starters, word_before
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import LETTERS, TAKEN, Claim, rule
from wyoming_kokoro.text.tables import table


@rule(
    r"""(?<![\w.'/])(?P<it>(?P<al>et[ ]al\.)|
        (?P<dotted>[A-Za-z](?:\.[A-Za-z]){1,3}\.)|[NWwBbCcn]/(?:[AaoOcweE]|out)?(?![\w/])
        |[A-Za-z]{1,6}\.|№|cont'd|[A-Za-z]{2,6}(?!['.\w-]))""",
    cue="./№" + LETTERS,
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
    },
    leaves=("Gen Z", "On the mar.", "Is it? No.", "an ounce", "Elm St", "the fig.", "2 Dr."),
)
def listed(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """An abbreviation of the table, in the place it says."""
    written = match["it"]
    rows = _table().get(written) or (
        _table().get(written.lower(), ()) if written.istitle() and "." not in written else ()
    )
    if not rows:
        return None
    if written == "no." and word_before(match) in {"a", "said", "say", "says", "answer"}:
        return None
    start, end = match.span("it")
    after = match.string[end : end + 24]
    name = re.match(r"\s+(?:(?:and|or|&)\s+(?=(?:Mr|Mrs|Ms|Dr|Prof)\b))?[\"“(]?[A-Z](?:[\w.']|$)", after)
    # A name may have been claimed already, by the user's own words for instance; a street has its number before it.
    street = re.search(rf"[\d{TAKEN}]\s(?:[A-Z][\w']*\s)+$", match.string[max(0, start - _STREET) : start])
    generation = match["it"] in {"Gen", "Gen."} and re.match(r"\s(?:X|Y|Z|Alpha|Xer|Zer)", after)
    claimed = re.match(rf"\s{TAKEN}", after) and not street
    fits = {
        "title": bool(name or claimed)
        and not generation
        and not match.string[max(0, start - 2) : start].strip().isdigit(),
        "number": bool(re.match(rf"\s?(?:[\d#{TAKEN}]|(?!I\b)[IVXLC]+\b|[A-Z]{{1,5}}-?\d)", after)),
        "year": bool(re.match(rf"\s?(?:1\d{{3}}|20\d\d|{TAKEN})", after)),
        "fort": bool(re.match(rf"\s(?:{_FORTS})\b", after)),
        "floor": bool(re.search(rf"(?:{TAKEN}|\d(?:st|nd|rd|th))\s$", match.string[max(0, start - 4) : start])),
        "name": bool(name) and bool(word_before(match)),
        "visit": bool(re.match(r"\s(?:appt|appointment|visit|office|bill)", after)),
        "lone": bool(re.match(r"\s*$", after)) and not word_before(match),
    }
    found = next(((spoken, place) for spoken, place in rows if fits.get(place, True)), None)
    if found is None:
        return None
    spoken, place = found
    if match["it"].endswith("."):
        stops = place == "end" and ends_sentence(match)
        follows = re.match(r"\s+([A-Z]\w*)", after)
        if stops or (
            place == "always" and follows and follows[1].lower() in starters() and spoken not in _BEFORE_ANYTHING
        ):
            return [Claim(start, end - 1, spoken)]
    return [Claim(start, end, spoken)]


_STREET: Final = 48
"""Characters before an abbreviation in which a street's number and name are looked for."""
_FORTS: Final = (
    "Worth|Lauderdale|Knox|Bragg|Myers|Collins|Wayne|Smith|Hood|Benning|Meade|Sumter|Pierce|Lee|Campbell|Carson|Bliss"
    "|McHenry|Ticonderoga|William|George|Walton|Dodge|Riley|Sill|Drum|Dix|Detrick|Belvoir|Stewart|Polk|McMurray"
)
_BEFORE_ANYTHING: Final = frozenset(
    {"for example", "that is", "namely", "compare", "versus", "approximately", "P S", "mister", "missus"}
)
"""These never end a sentence."""


@cache
def _table() -> dict[str, tuple[tuple[str, str], ...]]:
    """What each is said as, and where: the first place that fits counts."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for written, spoken, place in table("en", "abbreviations.tsv"):
        found[written] = (*found.get(written, ()), (spoken, place))
    return found

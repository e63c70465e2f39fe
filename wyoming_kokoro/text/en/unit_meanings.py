"""What the letters after a number mean: a unit, another unit, or none, by the words around them."""

import re
from typing import Final

from wyoming_kokoro.text.en.context import is_noun_like, word_after, word_before
from wyoming_kokoro.text.en.quantities import unit_words
from wyoming_kokoro.text.en.vocabulary import any_of
from wyoming_kokoro.text.locale import Locale

INCH_WORDS: Final = re.compile(r"\.?(?:\s*(?:$|[.,;:)!?x×]|(?:wide|long|tall|deep|thick|diagonal|high|screen|by)\b))")
_INCH_STOP: Final = re.compile(r"\.\s[a-z\d]")
_LONG: Final = 6
"""Digits at which a number is too long for a temperature, a room or a fuse."""
_KELVIN: Final = range(1000, 12_001)
"""Color temperatures; other numbers before a K are thousands or resolutions."""
_BAKING: Final = re.compile(
    r"\b(?:[Bb]ak(?:e|ed|ing)|[Oo]ven|[Pp]re-?heat\w*|[Rr]oast\w*|[Hh]eat\w*|[Cc]ook\w*|grill\w*)\b"
)
_NEAR: Final = 40
"""How many characters around a temperature may hold a word about baking."""
_AIR_PRESSURE: Final = range(850, 1100)
"""Air pressures in millibars; amounts of data of this size are given in other units."""
_MOST_POINTS: Final = 200
"""Up to this "bps" are basis points; no line has been as slow as this many bits per second for decades."""
_MOST_CUPS: Final = 5
"""How many characters a number of cups has at most, such as "1 1/2"."""
_READ_BY_CONTEXT: Final = frozenset({"cl", "mb", "bps", "st", "c", "pt", "t", "T", "pp"})
_OF: Final = re.compile(r"\sof\b")
_TYPE_SIZE: Final = re.compile(r"\s(?:font|size|type|lead|win|margin)")
_SPICE: Final = re.compile(rf"\.?\s(?:\w+\s)?{any_of('unit_meanings.spices')}\b")
_STONE: Final = re.compile(r"\s\d{1,2}\s?lbs?\b")
_INGREDIENT: Final = re.compile(rf"\.?\s(?:\w+\s){{0,2}}{any_of('unit_meanings.ingredients')}\b")
_CUPS: Final = re.compile(r"\.\)|\.\s*(?:=|[a-z]{3,}\b(?<!and)(?<!ago))")
"""What follows a full stop after "c" where it means cups."""
_LENGTH_OF_EQUATION: Final = 9
_EQUALS: Final = re.compile(r"(?:qt|pt|gal|oz|tbsp|tsp|c)s?\.?\s=\s$")
"""A kitchen measure and an equals sign before a number."""
_CLOVES: Final = re.compile(r"\.?\s(?:\w+\s)?garlic\b")
_OVEN_AFTER: Final = re.compile(r"\s?(?:/\d|fan\b|oven\b)")
_OVEN: Final = range(-60, 601)
"""Plausible temperatures with ovens."""
_CELSIUS: Final = range(-60, 131)
"""Plausible temperatures of rooms, weather, bodies and boilers."""


def noun_after(match: re.Match[str]) -> str:
    """Return the word after a measure, also behind the full stop of its unit."""
    following = re.match(r"\.?[ \t]+([\w'-]{1,24})", match.string[match.end("unit") : match.end("unit") + 32])
    return following[1] if following else ""


def spoken_unit(match: re.Match[str], locale: Locale, *, one: bool) -> str | None:
    """Return the unit in words; None if the letters after the number are no unit here."""
    unit = match["unit"]
    written = match.groupdict().get("amount") or match["high"]
    after = match.string[match.end("unit") : match.end("unit") + 12]
    if re.match(r":\w", after):
        return None
    if unit in {"in", "in."}:
        return unit_words("in", locale, one=one) if _is_inch(match, after) else None
    if unit in {"F", "C"}:
        return unit_words(f"°{unit}", locale, one=one) if _is_temperature(match, written, after) else None
    if match["gap"] == "-" and len(unit) == 1 and unit.isupper() and not is_noun_like(noun_after(match)):
        return None
    if unit in _READ_BY_CONTEXT:
        return _by_context(match, written, locale, one=one)
    if unit == "K":
        return "kelvin" if len(written) < _LONG and written.isdecimal() and int(written) in _KELVIN else None
    if (unit == "A" and not _is_ampere(match, written, after)) or (unit == "s" and not match["gap"]):
        return None
    return unit_words(unit, locale, one=one)


def _is_inch(match: re.Match[str], after: str) -> bool:
    """Return whether "in" after a number is the unit rather than the preposition."""
    if match["unit"] == "in" and after.startswith("-"):
        return False
    return bool(match["gap"] in {"", "-"} or INCH_WORDS.match(after) or _INCH_STOP.match(after))


def _is_temperature(match: re.Match[str], written: str, after: str) -> bool:
    """Return whether a number before F or C is a plausible temperature; near words about baking also of an oven."""
    if match["gap"] and re.match(r"\s[A-Z]", after):
        return False
    if len(written) >= _LONG or not written.replace(".", "").isdecimal():
        return False
    hot = written.endswith(("0", "5")) and (match["unit"] == "F" or bool(_OVEN_AFTER.match(after)))
    near = _BAKING.search(match.string, max(0, match.start() - _NEAR), match.end() + _NEAR)
    return int(float(written)) in (_OVEN if hot or near else _CELSIUS)


def _is_ampere(match: re.Match[str], written: str, after: str) -> bool:
    """Return whether an A after a number is the unit rather than part of a room number, the article or a name."""
    if not match["gap"]:
        return not _is_room(written)
    return not re.match(r"\s[A-Z]", after) and not is_noun_like(word_after(match))


def _is_room(written: str) -> bool:
    """Return whether a number before an A is more likely a room than a current."""
    return len(written) < _LONG and written.isdecimal() and int(written) > 100 and int(written) % 5 != 0


def _by_context(match: re.Match[str], written: str, locale: Locale, *, one: bool) -> str | None:
    """Return a unit whose letters may also mean other units or no unit, by the words around it."""
    unit, end = match["unit"], match.end("unit")
    if unit == "mb":
        pressure = written.replace(".", "").isdecimal() and int(float(written)) in _AIR_PRESSURE
        return unit_words("mbar" if pressure else "mb", locale, one=one)
    if unit == "bps":
        points = written.isdecimal() and int(written) <= _MOST_POINTS
        return ("basis point" if one else "basis points") if points else unit_words("bps", locale, one=one)
    if unit == "st":
        stone = _STONE.match(match.string, end) or word_before(match).startswith("weigh")
        return unit_words("st", locale, one=one) if stone else None
    if unit == "cl":
        return None if _CLOVES.match(match.string, end) else unit_words("cl", locale, one=one)
    if unit == "c":
        followed = _INGREDIENT.match(match.string, end) or _CUPS.match(match.string, end)
        equal = _EQUALS.search(match.string, max(0, match.start() - _LENGTH_OF_EQUATION), match.start())
        cups = len(written) <= _MOST_CUPS and (followed or equal)
        return unit_words("c", locale, one=one) if cups else None
    if unit == "pp":
        return unit_words("pp", locale, one=one) if "." in written else None
    if unit in {"t", "T"}:
        if _SPICE.match(match.string, end):
            return unit_words("tsp" if unit == "t" else "tbsp", locale, one=one)
        return unit_words("t", locale, one=one) if unit == "t" else None
    pint = one or "/" in written or match.string.startswith(".", end) or _OF.match(match.string, end)
    return unit_words("pt." if pint and not _TYPE_SIZE.match(match.string, end) else "pt", locale, one=one)

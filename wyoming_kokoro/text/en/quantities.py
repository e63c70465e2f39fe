"""Units in words: "km/h" as "kilometers per hour"."""

import re
from functools import cache
from typing import Final

from wyoming_kokoro.text.en.letters import spelled
from wyoming_kokoro.text.en.vocabulary import readings
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.tables import table


def unit_words(unit: str, locale: Locale, *, one: bool) -> str | None:
    """Return a unit in words, singular or plural; None if there is no such unit."""
    first, *others = unit.split("/")
    spoken = _simple(first, one=one)
    if spoken is None:
        return None
    for other in others:
        below = readings("per.tsv").get(other) or _simple(other, one=True)
        if below is None:
            return None
        spoken += f" per {below}"
    return british(spoken) if _is_british(locale) else spoken


def is_unit(written: str) -> bool:
    """Return whether this can be a unit after a slash."""
    return written.lower() in readings("per.tsv") or _simple(written, one=True) is not None


def per_unit(unit: str, locale: Locale) -> str:
    """Return what is spoken after "per": a period, a unit, or the word itself."""
    spoken = (
        readings("per.tsv").get(unit.lower()) or _simple(unit, one=True) or (unit if len(unit) > 2 else spelled(unit))
    )
    return british(spoken) if _is_british(locale) else spoken


def british(spoken: str) -> str:
    """Return words in British spelling, under which the British lexicon lists them."""
    return re.sub(r"(?<=[a-z ])(met|lit)er(s?)\b|\b(met|lit)er(s?)\b", r"\1\3re\2\4", spoken)


def _is_british(locale: Locale) -> bool:
    return locale.country in {"GB", "IE", "AU", "NZ", "IN", "ZA"}


_POWERS: Final = {"²": "square", "2": "square", "^2": "square", "³": "cubic", "3": "cubic", "^3": "cubic"}
_ANY_CASE: Final = {
    **{
        unit: unit for unit in "kg km cm mm mg ml lb lbs oz ft yd mph kmh sqft kwp rpm bpm fps psi tbsp tsp gal".split()
    },
    **{"hz": "Hz", "khz": "kHz", "mhz": "MHz", "ghz": "GHz", "kwh": "kWh", "kw": "kW", "db": "dB", "mah": "mAh"},
}
"""Units that mean the same in capitals, by their lower-case form."""
_POWER: Final = re.compile(r"(?P<unit>k?m|[dcm]m|in|ft|yd|mi|s)(?P<power>[²³]|\^?[23])")


def _simple(unit: str, *, one: bool) -> str | None:
    plain = re.sub(r"[°º]\s*", "°", unit.replace(".", "") if " " in unit else unit)
    if plain in {"°c", "°f"}:
        plain = plain.upper()
    if names := _units().get(plain) or _units().get(_ANY_CASE.get(plain.lower(), "")):
        return names[0] if one else names[1]
    if match := _POWER.fullmatch(plain):
        if match["unit"] == "s":
            return "second squared"
        names = _units()[match["unit"]]
        return f"{_POWERS[match['power']]} {names[0] if one else names[1]}"
    return None


@cache
def _units() -> dict[str, tuple[str, str]]:
    return {row[0]: (row[1], row[2] if len(row) > 2 else row[1] + "s") for row in table("en", "units.tsv")}

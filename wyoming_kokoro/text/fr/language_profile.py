"""The profile of French: days, times, coins, elision."""

from wyoming_kokoro.text.fr.numbers import cardinal, fraction, ordinal
from wyoming_kokoro.text.western.language_profile import ClockTime, Gender, LanguageProfile, paired


def spoken_day(day: int, month: int | None, year: int | None) -> str:
    """A day: "premier mars deux mille trois"."""
    spoken = "premier" if day == 1 else cardinal(day)
    if month:
        spoken += f" {FRENCH.month(month)}"
    return f"{spoken} {cardinal(year)}" if year is not None else spoken


def spoken_time(moment: ClockTime) -> str:
    """A time: "quatorze heures trente"."""
    hour = moment.hour % 12 + (12 if moment.half == "p" else 0) if moment.half else moment.hour
    spoken = f"{cardinal(hour, 'f')} heure{'' if hour < 2 else 's'}"
    if moment.minute:
        spoken += f" {cardinal(moment.minute, 'f')}"
    if moment.second:
        minutes = "" if moment.minute else " zéro"
        spoken += f"{minutes} minute{'s' if (moment.minute or 0) > 1 else ''} et {cardinal(moment.second, 'f')}"
        spoken += f" seconde{'s' if moment.second > 1 else ''}"
    return spoken


def _of(noun: str) -> str:
    return f"d'{noun}" if noun[0].lower() in "aeiouyhéèêœ" else f"de {noun}"


def _ordinal(number: int, gender: Gender) -> str:
    """An ordinal; "n" and "" are for "second" and "seconde", which have endings of their own."""
    if number == 2 and gender in {"n", ""}:
        return "second" if gender else "seconde"
    return ordinal(number, gender)


def _ordinal_gender(ending: str) -> Gender | None:
    if ending == "nde":
        return ""
    if ending in {"d", "nd"}:
        return "n"
    return "f" if ending in {"re", "ère"} else "m"


FRENCH = LanguageProfile(
    code="fr",
    cardinal=cardinal,
    ordinal=_ordinal,
    fraction=fraction,
    decimals=lambda written, gender: paired(written, cardinal, gender),
    day=spoken_day,
    clock=spoken_time,
    join_coins=lambda large, small: f"{large} et {small}",
    with_of=_of,
    needs_of=lambda number: number >= 1_000_000 and number % 1_000_000 == 0,
    ordinal_gender=_ordinal_gender,
    is_singular=lambda plain: plain.lstrip("-").partition(".")[0] in {"0", "1"},
)

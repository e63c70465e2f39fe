"""The profile of German: days, times, ordinals that depend on the word before them."""

from wyoming_kokoro.text.de.inflection import half_of, inflected, one_in_place, one_of, pointed
from wyoming_kokoro.text.de.numbers import cardinal, fraction, ordinal, year
from wyoming_kokoro.text.western.language_profile import ClockTime, Gender, LanguageProfile


def spoken_day(day: int, month: int | None, written_year: int | None) -> str:
    """A day: "dritter März zweitausend drei"."""
    spoken = ordinal(day)
    if month:
        spoken += f" {GERMAN.month(month)}"
    return f"{spoken} {year(written_year)}" if written_year is not None else spoken


def spoken_time(moment: ClockTime) -> str:
    """A time: "vierzehn Uhr dreißig"."""
    hour = moment.hour % 12 + (12 if moment.half == "p" else 0) if moment.half else moment.hour
    spoken = f"{cardinal(hour, 'm')} Uhr"
    if moment.second:
        spoken += f" {_counted(moment.minute or 0, 'Minute')} und {_counted(moment.second, 'Sekunde')}"
    elif moment.minute:
        spoken += f" {cardinal(moment.minute)}"
    return spoken


def _counted(number: int, noun: str) -> str:
    return f"{cardinal(number, 'f')} {noun}{'' if number == 1 else 'n'}"


def _ordinal_gender(ending: str) -> Gender | None:
    if ending.endswith("e"):
        return "f"
    return "n" if ending.endswith(("en", "em")) else "m"


GERMAN = LanguageProfile(
    code="de",
    cardinal=cardinal,
    ordinal=ordinal,
    fraction=fraction,
    day=spoken_day,
    clock=spoken_time,
    ordinal_gender=_ordinal_gender,
    year=year,
    inflected=inflected,
    pointed=pointed,
    one_of=one_of,
    one_in_place=one_in_place,
    half_of=half_of,
)

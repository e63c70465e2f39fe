"""The profile of Spanish: days, times, coins, agreement."""

from wyoming_kokoro.text.es.numbers import cardinal, fraction, ordinal
from wyoming_kokoro.text.western.language_profile import ClockTime, Gender, LanguageProfile, paired


def spoken_day(day: int, month: int | None, year: int | None) -> str:
    """A day: "treinta y uno de marzo de dos mil veintiuno"."""
    spoken = "primero" if day == 1 and month else cardinal(day)
    if month:
        spoken += f" de {SPANISH.month(month)}"
    return f"{spoken} de {cardinal(year)}" if year is not None else spoken


def spoken_time(moment: ClockTime) -> str:
    """A time: "cinco y dos de la tarde", "trece y media"."""
    hour, minute = moment.hour, moment.minute
    spoken = cardinal(hour % 12 or 12 if moment.half else hour, "f")
    if moment.second:
        return f"{spoken} horas {_units(minute or 0, 'minuto')} y {_units(moment.second, 'segundo')}"
    if minute == 30:
        spoken += " y media"
    elif minute:
        spoken += f" y {cardinal(minute)}" if minute != 15 else " y cuarto"
    if not moment.half:
        return spoken
    return f"{spoken} {_part_of_day(hour % 12, moment.half)}"


def _part_of_day(hour: int, half: str) -> str:
    if half == "a":
        return "de la mañana" if hour else "de la noche"
    if hour == 0:
        return "del mediodía"
    return "de la tarde" if hour < 8 else "de la noche"


def _units(number: int, noun: str) -> str:
    return f"{cardinal(number, 'm')} {noun}{'' if number == 1 else 's'}"


def _ordinal(number: int, gender: Gender) -> str:
    """An ordinal; "n" is the short form before a noun: "primer"."""
    if gender == "n":
        return _shortened(ordinal(number, "m"))
    return ordinal(number, gender)


def _shortened(spoken: str) -> str:
    return spoken[:-1] if spoken.endswith(("primero", "tercero")) else spoken


def _ordinal_gender(ending: str) -> Gender | None:
    if ending in {"ᵉʳ", "er"}:
        return "n"
    return "f" if ending[-1] in "aª" else "m"


SPANISH = LanguageProfile(
    code="es",
    cardinal=cardinal,
    ordinal=_ordinal,
    fraction=fraction,
    decimals=lambda written, gender: paired(written, cardinal, gender),
    day=spoken_day,
    clock=spoken_time,
    with_of=lambda noun: f"de {noun}",
    needs_of=lambda number: number >= 1_000_000 and number % 1_000_000 == 0,
    ordinal_gender=_ordinal_gender,
    shortened=_shortened,
)

"""The profile of Portuguese: days, times, coins, agreement."""

from wyoming_kokoro.text.pt.numbers import cardinal, fraction, ordinal
from wyoming_kokoro.text.western.language_profile import ClockTime, Gender, LanguageProfile


def spoken_day(day: int, month: int | None, year: int | None) -> str:
    """A day: "primeiro de março de dois mil e três"."""
    spoken = "primeiro" if day == 1 and month else cardinal(day)
    if month:
        spoken += f" de {PORTUGUESE.month(month)}"
    return f"{spoken} de {cardinal(year)}" if year is not None else spoken


def spoken_time(moment: ClockTime) -> str:
    """A time: "catorze horas e trinta"."""
    hour = moment.hour % 12 or 12 if moment.half else moment.hour
    spoken = f"{cardinal(hour, 'f')} {'hora' if hour == 1 else 'horas'}"
    if moment.second:
        spoken += f" e {_counted(moment.minute or 0, 'minuto')} e {_counted(moment.second, 'segundo')}"
    elif moment.minute:
        spoken += f" e {cardinal(moment.minute)}"
    if not moment.half:
        return spoken
    evening = "da tarde" if moment.hour % 12 < 7 else "da noite"
    return f"{spoken} {'da manhã' if moment.half == 'a' else evening}"


def _counted(number: int, noun: str) -> str:
    return f"{cardinal(number, 'm')} {noun}{'' if number == 1 else 's'}"


def _ordinal_gender(ending: str) -> Gender | None:
    return "f" if ending in {"ª", "a"} else "m"


PORTUGUESE = LanguageProfile(
    code="pt",
    cardinal=cardinal,
    ordinal=ordinal,
    fraction=fraction,
    decimals=lambda written, gender: " ".join(cardinal(int(digit), gender) for digit in written),
    day=spoken_day,
    clock=spoken_time,
    join_coins=lambda large, small: f"{large} e {small}",
    with_of=lambda noun: f"de {noun}",
    needs_of=lambda number: number >= 1_000_000 and number % 1_000_000 == 0,
    ordinal_gender=_ordinal_gender,
)

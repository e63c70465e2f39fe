"""The profile of Italian: days, times, coins, elision."""

import re

from wyoming_kokoro.text.it.numbers import cardinal, fraction, ordinal
from wyoming_kokoro.text.western.language_profile import ClockTime, Gender, LanguageProfile, paired


def spoken_day(day: int, month: int | None, year: int | None) -> str:
    """A day: "primo marzo duemila tre"."""
    spoken = "primo" if day == 1 else cardinal(day)
    if month:
        spoken += f" {ITALIAN.month(month)}"
    return f"{spoken} {cardinal(year)}" if year is not None else spoken


def spoken_time(moment: ClockTime) -> str:
    """A time: "ventitre e quarantacinque minuti"."""
    hour = moment.hour % 12 or 12 if moment.half else moment.hour
    spoken = "una" if hour == 1 else cardinal(hour)
    if moment.minute:
        spoken += f" e {_counted(moment.minute, 'minuto')}"
    if moment.second:
        spoken += f" e {_counted(moment.second, 'secondo')}"
    if not moment.half:
        return spoken
    morning = "di mattina" if moment.hour % 12 > 3 else "di notte"
    evening = "di pomeriggio" if moment.hour % 12 < 6 else "di sera"
    return f"{spoken} {morning if moment.half == 'a' else evening}"


def _counted(number: int, noun: str) -> str:
    return f"{cardinal(number, 'm')} {noun if number == 1 else noun[:-1] + 'i'}"


def _ordinal_gender(ending: str) -> Gender | None:
    return "f" if ending in {"ª", "a"} else "m"


_FEMININE = re.compile(
    r"(?!.*(?:ma|ista)$).*(?:[aàù]|zione|sione|gione|tà|trice|ice|udine)$|notte|luce|voce|parte|mano|auto|moto|foto|radio|chiave|rete"
)
_WITH_UNO = re.compile(r"s[^aeiouàèéìòùh]|sh|z|gn|ps|pn|x|y|i[aeou]")


def _one_of(noun: str, _before: str) -> str:
    """One of a thing: "un'ora", "una sedia", "uno studente", "un gatto"."""
    vowel = noun[0].lower() in "aeiouàèéìòù"
    if _FEMININE.fullmatch(noun.lower()):
        return f"un'{noun}" if vowel else f"una {noun}"
    return f"uno {noun}" if _WITH_UNO.match(noun.lower()) else f"un {noun}"


ITALIAN = LanguageProfile(
    code="it",
    cardinal=cardinal,
    ordinal=ordinal,
    fraction=fraction,
    decimals=lambda written, gender: paired(written, cardinal, "" if gender == "m" else gender),
    day=spoken_day,
    clock=spoken_time,
    with_of=lambda noun: f"di {noun}",
    needs_of=lambda number: number >= 1_000_000 and number % 1_000_000 == 0,
    ordinal_gender=_ordinal_gender,
    one_of=_one_of,
    half_of=lambda _noun: "mezzo",
)

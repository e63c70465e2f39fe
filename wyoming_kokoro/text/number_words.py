"""The number words of any language that has rules, through one interface."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.western.language_profile import LanguageProfile


@dataclass(frozen=True, slots=True)
class NumberWords:
    """How a language counts; what it cannot say is None."""

    number: Callable[[str], str]
    """A written number, with a point before its decimals."""
    digits: Callable[[str], str]
    ordinal: Callable[[int], str | None]
    fraction: Callable[[str], str | None]
    """A fraction such as 3/4 or 5 1/2."""
    year: Callable[[int], str]
    minus: str


def number_words(locale: Locale) -> NumberWords | None:
    """Return the number words of a locale; None where its language has no rules."""
    if locale.base == "en":
        return _english(locale)
    if profile := western_profile(locale.base):
        return _western(profile)
    return _eastern(locale.base) if locale.base in _ORDINALS else None


def _english(locale: Locale) -> NumberWords:
    from wyoming_kokoro.text.en import numbers  # noqa: PLC0415 -- its tables are read with the first text in English

    return NumberWords(
        number=lambda written: numbers.number(written, locale),
        digits=numbers.digits,
        ordinal=lambda number: numbers.ordinal(number, locale),
        fraction=lambda written: numbers.amount(written, locale),
        year=lambda number: numbers.year(number, locale),
        minus="minus",
    )


@cache
def western_profile(code: str) -> LanguageProfile | None:
    """Return the profile of a western language."""
    try:
        module = import_module(f"wyoming_kokoro.text.{code}.language_profile")
    except ModuleNotFoundError:
        return None
    return next(value for value in vars(module).values() if isinstance(value, LanguageProfile))


def _western(profile: LanguageProfile) -> NumberWords:
    return NumberWords(
        number=lambda written: profile.number(written.replace(".", ",")),
        digits=profile.digits,
        ordinal=lambda number: profile.ordinal(number, "m"),
        fraction=profile.amount,
        year=profile.year or (lambda number: profile.cardinal(number, "")),
        minus=profile.words["minus"],
    )


def _eastern(code: str) -> NumberWords:
    counting = import_module(f"wyoming_kokoro.text.{code}.counting")
    return NumberWords(
        number=counting.number,
        digits=counting.digits,
        ordinal=lambda number: (
            (_FIRST_IN_HINDI.get(number) if code == "hi" else None) or _ORDINALS[code].format(counting.cardinal(number))
        ),
        fraction=lambda _: None,
        year=lambda number: counting.number(str(number)),
        minus=_MINUS[code],
    )


_FIRST_IN_HINDI = {1: "पहला", 2: "दूसरा", 3: "तीसरा", 4: "चौथा", 6: "छठा"}
_ORDINALS = {"hi": "{}वाँ", "ja": "第{}", "zh": "第{}"}
_MINUS = {"hi": "माइनस", "ja": "マイナス", "zh": "负"}

"""Plurals that are written like other words."""

import re
from typing import Final

from wyoming_kokoro.text.en.vocabulary import any_of
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Claim, rule


@rule(
    r"\b[Dd]oes\b",
    needs=("Dd", "bfshd"),
    says={"does and bucks": "does and bucks", "two does with their fawns": "two does with their fawns"},
    leaves=("does and will", "it does", "what many does"),
)
def does(match: re.Match[str], locale: Locale) -> list[Claim] | None:
    """Female deer."""
    before = match.string[max(0, match.start() - _NEAR) : match.start()]
    counted = _COUNTED.search(before) and _AFTER_COUNTED.match(match.string, match.end())
    if not (counted or _DEER_BEFORE.search(before) or _DEER_AFTER.match(match.string, match.end())):
        return None
    phonemes = "dˈQz" if locale.country in {"GB", "IE", "AU", "NZ"} else "dˈOz"
    return [Claim(*match.span(), match[0], phonemes=phonemes)]


_NEAR: Final = 24
"""How many characters before the word are looked at."""
_DEER: Final = any_of("plurals.deer")
_DEER_BEFORE: Final = re.compile(rf"\b{_DEER} (?:and|or) $")
_DEER_AFTER: Final = re.compile(rf" (?:and|or) (?:the )?(?:\w+ )?{_DEER}\b")
_COUNTED: Final = re.compile(rf"\b{any_of('plurals.before_does')} $")
_AFTER_COUNTED: Final = re.compile(r" (?:and|with|in|on|near|were|are|have|had|grazed?)\b")

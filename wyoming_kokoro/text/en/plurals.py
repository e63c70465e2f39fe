"""Plurals that are written like other words."""

import re
from typing import Final

from wyoming_kokoro.text.en.vocabulary import any_of
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Claim, rule

_OTHER_DEER: Final = any_of("plurals.deer")

_COUNTED_DEER: Final = (
    rf"\b{any_of('plurals.before_does')}[ ](?P<many>does)(?=[ ](?:and|with|in|on|near|were|are|have|had|grazed?)\b)"
)


@rule(
    rf"""\b[Dd]oes(?=[ ](?:and|or)[ ](?:the[ ])?(?:\w+[ ])?{_OTHER_DEER}\b)
      | \b{_OTHER_DEER}[ ](?:and|or)[ ](?P<it>does)\b | {_COUNTED_DEER}""",
    needs="Dd",
    says={"does and bucks": "does and bucks", "two does with their fawns": "two does with their fawns"},
    leaves=("does and will", "it does", "what many does"),
)
def does(match: re.Match[str], locale: Locale) -> list[Claim]:
    """Female deer."""
    group = "it" if match["it"] else "many" if match["many"] else 0
    phonemes = "dˈQz" if locale.country in {"GB", "IE", "AU", "NZ"} else "dˈOz"
    return [Claim(*match.span(group), match[group], phonemes=phonemes)]

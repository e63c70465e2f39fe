"""Ordinals: figures with an ending."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS
from wyoming_kokoro.text.western.form import form
from wyoming_kokoro.text.western.tongue import LONGEST, WHOLE, Tongue, plain


@form(lambda t: rf"(?<![\w.,/:])(?P<number>{WHOLE})(?P<ending>{t.words['ordinal endings']})(?![\w²³]|/\w)", cue=DIGITS)
def figures(match: re.Match[str], tongue: Tongue, _locale: Locale) -> str | None:
    """Figures with the ending of an ordinal."""
    gender = tongue.ordinal_gender(match["ending"].lstrip("."))
    number = plain(match["number"])
    if gender is None or len(number) > LONGEST or not int(number):
        return None
    return tongue.ordinal(int(number), gender)

"""Signs that are said."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.western.language_profile import LanguageProfile
from wyoming_kokoro.text.western.language_rule import form


@form(lambda t: rf"(?P<it>[{re.escape(''.join(t.symbols))}])")
def named(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """A sign said by its name."""
    return tongue.symbols[match["it"]]

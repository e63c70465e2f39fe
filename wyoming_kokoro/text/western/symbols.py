"""Signs that are spoken."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.western.language_profile import LanguageProfile
from wyoming_kokoro.text.western.language_rule import language_rule


@language_rule(lambda profile: rf"(?P<it>[{re.escape(''.join(profile.symbols))}])")
def named(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A sign, spoken by its name."""
    return profile.symbols[match["it"]]

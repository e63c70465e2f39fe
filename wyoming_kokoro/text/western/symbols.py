"""Signs that are said."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.western.form import form
from wyoming_kokoro.text.western.tongue import Tongue


@form(lambda t: rf"(?P<it>[{re.escape(''.join(t.symbols))}])")
def named(match: re.Match[str], tongue: Tongue, _locale: Locale) -> str:
    """A sign said by its name."""
    return tongue.symbols[match["it"]]

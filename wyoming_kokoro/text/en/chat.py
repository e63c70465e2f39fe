"""What people write in chats to save time: "omw", "gr8", "dont"."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from wyoming_kokoro.text.en.vocabulary import alternatives, readings, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import LETTERS, rule


def _by_first_letter(words: Iterable[str]) -> str:
    """Return a regular expression for these words, also with a capital; grouped, so that most letters exclude all."""
    groups: dict[str, list[str]] = defaultdict(list)
    for word in words:
        groups[word[0]].append(word[1:])
    first = ((letter, alternatives(rest)) for letter, rest in groups.items())
    return "|".join(
        f"{letter}{rest}" if letter.isdecimal() else f"[{letter}{letter.upper()}]{rest}" for letter, rest in first
    )


@rule(
    rf"(?<![\w.'/@\#-])(?P<it>{_by_first_letter(readings('chat.tsv'))})(?!['/-]?\w|\.\w)",
    needs=LETTERS,
    says={
        "omw, c u l8r": "on my way , c u later",
        "its on ur desk": "its on your desk",
        "Gr8!": "great !",
        "dont 4get": "don't forget",
    },
    leaves=("file.txt", "UR", "the-bc", "Ty Cobb", "an Atm", "5 gm", "the IMO"),
)
def short_form(match: re.Match[str], _locale: Locale) -> str | None:
    """A short form of chats, in small letters or with a capital at its beginning."""
    written = match["it"]
    if match.string[max(0, match.start() - 2) : match.start() - 1].isdecimal() and written in _UNITS:
        return None
    if written in _NAMES:
        return None
    return readings("chat.tsv")[written.lower()]


_UNITS: Final = frozenset({"gm", "ltr"})
"""Short forms that after a number are units."""
_NAMES: Final = word_set("chat.names")
"""Names that look like short forms."""

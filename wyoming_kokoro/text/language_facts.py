"""The languages that have rules: every folder here with a table `data/language.tsv`, and the facts in that table."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from wyoming_kokoro.text.tables import table

LANGUAGES: Final = tuple(sorted(path.parents[1].name for path in Path(__file__).parent.glob("*/data/language.tsv")))
"""The two-letter codes of all languages that have rules, in alphabetical order."""


@dataclass(frozen=True, slots=True)
class LanguageFacts:
    """What the rest of the program needs to know about a language."""

    name: str
    """Its name in English."""
    tag: str
    """Its tag with the country that is assumed when none is given: en-US."""
    month_first: frozenset[str]
    """The countries in which the month is written before the day."""

    @property
    def country(self) -> str:
        """The country that is assumed when none is given."""
        return self.tag.partition("-")[2]


@cache
def language_facts(code: str) -> LanguageFacts | None:
    """Return the facts about a language, by its two-letter code; None if it has no rules."""
    if code not in LANGUAGES:
        return None
    rows = {row[0]: row[1] for row in table(code, "language.tsv")}
    return LanguageFacts(rows["name"], rows["tag"], frozenset(rows.get("month first", "").split()))

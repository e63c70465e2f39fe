"""The locale of a text: its language and country, and how dates, years and emoji are read there."""

from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from wyoming_kokoro.text.language_facts import language_facts

YearStyle = Literal["hundreds", "thousands"]
"""2013 as "twenty thirteen", or as "two thousand thirteen"."""


@dataclass(frozen=True)
class Locale:
    """What decides how written text is read, besides the text itself."""

    language: str = "en-US"
    """The language tag."""
    day_first: bool | None = None
    """Whether 05/06 is the fifth of June; None: as the language's country writes it."""
    years: YearStyle = "hundreds"
    emoji: bool = False
    """Whether emoji are read by name rather than left out."""
    code: bool = False
    """Whether fenced blocks of code are read rather than left out."""
    dictionary: Container[str] | None = None
    """The words, in lower case, that are sure to be pronounced correctly; None if there is no dictionary."""

    def is_in_dictionary(self, word: str) -> bool:
        """Whether a word, in lower case, is in the dictionary."""
        return self.dictionary is not None and word in self.dictionary

    @cached_property
    def base(self) -> str:
        """The language without its country: "en"."""
        return self.language.replace("_", "-").partition("-")[0].lower()

    @cached_property
    def country(self) -> str:
        """The country in capitals; empty if none is given."""
        return self.language.replace("_", "-").partition("-")[2].upper()

    @cached_property
    def days_lead(self) -> bool:
        """Whether the day is written before the month."""
        if self.day_first is not None:
            return self.day_first
        facts = language_facts(self.base)
        return facts is None or (self.country or facts.country) not in facts.month_first

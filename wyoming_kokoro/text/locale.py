"""How people somewhere write and say things: day first or month first, decimal comma, how a year is said."""

from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

YearStyle = Literal["hundreds", "thousands"]
"""2013 as "twenty thirteen", or as "two thousand thirteen"."""


@dataclass(frozen=True)
class Locale:
    """What decides how written text is to be read, besides the text itself."""

    language: str = "en-US"
    """As Home Assistant writes it."""
    day_first: bool | None = None
    """Whether 05/06 is the fifth of June; None: as the language's country has it."""
    years: YearStyle = "hundreds"
    emoji: bool = False
    """Whether emoji are said by name rather than left out."""
    code: bool = False
    """Whether fenced blocks of code are said rather than left out."""
    dictionary: Container[str] | None = None
    """The words (in lower case) that are sure to be pronounced correctly; None where there is no dictionary."""

    def is_in_dictionary(self, word: str) -> bool:
        """Whether a word, in lower case, is in the dictionary."""
        return self.dictionary is not None and word in self.dictionary

    @cached_property
    def base(self) -> str:
        """The language without its country: "en"."""
        return self.language.replace("_", "-").partition("-")[0].lower()

    @cached_property
    def country(self) -> str:
        """The country in capitals, or nothing where none is given."""
        return self.language.replace("_", "-").partition("-")[2].upper()

    @cached_property
    def days_lead(self) -> bool:
        """Whether the day is written before the month."""
        if self.day_first is not None:
            return self.day_first
        return not (self.base == "en" and self.country in MONTH_FIRST)


MONTH_FIRST = frozenset({"", "US", "PH", "CA"})
"""Where English is written with the month first; English without a country is taken for American."""

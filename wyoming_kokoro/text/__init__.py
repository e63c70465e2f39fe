"""From writing to words: rules claim parts of the text and say what is said for them."""

from wyoming_kokoro.text.breaths import Breath, Breaths, breaths
from wyoming_kokoro.text.languages import LANGUAGES, rules_of
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.page import page
from wyoming_kokoro.text.reading import read
from wyoming_kokoro.text.sentences import Cut, Sentences, clauses

__all__ = [
    "LANGUAGES",
    "Breath",
    "Breaths",
    "Cut",
    "Locale",
    "Sentences",
    "breaths",
    "clauses",
    "page",
    "read",
    "rules_of",
]

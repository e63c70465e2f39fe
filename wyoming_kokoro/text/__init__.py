"""Turns written text into words: rules claim parts of the text and return what is spoken for them."""

from wyoming_kokoro.text.clauses import clauses
from wyoming_kokoro.text.language_facts import LANGUAGES, LanguageFacts, language_facts
from wyoming_kokoro.text.languages import rules_of
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.page import page
from wyoming_kokoro.text.phrase_breaks import BreakWords, PhraseBreak, break_words
from wyoming_kokoro.text.reading import read
from wyoming_kokoro.text.sentence import Sentence
from wyoming_kokoro.text.sentences import SentenceSplitter

__all__ = [
    "LANGUAGES",
    "BreakWords",
    "LanguageFacts",
    "Locale",
    "PhraseBreak",
    "Sentence",
    "SentenceSplitter",
    "break_words",
    "clauses",
    "language_facts",
    "page",
    "read",
    "rules_of",
]

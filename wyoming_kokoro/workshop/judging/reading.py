"""Texts as our program reads them: each word with its sound, where it stands, and how well it is known."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from wyoming_kokoro.speech import Word
from wyoming_kokoro.studio.explaining import ExplainedSpan, explain_text

MARK = "mark"
"""The source of punctuation, and the rule that reads it."""
PLAIN_RULES = frozenset({"word", MARK})
"""Rules that read a word as it is written."""
KNOWN_SOURCES = frozenset({"user", "own", "ours", "lexicon", "homograph", "misaki"})
"""Sources that know a word; all others guess."""
_STRESS = str.maketrans("", "", "ˈˌ")
_LETTERS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[\u0900-\u097f]+")


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word that is spoken for a text."""

    spelled: str
    """In small letters."""
    sound: str
    """Without stress."""
    phonemes: str
    start: int
    end: int
    """Where it is written."""
    written: str
    """What is written there, which may be spoken as several words."""
    rule: str
    is_known: bool
    """Whether a dictionary has it."""
    token: str
    """The text around it up to the next blanks."""
    pause_after: bool = False
    """Whether a mark follows at which speech may pause."""

    @property
    def is_plain(self) -> bool:
        """Return whether it is spoken as it is written."""
        return self.rule in PLAIN_RULES


@lru_cache(maxsize=2048)
def read_words(text: str, language: str) -> tuple[ReadWord, ...]:
    """Return the words that are spoken for a text, in order."""
    words: list[ReadWord] = []
    for part in explain_text(text, language).parts:
        for word in part.words:
            spelled = " ".join(_LETTERS.findall(word.spoken.lower().replace("’", "'")))
            if spelled and word.source != MARK:
                words.append(_read_word(spelled, word, part, text))
            elif words and word.phonemes.strip():
                words[-1] = replace(words[-1], pause_after=True)
    return tuple(words)


def _read_word(spelled: str, word: Word, part: ExplainedSpan, text: str) -> ReadWord:
    before, after = text[: part.start].rsplit(maxsplit=1), text[part.end :].split(maxsplit=1)
    head = before[-1] if before and not text[part.start - 1].isspace() else ""
    tail = after[0] if after and not text[part.end].isspace() else ""
    return ReadWord(
        spelled,
        word.phonemes.translate(_STRESS),
        word.phonemes,
        part.start,
        part.end,
        part.written,
        part.rule,
        word.source in KNOWN_SOURCES,
        head + text[part.start : part.end] + tail,
    )

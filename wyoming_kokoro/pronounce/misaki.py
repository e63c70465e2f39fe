"""Pronounces English words as misaki does: by its lexicon, with endings, capitals and neighbours.

A new implementation of what misaki 0.9.4 does, compared with it in the tests; none of its code runs here.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from wyoming_kokoro.pronounce.alphabet import BREAKS, CONSONANTS, PRIMARY, VOWELS
from wyoming_kokoro.pronounce.endings import stems_of_ed, stems_of_ing, stems_of_s, with_ed, with_ing, with_s
from wyoming_kokoro.pronounce.function_words import (
    LETTERS,
    FollowingSound,
    Tag,
    WordInContext,
    depends_on_context,
    function_word,
    is_to,
    is_versus,
)
from wyoming_kokoro.pronounce.letters import is_initials, spelled
from wyoming_kokoro.pronounce.lexicon import Lexicon
from wyoming_kokoro.pronounce.packed_lexicon import Entry
from wyoming_kokoro.pronounce.stress import at_least_primary, at_least_secondary

Emphasis = Callable[[str], str]
"""What capitals do to the stress of a word."""

_SPOKEN_SYMBOLS = {"%": "percent", "&": "and", "+": "plus", "@": "at"}
_INITIALS = re.compile(r"\.*[^\W\d_]{1,2}(?:\.+[^\W\d_]{1,2})+\.*\Z")
_LONGEST_NAME_OF_LETTERS = 7
"""A longer name in capitals is read as the word it spells."""


class Pronounced(NamedTuple):
    """Phonemes, and the source that had them."""

    phonemes: str
    source: str


class Misaki:
    """misaki's reading of English words, American or British."""

    def __init__(self, lexicon: Lexicon, *, british: bool) -> None:
        self._lexicon = lexicon
        self._british = british

    def word(self, word: str, tag: Tag, after: FollowingSound) -> Pronounced | None:
        """The sound of a word with this part of speech in this context; None where misaki does not have it."""
        spoken = function_word(WordInContext(word, tag, after, self._british))
        if spoken == LETTERS or _INITIALS.match(word):
            return self._spelled(word)
        if spoken is not None:
            return Pronounced(spoken, "lexicon")
        if is_versus(word, tag):
            word = "versus"
        emphasis = _emphasis(word)
        if self._is_lower_case_word(word, tag, emphasis, after):
            word = word.lower()
        return self._listed_word(word, tag, emphasis, after) or self._with_ending(word, tag, emphasis, after)

    def in_any_context(self, word: str) -> tuple[bool, Pronounced | None]:
        """Whether a word sounds the same in every context and as every part of speech, and if so how."""
        if depends_on_context(word.lower()):
            return False, None
        tag_requests = list[str]()

        def tag() -> str:
            tag_requests.append(word)
            return ""

        # Before a vowel, because at the end of a phrase the part of speech does not matter to some words.
        sound = self.word(word, tag, FollowingSound(vowel=True))
        return (False, None) if tag_requests else (True, sound)

    def _spelled(self, word: str) -> Pronounced | None:
        letters = spelled(word, british=self._british)
        return None if letters is None else Pronounced(letters, "letters")

    def _listed_word(self, word: str, tag: Tag, emphasis: Emphasis, after: FollowingSound) -> Pronounced | None:
        """The entry of the word itself, or of the word without the apostrophe of a plural's possessive."""
        listed = next(filter(self._is_listed, _without_apostrophe(word)), None)
        return None if listed is None else self._look_up(listed, tag, emphasis, after)

    def _with_ending(self, word: str, tag: Tag, emphasis: Emphasis, after: FollowingSound) -> Pronounced | None:
        """The word as one from the lexicon with -s, -ed or -ing; "bodies" is no plural of the name "Bodie"."""
        for stems, with_ending in _ENDINGS:
            stem = next(filter(self._is_listed_first, stems(word)), None) or next(
                filter(self._is_listed, stems(word)), None
            )
            if stem is None:
                continue
            stem_emphasis = at_least_secondary if with_ending is with_ing and emphasis is _unchanged else emphasis
            sound = self._look_up(stem, tag, stem_emphasis, after)
            if sound is not None:
                return Pronounced(with_ending(sound.phonemes, british=self._british), sound.source)
        return None

    def _is_listed(self, word: str) -> bool:
        """Whether there is a sound for this without splitting it."""
        return self._is_listed_first(word) or self._lexicon.find(word) is not None

    def _is_listed_first(self, word: str) -> bool:
        """Whether misaki has a sound for this, without the second dictionary."""
        if word in _SPOKEN_SYMBOLS or self._lexicon.find_first(word) is not None:
            return True
        if not (word.isascii() and word.isalpha()):
            return False
        return len(word) == 1 or is_initials(word) or (word.isupper() and self._lexicon.gold(word.lower()) is not None)

    def _look_up(self, word: str, tag: Tag, emphasis: Emphasis, after: FollowingSound) -> Pronounced | None:
        word = _SPOKEN_SYMBOLS.get(word, word)
        entry = self._lexicon.find(word)
        shouted = word == word.upper() and (entry is None or not entry.is_gold)
        if shouted:
            word = word.lower()
            entry = self._lexicon.find(word)
        if entry is None or (shouted and not entry.is_gold and tag() == "NNP"):
            return self._spelled(word)
        spoken = _sound_in_context(entry.entry, tag, after)
        if spoken is None or (shouted and PRIMARY not in spoken and tag() == "NNP"):
            return self._spelled(word)
        return Pronounced(emphasis(spoken), "ours" if entry.is_ours else "letters" if len(word) == 1 else "lexicon")

    def _is_lower_case_word(self, word: str, tag: Tag, emphasis: Emphasis, after: FollowingSound) -> bool:
        """Whether a capitalized word is an ordinary word at a place where capitals are usual."""
        if len(word) == 1 or word == word.lower() or not word.replace("'", "").isalpha():
            return False
        if word not in (word.upper(), word.capitalize()) or self._lexicon.find(word) is not None:
            return False
        small = word.lower()
        if self._lexicon.find(small) is None and self._with_ending(small, tag, emphasis, after) is None:
            return False
        return len(word) > _LONGEST_NAME_OF_LETTERS or tag() != "NNP"


def sound_before(spoken: str, word: str, tag: Tag, following: FollowingSound) -> FollowingSound:
    """What follows the word before this one; `following` is what follows this one."""
    vowel = following.vowel
    for symbol in spoken:
        if symbol in BREAKS:
            vowel = None
        elif symbol in VOWELS or symbol in CONSONANTS:
            vowel = symbol in VOWELS
        else:
            continue
        break
    return FollowingSound(vowel, to=is_to(word, tag), nothing=following.nothing and vowel is None)


def _without_apostrophe(word: str) -> tuple[str, ...]:
    """The word, and where it ends with an apostrophe the words it may be the possessive of."""
    if not word.endswith("'"):
        return (word,)
    return (word, word[:-2] + "'s", word[:-1]) if word.endswith("s'") else (word, word[:-1])


def part_of_speech(tag: str) -> str:
    """The lexicon's name for a Penn tag's kind of word."""
    return next((kind for start, kind in _KINDS if tag.startswith(start)), tag)


_KINDS = (("VB", "VERB"), ("NN", "NOUN"), ("RB", "ADV"), ("ADV", "ADV"), ("JJ", "ADJ"), ("ADJ", "ADJ"))

_ENDINGS = ((stems_of_s, with_s), (stems_of_ed, with_ed), (stems_of_ing, with_ing))


def _sound_in_context(entry: Entry | None, tag: Tag, after: FollowingSound) -> str | None:
    """The sound that an entry has for this part of speech in this context."""
    if not isinstance(entry, dict):
        return entry
    if after.vowel is None and "None" in entry:
        return entry["None"]
    name = tag()
    return entry.get(name if name in entry else part_of_speech(name), entry["DEFAULT"])


def _emphasis(word: str) -> Emphasis:
    if word == word.lower():
        return _unchanged
    return at_least_primary if word == word.upper() else at_least_secondary


def _unchanged(spoken: str) -> str:
    return spoken

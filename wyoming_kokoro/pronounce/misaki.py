"""How misaki says an English word: its lexicon, with endings, capitals and neighbours taken into account.

What misaki 0.9.4 does, put in our own words and held equal to it in the tests; none of its code runs here.
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
    depends,
    is_to,
    is_versus,
    special,
)
from wyoming_kokoro.pronounce.letters import is_initials, spelled
from wyoming_kokoro.pronounce.lexicon import Lexicon
from wyoming_kokoro.pronounce.pack_lexicons import Entry
from wyoming_kokoro.pronounce.stress import emphasized, noticed

Emphasis = Callable[[str], str]
"""What capitals do to the stress of a word."""

_SPOKEN_SYMBOLS = {"%": "percent", "&": "and", "+": "plus", "@": "at"}
_INITIALS = re.compile(r"\.*[^\W\d_]{1,2}(?:\.+[^\W\d_]{1,2})+\.*\Z")
_LONGEST_NAME_OF_LETTERS = 7
"""A longer name in capitals is read as the word it spells."""


class Pronounced(NamedTuple):
    """Phonemes, and who knew them."""

    phonemes: str
    source: str


class Misaki:
    """misaki's reading of English words, American or British."""

    def __init__(self, lexicon: Lexicon, *, british: bool) -> None:
        self._lexicon = lexicon
        self._british = british

    def word(self, word: str, tag: Tag, after: FollowingSound) -> Pronounced | None:
        """How a word with this part of speech sounds here; None where misaki does not know it."""
        spoken = special(WordInContext(word, tag, after, self._british))
        if spoken == LETTERS or _INITIALS.match(word):
            return self._spelled(word)
        if spoken is not None:
            return Pronounced(spoken, "lexicon")
        if is_versus(word, tag):
            word = "versus"
        emphasis = _emphasis(word)
        if self._means_small(word, tag, emphasis, after):
            word = word.lower()
        return self._known(word, tag, emphasis, after) or self._ended(word, tag, emphasis, after)

    def anywhere(self, word: str) -> tuple[bool, Pronounced | None]:
        """Whether a word is the same wherever it stands and whatever it is there, and then how it sounds."""
        if depends(word.lower()):
            return False, None
        asked = list[str]()

        def tag() -> str:
            asked.append(word)
            return ""

        # Before a vowel, because at the end of a phrase some words would be the same whatever they are.
        heard = self.word(word, tag, FollowingSound(vowel=True))
        return (False, None) if asked else (True, heard)

    def _spelled(self, word: str) -> Pronounced | None:
        letters = spelled(word, british=self._british)
        return None if letters is None else Pronounced(letters, "letters")

    def _known(self, word: str, tag: Tag, emphasis: Emphasis, after: FollowingSound) -> Pronounced | None:
        """The entry of the word itself, or of the word without the apostrophe of a plural's possessive."""
        known = next(filter(self._listed, _without_apostrophe(word)), None)
        return None if known is None else self._look_up(known, tag, emphasis, after)

    def _ended(self, word: str, tag: Tag, emphasis: Emphasis, after: FollowingSound) -> Pronounced | None:
        """The word as one from the lexicon with -s, -ed or -ing."""
        for stems, with_ending in _ENDINGS:
            stem = next(filter(self._listed, stems(word)), None)
            if stem is None:
                continue
            kept = noticed if with_ending is with_ing and emphasis is _unchanged else emphasis
            heard = self._look_up(stem, tag, kept, after)
            if heard is not None:
                return Pronounced(with_ending(heard.phonemes, british=self._british), heard.source)
        return None

    def _listed(self, word: str) -> bool:
        """Whether misaki can say this much without taking it apart."""
        if word in _SPOKEN_SYMBOLS or self._lexicon.find(word) is not None:
            return True
        if not (word.isascii() and word.isalpha()):
            return False
        return (
            len(word) == 1 or is_initials(word) or (word.isupper() and self._lexicon.golden(word.lower()) is not None)
        )

    def _look_up(self, word: str, tag: Tag, emphasis: Emphasis, after: FollowingSound) -> Pronounced | None:
        word = _SPOKEN_SYMBOLS.get(word, word)
        found = self._lexicon.find(word)
        shouted = word == word.upper() and (found is None or not found.golden)
        if shouted:
            word = word.lower()
            found = self._lexicon.find(word)
        if found is None or (shouted and not found.golden and tag() == "NNP"):
            return self._spelled(word)
        spoken = _as(found.entry, tag, after)
        if spoken is None or (shouted and PRIMARY not in spoken and tag() == "NNP"):
            return self._spelled(word)
        return Pronounced(emphasis(spoken), "ours" if found.ours else "letters" if len(word) == 1 else "lexicon")

    def _means_small(self, word: str, tag: Tag, emphasis: Emphasis, after: FollowingSound) -> bool:
        """Whether a capitalized word is only an ordinary one at a place where capitals are usual."""
        if len(word) == 1 or word == word.lower() or not word.replace("'", "").isalpha():
            return False
        if word not in (word.upper(), word.capitalize()) or self._lexicon.find(word) is not None:
            return False
        small = word.lower()
        if self._lexicon.find(small) is None and self._ended(small, tag, emphasis, after) is None:
            return False
        return len(word) > _LONGEST_NAME_OF_LETTERS or tag() != "NNP"


def after(spoken: str, word: str, tag: Tag, further: FollowingSound) -> FollowingSound:
    """What the word before this one sees of it; `further` is what this one saw."""
    vowel = further.vowel
    for symbol in spoken:
        if symbol in BREAKS:
            vowel = None
        elif symbol in VOWELS or symbol in CONSONANTS:
            vowel = symbol in VOWELS
        else:
            continue
        break
    return FollowingSound(vowel, to=is_to(word, tag))


def _without_apostrophe(word: str) -> tuple[str, ...]:
    """The word, and where it ends with an apostrophe what it may be the possessive of."""
    if not word.endswith("'"):
        return (word,)
    return (word, word[:-2] + "'s", word[:-1]) if word.endswith("s'") else (word, word[:-1])


def part_of_speech(tag: str) -> str:
    """The kind of word a tag of Penn's names, in the lexicon's own terms."""
    return next((kind for start, kind in _KINDS if tag.startswith(start)), tag)


_KINDS = (("VB", "VERB"), ("NN", "NOUN"), ("RB", "ADV"), ("ADV", "ADV"), ("JJ", "ADJ"), ("ADJ", "ADJ"))

_ENDINGS = ((stems_of_s, with_s), (stems_of_ed, with_ed), (stems_of_ing, with_ing))


def _as(entry: Entry | None, tag: Tag, after: FollowingSound) -> str | None:
    """What an entry says for this part of speech at this place."""
    if not isinstance(entry, dict):
        return entry
    if after.vowel is None and "None" in entry:
        return entry["None"]
    name = tag()
    return entry.get(name if name in entry else part_of_speech(name), entry["DEFAULT"])


def _emphasis(word: str) -> Emphasis:
    if word == word.lower():
        return _unchanged
    return emphasized if word == word.upper() else noticed


def _unchanged(spoken: str) -> str:
    return spoken

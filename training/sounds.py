"""The words from which the guesser learns, with their sounds: misaki's better lexicons, CMUdict, and our own names."""

import unicodedata
import zlib
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import NamedTuple

from script.shipped_data import misaki_entries
from training.cmudict import cmudict
from wyoming_kokoro.pronounce.british import as_british
from wyoming_kokoro.pronounce.packed_lexicon import Entry
from wyoming_kokoro.pronounce.shipped_words import MEDICINE_STEMS, NAMES, PHRASES, rows, shipped_words

SHORTEST, LONGEST = 3, 20
"""Letters; shorter words are abbreviations, and longer ones are rare."""
HELD_OUT = 64
"""One word in so many is held out, in every dictionary alike."""
_PLAIN = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae"})


MISAKI, CMUDICT, OURS = "misaki", "cmudict", "ours"
"""Where a sound is from."""


class Sample(NamedTuple):
    """A word in plain lower-case letters, which English it is, whether it is a name, and its sound."""

    letters: str
    british: bool
    capital: bool
    phonemes: str
    source: str = MISAKI

    @property
    def is_held_out(self) -> bool:
        """Whether it is for measuring only."""
        return is_held_out(self.letters)


def is_held_out(letters: str) -> bool:
    """Tell whether a word in small letters is for measuring only; it is held out in every dictionary."""
    return zlib.crc32(letters.encode()) % HELD_OUT == 0


def samples() -> list[Sample]:
    """Return all words, those of misaki first; of CMUdict only those that are no ending away from one of misaki's."""
    found = {sample[:3]: sample for sample in _from_misaki()}
    known = {letters for letters, _, _ in found}
    for sample in chain(_from_cmudict(known), _from_our_names(known)):
        found[sample[:3]] = sample
    return list(found.values())


def _from_misaki() -> Iterator[Sample]:
    for british, name in ((False, "us_gold"), (True, "gb_gold")):
        for word, entry in lexicon(name).items():
            sound = entry["DEFAULT"] if isinstance(entry, dict) else entry
            letters = in_plain_letters(word)
            if sound and " " not in sound and _is_word(letters) and not letters.isupper():
                kokoros = sound.replace("ɾ", "T").replace("ʔ", "t")
                yield Sample(letters.lower(), british, letters[0].isupper(), kokoros)


def _from_cmudict(known: set[str]) -> Iterator[Sample]:
    """CMUdict's words; those that are in no lexicon in lower case are taken for names.

    Every second one is also given a British sound, which is enough to learn how names sound in Britain.
    """
    small = {word for name in ("us_gold", "us_silver") for word in lexicon(name) if word.islower()}
    for word, (sound, *_) in cmudict().items():
        if not _is_word(word) or word in known or _has_known_stem(word, known):
            continue
        capital = word not in small
        yield Sample(word, british=False, capital=capital, phonemes=sound, source=CMUDICT)
        if zlib.crc32(word[::-1].encode()) % 2 == 0:
            yield Sample(word, british=True, capital=capital, phonemes=as_british(sound, word), source=CMUDICT)


def _from_our_names(known: set[str]) -> Iterator[Sample]:
    """Our own names that misaki does not have; for a name that CMUdict has too, ours is the better sound."""
    american, british = shipped_words(british=False), shipped_words(british=True)
    for path in sorted(NAMES.glob("*.tsv")):
        if path in (PHRASES, MEDICINE_STEMS):
            continue
        for name, _ in rows(path):
            letters = in_plain_letters(name).lower()
            if _is_word(letters) and letters not in known and name.istitle():
                yield Sample(letters, british=False, capital=True, phonemes=american[name], source=OURS)
                yield Sample(letters, british=True, capital=True, phonemes=british[name], source=OURS)


@cache
def lexicon(name: str) -> dict[str, Entry]:
    """Return one of misaki's lexicons."""
    return misaki_entries(name)


def in_plain_letters(word: str) -> str:
    """Return the word without accents."""
    decomposed = unicodedata.normalize("NFKD", word.translate(_PLAIN))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _is_word(letters: str) -> bool:
    return letters.isascii() and letters.isalpha() and SHORTEST <= len(letters) <= LONGEST


def _has_known_stem(word: str, known: set[str]) -> bool:
    """Tell whether a word is a known one with a regular ending, from which nothing new is learned."""
    for ending in ("s", "es", "ed", "ing", "d", "ies"):
        stem = word.removesuffix(ending)
        if stem != word and any(stem + last in known for last in ("", "e", "y")):
            return True
    return False

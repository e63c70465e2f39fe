"""Other ways in which the same words are said: one change at most to how a phrase is read."""

from collections.abc import Iterator

from wyoming_kokoro.voices.language_tags import base
from wyoming_kokoro.workshop.wake.sounds import BLANK, LONG, STRESSES, core, is_vowel, split_sounds, with_core

MOST = 12
"""Variants of one reading: so many that they differ, and so few that the usual reading is heard often enough."""
_ENGLISH: dict[str, tuple[str, ...]] = {
    "ɑː": ("a", "ɑ"), "ɔː": ("ɑ",), "Q": ("O",), "O": ("Q",), "ɒ": ("ɑ",), "ɑ": ("ɑː",), "a": ("æ",), "æ": ("a",),
    "ɜː": ("ɜɹ",), "iː": ("i",), "uː": ("u",),
}  # fmt: skip
"""Vowels as the other accent of English has them."""
_OTHER: dict[str, tuple[str, ...]] = {"e": ("ɛ",), "ɛ": ("e",), "o": ("ɔ",), "ɔ": ("o",)}
"""Open and close vowels, which speakers of several languages exchange."""
_REDUCED = frozenset("ɑæɛɔʌɒaeoOQ")
"""Vowels of English that become weak where there is no stress."""
_FULL = {"ə": ("ɪ", "ʌ"), "ɪ": ("ə",), "ᵻ": ("ə",)}


def variants_of(reading: str, language: str) -> list[str]:
    """Return a reading and its variants, the reading first."""
    english = base(language) == "en"
    ways = (_accents(reading, _ENGLISH if english else _OTHER), _stresses(reading), _linked(reading))
    more = (_reduced(reading), _filled(reading)) if english else (_shortened(reading),)
    found = dict.fromkeys([reading])
    every = [list(way) for way in (*ways, *more)]
    for place in range(max(map(len, every))):
        found.update(dict.fromkeys(way[place] for way in every if place < len(way)))
    return list(found)[: MOST + 1]


def _changed(sounds: list[str], place: int, other: str) -> str:
    return "".join((*sounds[:place], with_core(sounds[place], other), *sounds[place + 1 :]))


def _accents(reading: str, table: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield readings with one vowel as others have it."""
    sounds = split_sounds(reading)
    for place, sound in enumerate(sounds):
        for other in table.get(sound.lstrip(STRESSES), ()):
            yield _changed(sounds, place, other)


def _stresses(reading: str) -> Iterator[str]:
    """Yield readings with a weaker or a stronger stress on one word."""
    for place, symbol in enumerate(reading):
        if symbol == "ˌ":
            yield reading[:place] + reading[place + 1 :]
            yield f"{reading[:place]}ˈ{reading[place + 1 :]}"
    primary = [place for place, symbol in enumerate(reading) if symbol == "ˈ"]
    for place in primary[:-1]:
        yield f"{reading[:place]}ˌ{reading[place + 1 :]}"


def _linked(reading: str) -> Iterator[str]:
    """Yield readings with two words run together, or a short pause between them."""
    for place, symbol in enumerate(reading):
        if symbol == BLANK:
            yield f"{reading[:place]},{reading[place:]}"
            yield reading[:place] + reading[place + 1 :]


def _shortened(reading: str) -> Iterator[str]:
    """Yield readings with one long sound short."""
    for place, symbol in enumerate(reading):
        if symbol == LONG:
            yield reading[:place] + reading[place + 1 :]


def _reduced(reading: str) -> Iterator[str]:
    """Yield readings with one vowel weak that has no stress."""
    sounds = split_sounds(reading)
    for place in _unstressed(sounds):
        if core(sounds[place]) in _REDUCED:
            yield _changed(sounds, place, "ə")


def _filled(reading: str) -> Iterator[str]:
    """Yield readings with another color of one weak vowel."""
    sounds = split_sounds(reading)
    for place in _unstressed(sounds):
        for other in _FULL.get(core(sounds[place]), ()):
            yield _changed(sounds, place, other)


def _unstressed(sounds: list[str]) -> Iterator[int]:
    """Yield the places of vowels without stress in words of several syllables; the mark stands before the vowel."""
    vowels_in_word, places = 0, list[int]()
    for place, sound in enumerate([*sounds, BLANK]):
        if sound == BLANK:
            yield from places if vowels_in_word > 1 else ()
            vowels_in_word, places = 0, []
        elif is_vowel(sound):
            vowels_in_word += 1
            if sound[0] not in STRESSES:
                places.append(place)

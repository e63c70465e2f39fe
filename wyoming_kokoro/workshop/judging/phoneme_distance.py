"""How different phonemes and words sound: 0 is the same, 1 nothing in common."""

from functools import lru_cache

_PLACES = {
    **dict.fromkeys("pbmwβɸ", 0.0),
    **dict.fromkeys("fvʋ", 0.1),
    **dict.fromkeys("θð", 0.25),
    **dict.fromkeys("tdnszlTɾʦʣ", 0.35),
    **dict.fromkeys("ʈɖɳɽʂʐ", 0.45),
    **dict.fromkeys("ʃʒʧʤɹr", 0.5),
    **dict.fromkeys("ɕʑʨʥ", 0.55),
    **dict.fromkeys("jçɲʎcɟʝɥ", 0.65),
    **dict.fromkeys("kɡŋxɣɰ", 0.8),
    **dict.fromkeys("qɴʁχ", 0.9),
    **dict.fromkeys("hʔ", 1.0),
}
_MANNERS = {
    **dict.fromkeys("pbtdkɡʔTɾʈɖɽcɟq", "stop"),
    **dict.fromkeys("mnŋɲɳɴ", "nasal"),
    **dict.fromkeys("fvθðszʃʒhxɣçβɸʂʐɕʑʝχ", "fricative"),
    **dict.fromkeys("ʧʤʦʣʨʥ", "affricate"),
    **dict.fromkeys("lɹrjwʋʎɥɰʁ", "approximant"),
}
_RELATED = {frozenset(("stop", "affricate")): 0.3, frozenset(("fricative", "affricate")): 0.3}
_VOICED = frozenset("bdɡmnŋɲvðzʒɣʤʣlɹrjwTɾβʋɖɳɽʐʑʥʎɟʝɥɰɴʁ")
_VOWELS = {
    # height (0 open, 1 close), backness (0 front, 1 back), and where it glides to
    "i": (1.0, 0.0, ""),
    "ɪ": (0.85, 0.15, ""),
    "e": (0.7, 0.0, ""),
    "ɛ": (0.5, 0.1, ""),
    "æ": (0.2, 0.15, ""),
    "a": (0.1, 0.3, ""),
    "ɑ": (0.0, 0.9, ""),
    "ɒ": (0.05, 1.0, ""),
    "ɔ": (0.4, 1.0, ""),
    "o": (0.7, 1.0, ""),
    "ʊ": (0.85, 0.85, ""),
    "u": (1.0, 1.0, ""),
    "ʌ": (0.35, 0.65, ""),
    "ə": (0.5, 0.5, ""),
    "ɐ": (0.3, 0.5, ""),
    "ɜ": (0.5, 0.5, ""),
    "ɚ": (0.5, 0.5, ""),
    "ᵻ": (0.85, 0.4, ""),
    "ᵊ": (0.5, 0.5, ""),
    "y": (1.0, 0.1, ""),
    "ø": (0.7, 0.25, ""),
    "œ": (0.5, 0.4, ""),
    "ɨ": (1.0, 0.5, ""),
    "ɯ": (1.0, 0.85, ""),
    "ɤ": (0.7, 0.85, ""),
    "A": (0.6, 0.05, "i"),
    "I": (0.1, 0.5, "i"),
    "Y": (0.4, 0.95, "i"),
    "O": (0.6, 0.9, "u"),
    "Q": (0.6, 0.6, "u"),
    "W": (0.1, 0.5, "u"),
}
_WEAK = frozenset("əɪᵻɐʌᵊ")
"""Vowels that change into one another in unstressed syllables."""
_SILENT = frozenset("ˈˌː ")
_GLIDES = {frozenset("ji"): 0.4, frozenset("wu"): 0.4, frozenset("jɪ"): 0.4, frozenset("wʊ"): 0.4}
GAP = 0.8
"""What a phoneme costs that is missing or added."""
WEAK_GAP = 0.4
"""What an r, an h, a weak vowel or a glottal stop costs, which speakers leave out."""
_LEFT_OUT = frozenset("ɹhəᵊʔ")


def sounds_of(phonemes: str) -> str:
    """Return phonemes without stress, length and blanks."""
    return "".join(symbol for symbol in phonemes if symbol not in _SILENT)


@lru_cache(maxsize=4096)
def substitution(one: str, other: str) -> float:
    """Return how different two phonemes are."""
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return _between_vowels(one, other)
    if one in _MANNERS and other in _MANNERS:
        return _between_consonants(one, other)
    return _GLIDES.get(frozenset((one, other)), 1.0)


def _between_vowels(one: str, other: str) -> float:
    if one in _WEAK and other in _WEAK:
        return 0.15
    height, back, glide = _VOWELS[one]
    other_height, other_back, other_glide = _VOWELS[other]
    difference = 0.6 * abs(height - other_height) + 0.5 * abs(back - other_back) + 0.4 * (glide != other_glide)
    return min(max(difference, 0.1), 1.0)


def _between_consonants(one: str, other: str) -> float:
    place = 0.7 * abs(_PLACES[one] - _PLACES[other])
    manners = frozenset((_MANNERS[one], _MANNERS[other]))
    manner = 0.0 if len(manners) == 1 else _RELATED.get(manners, 0.5)
    voice = 0.25 * ((one in _VOICED) != (other in _VOICED))
    return min(max(place + manner + voice, 0.1), 1.0)


def gap(symbol: str) -> float:
    """Return what a missing or added phoneme costs."""
    return WEAK_GAP if symbol in _LEFT_OUT else GAP


@lru_cache(maxsize=65_536)
def distance(one: str, other: str) -> float:
    """Return what turns one sequence of phonemes into another: the sum of all changes."""
    first, second = sounds_of(one), sounds_of(other)
    before = [0.0]
    for symbol in second:
        before.append(before[-1] + gap(symbol))
    for symbol in first:
        row = [before[0] + gap(symbol)]
        for place, against in enumerate(second, 1):
            row.append(
                min(
                    before[place] + gap(symbol),
                    row[-1] + gap(against),
                    before[place - 1] + substitution(symbol, against),
                )
            )
        before = row
    return before[-1]


def relative_distance(one: str, other: str) -> float:
    """Return the distance as a share of the longer sequence, at most 1."""
    longest = max(len(sounds_of(one)), len(sounds_of(other)))
    return min(distance(one, other) / longest, 1.0) if longest else 0.0


def edits(one: str, other: str) -> int:
    """Return how many letters have to be changed, added or removed."""
    before = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        row = [number]
        for place, against in enumerate(other, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != against)))
        before = row
    return before[-1]


def edits_within(one: str, other: str) -> int:
    """Return the same for the part of `other` that is most like `one`: what is before and after it does not count."""
    before = [0] * (len(other) + 1)
    for number, letter in enumerate(one, 1):
        row = [number]
        for place, against in enumerate(other, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != against)))
        before = row
    return min(before)

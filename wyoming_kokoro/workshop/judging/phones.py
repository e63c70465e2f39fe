"""The 39 phones of CMUdict, which constrained decoding works with, from misaki's alphabet."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

_PHONES = {
    "A": "EY",
    "I": "AY",
    "O": "OW",
    "Q": "OW",
    "W": "AW",
    "Y": "OY",
    "æ": "AE",
    "a": "AE",
    "ɑ": "AA",
    "ɒ": "AA",
    "ɔ": "AO",
    "ə": "AH",
    "ɐ": "AH",
    "ʌ": "AH",
    "ɛ": "EH",
    "e": "EH",
    "ɜ": "ER",
    "ɚ": "ER",
    "ɪ": "IH",
    "ᵻ": "IH",
    "i": "IY",
    "ʊ": "UH",
    "u": "UW",
    "o": "OW",
    "ᵊ": "AH",
    "b": "B",
    "d": "D",
    "f": "F",
    "ɡ": "G",
    "h": "HH",
    "j": "Y",
    "k": "K",
    "l": "L",
    "m": "M",
    "n": "N",
    "ŋ": "NG",
    "p": "P",
    "ɹ": "R",
    "r": "R",
    "s": "S",
    "ʃ": "SH",
    "t": "T",
    "T": "T",
    "ɾ": "T",
    "ʔ": "T",
    "v": "V",
    "w": "W",
    "z": "Z",
    "ʒ": "ZH",
    "ʤ": "JH",
    "ʧ": "CH",
    "ð": "DH",
    "θ": "TH",
    "x": "K",
    "ʦ": "T S",
    "ʣ": "D Z",
}
_R_COLORED = {"ɜɹ": "ER", "əɹ": "ER", "ɐɹ": "ER"}
_WITH_R = {"ɑː": "AA R", "ɔː": "AO R", "ɜː": "ER", "ɪə": "IH R", "ɛː": "EH R", "ʊə": "UH R", "iə": "IH R", "ə": "ER"}
"""British vowels in words with an r that is not spoken, as an American would speak it."""
MAX_SOUNDS = 6
"""Ways to speak a word that are tried: each costs time."""


def phones_of(phonemes: str) -> tuple[str, ...]:
    """Return the ways to write a word's phonemes in phones: as they are, and with the r that British English drops."""
    plain = _written(phonemes, _R_COLORED)
    if "ː" not in phonemes and not phonemes.endswith("ə") and "ɪə" not in phonemes and "ʊə" not in phonemes:
        return (plain,) if plain else ()
    final = {key: value for key, value in _WITH_R.items() if key != "ə"}
    rhotic = _written(phonemes, _R_COLORED | final, last=_WITH_R)
    return tuple(dict.fromkeys(filter(None, (plain, rhotic))))


def all_phones(sounds: Iterable[str], known: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the distinct ways to write several sounds of a word, and those that a dictionary knows."""
    ways = chain.from_iterable(phones_of(sound) for sound in sounds)
    return tuple(dict.fromkeys((*ways, *known)))[:MAX_SOUNDS]


@lru_cache(maxsize=8192)
def _parts(phonemes: str) -> tuple[str, ...]:
    return tuple(symbol for symbol in phonemes if symbol not in "ˈˌ")


def _written(phonemes: str, pairs: dict[str, str], last: dict[str, str] | None = None) -> str:
    return " ".join(_phones(_parts(phonemes), pairs, last or pairs))


def _phones(symbols: tuple[str, ...], pairs: dict[str, str], last: dict[str, str]) -> Iterator[str]:
    place = 0
    while place < len(symbols):
        two = "".join(symbols[place : place + 2])
        table = last if place + len(two) >= len(symbols) else pairs
        if len(two) == 2 and two in table:  # noqa: PLR2004 -- a pair
            yield table[two]
            place += 2
            continue
        one = symbols[place]
        if table is last and place == len(symbols) - 1 and one in last:
            yield last[one]
        elif one in _PHONES:
            yield _PHONES[one]
        place += 1

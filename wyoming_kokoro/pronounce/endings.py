"""The endings -s, -ed and -ing: how they change the spelling and the sound of an English word, as in misaki."""

import re
from collections.abc import Iterator

_VOICELESS_BEFORE_S = frozenset("ptkfθ")
_HISSING = frozenset("szʃʒʧʤ")
_VOICELESS_BEFORE_ED = frozenset("pkfθʃsʧ")
_FLAPPING = frozenset("AIOWYiuæɑəɛɪɹʊʌ")
"""After these an American t between vowels is a tap."""

_DOUBLED = re.compile(r"(?:([bcdgklmnprstvxz])\1|ck)ing\Z")


def stems_of_s(word: str) -> Iterator[str]:
    """The words that "lights", "switches", "batteries" or "Kate's" may be formed from, the likeliest first."""
    if len(word) < 3 or not word.endswith("s"):  # noqa: PLR2004 - a stem has two letters
        return
    if not word.endswith("ss"):
        yield word[:-1]
    if word.endswith("'s") or (len(word) > 4 and word.endswith("es") and not word.endswith("ies")):  # noqa: PLR2004
        yield word[:-2]
    if len(word) > 4 and word.endswith("ies"):  # noqa: PLR2004
        yield word[:-3] + "y"


def stems_of_ed(word: str) -> Iterator[str]:
    """The words that "closed" or "turned" may be formed from."""
    if len(word) < 4 or not word.endswith("d"):  # noqa: PLR2004
        return
    if not word.endswith("dd"):
        yield word[:-1]
    if len(word) > 4 and word.endswith("ed") and not word.endswith("eed"):  # noqa: PLR2004
        yield word[:-2]


def stems_of_ing(word: str) -> Iterator[str]:
    """The words that "turning", "closing" or "running" may be formed from."""
    if len(word) < 5 or not word.endswith("ing"):  # noqa: PLR2004
        return
    if len(word) > 5:  # noqa: PLR2004
        yield word[:-3]
    yield word[:-3] + "e"
    if len(word) > 5 and _DOUBLED.search(word):  # noqa: PLR2004
        yield word[:-4]


def with_s(stem: str, *, british: bool) -> str:
    """The sound of a stem with -s."""
    if stem[-1] in _VOICELESS_BEFORE_S:
        return stem + "s"
    if stem[-1] in _HISSING:
        return stem + ("ɪz" if british else "ᵻz")
    return stem + "z"


def with_ed(stem: str, *, british: bool) -> str:
    """The sound of a stem with -ed."""
    if stem[-1] in _VOICELESS_BEFORE_ED:
        return stem + "t"
    if stem[-1] == "d":
        return stem + ("ɪd" if british else "ᵻd")
    if stem[-1] != "t":
        return stem + "d"
    if british or len(stem) == 1:
        return stem + "ɪd"
    return stem[:-1] + "ɾᵻd" if stem[-2] in _FLAPPING else stem + "ᵻd"


def with_ing(stem: str, *, british: bool) -> str:
    """The sound of a stem with -ing; a British r that was silent at the end is spoken before it."""
    if british:
        return stem + ("ɹɪŋ" if stem[-1] in "əː" else "ɪŋ")
    if len(stem) > 1 and stem[-1] == "t" and stem[-2] in _FLAPPING:
        return stem[:-1] + "ɾɪŋ"
    return stem + "ɪŋ"

"""Finds parts of speech (Penn tags): an averaged perceptron over hashed features, trained by `training/tagger.py`."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import overload

from wyoming_kokoro.pronounce.feature_weights import FeatureWeights

BITS = 17
_CACHED_WORDS = 2048
"""Words whose plain form is cached, because it is needed several times in every sentence."""
_END = b"\0"
"""Separates the unambiguous words from the weights in the file."""
OUTSIDE = "<>"
"""The neighbour of the first word and of the last."""
NUMBER = "#"
"""All numbers are one word to the tagger, in digits or in words."""


class Tagger:
    """Finds the part of speech of each word of a sentence."""

    def __init__(self, weights: FeatureWeights, certain: Mapping[str, str]) -> None:
        """`certain` are the tags of words that have only one."""
        self._weights = weights
        self._certain = certain
        self._own = lru_cache(_CACHED_WORDS)(self._own_total)

    @classmethod
    def read(cls, written: bytes) -> "Tagger":
        """Read a tagger that `written` returned."""
        certain, _, weights = written.partition(_END)
        return cls(FeatureWeights.read(weights), dict(line.split("\t") for line in certain.decode().splitlines()))

    def written(self) -> bytes:
        """The tagger as bytes for a file."""
        certain = "".join(f"{word}\t{tag}\n" for word, tag in sorted(self._certain.items()))
        return certain.encode() + _END + self._weights.written()

    def tags(self, words: Sequence[str]) -> "SentenceTags":
        """Return a tag for each word, each of which is computed when it is needed."""
        plain = list(map(normal, words))
        return SentenceTags(self, words, plain, list(map(self._certain.get, plain)))

    def tag(self, words: Sequence[str], plain: Sequence[str], place: int, last: str, last_but_one: str) -> str:
        """The tag of a word that is not certain, by the two before it."""
        context = (*neighbour_features(plain, place), *tag_features(plain, place, last, last_but_one))
        own = self._own(words[place], plain[place], place == 0)
        return self._weights.best(own + self._weights.total(context))

    def _own_total(self, word: str, plain: str, first: bool) -> int:  # noqa: FBT001 - lru_cache calls it
        return self._weights.total(own_features(word, plain, first=first))


class SentenceTags(Sequence[str]):
    """The tags of a sentence's words: one needs only those before it, back to two that are certain."""

    def __init__(self, tagger: Tagger, words: Sequence[str], plain: Sequence[str], known: list[str | None]) -> None:
        self._tagger, self._words, self._plain = tagger, words, plain
        self._known = known

    def __len__(self) -> int:
        """As many as there are words."""
        return len(self._known)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """The tag of the word at a place, or those of several."""
        if isinstance(place, slice):
            return [self[index] for index in range(len(self))[place]]
        return self._known[place] or self._found(range(len(self))[place])

    def _found(self, place: int) -> str:
        known = self._known
        start = place
        while start > 0 and (known[start - 1] is None or (start > 1 and known[start - 2] is None)):
            start -= 1
        last_but_one, last = (known[at] or OUTSIDE if at >= 0 else OUTSIDE for at in (start - 2, start - 1))
        for at in range(start, place + 1):
            tag = known[at] or self._tagger.tag(self._words, self._plain, at, last, last_but_one)
            known[at] = tag
            last_but_one, last = last, tag
        return last


@cache
def english_tagger() -> Tagger:
    """The English tagger, with the trained weights that are shipped."""
    return Tagger.read((Path(__file__).parent / "data" / "tagger-en.bin").read_bytes())


@lru_cache(_CACHED_WORDS)
def normal(word: str) -> str:
    """The word in lower case; NUMBER for every number."""
    small = word.lower().replace("’", "'")
    if small in _NUMBER_WORDS or small.lstrip("+-.,")[:1].isdigit():
        return NUMBER
    return small


def word_features(words: Sequence[str], plain: Sequence[str], place: int) -> list[str]:
    """The features of a word's tag that do not depend on other tags."""
    return own_features(words[place], plain[place], first=place == 0) + neighbour_features(plain, place)


def own_features(word: str, plain: str, *, first: bool) -> list[str]:
    """The features of the word itself, and whether it is the first."""
    return [
        "bias",
        f"word {plain}",
        f"end {plain[-3:]}",
        f"end {plain[-2:]}",
        f"end {plain[-1:]}",
        f"begin {plain[:1]}",
        f"begin {plain[:3]}",
        f"shape {_shape(word)}{' first' if first else ''}",
    ]


def neighbour_features(plain: Sequence[str], place: int) -> list[str]:
    """The features of its neighbours."""
    word, before, after = plain[place], neighbour(plain, place - 1), neighbour(plain, place + 1)
    return [
        f"-1 {before}",
        f"-2 {neighbour(plain, place - 2)}",
        f"+1 {after}",
        f"+2 {neighbour(plain, place + 2)}",
        f"+1 end {after[-3:]}",
        f"-1 end {before[-3:]}",
        f"-1 0 {before} {word}",
        f"0 +1 {word} {after}",
    ]


def tag_features(plain: Sequence[str], place: int, last: str, last_but_one: str) -> list[str]:
    """The features of the tags before a word."""
    return [
        f"tag {last}",
        f"tags {last_but_one} {last}",
        f"tag 0 {last} {plain[place]}",
        f"tag +1 {last} {neighbour(plain, place + 1)}",
    ]


def neighbour(plain: Sequence[str], place: int) -> str:
    """The word at this place, or OUTSIDE the sentence."""
    return plain[place] if 0 <= place < len(plain) else OUTSIDE


def _shape(word: str) -> str:
    """The shape of a word: capitals, lower-case letters, digits and signs, each run of a kind once."""
    shape = ""
    for sign in word:
        kind = "X" if sign.isupper() else "x" if sign.islower() else "d" if sign.isdigit() else sign
        if not shape.endswith(kind):
            shape += kind
    return shape[:4]


_TO_NINETEEN = """
    zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen
"""
_BEYOND = "twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion"
_NUMBER_WORDS = frozenset(f"{_TO_NINETEEN} {_BEYOND}".split())
"""Without "one", which is often a pronoun."""

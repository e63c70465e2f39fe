"""Chooses the pronunciation of homographs, words that sound more than one way: resume and resume, lead and lead.

A linear model over hashed features, trained by `training/homographs.py`. Each reading has weights of its own; all
nouns, all verbs, and all readings with hints share some more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from zlib import decompress

from wyoming_kokoro.pronounce.feature_weights import row
from wyoming_kokoro.pronounce.tagger import neighbour, normal

_DATA: Final = Path(__file__).parent / "data"

OWN_BITS, SHARED_BITS = 18, 16
"""Bits of the row number, for weights of single readings and for shared weights."""

_AROUND = 15
"""Words on either side that are searched for hints."""
_TOPIC = 10
"""Words on either side that are features themselves."""
_ADJECTIVE: Final = "adjective"
_SHORTEST_TOPIC = 3
"""Letters; shorter words do not tell the topic."""


@dataclass(frozen=True, slots=True)
class HomographReading:
    """One meaning of a homograph, and its sound."""

    name: str
    kind: str
    """The kind of word: noun (adjectives too), verb, or - where the kind does not distinguish the readings; adjective
    for how the noun's word sounds as an adjective, if that differs."""
    american: str
    british: str
    near: frozenset[str]
    """Words that hint at it anywhere near."""
    after: frozenset[str]
    """Words that hint at it directly after it."""
    before: frozenset[str]
    """Words that hint at it directly before it."""


class Homographs:
    """Chooses between readings."""

    def __init__(self, readings: Mapping[str, tuple[HomographReading, ...]], own: bytes, shared: bytes) -> None:
        """`own` and `shared` are weights, a signed byte each."""
        self.readings = readings
        self._own = memoryview(own).cast("b")
        self._shared = memoryview(shared).cast("b")

    def reading(
        self, word: str, words: Sequence[str], tags: Sequence[str], place: int, known_tag: str | None = None
    ) -> HomographReading:
        """The most likely reading of a homograph at this place of a sentence; `known_tag` is what the writer says."""
        readings = self.readings[word]
        if known_tag is not None:
            readings = tuple(_of_tag(readings, known_tag)) or readings
        if words[place].endswith(("'s", "’s")):  # a possessive is a noun
            readings = tuple(filter(_may_be_noun, readings)) or readings
        if len(readings) == 1:
            return readings[0]
        scores = [
            sum(map(self._own.__getitem__, own)) + sum(map(self._shared.__getitem__, shared))
            for own, shared in rows(readings, words, tags, place)
        ]
        return readings[scores.index(max(scores))]

    def spoken_reading(
        self, word: str, words: Sequence[str], tags: Sequence[str], place: int, known_tag: str | None = None
    ) -> HomographReading:
        """The same, where an adjective may sound unlike the noun with which the model counts it."""
        reading = self.reading(word, words, tags, place, known_tag)
        if reading.kind == "noun" and (known_tag or tags[place]).startswith("JJ"):
            return english_adjectives().get(word, (reading,))[0]
        return reading


def _of_tag(readings: Sequence[HomographReading], tag: str) -> Iterator[HomographReading]:
    """Yield the readings of a part of speech, by their names: read_past, lead_nou-vrb."""
    kinds = next((kinds for start, kinds in _KINDS_OF_TAGS.items() if tag.startswith(start)), ())
    for kind in kinds:
        found = [reading for reading in readings if kind in reading.name.partition("_")[2].split("-")]
        if found:
            yield from found
            return


_KINDS_OF_TAGS: Final = {
    "VBD": ("past", "vrb"),
    "VBN": ("past", "vrb"),
    "VB": ("present", "vrb"),
    "NN": ("nou",),
    "JJ": ("adj", "nou"),
}
"""The kinds of words in the names of readings, by the beginnings of tags: the first that a word has counts."""


def _may_be_noun(reading: HomographReading) -> bool:
    """Whether a reading is not only a verb or an adjective; its name says what it is."""
    return not reading.name.endswith(("_adj", "_vrb"))


@cache
def english_homographs() -> Homographs:
    """The English homographs, with the trained weights that are shipped."""
    weights = decompress((_DATA / "homographs-en.bin").read_bytes())
    return Homographs(english_readings(), weights[: 1 << OWN_BITS], weights[1 << OWN_BITS :])


class _Readings(Mapping[str, tuple[HomographReading, ...]]):
    """The rows of the table by word, made into readings when they are asked for: most never are."""

    def __init__(self, *, adjectives: bool) -> None:
        """With `adjectives` only the rows of adjectives, else all others."""
        self._rows: dict[str, str] = {}
        for line in (_DATA / "homographs-en.tsv").read_text("utf-8").splitlines():
            word, _, row = line.partition("\t")
            if row and not line.startswith("#") and (row.split("\t")[1] == _ADJECTIVE) == adjectives:
                self._rows[word] = f"{self._rows[word]}\n{row}" if word in self._rows else row
        self._made: dict[str, tuple[HomographReading, ...]] = {}

    def __getitem__(self, word: str) -> tuple[HomographReading, ...]:
        """The readings of a homograph."""
        if word not in self._made:
            self._made[word] = tuple(map(_reading, self._rows[word].split("\n")))
        return self._made[word]

    def __contains__(self, word: object) -> bool:
        """Whether a word is a homograph."""
        return word in self._rows

    def __iter__(self) -> Iterator[str]:
        """Every homograph."""
        return iter(self._rows)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._rows)


@cache
def english_readings() -> Mapping[str, tuple[HomographReading, ...]]:
    """Each English homograph with the readings between which the model chooses."""
    return _Readings(adjectives=False)


@cache
def english_adjectives() -> Mapping[str, tuple[HomographReading, ...]]:
    """The homographs that sound otherwise as adjectives than as nouns."""
    return _Readings(adjectives=True)


def _reading(row: str) -> HomographReading:
    name, kind, american, british, *hints = row.split("\t")
    hint_words = " ".join(hints).split()
    return HomographReading(
        name,
        kind,
        american,
        british,
        near=frozenset(word for word in hint_words if "~" not in word),
        after=frozenset(word[1:] for word in hint_words if word.startswith("~")),
        before=frozenset(word[:-1] for word in hint_words if word.endswith("~")),
    )


def plain_stem(word: str) -> str:
    """The word in lower case and without a possessive s."""
    return normal(word).removesuffix("'s")


def rows(
    readings: Sequence[HomographReading], words: Sequence[str], tags: Sequence[str], place: int
) -> Iterator[tuple[list[int], list[int]]]:
    """For each reading the rows of its own weights and of the shared weights that count for it."""
    plain = [normal(word) for word in words[max(0, place - _AROUND) : place + _AROUND + 1]]
    here = min(place, _AROUND)
    features = [*_syntax(words, plain, tags, place, here)]
    topic = [*_topic(plain, here)]
    for reading, hints in zip(readings, _hints(readings, plain, here), strict=True):
        own = [row(f"{reading.name} {feature}", OWN_BITS) for feature in (*features, *topic, *hints)]
        shared = [row(f"hint {hint}", SHARED_BITS) for hint in hints]
        if reading.kind != "-":
            shared += [row(f"{reading.kind} {feature}", SHARED_BITS) for feature in features]
        yield own, shared


def _syntax(words: Sequence[str], plain: Sequence[str], tags: Sequence[str], place: int, here: int) -> Iterator[str]:
    """Features of the context: words, ends of words and parts of speech."""
    w3, w2, w1, v1, v2, v3 = (neighbour(plain, here + step) for step in (-3, -2, -1, 1, 2, 3))
    t3, t2, t1, u1, u2, u3 = (neighbour(tags, place + step) for step in (-3, -2, -1, 1, 2, 3))
    tag, word = tags[place], words[place]
    yield "bias"
    yield from (f"-3 {w3}", f"-2 {w2}", f"-1 {w1}", f"+1 {v1}", f"+2 {v2}", f"+3 {v3}")
    yield from (f"-2-1 {w2} {w1}", f"+1+2 {v1} {v2}", f"-1+1 {w1} {v1}")
    yield from (f"-1 end {w1[-3:]}", f"+1 end {v1[-3:]}", f"-2 end {w2[-3:]}", f"+2 end {v2[-3:]}")
    yield from (f"-1 last {w1[-2:]}", f"+1 last {v1[-2:]}")
    yield f"capitals {word[:1].isupper()} {word.isupper()} {place == 0}"
    yield f"-1 capital {neighbour(words, place - 1)[:1].isupper()}"
    yield f"+1 capital {neighbour(words, place + 1)[:1].isupper()}"
    yield from (f"tag {tag}", f"tag-1 {t1}", f"tag+1 {u1}", f"tag-2 {t2}", f"tag+2 {u2}")
    yield from (f"tags-2-1 {t2} {t1}", f"tags+1+2 {u1} {u2}", f"tags-1+1 {t1} {u1}", f"tags-1 0+1 {t1} {tag} {u1}")
    yield from (f"-1 tag+1 {w1} {u1}", f"tag-1 +1 {t1} {v1}")
    yield from (f"tags-3-2-1 {t3} {t2} {t1}", f"tags+1+2+3 {u1} {u2} {u3}")


def _topic(plain: Sequence[str], here: int) -> Iterator[str]:
    """Features of the topic: each longer word nearby."""
    for place in range(max(0, here - _TOPIC), min(len(plain), here + _TOPIC + 1)):
        if place != here and len(plain[place]) >= _SHORTEST_TOPIC:
            yield f"near {plain[place]}"


def _hints(readings: Sequence[HomographReading], plain: Sequence[str], here: int) -> Iterator[list[str]]:
    """For each reading how many hints it has, compared with the other readings."""
    if not any(reading.near or reading.after or reading.before for reading in readings):
        yield from ([] for _ in readings)
        return
    around = {*plain[:here], *plain[here + 1 :]}
    before, after = neighbour(plain, here - 1), neighbour(plain, here + 1)
    counts = [(len(around & reading.near), after in reading.after, before in reading.before) for reading in readings]
    for place, (near, next_word, last_word) in enumerate(counts):
        others = counts[:place] + counts[place + 1 :]
        ahead = max(-3, min(3, near - max(other[0] for other in others)))
        sides = f"{next_word} {any(other[1] for other in others)}", f"{last_word} {any(other[2] for other in others)}"
        yield [f"near {min(near, 3)}", f"ahead {ahead}", f"after {sides[0]}", f"before {sides[1]}", " ".join(sides)]

"""Which way a word that sounds more than one way is meant: resume and resume, lead and lead.

A linear model over hashed features, trained by `training/homographs.py`. Each reading has weights of its own, and all
that are nouns, all that are verbs, and all that have hints share some more.
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
"""Rows for weights of single readings, and for those that readings share."""

_AROUND = 15
"""Words on either side among which hints are looked for."""
_TOPIC = 10
"""Words on either side that each speak for themselves."""
_SHORTEST_TOPIC = 3
"""Letters; shorter words say nothing about what is talked of."""


@dataclass(frozen=True, slots=True)
class HomographReading:
    """One way a word is meant, and how it sounds then."""

    name: str
    kind: str
    """What kind of word it is: noun (adjectives too), verb, or - where that does not tell the readings apart."""
    american: str
    british: str
    near: frozenset[str]
    """Words that hint at it from anywhere near."""
    after: frozenset[str]
    """Words that hint at it when they come next."""
    before: frozenset[str]
    """Words that hint at it when they come just before."""


class Homographs:
    """Chooses between readings."""

    def __init__(self, readings: Mapping[str, tuple[HomographReading, ...]], own: bytes, shared: bytes) -> None:
        """`own` and `shared` are weights, a signed byte each."""
        self.readings = readings
        self._own = memoryview(own).cast("b")
        self._shared = memoryview(shared).cast("b")

    def reading(self, word: str, words: Sequence[str], tags: Sequence[str], place: int) -> HomographReading:
        """How one of the homographs is meant at this place of a sentence."""
        readings = self.readings[word]
        scores = [
            sum(map(self._own.__getitem__, own)) + sum(map(self._shared.__getitem__, shared))
            for own, shared in rows(readings, words, tags, place)
        ]
        return readings[scores.index(max(scores))]


@cache
def english_homographs() -> Homographs:
    """The homographs of English, as they are shipped."""
    weights = decompress((_DATA / "homographs-en.bin").read_bytes())
    return Homographs(english_readings(), weights[: 1 << OWN_BITS], weights[1 << OWN_BITS :])


@cache
def english_readings() -> dict[str, tuple[HomographReading, ...]]:
    """Every English homograph with its readings."""
    table = (_DATA / "homographs-en.tsv").read_text("utf-8")
    readings: dict[str, tuple[HomographReading, ...]] = {}
    for line in table.splitlines():
        if line.startswith("#"):
            continue
        word, name, kind, american, british, *hints = line.split("\t")
        hint = " ".join(hints).split()
        reading = HomographReading(
            name,
            kind,
            american,
            british,
            near=frozenset(each for each in hint if "~" not in each),
            after=frozenset(each[1:] for each in hint if each.startswith("~")),
            before=frozenset(each[:-1] for each in hint if each.endswith("~")),
        )
        readings[word] = (*readings.get(word, ()), reading)
    return readings


def plain_stem(word: str) -> str:
    """The word in small letters and without the s of a possessive."""
    return normal(word).removesuffix("'s")


def rows(
    readings: Sequence[HomographReading], words: Sequence[str], tags: Sequence[str], place: int
) -> Iterator[tuple[list[int], list[int]]]:
    """For each reading the rows of its own weights and of shared ones that have a say."""
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
    """What stands around the word, as words, ends of words and parts of speech."""
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
    """What is talked of: each longer word near."""
    for place in range(max(0, here - _TOPIC), min(len(plain), here + _TOPIC + 1)):
        if place != here and len(plain[place]) >= _SHORTEST_TOPIC:
            yield f"near {plain[place]}"


def _hints(readings: Sequence[HomographReading], plain: Sequence[str], here: int) -> Iterator[list[str]]:
    """For each reading how much hints at it, beside what hints at the others."""
    if not any(reading.near or reading.after or reading.before for reading in readings):
        yield from ([] for _ in readings)
        return
    around = {*plain[:here], *plain[here + 1 :]}
    before, after = neighbour(plain, here - 1), neighbour(plain, here + 1)
    found = [(len(around & each.near), after in each.after, before in each.before) for each in readings]
    for place, (near, next_one, last_one) in enumerate(found):
        others = found[:place] + found[place + 1 :]
        ahead = max(-3, min(3, near - max(other[0] for other in others)))
        sides = f"{next_one} {any(other[1] for other in others)}", f"{last_one} {any(other[2] for other in others)}"
        yield [f"near {min(near, 3)}", f"ahead {ahead}", f"after {sides[0]}", f"before {sides[1]}", " ".join(sides)]

"""Trains the choice between readings: `python -m training.homographs --data FOLDER`, in two minutes.

From WikipediaHomographData and from sentences of talk at home beside this file; prints how often held-out sentences are
read rightly, and writes the weights.
"""

import csv
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.corpus import data_folder
from wyoming_kokoro.pronounce.english import condensed
from wyoming_kokoro.pronounce.homographs import (
    OWN_BITS,
    SHARED_BITS,
    Homographs,
    english_readings,
    plain_stem,
    rows,
)
from wyoming_kokoro.pronounce.tagger import english_tagger
from wyoming_kokoro.pronounce.word_parts import pieces
from wyoming_kokoro.text import Locale, read

ROUNDS = 12
STEP = 0.05
SHRINK = 1e-3
"""By which share all weights are made smaller after each round."""
LEAST = 0.02
"""Weights below are left out."""
OWN_SENTENCES = Path(__file__).with_name("homographs-own-en.tsv")
MOST_OF_A_TEMPLATE = 8
"""Sentences made of one template, drawn by chance."""

_CHOICE = re.compile(r"\[([^]]*)\]")

TARGET = Path(__file__).resolve().parents[1] / "wyoming_kokoro" / "pronounce" / "data" / "homographs-en.bin"


class Labelled(NamedTuple):
    """A sentence's words with the place of a homograph in it, and the reading that is meant."""

    reading: str
    words: list[str]
    place: int


class Example(NamedTuple):
    """The rows of each reading's weights, and which of them is meant."""

    readings: list[tuple[list[int], list[int]]]
    meant: int


def main() -> None:
    """Train, score, and write."""
    folder = data_folder()
    sentences = [*labelled(folder / "homograph_train.tsv"), *own_sentences()]
    own, shared = learned([example(sentence) for sentence in sentences])
    TARGET.write_bytes(zlib.compress(b"".join(as_steps(own, shared)), 9))
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes from {len(sentences)} sentences")
    model = Homographs(english_readings(), *as_steps(own, shared))
    score(model, list(labelled(folder / "homograph_dev.tsv")))


def labelled(path: Path) -> Iterator[Labelled]:
    """The sentences of a file of WikipediaHomographData."""
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            start, end = int(line["start"]), int(line["end"])
            text = line["sentence"]
            yield _labelled(line["wordid"], text[:start], text[start:end], text[end:])


def own_sentences() -> Iterator[Labelled]:
    """Sentences of the file beside this one, some of each template."""
    chance = random.Random(1)  # noqa: S311 - which sentences are drawn is no secret
    for line in OWN_SENTENCES.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        reading, template = line.split("\t")
        parts = [[part] if place % 2 == 0 else part.split("|") for place, part in enumerate(_CHOICE.split(template))]
        every = ["".join(chosen) for chosen in product(*parts)]
        for text in chance.sample(every, min(MOST_OF_A_TEMPLATE, len(every))):
            before, word, after = text.split("*")
            yield _labelled(reading, before, word, after)


def example(sentence: Labelled) -> Example:
    """What a sentence teaches."""
    readings = english_readings()[plain_stem(sentence.words[sentence.place])]
    names = [reading.name for reading in readings]
    tags = english_tagger().tags(sentence.words)
    return Example(list(rows(readings, sentence.words, tags, sentence.place)), names.index(sentence.reading))


def learned(examples: Sequence[Example]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights of a logistic model, by steps that shrink where there were many: the mean of its second half."""
    size = (1 << OWN_BITS) + (1 << SHARED_BITS)
    weights, squares = np.zeros(size, np.float32), np.full(size, 1e-3, np.float32)
    total = np.zeros(size, np.float64)
    each = [
        (
            [np.array([*own, *(place + (1 << OWN_BITS) for place in shared)]) for own, shared in example.readings],
            example.meant,
        )
        for example in examples
    ]
    chance = random.Random(0)  # noqa: S311 - an order of sentences is no secret
    for turn in range(ROUNDS):
        chance.shuffle(each)
        for readings, meant in each:
            scores = np.array([weights[places].sum() for places in readings])
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            for reading, places in enumerate(readings):
                error = likely[reading] - (reading == meant)
                squares[places] += error * error
                weights[places] -= STEP * error / np.sqrt(squares[places])
        weights *= 1 - SHRINK
        if turn >= ROUNDS // 2:
            total += weights
    mean = (total / (ROUNDS - ROUNDS // 2)).astype(np.float32)
    return mean[: 1 << OWN_BITS], mean[1 << OWN_BITS :]


def as_steps(own: NDArray[np.float32], shared: NDArray[np.float32]) -> tuple[bytes, bytes]:
    """The weights as whole numbers of one byte each, small ones as nothing."""
    most = max(np.abs(own).max(), np.abs(shared).max())
    steps = [np.rint(np.where(np.abs(each) < LEAST, 0, each) * (127 / most)).astype(np.int8) for each in (own, shared)]
    return steps[0].tobytes(), steps[1].tobytes()


def score(model: Homographs, sentences: Sequence[Labelled]) -> None:
    """Print how many sentences are read rightly, and the words that are read wrongly most often."""
    right: dict[str, list[bool]] = defaultdict(list)
    for reading, words, place in sentences:
        word = plain_stem(words[place])
        found = model.reading(word, words, english_tagger().tags(words), place)
        right[word].append(found.name == reading)
    every = [each for some in right.values() for each in some]
    mean = np.mean([np.mean(some) for some in right.values()])
    print(f"{len(every)} sentences: {100 * np.mean(every):.2f} % right, {100 * mean:.2f} % as the mean over words")
    worst = sorted(right.items(), key=lambda item: sum(item[1]) - len(item[1]))[:12]
    print("most often wrong:", ", ".join(f"{word} {len(some) - sum(some)} of {len(some)}" for word, some in worst))


def _labelled(reading: str, before: str, word: str, after: str) -> Labelled:
    """The sentence as the program reads it, where that keeps the word whole, which it nearly always does."""
    spans = read(before + word + after, Locale("en-US"))
    spoken = [[piece for each in span.spoken.split() for piece in pieces(each)] for span in spans]
    for number, span in enumerate(spans):
        if span.start <= len(before) < span.end and word in spoken[number]:
            words, places = condensed([piece for each in spoken for piece in each])
            return Labelled(reading, words, places[sum(map(len, spoken[:number])) + spoken[number].index(word)])
    first, last = ([piece for written in text.split() for piece in pieces(written)] for text in (before, after))
    words, places = condensed([*first, word, *last])
    return Labelled(reading, words, places[len(first)])


if __name__ == "__main__":
    main()

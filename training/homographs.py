"""Trains the choice between the readings of homographs: `python -m training.homographs --data FOLDER`, in two minutes.

It learns from WikipediaHomographData and from the sentences in `homographs-own-en.tsv`, which are commands and answers
as people speak them at home. It writes the weights, and prints how many held-out sentences are read correctly.
"""

import csv
import random
import re
import zlib
from collections import Counter, defaultdict
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

Weights = NDArray[np.float32]
Indices = NDArray[np.int64]

ROUNDS = 12
"""How often all sentences are seen."""
LEARNING_RATE = 0.05
DECAY = 1e-3
"""The share by which all weights are reduced after each round."""
SMALLEST_WEIGHT = 0.02
"""Smaller weights are left out."""
OWN_SENTENCES = Path(__file__).with_name("homographs-own-en.tsv")
BALANCE = 0.5
"""How much more a sentence of a rare reading counts than one of a frequent reading: 0 as much, 1 so that both readings
of a word count the same."""
HIGHEST_WEIGHT = 4.0
"""How much more it counts at most."""
MAX_SENTENCES_OF_A_TEMPLATE = 8
"""How many sentences, chosen at random, are made of one template at most."""

_CHOICE = re.compile(r"\[([^]]*)\]")

TARGET = Path(__file__).resolve().parents[1] / "wyoming_kokoro" / "pronounce" / "data" / "homographs-en.bin"


class Labelled(NamedTuple):
    """The words of a sentence, the place of a homograph in it, and its correct reading."""

    reading: str
    words: list[str]
    place: int


class Example(NamedTuple):
    """The rows of each reading's weights, and the index of the correct reading."""

    readings: list[tuple[list[int], list[int]]]
    correct: int


def main() -> None:
    """Train, write the weights, and print the score."""
    folder = data_folder()
    sentences = [*labelled(folder / "homograph_train.tsv"), *own_sentences()]
    own, shared = train([example(sentence) for sentence in sentences], weights(sentences))
    TARGET.write_bytes(zlib.compress(b"".join(as_steps(own, shared)), 9))
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes from {len(sentences)} sentences")
    model = Homographs(english_readings(), *as_steps(own, shared))
    score(model, list(labelled(folder / "homograph_dev.tsv")))


def labelled(path: Path) -> Iterator[Labelled]:
    """Yield the sentences of a file of WikipediaHomographData."""
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            start, end = int(line["start"]), int(line["end"])
            text = line["sentence"]
            yield _labelled(line["wordid"], text[:start], text[start:end], text[end:])


def own_sentences() -> Iterator[Labelled]:
    """Yield sentences made from the templates in `homographs-own-en.tsv`."""
    generator = random.Random(1)  # noqa: S311 - which sentences are drawn is no secret
    for line in OWN_SENTENCES.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        reading, template = line.split("\t")
        parts = [[part] if place % 2 == 0 else part.split("|") for place, part in enumerate(_CHOICE.split(template))]
        texts = ["".join(chosen) for chosen in product(*parts)]
        for text in generator.sample(texts, min(MAX_SENTENCES_OF_A_TEMPLATE, len(texts))):
            before, word, after = text.split("*")
            yield _labelled(reading, before, word, after)


def weights(sentences: Sequence[Labelled]) -> list[float]:
    """Return how much each sentence counts: those of a rare reading more."""
    counts = Counter(sentence.reading for sentence in sentences)
    words = [plain_stem(sentence.words[sentence.place]) for sentence in sentences]
    most = {word: max(counts[reading.name] for reading in english_readings()[word]) for word in set(words)}
    return [
        min(HIGHEST_WEIGHT, (most[word] / counts[sentence.reading]) ** BALANCE)
        for word, sentence in zip(words, sentences, strict=True)
    ]


def example(sentence: Labelled) -> Example:
    """Return the training example that a sentence is."""
    readings = english_readings()[plain_stem(sentence.words[sentence.place])]
    names = [reading.name for reading in readings]
    tags = english_tagger().tags(sentence.words)
    return Example(list(rows(readings, sentence.words, tags, sentence.place)), names.index(sentence.reading))


def train(examples: Sequence[Example], counts: Sequence[float]) -> tuple[Weights, Weights]:
    """Return the weights of a logistic model trained with AdaGrad: their mean over the second half of the rounds.

    `counts` says how much each example counts.
    """
    size = (1 << OWN_BITS) + (1 << SHARED_BITS)
    weights, squares = np.zeros(size, np.float32), np.full(size, 1e-3, np.float32)
    total = np.zeros(size, np.float64)
    indexed = [(_indices(example), example.correct, count) for example, count in zip(examples, counts, strict=True)]
    generator = random.Random(0)  # noqa: S311 - an order of sentences is no secret
    for turn in range(ROUNDS):
        generator.shuffle(indexed)
        for readings, correct, count in indexed:
            _adjust(weights, squares, readings, correct, count)
        weights *= 1 - DECAY
        if turn >= ROUNDS // 2:
            total += weights
    mean = (total / (ROUNDS - ROUNDS // 2)).astype(np.float32)
    return mean[: 1 << OWN_BITS], mean[1 << OWN_BITS :]


def _indices(example: Example) -> list[Indices]:
    """Return the indices of each reading's weights in one array that holds the own and then the shared weights."""
    return [np.array([*own, *(row + (1 << OWN_BITS) for row in shared)]) for own, shared in example.readings]


def _adjust(weights: Weights, squares: Weights, readings: Sequence[Indices], correct: int, count: float) -> None:
    """Adjust the weights to one example, in steps that become smaller where there were many."""
    scores = np.array([weights[indices].sum() for indices in readings])
    probabilities = np.exp(scores - scores.max())
    probabilities /= probabilities.sum()
    for reading, indices in enumerate(readings):
        error = count * (probabilities[reading] - (reading == correct))
        squares[indices] += error * error
        weights[indices] -= LEARNING_RATE * error / np.sqrt(squares[indices])


def as_steps(own: Weights, shared: Weights) -> tuple[bytes, bytes]:
    """Return the weights as whole numbers of one byte each, with small ones as 0."""
    scale = 127 / max(np.abs(own).max(), np.abs(shared).max())
    large = [np.where(np.abs(weights) < SMALLEST_WEIGHT, 0, weights) for weights in (own, shared)]
    steps = [np.rint(weights * scale).astype(np.int8) for weights in large]
    return steps[0].tobytes(), steps[1].tobytes()


def score(model: Homographs, sentences: Sequence[Labelled]) -> None:
    """Print how many sentences are read correctly, and the words that are most often read wrongly."""
    results: dict[str, list[bool]] = defaultdict(list)
    for reading, words, place in sentences:
        word = plain_stem(words[place])
        chosen = model.reading(word, words, english_tagger().tags(words), place)
        results[word].append(chosen.name == reading)
    total = [result for of_word in results.values() for result in of_word]
    mean = np.mean([np.mean(of_word) for of_word in results.values()])
    print(f"{len(total)} sentences: {100 * np.mean(total):.2f} % correct, {100 * mean:.2f} % as the mean over words")
    worst = sorted(results.items(), key=lambda item: sum(item[1]) - len(item[1]))[:12]
    print("most often wrong:", ", ".join(f"{word} {len(some) - sum(some)} of {len(some)}" for word, some in worst))


def _labelled(reading: str, before: str, word: str, after: str) -> Labelled:
    """Return the sentence with the words that the text rules speak for it, unless they change the homograph."""
    spans = read(before + word + after, Locale("en-US"))
    spoken = [[piece for written in span.spoken.split() for piece in pieces(written)] for span in spans]
    for number, span in enumerate(spans):
        if span.start <= len(before) < span.end and word in spoken[number]:
            words, places = condensed([piece for of_span in spoken for piece in of_span])
            return Labelled(reading, words, places[sum(map(len, spoken[:number])) + spoken[number].index(word)])
    first, last = ([piece for written in text.split() for piece in pieces(written)] for text in (before, after))
    words, places = condensed([*first, word, *last])
    return Labelled(reading, words, places[len(first)])


if __name__ == "__main__":
    main()

"""Trains the tagger from UD_English-EWT: `python -m training.tagger --data FOLDER`, in a minute."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.corpus import TAGGED, Tagged, data_folder, tagged_sentences
from wyoming_kokoro.pronounce.feature_weights import FeatureWeights, row
from wyoming_kokoro.pronounce.tagger import BITS, OUTSIDE, Tagger, normal, tag_features, word_features

Table = NDArray[np.float32]
"""A row for each hashed feature, a column for each class."""

ROUNDS = 6
"""More teach it the sentences by heart."""
LEAST = 0.75
"""Weights below are left out: the file is then a third of its size, and the tags are as good."""

OFTEN, CERTAIN = 20, 0.995
"""How often a word has to occur, and how often of these with the same tag, to be certain."""

TARGET = Path(__file__).resolve().parents[1] / "wyoming_kokoro" / "pronounce" / "data" / "tagger-en.bin"


def main() -> None:
    """Train, print how often the tags of held-out sentences are right, and write the file."""
    folder = data_folder()
    sentences, held_out = (list(tagged_sentences(folder / name)) for name in TAGGED)
    classes = sorted({tag for sentence in sentences for _, tag in sentence})
    certain = always_the_same(sentences)
    tagger = Tagger(as_weights(learned(sentences, classes, certain), classes, LEAST), certain)
    TARGET.write_bytes(tagger.written())
    right = list(compared(tagger, held_out))
    kinds = [kind(tag) == kind(found) for tag, found in right]
    exact = [tag == found for tag, found in right]
    print(f"{len(exact)} words: {100 * np.mean(exact):.2f} % of tags right, {100 * np.mean(kinds):.2f} % of kinds")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


def always_the_same(sentences: Sequence[Tagged]) -> dict[str, str]:
    """Frequent words that hardly ever have another tag: they need not be weighed."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word, tag in sentence:
            counts[normal(word)][tag] += 1
    best = {word: tags.most_common(1)[0] for word, tags in counts.items() if tags.total() >= OFTEN}
    return {word: tag for word, (tag, count) in best.items() if count >= CERTAIN * counts[word].total()}


def learned(sentences: Sequence[Tagged], classes: Sequence[str], certain: Mapping[str, str]) -> Table:
    """The mean of a perceptron's weights over all its steps."""
    column = {tag: place for place, tag in enumerate(classes)}
    weights = np.zeros((1 << BITS, len(classes)), np.float32)
    weighted = np.zeros_like(weights)
    order = list(range(len(sentences)))
    known = [_still_rows(sentence) for sentence in sentences]
    step, chance = 0, random.Random(1)  # noqa: S311 - an order of sentences is no secret
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for which in order:
            plain, still = known[which]
            tags = [OUTSIDE, OUTSIDE]
            for place, (_, tag) in enumerate(sentences[which]):
                if plain[place] in certain:
                    tags.append(certain[plain[place]])
                    continue
                step += 1
                moving = tag_features(plain, place, tags[-1], tags[-2])
                rows = still[place] + [row(feature, BITS) for feature in moving]
                found, wanted = int(weights[rows].sum(0).argmax()), column[tag]
                tags.append(classes[found])
                if found != wanted:
                    for place_of, change in ((wanted, 1), (found, -1)):
                        weights[rows, place_of] += change
                        weighted[rows, place_of] += change * step
    mean: Table = weights - weighted / np.float32(step)
    return mean


def as_weights(table: Table, classes: Sequence[str], least: float) -> FeatureWeights:
    """A learned table as whole numbers of one byte, with what is smaller than `least` left out."""
    kept = np.where(np.abs(table) < least, 0, table)
    steps = np.rint(kept * (127 / np.abs(kept).max())).astype(np.int8)
    rows, columns = np.nonzero(steps)
    counts = np.bincount(rows, minlength=len(table)).astype(np.uint8)
    return FeatureWeights(classes, counts.tobytes(), columns.astype(np.uint8).tobytes(), steps[rows, columns].tobytes())


def compared(tagger: Tagger, sentences: Sequence[Tagged]) -> Iterator[tuple[str, str]]:
    """For every word its tag and the one that was found."""
    for sentence in sentences:
        found = tagger.tags([word for word, _ in sentence])
        yield from zip((tag for _, tag in sentence), found, strict=True)


def kind(tag: str) -> str:
    """A tag without what does not change how a word sounds: all nouns are one kind, all verbs another."""
    return "V" if tag == "MD" else tag[:2]


def _still_rows(sentence: Tagged) -> tuple[list[str], list[list[int]]]:
    words = [word for word, _ in sentence]
    plain = [normal(word) for word in words]
    features = [word_features(words, plain, place) for place in range(len(words))]
    return plain, [[row(feature, BITS) for feature in each] for each in features]


if __name__ == "__main__":
    main()

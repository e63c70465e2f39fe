"""Trains the part-of-speech tagger on UD_English-EWT: `python -m training.tagger --data FOLDER`, in a minute."""

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
"""Weights: a row for each hashed feature, a column for each class."""

ROUNDS = 6
"""How often all sentences are seen; more rounds overfit."""
SMALLEST_WEIGHT = 0.75
"""Smaller weights are left out, which makes the file three times smaller and the tags no worse."""

FREQUENT, CERTAIN = 20, 0.995
"""How often a word must occur, and in which share of these cases with the same tag, to be certain."""

TARGET = Path(__file__).resolve().parents[1] / "wyoming_kokoro" / "pronounce" / "data" / "tagger-en.bin"


def main() -> None:
    """Train, write the file, and print how many tags of held-out sentences are correct."""
    folder = data_folder()
    sentences, held_out = (list(tagged_sentences(folder / name)) for name in TAGGED)
    classes = sorted({tag for sentence in sentences for _, tag in sentence})
    certain = certain_tags(sentences)
    tagger = Tagger(as_weights(train(sentences, classes, certain), classes, SMALLEST_WEIGHT), certain)
    TARGET.write_bytes(tagger.written())
    pairs = list(compared(tagger, held_out))
    kinds = [kind(correct) == kind(predicted) for correct, predicted in pairs]
    tags = [correct == predicted for correct, predicted in pairs]
    print(f"{len(tags)} words: {100 * np.mean(tags):.2f} % of tags correct, {100 * np.mean(kinds):.2f} % of kinds")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


def certain_tags(sentences: Sequence[Tagged]) -> dict[str, str]:
    """Return frequent words that nearly always have the same tag, so that they need no weights."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word, tag in sentence:
            counts[normal(word)][tag] += 1
    best = {word: tags.most_common(1)[0] for word, tags in counts.items() if tags.total() >= FREQUENT}
    return {word: tag for word, (tag, count) in best.items() if count >= CERTAIN * counts[word].total()}


def train(sentences: Sequence[Tagged], classes: Sequence[str], certain: Mapping[str, str]) -> Table:
    """Return the mean of a perceptron's weights over all its steps."""
    column = {tag: place for place, tag in enumerate(classes)}
    weights = np.zeros((1 << BITS, len(classes)), np.float32)
    weighted = np.zeros_like(weights)
    order = list(range(len(sentences)))
    known = [_still_rows(sentence) for sentence in sentences]
    step, generator = 0, random.Random(1)  # noqa: S311 - an order of sentences is no secret
    for _ in range(ROUNDS):
        generator.shuffle(order)
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
                predicted, correct = int(weights[rows].sum(0).argmax()), column[tag]
                tags.append(classes[predicted])
                if predicted != correct:
                    for class_, change in ((correct, 1), (predicted, -1)):
                        weights[rows, class_] += change
                        weighted[rows, class_] += change * step
    mean: Table = weights - weighted / np.float32(step)
    return mean


def as_weights(table: Table, classes: Sequence[str], least: float) -> FeatureWeights:
    """Return trained weights as whole numbers of one byte, without those below `least`."""
    large = np.where(np.abs(table) < least, 0, table)
    steps = np.rint(large * (127 / np.abs(large).max())).astype(np.int8)
    rows, columns = np.nonzero(steps)
    counts = np.bincount(rows, minlength=len(table)).astype(np.uint8)
    return FeatureWeights(classes, counts.tobytes(), columns.astype(np.uint8).tobytes(), steps[rows, columns].tobytes())


def compared(tagger: Tagger, sentences: Sequence[Tagged]) -> Iterator[tuple[str, str]]:
    """Yield the correct and the predicted tag of every word."""
    for sentence in sentences:
        predicted = tagger.tags([word for word, _ in sentence])
        yield from zip((tag for _, tag in sentence), predicted, strict=True)


def kind(tag: str) -> str:
    """Return the part of a tag that changes the pronunciation: all nouns are one kind, all verbs another."""
    return "V" if tag == "MD" else tag[:2]


def _still_rows(sentence: Tagged) -> tuple[list[str], list[list[int]]]:
    """Return the normal forms of a sentence's words, and for each word the rows that do not depend on other tags."""
    words = [word for word, _ in sentence]
    plain = [normal(word) for word in words]
    features = [word_features(words, plain, place) for place in range(len(words))]
    return plain, [[row(feature, BITS) for feature in word] for word in features]


if __name__ == "__main__":
    main()

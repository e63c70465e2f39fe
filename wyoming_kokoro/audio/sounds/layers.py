"""What sounds are made of: shaped noise, slow changes, and short events at random times; each is made in blocks."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.samples import Samples
from wyoming_kokoro.speech import RATE

BLOCK = 2048
"""Samples that are made at once: 85 milliseconds, so that changes are smooth and each call does enough."""

_FRAME = 2 * BLOCK
_WINDOW = np.sin(np.pi * (np.arange(_FRAME) + 0.5) / _FRAME).astype(np.float32)
"""Frames overlap by half, and the squares of their windows add up to one: the noise is equally loud everywhere."""

FREQUENCIES = np.fft.rfftfreq(_FRAME, 1 / RATE).astype(np.float64)
"""The frequencies of a response, in hertz."""

Response = NDArray[np.float32]
"""How strong noise is at each of the frequencies."""


class BlockSource(Protocol):
    """Makes a sound block by block, each of BLOCK samples."""

    def block(self) -> Samples:
        """Return the next block."""
        ...


def band(low: float, high: float, slope: float = 0.0, steepness: float = 4.0) -> Response:
    """Return the response of noise between two frequencies, scaled to an effective value of 1.

    `slope` is in decibels for each octave; `steepness` is the order of the filters at both ends.
    """
    frequencies = np.maximum(FREQUENCIES, FREQUENCIES[1])
    response = (frequencies / 1000) ** (slope / (20 * np.log10(2)))
    response /= np.sqrt(1 + (low / frequencies) ** (2 * steepness)) if low else 1
    response /= np.sqrt(1 + (frequencies / high) ** (2 * steepness))
    return scaled(response)


def resonance(center: float, quality: float) -> Response:
    """Return the response of noise around one frequency."""
    frequencies = np.maximum(FREQUENCIES, FREQUENCIES[1])
    detuning = quality * (frequencies / center - center / frequencies)
    return scaled(1 / np.sqrt(1 + detuning**2))


def scaled(response: NDArray[np.floating]) -> Response:
    """Return a response whose noise has an effective value of 1."""
    power = np.sqrt(4 * np.sum(response.astype(np.float64) ** 2)) / _FRAME
    result: Response = (response / power).astype(np.float32)
    result[0] = 0
    return result


class ShapedNoise:
    """Noise with a response, which may be another one for each block."""

    def __init__(self, random: np.random.Generator, response: Response | Callable[[], Response]) -> None:
        self._random = random
        self._response = response
        self._rest: Samples = np.zeros(BLOCK, np.float32)
        self.block()  # the first frame has no frame before it

    def block(self) -> Samples:
        """Return the next block."""
        response = self._response() if callable(self._response) else self._response
        spectrum = self._random.standard_normal(2 * len(response), np.float32).view(np.complex64) * response
        frame = np.fft.irfft(spectrum, _FRAME).astype(np.float32) * _WINDOW
        block, self._rest = self._rest + frame[:BLOCK], frame[BLOCK:]
        return block


class SlowWalk:
    """A curve between 0 and 1 that goes to another random value every so many seconds, without corners."""

    def __init__(self, random: np.random.Generator, seconds: float) -> None:
        self._random = random
        self._step = BLOCK / (seconds * RATE)
        self._from, self._to = float(random.random()), float(random.random())
        self._at = float(random.random())

    def value(self) -> float:
        """Return the value one block later."""
        self._at += self._step
        while self._at >= 1:
            self._at -= 1
            self._from, self._to = self._to, float(self._random.random())
        return self._from + (self._to - self._from) * (0.5 - 0.5 * float(np.cos(np.pi * self._at)))


class Ramp:
    """Turns a value for each block into a smooth curve."""

    def __init__(self, value: float = 0.0) -> None:
        self._value = value

    def to(self, value: float) -> Samples:
        """Return the way from the last value to this one."""
        curve = np.linspace(self._value, value, BLOCK, endpoint=False, dtype=np.float32)
        self._value = value
        return curve


class Scatter:
    """Short sounds at random times, so many a second; each is one of a few."""

    def __init__(
        self, random: np.random.Generator, rate: float, grains: Sequence[Samples], spread: float = 6.0
    ) -> None:
        self._random = random
        self.rate = rate
        self._grains = grains
        self._spread = spread
        """The deviation of their levels, in decibels."""
        longest = max(map(len, grains))
        self._sum: Samples = np.zeros(BLOCK + longest, np.float32)

    def block(self) -> Samples:
        """Return the next block."""
        random = self._random
        count = int(random.poisson(self.rate * BLOCK / RATE))
        starts = random.integers(0, BLOCK, count)
        which = random.integers(0, len(self._grains), count)
        gains = 10 ** (np.clip(random.standard_normal(count), -3, 2) * self._spread / 20)
        for start, number, gain in zip(starts, which, gains, strict=True):
            grain = self._grains[number]
            self._sum[start : start + len(grain)] += np.float32(gain) * grain
        block = self._sum[:BLOCK].copy()
        self._sum[:-BLOCK] = self._sum[BLOCK:]
        self._sum[-BLOCK:] = 0
        return block


def ring(frequency: float, decay: float, *, rise: float = 0.0, seconds: float | None = None) -> Samples:
    """Return a tone that dies away, by a factor of e in `decay` seconds; its pitch may rise by a share of itself."""
    time = np.arange(round((seconds or 6 * decay) * RATE)) / RATE
    phase = 2 * np.pi * frequency * (time + rise * time**2 / (2 * max(time[-1], 1e-9)))
    edge = np.minimum(time / 0.0004, 1)
    result: Samples = (edge * np.exp(-time / decay) * np.sin(phase)).astype(np.float32)
    return result


class Hum:
    """Steady tones: a frequency and its multiples, each with its level in decibels."""

    def __init__(self, frequency: float, levels: Sequence[float]) -> None:
        self._steps = 2 * np.pi * frequency * np.arange(1, len(levels) + 1) / RATE
        self._gains = 10 ** (np.array(levels) / 20)
        self._at = 0

    def block(self) -> Samples:
        """Return the next block."""
        places = self._at + np.arange(BLOCK)
        self._at += BLOCK
        tones = np.sin(np.outer(self._steps, places)) * self._gains[:, None]
        result: Samples = tones.sum(axis=0).astype(np.float32)
        return result


class Mixed:
    """Several layers at once, each with its level in decibels."""

    def __init__(self, *layers: tuple[float, BlockSource]) -> None:
        self._layers = [(np.float32(10 ** (level / 20)), layer) for level, layer in layers]

    def block(self) -> Samples:
        """Return the next block."""
        block = np.zeros(BLOCK, np.float32)
        for gain, layer in self._layers:
            block += gain * layer.block()
        return block

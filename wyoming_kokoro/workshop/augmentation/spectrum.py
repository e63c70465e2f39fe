"""Shaping sounds by their spectrum: noise with a response, filters, echoes; all without delay."""

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.samples import Samples

Shape = Callable[[int, int], NDArray[np.float32]]
"""How strong a sound is at the frequencies of a transform of a size, at a rate."""

_STEPS = (8, 9, 10, 12, 15)
"""Eighths of a power of two that have small factors, for which a transform is quick."""


def fast_size(least: int) -> int:
    """Return a size of transforms, at least as large as asked for, that is computed quickly."""
    power = max((least - 1).bit_length() - 4, 0)
    return min(step << power << more for step in _STEPS for more in (0, 1, 2) if step << power << more >= least)


@lru_cache(maxsize=16)
def frequencies(size: int, rate: int) -> NDArray[np.float32]:
    """Return the frequencies of a transform, the lowest one not quite zero, so that it can be divided by."""
    found = np.fft.rfftfreq(size, 1 / rate).astype(np.float32)
    found[0] = found[1] / 2 if len(found) > 1 else 1.0
    return found


def shaped_noise(random: np.random.Generator, count: int, rate: int, shape: Shape) -> Samples:
    """Return noise with a shape, at an effective value of 1."""
    size = fast_size(max(count, 64))
    spectrum = random.standard_normal(size // 2 * 2 + 2, np.float32).view(np.complex64)
    spectrum = spectrum * shape(size, rate)
    spectrum[0] = 0
    return unit(np.fft.irfft(spectrum, size)[:count])


def filtered(samples: Samples, rate: int, shape: Shape) -> Samples:
    """Return a sound with a response applied; its phases, and so its places, stay as they are."""
    size = fast_size(len(samples) + rate // 50)
    spectrum = np.fft.rfft(samples, size) * shape(size, rate)
    result: Samples = np.fft.irfft(spectrum, size)[: len(samples)].astype(np.float32, copy=False)
    return result


def unit(samples: NDArray[np.floating]) -> Samples:
    """Return a sound at an effective value of 1; silence stays silence."""
    found = np.asarray(samples, np.float32)
    value = float(np.sqrt(np.dot(found, found) / max(len(found), 1)))
    return found / np.float32(value) if value > 0 else found


def band(low: float, high: float, slope: float = 0.0, order: int = 2) -> Shape:
    """Return the shape of a band in hertz; 0 leaves an end open. The slope is in decibels for each octave."""
    return partial(_band, low, high, slope, order)


@lru_cache(maxsize=64)  # most noises and microphones have the same band each time, and most sounds one of a few sizes
def _band(low: float, high: float, slope: float, order: int, size: int, rate: int) -> NDArray[np.float32]:
    at = frequencies(size, rate)
    steepest = np.float32(10 ** (6 / order))  # 120 decibels: beyond, powers only overflow
    response = (at / 1000) ** (slope / 6.0206) if slope else np.ones_like(at)
    for ratio in (low / at if low else None, at / high if high else None):
        if ratio is not None:
            response = response / np.sqrt(1 + np.minimum(ratio, steepest) ** (2 * order))
    return np.asarray(response, np.float32)


def peak(center: float, gain: float, width: float = 1.0) -> Shape:
    """Return the shape of a bell: a gain in decibels around a frequency, `width` octaves wide."""
    return partial(_peak, center, gain, width)


@lru_cache(maxsize=16)
def _peak(center: float, gain: float, width: float, size: int, rate: int) -> NDArray[np.float32]:
    octaves = np.log2(frequencies(size, rate) / np.float32(center)) / np.float32(width / 2)
    return np.asarray(10 ** (gain / 20 * np.exp(-(octaves**2))), np.float32)


def product(*shapes: Shape) -> Shape:
    """Return the shape of filters one after the other."""

    def shape(size: int, rate: int) -> NDArray[np.float32]:
        response = shapes[0](size, rate)
        for each in shapes[1:]:
            response = response * each(size, rate)
        return response

    return shape


def convolved(samples: Samples, response: Samples) -> Samples:
    """Return a sound after a response, at the length of the sound."""
    size = fast_size(len(samples) + len(response))
    spectrum = np.fft.rfft(samples, size) * np.fft.rfft(response, size)
    result: Samples = np.fft.irfft(spectrum, size)[: len(samples)].astype(np.float32, copy=False)
    return result

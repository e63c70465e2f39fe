"""What can be measured of sound without a judge: pauses, and how far two sounds are apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.speech import RATE, Samples

HOP = RATE // 100
"""Ten milliseconds: the step in which quiet is looked for."""
QUIET = -35.0
"""Decibels below the loudest tenth of a second at which there is no speech."""
SHORTEST_PAUSE = 6
"""Steps of quiet that count as a pause: the closure of a stop consonant is shorter."""
WINDOW = 1024
FLOOR = -60.0
"""Decibels below the loudest bin of the reference at which a bin no longer counts: nobody hears the difference."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """The silence in a sound."""

    count: int
    """Pauses inside the speech."""
    seconds: float
    """Their length together."""
    speech: float
    """From the first to the last speech, in seconds."""


def pauses(samples: Samples) -> Pauses:
    """Return the pauses inside a sound, without the silence at its ends."""
    frames = len(samples) // HOP
    power = np.square(samples[: frames * HOP].reshape(frames, HOP), dtype=np.float64).mean(axis=1)
    loudest = np.convolve(power, np.ones(10) / 10, mode="same").max(initial=0)
    audible = np.flatnonzero(power > loudest * 10 ** (QUIET / 10))
    if not len(audible):
        return Pauses(0, 0.0, 0.0)
    gaps = np.diff(audible) - 1
    long = gaps[gaps >= SHORTEST_PAUSE]
    return Pauses(len(long), float(long.sum() / 100), float((audible[-1] - audible[0] + 1) / 100))


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a sound is from a reference, at the best shift and level."""

    noise: float
    """The ratio of the reference to the difference, in decibels."""
    spectral: float
    """The root mean square of the differences between spectra, in decibels."""


def distance(sound: Samples, reference: Samples) -> Distance:
    """Return how far two sounds are apart, where they overlap."""
    ours, theirs = _overlap(sound.astype(np.float64), reference.astype(np.float64))
    energy = float(np.dot(ours, ours))
    ours = ours * (float(np.dot(ours, theirs)) / energy if energy else 0.0)
    error = float(np.square(ours - theirs).sum())
    noise = 10 * np.log10(float(np.square(theirs).sum()) / max(error, 1e-12))
    spectrum, target = _spectrum(ours), _spectrum(theirs)
    counted = np.maximum(spectrum, target) > target.max() + FLOOR
    floor = target.max() + FLOOR
    differences = np.maximum(spectrum, floor) - np.maximum(target, floor)
    return Distance(float(noise), float(np.sqrt(np.mean(np.square(differences[counted])))))


def _overlap(sound: NDArray[np.float64], reference: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return the part that both have, where one fits the other best."""
    size = 1 << (len(sound) + len(reference) - 1).bit_length()
    product = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(reference, size))
    shift = int(np.argmax(np.fft.irfft(product, size)))
    shift -= size if shift > size // 2 else 0
    sound, reference = sound[max(shift, 0) :], reference[max(-shift, 0) :]
    length = min(len(sound), len(reference))
    return sound[:length], reference[:length]


def _spectrum(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the power of each bin over time, in decibels."""
    if len(samples) < WINDOW:
        samples = np.pad(samples, (0, WINDOW - len(samples)))
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[:: WINDOW // 4]
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(WINDOW), axis=1)))
    decibels: NDArray[np.float64] = 10 * np.log10(power + 1e-12)
    return decibels

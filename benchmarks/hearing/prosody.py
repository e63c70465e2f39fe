"""Measures how something is said: pitch by time, how much is voiced, how loud and how long single words are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.speech import RATE, Phrase, Samples

HOP = RATE // 100
WINDOW = RATE // 20
"""Fifty milliseconds: three periods of a low voice."""
LONG_WINDOW = RATE // 10
"""For the share that is voiced: in a short window noise is periodic by chance more often."""
LOWEST, HIGHEST = 65, 450
"""Hertz that are looked for."""
VOICED = 0.6
"""The autocorrelation of a frame from which on it is voiced."""
AUDIBLE = -45.0
"""Decibels of a frame from which on it counts as speech."""
SPECTRAL_WIDTH = 11
"""Bands of 50 hertz over which a spectrum is smoothed, so that no harmonic is left in it."""


@dataclass(frozen=True, slots=True, eq=False)
class PitchTrack:
    """The pitch of each ten milliseconds."""

    semitones: NDArray[np.float64]
    """Above 100 hertz."""
    periodic: NDArray[np.float64]
    """The autocorrelation at that pitch: near 1 for a tone, near 0 for noise."""
    decibels: NDArray[np.float64]

    @property
    def voiced(self) -> NDArray[np.bool_]:
        """Whether each frame has a pitch."""
        return (self.periodic > VOICED) & (self.decibels > AUDIBLE)

    @property
    def voiced_share(self) -> float:
        """The share of the frames of speech that have a pitch."""
        audible = self.decibels > AUDIBLE
        return float((self.periodic > VOICED)[audible].mean()) if audible.any() else 0.0

    def within(self, start: int, end: int) -> NDArray[np.float64]:
        """Return the pitches of the voiced frames whose windows are between two samples: none hears what is around."""
        frames = slice(-(-max(start, 0) // HOP), max((end - WINDOW) // HOP + 1, 0))
        return self.semitones[frames][self.voiced[frames]]


def voiced_share(samples: Samples, size_of_window: int = LONG_WINDOW) -> float:
    """Return the share of some speech that has a pitch."""
    return pitch_track(samples, size_of_window).voiced_share


def windows_within(samples: Samples) -> int:
    """Return how many short windows are between the ends of some samples."""
    return max((len(samples) - WINDOW) // HOP + 1, 0)


def as_noise(samples: Samples, seed: int = 1) -> Samples:
    """Return noise with the spectrum of some speech at each moment: nothing of it is voiced.

    What is measured of it as voiced is what the measure itself finds in noise by chance.
    """
    size, step = RATE // 50, RATE // 100
    padded = np.pad(samples, size)
    noise = np.random.default_rng(seed).normal(0, 1, padded.size)
    window, sound = np.sqrt(np.hanning(size + 1)[:-1]), np.zeros(padded.size)
    lowpass = np.hanning(SPECTRAL_WIDTH + 2)[1:-1]
    for start in range(0, padded.size - size, step):
        spectrum = np.abs(np.fft.rfft(padded[start : start + size] * window))
        envelope = np.convolve(spectrum, lowpass / lowpass.sum(), mode="same")
        breath = np.fft.rfft(noise[start : start + size] * window)
        sound[start : start + size] += np.fft.irfft(breath * envelope, size) * window
    sound *= np.sqrt(np.mean(np.square(padded)) / np.mean(np.square(sound)))
    return sound[size:-size].astype(np.float32)


def pitch_track(samples: Samples, size_of_window: int = WINDOW) -> PitchTrack:
    """Return the pitch of some speech by its autocorrelation, corrected for that of the window."""
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(samples, (0, size_of_window)), size_of_window)[
        ::HOP
    ].astype(np.float64)
    window = np.hanning(size_of_window)
    lags = np.arange(RATE // HIGHEST, RATE // LOWEST)
    size = 1 << (2 * size_of_window - 1).bit_length()
    of_window = _autocorrelation(window[None], size)[0]
    correlations = _autocorrelation((frames - frames.mean(1, keepdims=True)) * window, size)
    shares = correlations[:, lags] / np.maximum(correlations[:, :1], 1e-9) / (of_window[lags] / of_window[0])
    best = shares.argmax(1)
    levels = 10 * np.log10(np.square(frames).mean(1) + 1e-9)
    return PitchTrack(12 * np.log2(RATE / lags[best] / 100), shares.max(1), levels)


def level(samples: Samples) -> float:
    """Return the level of some samples in decibels."""
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12))


@dataclass(frozen=True, slots=True, eq=False)
class Delivered:
    """A phrase as it was made, and where each of its phonemes is heard."""

    phrase: Phrase
    samples: Samples
    lengths: tuple[int, ...]
    track: PitchTrack

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Return where the phonemes from one to another are heard."""
        ends = np.concatenate(([0], np.cumsum(self.lengths)))
        return int(ends[first]), int(ends[last])

    def frames(self, first: int, last: int, frame: int) -> int:
        """Return how many frames the phonemes from one to another last."""
        return sum(self.lengths[first:last]) // frame


def _autocorrelation(frames: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    return np.fft.irfft(np.square(np.abs(np.fft.rfft(frames, size, axis=1))), axis=1)

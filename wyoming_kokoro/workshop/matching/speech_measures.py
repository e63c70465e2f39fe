"""What the tuner measures of a recording: pitch, its range, syllables a second, and the slope of the spectrum.

The figures are those for which the tuner was trained, so each follows its published description to the frame.
"""

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.workshop.matching.fine_pitch import fine_pitch
from wyoming_kokoro.workshop.matching.resampling import to_rate

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

RATE = 16_000
"""Samples a second for following the pitch."""
LOWEST, HIGHEST = 60.0, 400.0
"""Hertz of a voice."""
BASE = 100.0
"""Hertz: semitones are counted from it."""

_HOP, _WINDOW = 320, 640
_MEDIAN = 30
"""Frames over which the delay is smoothed."""
_NEAR_PEAK = 0.9
"""The share of the best correlation that a shorter period must reach."""
_AUDIBLE = 0.1
"""The share of the loudest frame's level from which on a frame is speech."""


def ceiling(samples: Floats, rate: int) -> float:
    """Return the highest pitch to look for: where the harmonics show the pitch clearly, not far above it."""
    pitch, clearness = _cepstral_pitch(to_rate(samples, rate, RATE))
    return min(HIGHEST, 1.6 * pitch) if clearness > 0.01 else HIGHEST  # noqa: PLR2004 -- as it was trained


def pitch_and_range(samples: Floats, rate: int, highest: float) -> tuple[float, float]:
    """Return mean and deviation of the pitch in semitones above BASE; zeros where nothing is voiced."""
    sound, lowest = to_rate(samples, rate, RATE).astype(np.float64), LOWEST
    semitones = np.zeros(0)
    for _ in range(2):  # a second time with a higher floor: no octave too low for a high voice
        pitch, level = _followed(sound, lowest, highest)
        voiced = (level > _AUDIBLE * level.max()) & (pitch > lowest) & (pitch < highest)
        semitones = 12 * np.log2(pitch[voiced] / BASE)
        if not len(semitones):
            return 0.0, 0.0
        lowest = min(0.65 * BASE * 2 ** (float(np.quantile(semitones, 0.75)) / 12), 180.0)
    return float(semitones.mean()), float(semitones.std(ddof=1)) if len(semitones) > 1 else 0.0


def fine_pitch_and_range(samples: Floats, rate: int, highest: float) -> tuple[float, float]:
    """Return the same by the finer tracker, as means over pieces of six seconds."""
    whole, piece, hop = samples.astype(np.float64), 6 * rate, int(0.01 * rate)
    found = list[tuple[float, float, int]]()
    for at in range(0, len(whole), piece):
        sound = whole[at : at + piece]
        if len(sound) < 1.5 * rate:
            continue
        curve = fine_pitch(sound, rate, LOWEST, highest)
        level = _levels(sound, hop)
        level = level[np.clip((curve.times / 0.01).astype(int), 0, len(level) - 1)]
        pitch = curve.pitch[(curve.pitch > 0) & (level > _AUDIBLE * level.max())]
        if len(pitch):
            semitones = 12 * np.log2(pitch / BASE)
            found.append((float(semitones.mean()), float(semitones.std()), len(sound)))
    together = sum(length for *_, length in found)
    if not together:
        return 0.0, 0.0
    mean, deviation = (sum(each[at] * each[2] for each in found) / together for at in (0, 1))
    return mean, deviation


def syllable_rate(samples: Floats, rate: int) -> float:
    """Return peaks of the level, which are about syllables, for each second of speech."""
    level = _levels(samples.astype(np.float64), rate // 100)
    level = np.convolve(level, np.ones(3) / 3, "same")
    speech = level > 0.05 * level.max()
    peaks = np.flatnonzero((level[1:-1] > level[:-2]) & (level[1:-1] >= level[2:]) & speech[1:-1])
    if not len(peaks):
        return 0.0
    apart = 8  # frames: closer peaks belong to one syllable
    return float((1 + (np.diff(peaks) >= apart).sum()) / (speech.mean() * len(level) / 100 + 1e-9))


def spectral_slope(samples: Floats, rate: int) -> float:
    """Return the slope of the long-term spectrum in decibels for each octave: about -8 for speech, more if bright."""
    size, hop, rate_here = 1024, 256, 24_000
    sound = np.pad(to_rate(samples, rate, rate_here).astype(np.float64), size // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(sound, size)[::hop]
    power = (np.abs(np.fft.rfft(frames * _hann(size), axis=1)) ** 2).mean(axis=0)
    frequencies = np.linspace(0, rate_here / 2, len(power))
    band = (frequencies > 300) & (frequencies < 4000)  # noqa: PLR2004 -- hertz, as it was trained
    octaves, decibels = np.log2(frequencies[band]), 10 * np.log10(power[band] + 1e-12)
    octaves -= octaves.mean()
    return float((octaves * (decibels - decibels.mean())).sum() / (octaves**2).sum())


def _followed(sound: Doubles, lowest: float, highest: float) -> tuple[Doubles, Doubles]:
    """Return pitch and level of each frame, by normalized correlation with the sound one period later."""
    first, last = int(RATE / highest), int(RATE / lowest)
    length, count = _WINDOW + last, len(sound) // _HOP
    padded = np.pad(sound, (0, length))
    frames = np.lib.stride_tricks.sliding_window_view(padded, length)[::_HOP][:count]
    size = 1 << (length + _WINDOW).bit_length()
    now, later = np.fft.rfft(frames[:, :_WINDOW], size, axis=1), np.fft.rfft(frames, size, axis=1)
    products = np.fft.irfft(later * np.conj(now), size, axis=1)[:, first : last + 1]
    energy = np.cumsum(np.pad(frames**2, ((0, 0), (1, 0))), axis=1)
    energies = energy[:, first + _WINDOW : last + _WINDOW + 1] - energy[:, first : last + 1]
    scale = np.sqrt(np.maximum(energy[:, _WINDOW : _WINDOW + 1] * energies, 0.0))
    delays = first + _fundamental(products / np.maximum(scale, 1e-8), first, _NEAR_PEAK)
    left = _MEDIAN // 2
    smooth = np.lib.stride_tricks.sliding_window_view(np.pad(delays, (left, _MEDIAN - 1 - left), "edge"), _MEDIAN)
    lower_median = np.sort(smooth, axis=1)[:, (_MEDIAN - 1) // 2]
    return RATE / lower_median.astype(np.float64), _levels(sound, _HOP)


def _fundamental(rows: Doubles, first: int, tolerance: float) -> NDArray[np.int64]:
    """Return the place of the peak of each row, or of a half, third or quarter of its delay that is nearly as high."""
    best = rows.argmax(axis=1)
    peak = np.take_along_axis(rows, best[:, None], axis=1)[:, 0]
    chosen: NDArray[np.int64] = best
    for divisor in (2, 3, 4):
        shorter = np.rint((best + first) / divisor).astype(np.int64) - first
        near = np.clip(shorter[:, None] + np.array([-1, 0, 1]), 0, rows.shape[1] - 1)
        values = np.take_along_axis(rows, near, axis=1)
        highest = values.argmax(axis=1)
        is_period = (shorter >= 0) & (peak > 0) & (values.max(axis=1) >= tolerance * peak)
        chosen = np.where(is_period, np.take_along_axis(near, highest[:, None], axis=1)[:, 0], chosen)
    return chosen


def _cepstral_pitch(sound: Floats) -> tuple[float, float]:
    """Return the pitch by the distance of the harmonics in the loud frames, and how clear that is."""
    size = 4096
    frames = sound[: len(sound) // size * size].astype(np.float64).reshape(-1, size)
    if len(frames):
        power = (frames**2).mean(axis=1)
        frames = frames[power > np.quantile(power, 0.7)]
    if not len(frames):
        return 0.0, 0.0
    spectrum = np.log(np.abs(np.fft.rfft(frames * _hann(size), axis=1)) + 1e-8)
    cepstrum = np.fft.irfft(spectrum - spectrum.mean(axis=1, keepdims=True), axis=1).mean(axis=0)
    first, last = int(RATE / 300) + 1, int(RATE / LOWEST)
    band = cepstrum[first : last + 1]
    place = int(_fundamental(band[None], first, 0.25)[0])
    return RATE / (first + place), float(band[place])


def _levels(sound: Doubles, hop: int) -> Doubles:
    result: Doubles = np.sqrt((sound[: len(sound) // hop * hop].reshape(-1, hop) ** 2).mean(axis=1))
    return result


def _hann(size: int) -> Doubles:
    """Return Hann's window of one period."""
    return np.hanning(size + 1)[:-1]

"""Follows the pitch of speech as Praat does: Boersma's autocorrelation (1993), and the cheapest path of candidates.

Steps, thresholds and costs are those of Praat's "To Pitch (ac)"; maxima are interpolated with a parabola, where Praat
has a sinc: the mean of a sentence differs by less than a hundredth of a semitone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

PERIODS_PER_WINDOW = 3
CANDIDATES = 15
"""Of each frame; the first of them is "not voiced"."""
SILENCE, VOICING = 0.03, 0.45
OCTAVE_COST, JUMP_COST, VOICING_COST = 0.01, 0.35, 0.14


@dataclass(frozen=True, slots=True)
class PitchCurve:
    """The pitch at each time, in hertz; 0 where there is no voice."""

    times: Doubles
    pitch: Doubles


@dataclass(frozen=True, slots=True)
class _Frames:
    """Windowed pieces of the sound, and how loud each is beside the loudest."""

    times: Doubles
    windowed: Doubles
    levels: Doubles


def fine_pitch(samples: Doubles, rate: int, lowest: float, highest: float, step: float = 0.01) -> PitchCurve:
    """Return the pitch every `step` seconds; the sound must be longer than three of the longest periods."""
    highest = min(highest, rate / 2)
    period = int(rate / lowest)
    half = int(PERIODS_PER_WINDOW / lowest * rate) // 2 - 1
    window = 0.5 - 0.5 * np.cos(np.arange(1, 2 * half + 1) * 2 * np.pi / (2 * half + 1))
    frames = _frames(samples, rate, step, period, window)
    strengths, pitches = _candidates(_correlations(frames.windowed, window), rate, 2 * half, lowest)
    return PitchCurve(frames.times, _path(pitches, _costs(strengths, pitches, frames.levels, highest), highest))


def _frames(samples: Doubles, rate: int, step: float, period: int, window: Doubles) -> _Frames:
    duration, half = len(samples) / rate, len(window) // 2
    count = int((duration - PERIODS_PER_WINDOW * (period + 1) / rate) / step) + 1
    times = duration / 2 - count * step / 2 + step / 2 + np.arange(count) * step
    middle = np.floor(times * rate + 0.5).astype(int)
    near = samples[np.clip(middle[:, None] + np.arange(-period, period), 0, len(samples) - 1)]
    places = np.clip(middle[:, None] + np.arange(-half, half), 0, len(samples) - 1)
    windowed = (samples[places] - near.mean(axis=1, keepdims=True)) * window
    inner = slice(max(0, half - period // 2 - 1), half + period // 2 + 1)
    peak = float(np.abs(samples - samples.mean()).max())
    levels = np.minimum(np.abs(windowed[:, inner]).max(axis=1) / max(peak, 1e-12), 1.0)
    return _Frames(np.asarray(times, np.float64), windowed, np.asarray(levels, np.float64))


def _correlations(windowed: Doubles, window: Doubles) -> Doubles:
    """Return the autocorrelation of each frame over that of the window, 1 without delay."""
    size = 1 << int(np.ceil(np.log2(1.5 * len(window))))
    own = np.fft.irfft(np.abs(np.fft.rfft(window, size)) ** 2)
    power = np.fft.irfft(np.abs(np.fft.rfft(windowed, size, axis=1)) ** 2, axis=1)
    power /= np.maximum(power[:, :1], 1e-30)
    result: Doubles = power / np.maximum(own / own[0], 1e-12)
    return result


def _candidates(correlations: Doubles, rate: int, window: int, lowest: float) -> tuple[Doubles, Doubles]:
    """Return strength and pitch of the best maxima of each frame; the first candidate stands for no voice."""
    longest = min(window // PERIODS_PER_WINDOW + 2, window // 2) - 1
    here, before, after = (correlations[:, 2 + by : longest + by] for by in (0, -1, 1))
    peaks = (here > VOICING / 2) & (here > before) & (here >= after)
    slope, bend = (after - before) / 2, np.where(peaks, 2 * here - before - after, 1.0)
    delays = np.arange(2, longest) + np.where(peaks, slope / np.maximum(bend, 1e-12), 0.0)
    strengths = here + np.where(peaks, slope**2 / np.maximum(bend, 1e-12) / 2, 0.0)
    strengths = np.where(strengths > 1, 1 / np.maximum(strengths, 1e-12), strengths)
    ranked = np.where(peaks, strengths - OCTAVE_COST * np.log2(lowest * delays / rate), -np.inf)
    best = np.argsort(-ranked, axis=1)[:, : CANDIDATES - 1]
    is_peak = np.take_along_axis(peaks, best, axis=1)
    pitches = np.where(is_peak, rate / np.take_along_axis(delays, best, axis=1), 0.0)
    strengths = np.where(is_peak, np.take_along_axis(strengths, best, axis=1), 0.0)
    none = np.zeros((len(pitches), 1))
    return np.hstack([none, strengths]), np.hstack([none, pitches])


def _costs(strengths: Doubles, pitches: Doubles, levels: Doubles, highest: float) -> Doubles:
    """Return what each candidate costs by itself."""
    quiet = VOICING + np.maximum(0, 2 - levels / (SILENCE / (1 + VOICING)))
    voiced = _voiced(pitches, highest)
    octaves = np.log2(highest / np.where(voiced, pitches, highest))
    return -np.where(voiced, strengths - OCTAVE_COST * octaves, quiet[:, None])


def _path(pitches: Doubles, costs: Doubles, highest: float) -> Doubles:
    """Return the pitches along the path that costs least."""
    voiced = _voiced(pitches, highest)
    octaves = np.log2(np.where(voiced, pitches, 1.0))
    total, came_from = costs[0], np.zeros(pitches.shape, int)
    for frame in range(1, len(pitches)):
        jump = JUMP_COST * np.abs(octaves[frame][:, None] - octaves[frame - 1][None, :])
        both = voiced[frame][:, None] & voiced[frame - 1][None, :]
        changes = voiced[frame][:, None] != voiced[frame - 1][None, :]
        steps = total[None, :] + np.where(both, jump, 0.0) + VOICING_COST * changes
        came_from[frame] = steps.argmin(axis=1)
        total = costs[frame] + steps.min(axis=1)
    chosen = np.zeros(len(pitches))
    at = int(total.argmin())
    for frame in range(len(pitches) - 1, -1, -1):
        chosen[frame] = pitches[frame, at] if voiced[frame, at] else 0.0
        at = int(came_from[frame, at])
    return chosen


def _voiced(pitches: Doubles, highest: float) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = (pitches > 0) & (pitches < highest)
    return result

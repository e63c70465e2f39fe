"""What a sound shows of a watermark: how much each pair of bands differs from what its neighbours let expect.

Speech itself is much stronger than the mark, but it is smooth: a band's level is predicted from its neighbours in time
and pitch, by weights that are learned from the sound itself, so that codecs, rooms and noise are learned with it. What
remains is divided by its spread, and counts as much as the speech is above the noise.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.audio.watermark.pattern import CELL_SAMPLES, EDGES, WINDOW
from wyoming_kokoro.speech import Samples

STEP = 256
"""Samples from one frame to the next, by which a mark may be displaced: a sixth of a cell."""
CELL_STEPS = CELL_SAMPLES // STEP

CHUNK = 1024
"""Frames whose weights are learned together: eleven seconds."""

NEAR_CELLS = NEAR_BANDS = 2
"""How far away the neighbours are that a level is predicted from."""
MARGIN = NEAR_CELLS * CELL_STEPS

NOISE_QUANTILE, NOISE_FACTOR = 0.05, 0.6
"""The power that a band has in a twentieth of the frames is taken for the noise, and so much of it is taken away: more
is surer where there is noise, and takes away speech where there is none."""
MIN_WEIGHT = 0.3
"""Of speech above noise, from which on a level helps to learn the weights."""
RIDGE = 1e-4
"""Keeps the weights small where few frames are known."""
LIMIT = 0.8
"""Deviations beyond which a difference counts no more: an outlier says little, and codecs make many where they leave
out weak bands."""

_HANN = np.hanning(WINDOW).astype(np.float32)
_DECIBELS = 10 / float(np.log(10))
_LEAST = 1e-12
_BANDS = len(EDGES) - 1

Levels = NDArray[np.float64]


def evidence(samples: Samples, pitch: float = 1.0) -> NDArray[np.float32]:
    """Return by step and pair what speaks for a louder lower band in the cell that begins there.

    The samples have 24,000 a second. With a `pitch`, the bands are looked for that many times higher.
    """
    frames = (len(samples) - WINDOW) // STEP + 1
    steps = frames - CELL_STEPS + 1
    if steps < 2 * CELL_STEPS:
        return np.zeros((0, _BANDS // 2), np.float32)
    parts = [_chunk(samples, start, min(start + CHUNK, steps), steps, pitch) for start in _starts(steps)]
    return np.concatenate(parts)


def _starts(steps: int) -> Iterator[int]:
    """Yield where chunks begin; a short rest belongs to the chunk before it."""
    yield from range(0, max(steps - CHUNK // 2, 1), CHUNK)


def _chunk(samples: Samples, start: int, end: int, steps: int, pitch: float) -> NDArray[np.float32]:
    if steps - end <= CHUNK // 2:
        end = steps
    first, last = max(start - MARGIN, 0), min(end + MARGIN, steps)
    powers, levels = _levels(samples[first * STEP : (last + CELL_STEPS - 2) * STEP + WINDOW], pitch)
    weights = _above_noise(powers)
    cell_weights = _over_cell(weights)
    cells = _over_cell(levels * weights) / (cell_weights + 1e-3)
    differences = _unexpected(cells - cells.mean(axis=0), cell_weights)
    pairs = differences[:, ::2] - differences[:, 1::2]
    return pairs[start - first : end - first].astype(np.float32)


def _levels(samples: Samples, pitch: float) -> tuple[Levels, Levels]:
    """Return by frame and band the mean power, and the mean of the powers' decibels."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::STEP]
    spectra = np.fft.rfft(frames * _HANN, axis=1)
    powers = spectra.real.astype(np.float64) ** 2 + spectra.imag**2
    edges = np.minimum(np.array(EDGES) * pitch, powers.shape[1] - 1)
    return _means(powers, edges), _means(np.log(powers + _LEAST), edges) * _DECIBELS


def _means(values: Levels, edges: NDArray[np.float64]) -> Levels:
    """Return the means of a row's values between edges, which may lie within a value."""
    sums = np.zeros((len(values), values.shape[1] + 1))
    np.cumsum(values, axis=1, out=sums[:, 1:])
    whole = edges.astype(int)
    at_edges = sums[:, whole] + (edges - whole) * values[:, np.minimum(whole, values.shape[1] - 1)]
    means: Levels = np.diff(at_edges, axis=1) / np.diff(edges)
    return means


def _above_noise(powers: Levels) -> Levels:
    """Return which part of the power is not noise."""
    noise = np.quantile(powers, NOISE_QUANTILE, axis=0) + _LEAST + 1e-10 * powers.max()
    weights: Levels = np.clip(1 - NOISE_FACTOR * noise / (powers + 1e-20), 0, 1)
    return weights


def _over_cell(values: Levels) -> Levels:
    """Return for each step the mean over a cell that begins there."""
    sums = np.zeros((len(values) + 1, values.shape[1]))
    np.cumsum(values, axis=0, out=sums[1:])
    means: Levels = (sums[CELL_STEPS:] - sums[:-CELL_STEPS]) / CELL_STEPS
    return means


def _unexpected(cells: Levels, weights: Levels) -> Levels:
    """Return how far levels are from what their neighbours let expect, in deviations, each by its weight."""
    neighbours = _neighbours(cells)
    known = weights > MIN_WEIGHT
    if known.sum() < 2 * len(neighbours):
        return np.zeros_like(cells)
    chosen, values, weight = neighbours[:, known], cells[known], weights[known]
    weighted = chosen * weight
    spread = weighted @ chosen.T
    ridge = RIDGE * len(values) * np.eye(len(spread))
    learned = np.linalg.solve(spread + ridge, weighted @ values)
    rest = cells - np.tensordot(learned, neighbours, 1)
    variance = (weights * rest**2).sum(axis=0) / (weights.sum(axis=0) + 1e-9)
    usual = float(np.median(variance))
    deviations = np.sqrt(variance + 0.2 * usual + 1e-9)
    unexpected: Levels = np.clip(rest / deviations, -LIMIT, LIMIT) * weights / deviations * np.sqrt(usual)
    return unexpected


def _neighbours(cells: Levels) -> NDArray[np.float64]:
    """Return for each level those around it, at whole cells in time, and 1."""
    steps, bands = cells.shape
    padded = np.pad(cells, ((MARGIN, MARGIN), (NEAR_BANDS, NEAR_BANDS)), "edge")
    shifted = [
        padded[MARGIN + cell * CELL_STEPS :, NEAR_BANDS + band :][:steps, :bands]
        for cell in range(-NEAR_CELLS, NEAR_CELLS + 1)
        for band in range(-NEAR_BANDS, NEAR_BANDS + 1)
        if cell or band
    ]
    return np.stack([*shifted, np.ones_like(cells)])

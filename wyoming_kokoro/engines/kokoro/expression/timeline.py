"""Changes what was predicted for a run: the pitch of its columns, the source of its sound, and its gain."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.expression.expression import Expression, Lengths, Values
from wyoming_kokoro.engines.kokoro.expression.outline import COLUMNS, VOICED, Floats
from wyoming_kokoro.engines.kokoro.expression.recipes import TILT_FROM, EffectRecipe, emphasis

LEAD = 3
"""Columns by which a token is heard before its frames: 37 milliseconds, see `heard_lengths.py`."""
LARGEST_SHIFT = 1.0
"""Octaves by which a wider range moves the pitch at most: a column that was predicted far too high goes no higher."""
SMOOTH = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9
"""Over so many columns the pitch goes from that of one word to that of the next: 60 milliseconds."""
FFT, HOP = 20, 5
"""Samples of the window of the source's spectrum, and between two of them."""
BANDS = FFT // 2 + 1
RATE = 24_000
FADE = 24
"""Columns of the source's spectrum over which it changes: five milliseconds, in which no click is heard."""


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """An expression, and how many frames each of its tokens lasts, pads included."""

    expression: Expression
    frames: Lengths

    def pitch(self, curve: Floats) -> Floats:
        """Return the pitch curve as it is asked for, from the predicted one; both in hertz by column."""
        flat = curve.ravel().astype(np.float64)
        voiced = flat > VOICED
        if not voiced.any():
            return curve
        octaves = np.log2(np.maximum(flat, VOICED))
        center = float(np.median(octaves[voiced]))
        ranges = [1.0 if delivery.range is None else delivery.range for delivery in self.expression.deliveries]
        widened = (octaves - center) * (self._smooth_by_column(ranges) - 1)
        shift = np.clip(widened, -LARGEST_SHIFT, LARGEST_SHIFT) + self._semitones() / 12
        changed = np.where(voiced, np.maximum(2 ** (octaves + shift), VOICED + 1), flat)
        return np.where(shift == 0, flat, changed).astype(np.float32).reshape(curve.shape)

    def source(self, spectrum: Floats) -> Floats:
        """Return the spectrum of the source with breath in it, or with nothing else, where that is asked for."""
        effects = self.expression.effects
        if all(effect.voice == 1 and not effect.noise and not effect.tilt for effect in effects):
            return spectrum
        size = spectrum.shape[2]
        voice, noise, tilt = (
            _faded(_stretched(self._by_column([of(effect) for effect in effects]), size))
            for of in (_voice, _noise, _tilt)
        )
        own = spectrum[0, :BANDS] * np.exp(1j * spectrum[0, BANDS:])
        bands = np.maximum(np.arange(BANDS) * RATE / FFT / TILT_FROM, 1)
        gains = 10 ** (np.log2(bands)[:, None] * tilt[None] / 20)
        mixed = own * voice * gains + _white_noise(size, self._seed) * noise
        both = np.concatenate((np.abs(mixed), np.angle(mixed)))[None].astype(np.float32)
        unchanged = (voice == 1) & (noise == 0) & (tilt == 0)
        return np.where(unchanged, spectrum, both)

    def gain(self) -> Floats | None:
        """Return the factor on the samples at the beginning of each column and at the end; None for 1 everywhere."""
        decibels = self.expression.decibels
        if not decibels.any():
            return None
        columns = self._smooth_by_column(decibels.tolist())
        edges = (np.concatenate((columns[:1], columns)) + np.concatenate((columns, columns[-1:]))) / 2
        return (10 ** (edges / 20)).astype(np.float32)

    @property
    def _ends(self) -> Lengths:
        """The column at which each token between the pads begins to be heard, and the end of the last."""
        ends = np.cumsum(self.frames) * COLUMNS
        heard = np.maximum(ends[:-1] - LEAD, 0)
        heard[0], heard[-1] = 0, ends[-1]
        return heard

    def _by_column(self, values: Iterable[float]) -> Values:
        """Return the value of the token that is heard in each column."""
        return np.repeat(np.array([*values], np.float64), np.diff(self._ends))

    def _smooth_by_column(self, values: Sequence[float]) -> Values:
        """Return the same, changing over some columns of those words whose value is not that of most."""
        return _smooth(_inwards(self._by_column(values), usual=Counter(values).most_common(1)[0][0]))

    def _semitones(self) -> Values:
        expression, ends = self.expression, self._ends
        semitones = self._smooth_by_column([delivery.pitch or 0.0 for delivery in expression.deliveries])
        for start, end, points in expression.contours():
            first, last = int(ends[start]), int(ends[end])
            shares = (np.arange(first, last) + 0.5 - first) / max(last - first, 1)
            places, raised = zip(*points, strict=True)
            semitones[first:last] += np.interp(shares, places, raised)
        for word, degree, raised_by_word in expression.emphatic_words():
            if raised_by_word:
                bounds = [int(ends[at]) for at in (word.start, word.stress_start, word.stress_end, word.end)]
                semitones[bounds[0] : bounds[3]] += emphasis(degree).semitones * _bump(*bounds)
        return semitones

    @property
    def _seed(self) -> int:
        """The seed of the breath: the same for the same sentence, so that its parts fit together."""
        text = repr((self.expression.phonemes, self.expression.deliveries)).encode()
        return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest())


def _voice(effect: EffectRecipe) -> float:
    return effect.voice


def _noise(effect: EffectRecipe) -> float:
    return effect.noise


def _tilt(effect: EffectRecipe) -> float:
    return effect.tilt


def _bump(start: int, stress_start: int, stress_end: int, end: int) -> Values:
    """Return a curve over a word that rises to 1 over its stressed syllable, and is 0 at its ends."""
    columns = np.arange(start, end) + 0.5
    up, down = max(stress_start - start, LEAD), max(end - stress_end, LEAD)
    share = np.minimum(np.minimum((columns - start) / up, (end - columns) / down), 1)
    return np.square(np.sin(np.pi / 2 * share))


def _inwards(values: Values, usual: float) -> Values:
    """Return values of which those that are farther from the usual than others beside them begin later and end sooner.

    When these values change smoothly, they do so within the words that differ: with the change half on either side,
    the three frames of a "the" moved by a semitone with the pitch of the word after it.
    """
    changes = np.flatnonzero(np.diff(values)) + 1
    starts, ends = [0, *changes.tolist()], [*changes.tolist(), len(values)]
    moved, distances = values.copy(), np.abs(values - usual)
    for start, end in zip(starts, ends, strict=True):
        inset = min(len(SMOOTH) // 2, (end - start - 1) // 2)
        if start and distances[start - 1] < distances[start]:
            moved[start : start + inset] = values[start - 1]
        if end < len(values) and distances[end] < distances[start]:
            moved[end - inset : end] = values[end]
    return moved


def _smooth(values: Values) -> Values:
    """Return values that change over some columns; where they do not change they stay as they are."""
    if (values == values[0]).all():
        return values
    around = len(SMOOTH) // 2
    smooth = np.convolve(np.pad(values, around, mode="edge"), SMOOTH, mode="valid")
    changes = np.flatnonzero(np.diff(values)) + 1
    near = np.zeros(len(values), bool)
    for change in changes:
        near[max(change - around, 0) : change + around] = True
    return np.where(near, smooth, values)


def _stretched(columns: Values, size: int) -> Values:
    """Return the values of columns for the finer columns of the source's spectrum."""
    return columns[np.minimum(np.arange(size) * len(columns) // max(size - 1, 1), len(columns) - 1)]


def _faded(values: Values) -> Values:
    """Return values that change over FADE columns; where they do not change they stay as they are."""
    changes = np.flatnonzero(np.diff(values)) + 1
    faded = values.copy()
    for change in changes.tolist():
        start, end = max(change - FADE // 2, 0), min(change + FADE // 2, len(values))
        faded[start:end] = np.linspace(values[change - 1], values[change], end - start + 2)[1:-1]
    return faded


def _white_noise(columns: int, seed: int) -> NDArray[np.complex128]:
    """Return the spectrum of white noise, as the model makes that of its source."""
    samples = np.random.default_rng(seed).normal(0, 1, (columns - 1) * HOP)
    padded = np.pad(samples, FFT // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, FFT)[::HOP][:columns]
    return np.fft.rfft(windows * np.hanning(FFT + 1)[:-1], axis=1).T

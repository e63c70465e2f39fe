"""Puts the watermark into sound, block by block: the level of narrow bands is changed by a decibel or less."""

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.audio.watermark.pattern import CELL_FRAMES, CELLS, EDGES, HOP, PUBLIC_KEY, WINDOW, pattern
from wyoming_kokoro.audio.watermark.payload import Kind, Payload
from wyoming_kokoro.speech import NOTHING, Samples

STRENGTH = 0.8
"""Decibels by which a band is louder or softer, where its pair is as strong as all bands are on average."""
TILT = 0.125
"""A pair with a tenth of the average power is changed ten to the power of this as much: the ear hears less of what
happens beside something strong, and strong bands hold nearly all of what is changed."""
WEAKEST, STRONGEST = 0.8, 1.6
"""Bounds of that factor."""

MAX_FRAMES = 256
"""Frames that are computed at once: five seconds, 4 megabytes."""

_BANDS = np.array(EDGES)
_WIDTHS = np.diff(_BANDS)
_FIRST, _LAST = EDGES[0], EDGES[-1]
_WINDOW = np.sqrt(np.hanning(WINDOW + 1)[:-1]).astype(np.float32)
_PAIR_STARTS = _BANDS[:-1:2] - _FIRST
_PAIR_WIDTHS = (_BANDS[2::2] - _BANDS[:-1:2]).astype(np.float32)
_NATS = float(np.log(10)) / 20
_LEAST = np.float32(1e-20)
"""Of a power: keeps the logarithm of silence finite."""


class Watermark:
    """Marks one stream of samples; silence stays silence, and what comes out is 43 milliseconds late."""

    def __init__(self, kind: Kind = Kind.STOCK, key: str = PUBLIC_KEY) -> None:
        self._pattern = pattern(key)
        self.kind = kind
        """The kind of voice that speaks from the next frame on."""
        self._held: Samples = np.zeros(WINDOW - HOP, np.float32)
        self._skip = WINDOW - HOP
        self._tail: Samples = np.zeros(HOP, np.float32)
        self._frame = 0
        self._received = self._returned = 0

    def feed(self, samples: Samples) -> Samples:
        """Return what is ready."""
        self._received += len(samples)
        return self._feed(samples)

    def finish(self) -> Samples:
        """Return what was held back."""
        left = self._received - self._returned
        return self._feed(np.zeros(WINDOW + HOP, np.float32))[:left]

    def position(self, sample: int) -> int:
        """Return where an input sample is found in the output: the same place."""
        return sample

    def _feed(self, samples: Samples) -> Samples:
        self._held = np.concatenate((self._held, samples))
        parts: list[Samples] = []
        while len(self._held) >= WINDOW:
            parts.append(self._next())
        output = np.concatenate(parts) if parts else NOTHING
        skipped = min(self._skip, len(output))
        self._skip -= skipped
        self._returned += len(output) - skipped
        return output[skipped:]

    def _next(self) -> Samples:
        """Return the samples that are complete with the next frames."""
        frames = (len(self._held) - WINDOW) // HOP + 1
        count = min(frames, MAX_FRAMES)
        if not self._tail.any() and not self._held[: frames * HOP + WINDOW - HOP].any():
            return self._silence(frames)
        made = count * HOP
        samples = self._held[:made]
        marks = self._marks(self._held[: made + WINDOW - HOP])
        first, second = marks[:, :HOP], marks[:, HOP:]
        added = first.copy()
        added[0] += self._tail
        added[1:] += second[:-1]
        self._tail = second[-1].copy()
        self._held = self._held[made:]
        self._frame += count
        return np.where(samples == 0, samples, samples + added.reshape(-1))

    def _silence(self, frames: int) -> Samples:
        """Return silence as it is; a pause may be minutes long."""
        silence, self._held = np.split(self._held, [frames * HOP])
        self._frame += frames
        return silence

    def _marks(self, samples: Samples) -> NDArray[np.float32]:
        """Return for each frame what is added to its samples."""
        frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
        spectra = np.asarray(np.fft.rfft(frames * _WINDOW, axis=1), np.complex64)
        bands = spectra[:, _FIRST:_LAST]
        changed = np.zeros_like(spectra, np.complex64)
        changed[:, _FIRST:_LAST] = bands * np.repeat(self._changes(bands), _WIDTHS, axis=1)
        return np.asarray(np.fft.irfft(changed, WINDOW, axis=1) * _WINDOW, np.float32)

    def _changes(self, bands: NDArray[np.complex64]) -> NDArray[np.float32]:
        """Return by frame and band the part of it that is added."""
        powers = np.add.reduceat(bands.real**2 + bands.imag**2, _PAIR_STARTS, axis=1) / _PAIR_WIDTHS + _LEAST
        strengths = STRENGTH * np.clip((powers / powers.mean(axis=1, keepdims=True)) ** -TILT, WEAKEST, STRONGEST)
        cells = np.arange(self._frame, self._frame + len(bands)) // CELL_FRAMES % CELLS
        signs = self._pattern.signed(Payload(self.kind).bits)[cells]
        decibels = (strengths * signs).astype(np.float32)
        changes = np.empty((len(bands), 2 * decibels.shape[1]), np.float32)
        changes[:, ::2] = np.exp(decibels * _NATS) - 1
        changes[:, 1::2] = np.exp(-decibels * _NATS) - 1
        return changes

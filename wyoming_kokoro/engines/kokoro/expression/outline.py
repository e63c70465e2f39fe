"""What is predicted for a run before its sound is made, and the same in other durations."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.expression.expression import Lengths

Floats = NDArray[np.float32]

COLUMNS = 2
"""Columns of pitch and loudness in a frame."""
VOICED = 10.0
"""Hertz above which the model's source is voiced."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The text in each frame, and pitch and loudness in each column, of tokens that last so many frames."""

    text: Floats
    pitch: Floats
    """In hertz."""
    energy: Floats
    frames: Lengths

    def lasting(self, frames: Lengths) -> "Outline":
        """Return the same with other durations, in which the tokens that last as long as before stay as they are.

        The model would predict another melody for all of the sentence; so only the words that are longer or shorter
        change. The text is the same in all frames of a token, so it is what the model would make of these durations.
        """
        if np.array_equal(frames, self.frames):
            return self
        text = self.text[:, :, np.repeat(np.cumsum(self.frames) - self.frames, frames)]
        places = _places(self.frames * COLUMNS, frames * COLUMNS)
        return Outline(text, _at(self.pitch, places, floor=VOICED), _at(self.energy, places), frames)


def _places(before: Lengths, after: Lengths) -> NDArray[np.float64]:
    """Return for each column of the new durations which place of the former ones it has."""
    starts = np.repeat(np.cumsum(before) - before, after)
    within = np.arange(after.sum()) - np.repeat(np.cumsum(after) - after, after)
    scales = np.repeat(before / after, after)
    shares = (within + 0.5) * scales - 0.5
    return starts + np.clip(shares, 0, np.repeat(before, after) - 1)


def _at(curve: Floats, places: NDArray[np.float64], floor: float = -np.inf) -> Floats:
    """Return a curve at places between its columns; where one of the two neighbours is below the floor, the nearer."""
    flat = curve.ravel()
    first = np.floor(places).astype(np.int64)
    second = np.minimum(first + 1, flat.size - 1)
    share = (places - first).astype(np.float32)
    between = flat[first] + (flat[second] - flat[first]) * share
    nearest = np.where(share < 0.5, flat[first], flat[second])  # noqa: PLR2004 -- half way
    smooth = np.minimum(flat[first], flat[second]) > floor
    return np.where(smooth, between, nearest).astype(np.float32).reshape(1, 1, -1)

"""A head on the speech embedding: a small network that sees two seconds of it, as a file."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.atomic_write import READABLE_BY_ALL, replace_file
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.wake.speech_embedding import SIZE, WINDOW, Vectors

VERSION = 2
"""Of the file."""
HIDDEN = 32
"""Numbers of the hidden layer."""
_SHAPES = ((WINDOW * SIZE, HIDDEN), (HIDDEN,), (HIDDEN,), (1,))


class HeadLayers(NamedTuple):
    """What a network has learned: its hidden layer, and the one that makes a score of that."""

    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    output: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def zero(cls) -> Self:
        """Return layers of zeros."""
        return cls(*(np.zeros(shape, np.float32) for shape in _SHAPES))

    @classmethod
    def drawn(cls, random: np.random.Generator) -> Self:
        """Return layers to begin with, of numbers that are drawn by chance."""
        layers = cls.zero()
        layers.hidden[:] = random.normal(0, (WINDOW * SIZE) ** -0.5, layers.hidden.shape)
        layers.output[:] = random.normal(0, HIDDEN**-0.5, layers.output.shape)
        return layers


@dataclass(frozen=True, slots=True, eq=False)
class TaughtHead:
    """What was learned."""

    phrase: str
    layers: HeadLayers
    threshold: float
    """The score above which it wakes."""

    def scores(self, windows: Vectors) -> NDArray[np.float32]:
        """Return the score of each window, from 0 to 1."""
        hidden, hidden_bias, output, bias = self.layers
        seen = np.maximum(windows.reshape(-1, WINDOW * SIZE) @ hidden + hidden_bias, 0)
        return np.asarray(1 / (1 + np.exp(-np.clip(seen @ output + bias, -60, 60))), np.float32)

    def write(self, path: Path) -> None:
        """Write it as a file of numpy's."""
        import io  # noqa: PLC0415

        content = io.BytesIO()
        np.savez(content, version=VERSION, phrase=self.phrase, threshold=self.threshold, **self.layers._asdict())
        with disk_errors(f"{path.name} cannot be written"):
            replace_file(path, content.getvalue(), mode=READABLE_BY_ALL, durable=True)

    @classmethod
    def read(cls, path: Path) -> "TaughtHead":
        """Read such a file; BadRequest where it is none."""
        try:
            with np.load(path, allow_pickle=False) as content:
                version = int(content["version"])
                if version != VERSION:
                    raise BadRequest(f"{path.name} is of another version of `wake teach`; teach it again.")
                layers = HeadLayers(*(np.asarray(content[name], np.float32) for name in HeadLayers._fields))
                head = cls(str(content["phrase"]), layers, float(content["threshold"]))
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise BadRequest(f"{path.name} is no file that `wake teach` has written.") from error
        shapes = tuple(layer.shape for layer in layers)
        if shapes != _SHAPES or not all(np.isfinite(layer).all() for layer in layers):
            raise BadRequest(f"{path.name} is of another version of `wake teach`; teach it again.")
        return head

"""A head on the speech embedding: a weighted sum of what it sees in two seconds, as a file."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.atomic_write import READABLE_BY_ALL, replace_file
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.wake.speech_embedding import SIZE, WINDOW, Vectors

VERSION = 1
"""Of the file."""
_SHAPE = (WINDOW, SIZE)


@dataclass(frozen=True, slots=True, eq=False)
class TaughtHead:
    """What was learned."""

    phrase: str
    weights: NDArray[np.float32]
    bias: float
    threshold: float
    """The score above which it wakes."""

    def scores(self, windows: Vectors) -> NDArray[np.float32]:
        """Return the score of each window, from 0 to 1."""
        sums = windows.reshape(-1, WINDOW * SIZE) @ self.weights.ravel() + np.float32(self.bias)
        return np.asarray(1 / (1 + np.exp(-np.clip(sums, -60, 60))), np.float32)

    def write(self, path: Path) -> None:
        """Write it as a file of numpy's."""
        import io  # noqa: PLC0415

        content = io.BytesIO()
        np.savez(
            content, version=VERSION, phrase=self.phrase, weights=self.weights, bias=self.bias, threshold=self.threshold
        )
        with disk_errors(f"{path.name} cannot be written"):
            replace_file(path, content.getvalue(), mode=READABLE_BY_ALL, durable=True)

    @classmethod
    def read(cls, path: Path) -> "TaughtHead":
        """Read such a file; BadRequest where it is none."""
        try:
            with np.load(path, allow_pickle=False) as content:
                weights = np.asarray(content["weights"], np.float32)
                head = cls(str(content["phrase"]), weights, float(content["bias"]), float(content["threshold"]))
                version = int(content["version"])
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise BadRequest(f"{path.name} is no file that `wake teach` has written.") from error
        if version != VERSION or weights.shape != _SHAPE or not np.isfinite(weights).all():
            raise BadRequest(f"{path.name} is of another version of `wake teach`; teach it again.")
        return head

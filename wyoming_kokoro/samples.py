"""What sound is inside the program: in a module of its own because it needs numpy, which reading a text does not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Sound inside the program: float32, one channel, between -1 and 1, at RATE."""

QUIET = np.float32(0.003)
"""Below this a sample is silence: 50 decibels under full scale, where rooms and codecs have their own noise."""

NOTHING: Samples = np.zeros(0, np.float32)
"""No samples at all."""
NOTHING.flags.writeable = False


@dataclass(frozen=True, slots=True)
class RawSound:
    """How the samples of a sound without a header are written."""

    rate: int
    width: int = 2
    """Bytes of a sample."""
    channels: int = 1

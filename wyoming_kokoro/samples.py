"""What sound is inside the house; offered by the nouns, and apart from them because it needs numpy."""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Sound inside the house: float32, one channel, between -1 and 1, at RATE."""

NOTHING: Samples = np.zeros(0, np.float32)
"""No samples at all."""
NOTHING.flags.writeable = False

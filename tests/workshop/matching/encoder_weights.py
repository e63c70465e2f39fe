"""Random weights of the speaker encoder, in the file format of the published ones."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.downloads.torch_files import legacy

Tensors = dict[str, NDArray[np.float32]]


def random_weights(seed: int = 1) -> Tensors:
    """Return weights with the published names and shapes."""
    random = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {"linear.weight": (256, 256), "linear.bias": (256,)}
    for layer in range(3):
        shapes |= {
            f"lstm.weight_ih_l{layer}": (1024, 256 if layer else 40),
            f"lstm.weight_hh_l{layer}": (1024, 256),
            f"lstm.bias_ih_l{layer}": (1024,),
            f"lstm.bias_hh_l{layer}": (1024,),
        }
    return {name: (random.standard_normal(shape) * 0.08).astype(np.float32) for name, shape in shapes.items()}


def write_encoder(path: Path, weights: Tensors | None = None) -> Path:
    """Write the file."""
    content: dict[str, Any] = {"step": 1, "model_state": random_weights() if weights is None else weights}
    path.write_bytes(legacy(content))
    return path

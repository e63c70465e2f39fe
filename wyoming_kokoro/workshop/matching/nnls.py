"""Least squares with no negative solutions: Lawson and Hanson's active set."""

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

_TOLERANCE = 1e-10
_ROUNDS_EACH = 3
"""Rounds for each column; Lawson and Hanson's proof needs no more in practice."""


def nnls(matrix: Doubles, target: Doubles) -> Doubles:
    """Return the x without negative numbers for which matrix @ x is nearest to the target."""
    columns = matrix.shape[1]
    solution = np.zeros(columns)
    free = np.zeros(columns, bool)
    for _ in range(_ROUNDS_EACH * columns):
        gradient = matrix.T @ (target - matrix @ solution)
        gradient[free] = -np.inf
        best = int(np.argmax(gradient))
        if gradient[best] <= _TOLERANCE:
            break
        free[best] = True
        solution = _solved(matrix, target, solution, free)
    return solution


def _solved(matrix: Doubles, target: Doubles, solution: Doubles, free: NDArray[np.bool_]) -> Doubles:
    """Return the solution over the free columns; those that would become negative are fixed at 0 again."""
    while free.any():
        wanted = np.zeros_like(solution)
        wanted[free] = np.linalg.lstsq(matrix[:, free], target, rcond=None)[0]
        negative = free & (wanted <= 0)
        if not negative.any():
            return wanted
        step = float(np.min(solution[negative] / (solution[negative] - wanted[negative])))
        solution = solution + step * (wanted - solution)
        free &= solution > _TOLERANCE
        solution[~free] = 0.0
    return np.zeros_like(solution)

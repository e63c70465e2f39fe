"""Functions stay small, and script/figures.py counts them rightly."""

from pathlib import Path

import pytest

from script import figures
from tests.house.sources import FILES, parsed, text

MEDIAN, NINETIETH, LONGEST = 6, 16, 48
"""Lines of a function: what the package holds to. A function that needs more is several functions."""


def test_functions_are_small() -> None:
    counted = figures.figures([text(path) for path in FILES], [parsed(path) for path in FILES])
    assert counted["function lines, median"] <= MEDIAN
    assert counted["function lines, 90th percentile"] <= NINETIETH
    assert counted["function lines, longest"] <= LONGEST


def test_figures_are_computed_from_the_files(tmp_path: Path) -> None:
    (tmp_path / "part.py").write_text(
        'class Part:\n    @property\n    def one(self):\n        """A docstring."""\n        return 1\n\n\n'
        "async def two():\n    def three(): ...\n",
        encoding="utf-8",
    )
    assert figures.figures_of(tmp_path) == {
        "files": 1,
        "lines": 9,
        "classes": 1,
        "functions": 3,
        "function lines, median": 2,
        "function lines, 90th percentile": 3,
        "function lines, longest": 3,
    }


@pytest.mark.parametrize(("percent", "value"), [(0, 1), (50, 5), (90, 9), (91, 10), (100, 10)])
def test_a_percentile_is_one_of_the_values(percent: float, value: int) -> None:
    assert figures.percentile(range(1, 11), percent) == value
    assert figures.percentile([], percent) == 0

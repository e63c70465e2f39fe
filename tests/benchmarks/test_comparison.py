"""What benchmarks make of what they hear."""

import pytest

from benchmarks.under_test.contenders import Heard
from benchmarks.under_test.table import Series


def test_what_comes_before_it_is_needed_leaves_no_gap() -> None:
    heard = Heard(((0.2, 1.0), (1.6, 1.0), (2.0, 0.5)))
    assert heard.gaps(0.5) == []
    assert (heard.first, heard.last, heard.sound) == (0.2, 2.0, 2.5)


def test_each_time_a_player_stands_still_is_a_gap() -> None:
    heard = Heard(((0.2, 1.0), (2.0, 1.0), (3.5, 1.0)))
    assert heard.gaps(0.5) == pytest.approx([0.3, 0.5])


def test_ratios_are_taken_within_a_round() -> None:
    series = Series("first sound", "seconds")
    for mine, theirs in ((1.0, 4.0), (9.0, 12.0), (2.0, 4.0)):
        series.add("ours", mine)
        series.add("theirs", theirs)
    assert series.ratio("ours", "theirs") == 0.5
    assert series.ratio("ours", "nobody") is None
    assert "| ours | 2 | 1 to 9 | 0.50 |" in list(series.lines(["theirs", "nobody"]))

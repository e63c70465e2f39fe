"""The table of a comparison."""

from benchmarks.systems.table import Series


def test_ratios_are_computed_within_a_round() -> None:
    series = Series("first sound", "seconds")
    for ours, theirs in ((1.0, 4.0), (9.0, 12.0), (2.0, 4.0)):
        series.add("ours", ours)
        series.add("theirs", theirs)
    assert series.ratio("ours", "theirs") == 0.5
    assert series.ratio("ours", "nobody") is None


def test_a_system_that_was_left_out_has_no_column() -> None:
    series = Series("first sound", "seconds")
    for ours, theirs in ((1.0, 4.0), (9.0, 12.0), (2.0, 4.0)):
        series.add("ours", ours)
        series.add("theirs", theirs)
    assert "| ours | 2 | 1 to 9 | 0.50 |" in list(series.lines(["theirs", "nobody"]))

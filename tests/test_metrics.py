"""Counting: by labels from fixed sets, from several threads."""

from concurrent.futures import ThreadPoolExecutor

from wyoming_kokoro.metrics import Counter, Distribution


def test_what_has_no_label_of_its_own_is_counted_as_other() -> None:
    counter = Counter("things_total", "Things.", "kind", ("red", "blue"))
    for kind in ("red", "blue", "red", "{evil}"):
        counter.add(kind)
    assert counter.counts() == {"red": 2, "blue": 1, "other": 1}


def test_no_count_is_lost_between_threads() -> None:
    counter = Counter("things_total", "Things.", "kind", ("red",))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(counter.add, ["red"] * 4_000))
    assert counter.counts()["red"] == 4_000


def test_figures_are_counted_up_to_each_bound() -> None:
    distribution = Distribution("waits_seconds", "Waits.", "door", ("front",), (0.1, 1.0))
    for figure in (0.05, 0.1, 0.5, 7.0):
        distribution.add("front", figure)
    distribution.add("{evil}", 2.0)
    assert distribution.tallies()["front"].counts == [2, 1, 1]
    assert distribution.tallies()["front"].sum == 7.65
    assert distribution.tallies()["other"].counts == [0, 0, 1]

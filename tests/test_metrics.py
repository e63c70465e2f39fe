"""Counting: by labels from fixed sets, from several threads."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from prometheus_client import CollectorRegistry

from wyoming_kokoro.metrics import LabeledCounter, LabeledHistogram


@pytest.fixture
def registry() -> CollectorRegistry:
    """A registry without the metrics of the program."""
    return CollectorRegistry()


def test_an_unknown_label_is_counted_as_other(registry: CollectorRegistry) -> None:
    counter = LabeledCounter("things_total", "Things.", "kind", ("red", "blue"), registry)
    for kind in ("red", "blue", "red", "{evil}"):
        counter.add(kind)
    assert counter.counts() == {"red": 2, "blue": 1, "other": 1}


def test_every_label_is_there_from_the_start(registry: CollectorRegistry) -> None:
    counter = LabeledCounter("things_total", "Things.", "kind", ("red",), registry)
    assert counter.counts() == {"red": 0, "other": 0}
    assert registry.get_sample_value("kokoro_things_total", {"kind": "red"}) == 0


def test_no_count_is_lost_between_threads(registry: CollectorRegistry) -> None:
    counter = LabeledCounter("things_total", "Things.", "kind", ("red",), registry)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(counter.add, ["red"] * 4_000))
    assert counter.counts()["red"] == 4_000


def test_measured_values_are_counted_up_to_each_bound(registry: CollectorRegistry) -> None:
    histogram = LabeledHistogram("waits_seconds", "Waits.", "server", ("http",), (0.1, 1.0), registry)
    for seconds in (0.05, 0.1, 0.5, 7.0):
        histogram.observe("http", seconds)
    histogram.observe("{evil}", 2.0)

    def sample(suffix: str, **labels: str) -> float | None:
        return registry.get_sample_value(f"kokoro_waits_seconds_{suffix}", labels)

    assert [sample("bucket", server="http", le=bound) for bound in ("0.1", "1.0", "+Inf")] == [2, 3, 4]
    assert sample("sum", server="http") == pytest.approx(7.65) and sample("count", server="http") == 4
    assert sample("count", server="other") == 1

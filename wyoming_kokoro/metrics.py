"""Counts of what happens, by labels from fixed sets, whichever thread counts."""

import threading
from collections.abc import Mapping

OTHER = "other"
"""Counts whatever has no label of its own: a label never comes from outside."""


class Counter:
    """How often something happened, by why."""

    def __init__(self, name: str, meaning: str, label: str, values: tuple[str, ...]) -> None:
        self.name = name
        self.meaning = meaning
        self.label = label
        self._lock = threading.Lock()
        self._counts = dict.fromkeys((*values, OTHER), 0)

    def add(self, value: str) -> None:
        """Count one more."""
        with self._lock:
            self._counts[value if value in self._counts else OTHER] += 1

    def counts(self) -> Mapping[str, int]:
        """The counts so far."""
        with self._lock:
            return dict(self._counts)


WIRE_REJECTED = Counter(
    "wyoming_rejected_total",
    "Wyoming connections that were answered with an error.",
    "reason",
    (
        "header_too_long",
        "data_too_long",
        "payload_too_long",
        "too_many_values",
        "bad_length",
        "bad_json",
        "not_an_object",
        "bad_type",
        "cut_short",
        "too_slow",
        "bad_field",
        "text_too_long",
        "out_of_order",
        "too_many_connections",
        "busy",
        "stopping",
        "broken",
    ),
)

WIRE_DISCONNECTED = Counter(
    "wyoming_disconnects_total",
    "Wyoming connections that ended, by who or what ended them.",
    "reason",
    ("left", "left_at_work", "idle", "quiet", "made_room", "slow_reader", "rejected", "stopping"),
)

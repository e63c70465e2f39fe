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
        "ssml_refused",
        "queue_full",
        "stopping",
        "no_engine",
        "no_sound",
        "broken",
    ),
)

WIRE_DISCONNECTED = Counter(
    "wyoming_disconnects_total",
    "Wyoming connections that ended, by who or what ended them.",
    "reason",
    ("left", "left_at_work", "idle", "quiet", "made_room", "slow_reader", "rejected", "stopping"),
)

HTTP_ANSWERED = Counter(
    "http_answers_total",
    "HTTP answers that were begun, by status.",
    "status",
    ("101", "200", "204", "302", "304", "400", "401", "403", "404", "405", "408", "413", "415", "421", "500", "503"),
)

HTTP_REJECTED = Counter(
    "http_rejected_total",
    "HTTP requests that were answered with an error.",
    "reason",
    (
        "bad_host",
        "bad_http",
        "bad_request",
        "body_too_large",
        "body_too_slow",
        "broken",
        "broken_body",
        "changes_off",
        "empty_input",
        "foreign_origin",
        "invalid_api_key",
        "invalid_json",
        "invalid_token",
        "link_not_found",
        "method_not_allowed",
        "missing_required_parameter",
        "model_not_found",
        "no_sound",
        "not_found",
        "queue_full",
        "starting",
        "stopping",
        "text_too_long",
        "unsupported_media_type",
        "voice_damaged",
        "voice_missing",
        "voice_not_found",
        "wrong_host",
    ),
)

HTTP_DISCONNECTED = Counter(
    "http_disconnects_total",
    "HTTP connections that we ended, by why.",
    "reason",
    ("slow_head", "idle", "made_room", "slow_reader"),
)

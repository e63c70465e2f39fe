"""Counts of what happens and how long it takes, by labels from fixed sets, whichever thread counts."""

import threading
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

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

    def add(self, value: str, times: int = 1) -> None:
        """Count one more, or so many."""
        with self._lock:
            self._counts[value if value in self._counts else OTHER] += times

    def counts(self) -> Mapping[str, int]:
        """The counts so far."""
        with self._lock:
            return dict(self._counts)


class Distribution:
    """How often a figure was at most so much, by which of a fixed set it belongs to."""

    def __init__(self, name: str, meaning: str, label: str, values: tuple[str, ...], bounds: tuple[float, ...]) -> None:
        self.name = name
        self.meaning = meaning
        self.label = label
        self.bounds = bounds
        self._lock = threading.Lock()
        self._tallies = {value: Tally([0] * (len(bounds) + 1)) for value in (*values, OTHER)}

    def add(self, value: str, figure: float) -> None:
        """Count one more figure."""
        with self._lock:
            tally = self._tallies[value if value in self._tallies else OTHER]
            tally.counts[bisect_left(self.bounds, figure)] += 1
            tally.sum += figure

    def tallies(self) -> Mapping[str, "Tally"]:
        """The figures so far."""
        with self._lock:
            return {value: Tally(list(tally.counts), tally.sum) for value, tally in self._tallies.items()}


@dataclass(slots=True)
class Tally:
    """How many figures lie between each bound and the next, and what they add up to."""

    counts: list[int]
    sum: float = 0.0


DOORS = ("wyoming", "http")

UTTERANCES = Counter("utterances_total", "Texts that were asked for, by door.", "door", DOORS)

UTTERANCES_FAILED = Counter("utterances_failed_total", "Texts that ended as an error, by door.", "door", DOORS)

FIRST_SOUND = Distribution(
    "first_sound_seconds",
    "From the first text to the first sound, by door.",
    "door",
    DOORS,
    (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20),
)

PACE_OF_WORK = Distribution(
    "realtime_factor",
    "Seconds of work for each second of sound, without sound known from before, by door.",
    "door",
    DOORS,
    (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 5),
)

QUEUE_WAIT = Distribution(
    "queue_wait_seconds",
    "From the first text to the beginning of the work on it, by door.",
    "door",
    DOORS,
    (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30),
)

WORDS = Counter(
    "words_total",
    "Words that were pronounced, by where their sound is from.",
    "source",
    ("user", "ours", "homograph", "lexicon", "misaki", "letters", "compound", "espeak", "nothing"),
)

RELOADS = Counter(
    "config_reloads_total", "Settings files that were taken up, and that were wrong.", "result", ("taken", "refused")
)

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
        "bad_file",
        "bad_host",
        "bad_http",
        "bad_name",
        "bad_request",
        "body_too_large",
        "body_too_slow",
        "broken",
        "broken_body",
        "busy",
        "changes_off",
        "disk_failed",
        "disk_full",
        "download_failed",
        "empty_input",
        "espeak_missing",
        "file_damaged",
        "file_missing",
        "foreign_origin",
        "foreign_peer",
        "invalid_api_key",
        "invalid_json",
        "invalid_setting",
        "invalid_settings",
        "invalid_token",
        "invalid_value",
        "language_not_supported",
        "link_not_found",
        "local_setting",
        "method_not_allowed",
        "missing_required_parameter",
        "model_not_found",
        "model_refused",
        "no_engine",
        "no_kokoro",
        "no_sound",
        "no_style",
        "no_vocabulary",
        "no_websocket",
        "not_found",
        "not_supported",
        "out_of_order",
        "queue_full",
        "read_only",
        "unreadable",
        "ssml_refused",
        "starting",
        "stopping",
        "text_too_long",
        "text_unspeakable",
        "too_quiet",
        "unavailable",
        "unknown_setting",
        "unsupported_media_type",
        "voice_damaged",
        "voice_invalid",
        "voice_missing",
        "voice_not_found",
        "wrong_host",
    ),
)

HTTP_DISCONNECTED = Counter(
    "http_disconnects_total",
    "HTTP connections that ended before their time, by why.",
    "reason",
    ("slow_head", "idle", "made_room", "slow_reader", "left"),
)

COUNTERS = (
    UTTERANCES,
    UTTERANCES_FAILED,
    WORDS,
    RELOADS,
    WIRE_REJECTED,
    WIRE_DISCONNECTED,
    HTTP_ANSWERED,
    HTTP_REJECTED,
    HTTP_DISCONNECTED,
)

DISTRIBUTIONS = (FIRST_SOUND, PACE_OF_WORK, QUEUE_WAIT)

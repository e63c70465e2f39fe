"""Counts and durations for Prometheus, each by one label with a fixed set of values."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram

from wyoming_kokoro.error_codes import HTTP_CODES, WYOMING_CODES

OTHER = "other"
"""The label of everything that has no label of its own: a label is never made from what a client sent."""

PREFIX = "kokoro_"
"""What the name of every metric begins with."""

REGISTRY = CollectorRegistry(auto_describe=False)
"""All metrics of this module; a registry of our own, so that other users of the library see none of them."""


class LabeledCounter:
    """Counts events by one label; every value of the label is listed from the start, with 0."""

    def __init__(
        self, name: str, meaning: str, label: str, values: tuple[str, ...], registry: CollectorRegistry = REGISTRY
    ) -> None:
        self._label = label
        self._counter = Counter(PREFIX + name, meaning, [label], registry=registry)
        self._by_value = {value: self._counter.labels(value) for value in (*values, OTHER)}

    def add(self, value: str, times: int = 1) -> None:
        """Count one event, or several."""
        self._by_value.get(value, self._by_value[OTHER]).inc(times)

    def counts(self) -> Mapping[str, int]:
        """Return the counts so far by the value of the label."""
        (metric,) = self._counter.collect()
        return {
            sample.labels[self._label]: int(sample.value) for sample in metric.samples if sample.name.endswith("_total")
        }


class LabeledHistogram:
    """Counts measured values by one label, in buckets with upper bounds."""

    def __init__(
        self,
        name: str,
        meaning: str,
        label: str,
        values: tuple[str, ...],
        bounds: tuple[float, ...],
        registry: CollectorRegistry = REGISTRY,
    ) -> None:
        histogram = Histogram(PREFIX + name, meaning, [label], buckets=bounds, registry=registry)
        self._by_value = {value: histogram.labels(value) for value in (*values, OTHER)}

    def observe(self, value: str, measured: float) -> None:
        """Count one measured value."""
        self._by_value.get(value, self._by_value[OTHER]).observe(measured)


SERVERS = ("wyoming", "http")

UTTERANCES = LabeledCounter("utterances_total", "Texts to speak, by server.", "server", SERVERS)

CUES = LabeledCounter(
    "cues_total", "Cues in texts, such as (laughs), by what became of them.", "done", ("left_out", "word", "sound")
)

UTTERANCES_FAILED = LabeledCounter(
    "utterances_failed_total", "Texts that ended with an error, by server.", "server", SERVERS
)

FIRST_SOUND = LabeledHistogram(
    "first_sound_seconds",
    "Seconds from the first text to the first sound, by server.",
    "server",
    SERVERS,
    (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20),
)

REALTIME_FACTOR = LabeledHistogram(
    "realtime_factor",
    "Seconds of work for each second of sound, without sound from the cache, by server.",
    "server",
    SERVERS,
    (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 5),
)

QUEUE_WAIT = LabeledHistogram(
    "queue_wait_seconds",
    "Seconds from the first text to the start of the work on it, by server.",
    "server",
    SERVERS,
    (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30),
)

WORDS = LabeledCounter(
    "words_total",
    "Words that were pronounced, by the source of the pronunciation.",
    "source",
    ("user", "ours", "homograph", "lexicon", "misaki", "letters", "compound", "guess", "espeak", "nothing"),
)

RELOADS = LabeledCounter(
    "config_reloads_total", "Changed settings files, by whether they were applied.", "result", ("taken", "refused")
)

WIRE_REJECTED = LabeledCounter(
    "wyoming_rejected_total",
    "Wyoming connections that were answered with an error, by its code.",
    "reason",
    tuple(code.name for code in WYOMING_CODES),
)

WIRE_DISCONNECTED = LabeledCounter(
    "wyoming_disconnects_total",
    "Wyoming connections that ended, by the cause.",
    "reason",
    ("left", "left_at_work", "idle", "quiet", "made_room", "slow_reader", "rejected", "stopping"),
)

_STATUSES = {101, 200, 204, 302, 304, *(code.http_status for code in HTTP_CODES)}

HTTP_ANSWERED = LabeledCounter(
    "http_answers_total", "HTTP responses that were started, by status.", "status", tuple(sorted(map(str, _STATUSES)))
)

HTTP_REJECTED = LabeledCounter(
    "http_rejected_total",
    "HTTP requests that were answered with an error, by its code.",
    "reason",
    tuple(code.name for code in HTTP_CODES),
)

HTTP_DISCONNECTED = LabeledCounter(
    "http_disconnects_total",
    "HTTP connections that the server or the client ended early, by the cause.",
    "reason",
    ("slow_head", "idle", "made_room", "slow_reader", "left"),
)

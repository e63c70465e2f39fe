"""Counts and times for Prometheus."""

import asyncio
from collections.abc import Iterator

from aiohttp import hdrs, web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from wyoming_kokoro import metrics
from wyoming_kokoro.api.http.app_state import APP_STATE, AppState
from wyoming_kokoro.api.http.route import gives
from wyoming_kokoro.api.memory import memory_bytes
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.metrics import Counter, Distribution
from wyoming_kokoro.studio import Studio

routes = web.RouteTableDef()

_PREFIX = "kokoro_"


@routes.get("/metrics")
@gives("text/plain")
async def exposition(request: web.Request) -> web.Response:
    """Counts and times, as Prometheus reads them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_MetricsCollector(request.app[APP_STATE]))
    content = await asyncio.to_thread(generate_latest, registry)
    return web.Response(body=content, headers={hdrs.CONTENT_TYPE: CONTENT_TYPE_LATEST})


class _MetricsCollector(Collector):
    """Everything that is counted, as it is now."""

    def __init__(self, serving: AppState) -> None:
        self._serving = serving

    def collect(self) -> Iterator[Metric]:
        """The figures, one family after the other."""
        yield from map(_counted, metrics.COUNTERS)
        yield from map(_distributed, metrics.DISTRIBUTIONS)
        yield _gauge("memory_bytes", "Memory of the program.", memory_bytes())
        yield _gauge("ready", "Whether a request would be spoken.", self._serving.health().ready)
        yield _gauge("settings_problems", "What is wrong with the settings files.", len(self._serving.watch.problems))
        try:
            studio = self._serving.studio
        except Unavailable:
            return
        yield from _of_studio(studio)


def _of_studio(studio: Studio) -> Iterator[Metric]:
    status = studio.status()
    yield _gauge("listeners", "Utterances that are being spoken.", studio.ledger.listeners)
    yield _gauge("queue", "Pieces that wait to be made.", status.waiting)
    yield _gauge("working", "Pieces that are being made.", status.working)
    yield _gauge("problems", "What is not as it should be.", len(status.problems))
    counts = studio.cache.counts()
    lookups = CounterMetricFamily(
        f"{_PREFIX}cache_lookups", "Phrases that were looked for, by result.", labels=["result"]
    )
    for result, count in (
        ("memory", counts.found_in_memory),
        ("disk", counts.found_on_disk),
        ("missed", counts.missed),
    ):
        lookups.add_metric([result], count)
    yield lookups
    yield _gauge("cache_bytes", "Sound kept in memory.", counts.bytes)
    engine = GaugeMetricFamily(f"{_PREFIX}engine", "Who speaks.", labels=["engine"])
    engine.add_metric([status.engine], 1)
    yield engine


def _counted(counter: Counter) -> Metric:
    family = CounterMetricFamily(_PREFIX + counter.name, counter.meaning, labels=[counter.label])
    for value, count in counter.counts().items():
        family.add_metric([value], count)
    return family


def _distributed(distribution: Distribution) -> Metric:
    family = HistogramMetricFamily(_PREFIX + distribution.name, distribution.meaning, labels=[distribution.label])
    bounds = [*map(str, distribution.bounds), "+Inf"]
    for value, tally in distribution.tallies().items():
        so_far, buckets = 0, []
        for bound, count in zip(bounds, tally.counts, strict=True):
            so_far += count
            buckets.append((bound, so_far))
        family.add_metric([value], buckets, tally.sum)
    return family


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(_PREFIX + name, meaning, value)

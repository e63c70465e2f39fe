"""Counts and durations for Prometheus."""

import asyncio
from collections.abc import Iterator

from aiohttp import hdrs, web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

from wyoming_kokoro.api.http.app_state import APP_STATE, AppState
from wyoming_kokoro.api.http.route import returns
from wyoming_kokoro.api.memory import memory_bytes
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.metrics import PREFIX, REGISTRY
from wyoming_kokoro.studio import Studio

routes = web.RouteTableDef()


@routes.get("/metrics")
@returns("text/plain")
async def exposition(request: web.Request) -> web.Response:
    """Return counts and durations, as Prometheus reads them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(MetricsCollector(request.app[APP_STATE]))
    content = await asyncio.to_thread(generate_latest, registry)
    return web.Response(body=content, headers={hdrs.CONTENT_TYPE: CONTENT_TYPE_LATEST})


class MetricsCollector(Collector):
    """Collects what was counted so far, and the state of the server now."""

    def __init__(self, state: AppState) -> None:
        self._state = state

    def collect(self) -> Iterator[Metric]:
        """Yield one metric after the other."""
        yield from map(_as_published, REGISTRY.collect())
        yield _gauge("memory_bytes", "Memory of the program.", memory_bytes())
        yield _gauge("ready", "Whether a request would be answered with speech.", self._state.health().ready)
        yield _gauge("settings_problems", "Mistakes in the settings files.", len(self._state.watch.problems))
        try:
            studio = self._state.studio
        except Unavailable:
            return
        yield from _of_studio(studio)


def _as_published(metric: Metric) -> Metric:
    """Leave out the times of creation, which would double the lines, and write whole bounds without ".0".

    Dashboards of users name the bounds as they were always written here.
    """
    metric.samples = [_as_written(sample) for sample in metric.samples if not sample.name.endswith("_created")]
    return metric


def _as_written(sample: Sample) -> Sample:
    bound = sample.labels.get("le")
    return sample if bound is None else sample._replace(labels={**sample.labels, "le": bound.removesuffix(".0")})


def _of_studio(studio: Studio) -> Iterator[Metric]:
    status = studio.status()
    yield _gauge("listeners", "Texts that are being spoken.", studio.listeners)
    yield _gauge("queue", "Pieces of sound that wait to be made.", status.waiting)
    yield _gauge("working", "Pieces of sound that are being made.", status.working)
    yield _gauge("problems", "Problems that /health names.", len(status.problems))
    counts = studio.cache_counts()
    lookups = CounterMetricFamily(
        f"{PREFIX}cache_lookups", "Phrases that were looked up in the cache, by result.", labels=["result"]
    )
    for result, count in (
        ("memory", counts.found_in_memory),
        ("disk", counts.found_on_disk),
        ("missed", counts.missed),
    ):
        lookups.add_metric([result], count)
    yield lookups
    yield _gauge("cache_bytes", "Sound in the memory cache.", counts.bytes)
    engine = GaugeMetricFamily(f"{PREFIX}engine", "The engine that speaks now.", labels=["engine"])
    engine.add_metric([status.engine], 1)
    yield engine


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(PREFIX + name, meaning, value)

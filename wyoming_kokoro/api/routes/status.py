"""The state of the server and its last requests, for the dashboard."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import asdict

from aiohttp import web

from wyoming_kokoro import log
from wyoming_kokoro.api.http.app_state import APP_STATE, TRUSTED, AppState, studio_of
from wyoming_kokoro.api.http.guards import rights_of
from wyoming_kokoro.api.memory import memory_bytes
from wyoming_kokoro.api.percentiles import percentile_columns, percentiles, rounded
from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.cache import CacheCounts
from wyoming_kokoro.downloads import DownloadProgress
from wyoming_kokoro.engines.lifecycle import Preparation
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import RequestStats

routes = web.RouteTableDef()

_STARTED = time.monotonic()

_FOLDERS = re.compile(r"(?:/[^\s/:;,()'\"]+)+/")
"""The folders of a path, which are left out of messages: clients do not need to know them."""


@routes.get("/v1/status")
async def status(request: web.Request) -> web.Response:
    """Return the state of the server and of its last requests: numbers, never texts."""
    state = request.app[APP_STATE]
    return web.json_response(
        {
            "rights": await rights_of(request),
            "trusted": request.app[TRUSTED],
            "health": state.health().as_json(),
            "uptime_seconds": round(time.monotonic() - _STARTED, 1),
            "memory_bytes": await asyncio.to_thread(memory_bytes),
            "settings": _settings(state.watch.loaded),
            "doors": _servers(state.watch.loaded),
            "formats": list(FORMATS),
            "warnings": [_warning(warning) for warning in log.warnings()],
            **_studio(state),
        }
    )


@routes.get("/v1/status/hours")
async def hours(request: web.Request) -> web.Response:
    """Return the last hours by the minute, oldest first: a column for each number, as charts need them."""
    minutes = studio_of(request).history()
    return web.json_response(
        {
            "moment": [minute.moment for minute in minutes],
            "utterances": [minute.utterances for minute in minutes],
            "first_sound": percentile_columns(minute.first_sound for minute in minutes),
            "first_sound_from_cache": percentile_columns(minute.first_sound_from_cache for minute in minutes),
            "rtf": percentile_columns(minute.rtf for minute in minutes),
            "listeners": [minute.listeners for minute in minutes],
            "queue": [minute.queue for minute in minutes],
            "memory_bytes": [minute.memory_bytes for minute in minutes],
        }
    )


def _settings(loaded: LoadedSettings) -> dict[str, object]:
    return {"version": loaded.version, "digest": loaded.digest, "waiting_for_restart": list(loaded.waiting)}


def _servers(loaded: LoadedSettings) -> dict[str, object]:
    """Return where clients are served, and whether that is announced."""
    settings = loaded.settings
    return {"wyoming": settings.wyoming.uri, "http": settings.http.port, "zeroconf": settings.discovery.zeroconf}


def _warning(warning: log.LoggedWarning) -> dict[str, object]:
    return {**asdict(warning), "message": _FOLDERS.sub("", warning.message)}


def _studio(state: AppState) -> dict[str, object]:
    try:
        studio = state.studio
    except Unavailable:
        return {}
    recent = studio.recent_requests()
    now = studio.status()
    return {
        "listeners": studio.listeners,
        "queue": now.waiting,
        "working": now.working,
        "speech": {
            interface: _summary([each for each in recent if each.interface == interface])
            for interface in ("wyoming", "http")
        },
        "recent": [_request(each) for each in reversed(recent)],
        "cache": _cache(studio.cache_counts()),
        "preparation": _preparation(now.preparation),
        "fetching": [_progress(progress) for progress in studio.downloads()],
    }


def _summary(requests: Sequence[RequestStats]) -> dict[str, object]:
    """Sum up a server's last requests; sound from the cache does not count for the speed of the work."""
    made = [each for each in requests if each.rtf is not None]
    return {
        "utterances": len(requests),
        "left": sum(each.outcome == "left" for each in requests),
        "failed": sum(each.outcome not in ("said", "left") for each in requests),
        "seconds": round(sum(each.seconds for each in requests), 2),
        "first_sound": percentiles(each.first_sound for each in made),
        "first_sound_from_cache": percentiles(each.first_sound for each in requests if each.rtf is None),
        "rtf": percentiles(each.rtf for each in made),
        "waited": percentiles(each.waited for each in requests),
    }


def _request(request: RequestStats) -> dict[str, object]:
    return {
        "moment": round(request.moment, 3),
        "server": request.interface,
        "voice": request.voice,
        "characters": request.characters,
        "seconds": round(request.seconds, 3),
        "waited": rounded(request.waited),
        "first_sound": rounded(request.first_sound),
        "rtf": rounded(request.rtf),
        "from_cache": round(request.from_cache, 3),
        "outcome": request.outcome,
    }


def _cache(counts: CacheCounts) -> dict[str, object]:
    hits = counts.found_in_memory + counts.found_on_disk
    lookups = hits + counts.missed
    fields = asdict(counts)
    fields["takes"] = fields.pop("entries")  # as clients know it
    return {**fields, "found": round(hits / lookups, 4) if lookups else None}


def _preparation(preparation: Preparation | None) -> dict[str, object] | None:
    """Return what is under way until Kokoro speaks, or speaks faster, and how long it takes."""
    if preparation is None:
        return None
    download = preparation.download
    return {
        "step": preparation.step,
        "share": preparation.share,
        "seconds_left": rounded(preparation.seconds_left),
        "name": download and download.name,
        "bytes": download and download.total,
        "trouble": download and download.trouble,
    }


def _progress(progress: DownloadProgress) -> dict[str, object]:
    return {**asdict(progress), "percent": progress.percent}

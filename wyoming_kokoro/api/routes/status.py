"""Everything there is to see about the server at work, for the dashboard."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import asdict

from aiohttp import web

from wyoming_kokoro import log
from wyoming_kokoro.api.http.app_state import APP_STATE, TRUSTED, AppState, studio_of
from wyoming_kokoro.api.http.guards import rights
from wyoming_kokoro.api.memory import memory_bytes
from wyoming_kokoro.api.percentiles import rounded, spread, spreads
from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.downloads import DownloadProgress
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import RequestStats, Studio

routes = web.RouteTableDef()

_STARTED = time.monotonic()

_FOLDERS = re.compile(r"(?:/[^\s/:;,()'\"]+)+/")
"""Where a file lies is nobody's business but the machine's."""


@routes.get("/v1/status")
async def status(request: web.Request) -> web.Response:
    """How the server is and what it did lately: figures, never words."""
    serving = request.app[APP_STATE]
    return web.json_response(
        {
            "rights": await rights(request),
            "trusted": request.app[TRUSTED],
            "health": serving.health().summary(),
            "uptime_seconds": round(time.monotonic() - _STARTED, 1),
            "memory_bytes": await asyncio.to_thread(memory_bytes),
            "settings": _settings(serving.watch.loaded),
            "doors": _doors(serving.watch.loaded),
            "formats": list(FORMATS),
            "warnings": [_warning(each) for each in log.warnings()],
            **_studio(serving),
        }
    )


@routes.get("/v1/status/hours")
async def hours(request: web.Request) -> web.Response:
    """The last hours by the minute, oldest first: a column for each figure, as charts take them."""
    minutes = studio_of(request).history()
    return web.json_response(
        {
            "moment": [each.moment for each in minutes],
            "utterances": [each.utterances for each in minutes],
            "first_sound": spreads(each.first_sound for each in minutes),
            "first_sound_from_cache": spreads(each.first_sound_from_cache for each in minutes),
            "rtf": spreads(each.rtf for each in minutes),
            "listeners": [each.listeners for each in minutes],
            "queue": [each.queue for each in minutes],
            "memory_bytes": [each.memory_bytes for each in minutes],
        }
    )


def _settings(loaded: LoadedSettings) -> dict[str, object]:
    return {"version": loaded.version, "digest": loaded.digest, "waiting_for_restart": list(loaded.waiting)}


def _doors(loaded: LoadedSettings) -> dict[str, object]:
    """Where clients are served, and whether that is announced."""
    settings = loaded.settings
    return {"wyoming": settings.wyoming.uri, "http": settings.http.port, "zeroconf": settings.discovery.zeroconf}


def _warning(warned: log.LoggedWarning) -> dict[str, object]:
    return {**asdict(warned), "message": _FOLDERS.sub("", warned.message)}


def _studio(serving: AppState) -> dict[str, object]:
    try:
        studio = serving.studio
    except Unavailable:
        return {}
    recent = studio.recent_requests()
    return {
        "listeners": studio.listeners,
        "queue": studio.status().waiting,
        "working": studio.status().working,
        "speech": {door: _figures([each for each in recent if each.door == door]) for door in ("wyoming", "http")},
        "recent": [_entry(each) for each in reversed(recent)],
        "cache": _cache(studio),
        "fetching": [_progress(each) for each in studio.downloads()],
    }


def _figures(entries: Sequence[RequestStats]) -> dict[str, object]:
    """What a door's last utterances come to; sound known from before has no part in how fast work is."""
    made = [each for each in entries if each.rtf is not None]
    return {
        "utterances": len(entries),
        "left": sum(each.outcome == "left" for each in entries),
        "failed": sum(each.outcome not in ("said", "left") for each in entries),
        "seconds": round(sum(each.seconds for each in entries), 2),
        "first_sound": spread(each.first_sound for each in made),
        "first_sound_from_cache": spread(each.first_sound for each in entries if each.rtf is None),
        "rtf": spread(each.rtf for each in made),
        "waited": spread(each.waited for each in entries),
    }


def _entry(entry: RequestStats) -> dict[str, object]:
    return {
        "moment": round(entry.moment, 3),
        "door": entry.door,
        "voice": entry.voice,
        "characters": entry.characters,
        "seconds": round(entry.seconds, 3),
        "waited": rounded(entry.waited),
        "first_sound": rounded(entry.first_sound),
        "rtf": rounded(entry.rtf),
        "from_cache": round(entry.from_cache, 3),
        "outcome": entry.outcome,
    }


def _cache(studio: Studio) -> dict[str, object]:
    counts = studio.cache_counts()
    found = counts.found_in_memory + counts.found_on_disk
    asked = found + counts.missed
    return {**asdict(counts), "found": round(found / asked, 4) if asked else None}


def _progress(progress: DownloadProgress) -> dict[str, object]:
    return {**asdict(progress), "percent": progress.percent}

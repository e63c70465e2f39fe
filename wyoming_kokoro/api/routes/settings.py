"""Settings: shown to and changed by those who have the token; changes are written to override.json."""

import asyncio
from collections.abc import Mapping

from aiohttp import web

from wyoming_kokoro.api.http.app_state import APP_STATE
from wyoming_kokoro.api.http.error_responses import is_plain_name
from wyoming_kokoro.api.http.openapi import settings_schema
from wyoming_kokoro.api.http.request_body import read_json
from wyoming_kokoro.api.http.route import Access, accepts_body, access
from wyoming_kokoro.errors import BadRequest, InvalidSettings
from wyoming_kokoro.settings import FORMER_NAMES, OPTIONS, SECTIONS, SettingsWatcher, change, forms

routes = web.RouteTableDef()


@routes.get("/v1/settings")
@access(Access.CHANGES)
async def settings(request: web.Request) -> web.Response:
    """Return every setting with its value, where that comes from, and what it may be, as forms need it."""
    return web.json_response(_state(request.app[APP_STATE].watch))


@routes.patch("/v1/settings")
@access(Access.CHANGES)
@accepts_body(settings_schema)
async def patch(request: web.Request) -> web.Response:
    """Change settings, all or none: {"speech.voice": "bf_emma"} or {"speech": {"voice": "bf_emma"}}; null resets."""
    watch = request.app[APP_STATE].watch
    changes = flatten(await read_json(request))
    try:
        await asyncio.to_thread(change, watch.loaded.sources.paths, changes)
    except InvalidSettings as error:
        raise _as_bad_request(error) from error
    await watch.refresh()
    return web.json_response(_state(watch))


def flatten(document: Mapping[str, object]) -> dict[str, object]:
    """Return settings by their full names, whether they were sent in sections or not."""
    flat: dict[str, object] = {}
    for name, value in document.items():
        if name in SECTIONS and isinstance(value, dict):
            flat |= {f"{name}.{key}": each for key, each in value.items()}
        else:
            flat[name] = value
    return flat


def _state(watch: SettingsWatcher) -> dict[str, object]:
    loaded = watch.loaded
    return {
        "version": loaded.version,
        "digest": loaded.digest,
        "sections": forms(loaded),
        "former_names": dict(FORMER_NAMES),
        "problems": [mistake.brief for mistake in watch.problems],
        "waiting_for_restart": list(loaded.waiting),
    }


def _as_bad_request(error: InvalidSettings) -> BadRequest:
    """Return what is wrong with a change, without the value that was sent: it may be a secret."""
    mistake = error.mistakes[0]
    name = mistake.name
    if name is None:
        return BadRequest("The settings cannot be changed: override.json cannot be read.", code="invalid_settings")
    if (option := OPTIONS.get(name)) is None:
        message = f"{name} is not a setting." if is_plain_name(name) else "This is not a setting."
        return BadRequest(message, code="unknown_setting", about=name if is_plain_name(name) else None)
    if option.local:
        return BadRequest(f"{name} can be set on the machine itself only.", code="local_setting", about=name)
    return BadRequest(f"{name} should be {option.expected}.", code="invalid_setting", about=name)

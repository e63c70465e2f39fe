"""The typed keys under which the app holds what its handlers need."""

from collections.abc import Callable

from aiohttp import web

from wyoming_kokoro.api.report import Health

HEALTH: web.AppKey[Callable[[], Health]] = web.AppKey("health")

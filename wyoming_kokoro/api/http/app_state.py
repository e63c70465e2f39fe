"""The typed keys under which the app holds what its handlers need."""

from typing import Protocol

from aiohttp import web

from wyoming_kokoro.api.health_report import HealthReport
from wyoming_kokoro.settings import Settings, SettingsWatcher
from wyoming_kokoro.studio import Studio


class AppState(Protocol):
    """The studio, settings and health that the routes use."""

    @property
    def watch(self) -> SettingsWatcher:
        """The current settings, and a way to reread their files."""
        ...

    @property
    def studio(self) -> Studio:
        """The studio; raises Unavailable while the server starts or stops."""
        ...

    def health(self) -> HealthReport:
        """Return the state of the server."""
        ...


APP_STATE: web.AppKey[AppState] = web.AppKey("app_state")
"""The state that the handlers use."""

TRUSTED: web.AppKey[bool] = web.AppKey("trusted")
"""Whether a proxy has already authenticated the clients, and they may change everything."""

PEERS: web.AppKey[frozenset[str]] = web.AppKey("peers")
"""The only addresses whose connections are answered; empty where all are."""


def studio_of(request: web.Request) -> Studio:
    """Return the studio that a request is served by."""
    return request.app[APP_STATE].studio


def settings_of(request: web.Request) -> Settings:
    """Return the current settings."""
    return request.app[APP_STATE].watch.loaded.settings

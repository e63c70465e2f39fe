"""The typed keys under which the app holds what its handlers need."""

from typing import Protocol

from aiohttp import web

from wyoming_kokoro.api.health_report import HealthReport
from wyoming_kokoro.settings import Settings, SettingsWatcher
from wyoming_kokoro.studio import Studio


class AppState(Protocol):
    """What the door leads to."""

    @property
    def watch(self) -> SettingsWatcher:
        """The settings at work, and how to have their files looked at."""
        ...

    @property
    def studio(self) -> Studio:
        """Who speaks; raises Unavailable while nobody does."""
        ...

    def health(self) -> HealthReport:
        """How the server is at the moment."""
        ...


APP_STATE: web.AppKey[AppState] = web.AppKey("serving")
"""What the handlers serve."""

TRUSTED: web.AppKey[bool] = web.AppKey("trusted")
"""Whether somebody else has let the client in already, with all rights."""

PEERS: web.AppKey[frozenset[str]] = web.AppKey("peers")
"""The addresses whose connections are answered; none named is all of them."""


def studio_of(request: web.Request) -> Studio:
    """Who speaks."""
    return request.app[APP_STATE].studio


def settings_of(request: web.Request) -> Settings:
    """The settings at work."""
    return request.app[APP_STATE].watch.loaded.settings

"""HTTP on port 8354."""

from collections.abc import Callable

from aiohttp import web

from wyoming_kokoro.api import health
from wyoming_kokoro.api.keys import HEALTH
from wyoming_kokoro.api.report import Health

__all__ = ["Health", "make_app"]


def make_app(report: Callable[[], Health]) -> web.Application:
    """Make the app; `report` tells how the server is at the moment."""
    app = web.Application()
    app[HEALTH] = report
    app.add_routes(health.routes)
    return app

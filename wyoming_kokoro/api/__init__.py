"""HTTP on port 8354: OpenAI's routes, those that its clients expect beside them, and our own."""

from aiohttp import web

from wyoming_kokoro.api import captions, health, models, speech, voices
from wyoming_kokoro.api.bodies import unexpecting
from wyoming_kokoro.api.connections import counted
from wyoming_kokoro.api.cors import allow, crossing
from wyoming_kokoro.api.folding import folded
from wyoming_kokoro.api.guards import guarded
from wyoming_kokoro.api.keys import SERVING, TRUSTED, Serving
from wyoming_kokoro.api.marks import marked
from wyoming_kokoro.api.problems import problems
from wyoming_kokoro.api.report import Health
from wyoming_kokoro.api.server import HttpServer

__all__ = ["Health", "HttpServer", "Serving", "make_app"]

SUBJECTS = (speech, captions, voices, models, health)
"""The files of routes."""


def make_app(serving: Serving, *, trusted: bool = False) -> web.Application:
    """The app; `trusted` where somebody else lets clients in, and only those who may change everything."""
    app = web.Application(middlewares=(counted, problems, crossing, folded, guarded))
    app[SERVING] = serving
    app[TRUSTED] = trusted
    for subject in SUBJECTS:
        app.add_routes(map(_with_expectations, subject.routes))
    app.on_response_prepare.extend((marked, allow))
    return app


def _with_expectations(route: web.AbstractRouteDef) -> web.AbstractRouteDef:
    """The route, without aiohttp's own answer to what clients expect before they send a body."""
    assert isinstance(route, web.RouteDef), "our tables hold nothing else"  # noqa: S101
    return web.RouteDef(route.method, route.path, route.handler, {**route.kwargs, "expect_handler": unexpecting})

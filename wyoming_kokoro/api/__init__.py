"""HTTP on port 8354: OpenAI's routes, those that its clients expect beside them, and our own."""

from collections.abc import Mapping

from aiohttp import web

from wyoming_kokoro.api import (
    captions,
    exposition,
    health,
    links,
    models,
    settings,
    speech,
    status,
    text,
    voices,
    websocket,
)
from wyoming_kokoro.api.bodies import unexpecting
from wyoming_kokoro.api.connections import counted
from wyoming_kokoro.api.cors import allow, crossing
from wyoming_kokoro.api.folding import folded
from wyoming_kokoro.api.guards import guarded
from wyoming_kokoro.api.keys import SERVING, TRUSTED, Serving
from wyoming_kokoro.api.links import LINKS, Links
from wyoming_kokoro.api.marks import marked
from wyoming_kokoro.api.pages import Page, pages_in, routes_of
from wyoming_kokoro.api.problems import problems
from wyoming_kokoro.api.report import Health
from wyoming_kokoro.api.server import HttpServer

__all__ = ["Health", "HttpServer", "Page", "Serving", "make_app", "pages_in"]

SUBJECTS = (speech, websocket, captions, links, voices, models, text, settings, health, status, exposition)
"""The files of routes."""


def make_app(serving: Serving, *, trusted: bool = False, pages: Mapping[str, Page] | None = None) -> web.Application:
    """The app; `trusted` where somebody else lets clients in, and only those who may change everything."""
    app = web.Application(middlewares=(counted, problems, crossing, folded, guarded))
    app[SERVING] = serving
    app[TRUSTED] = trusted
    app[LINKS] = Links()
    for subject in SUBJECTS:
        app.add_routes(map(_with_expectations, subject.routes))
    app.add_routes(routes_of(pages or {}))
    app.on_response_prepare.extend((marked, allow))
    return app


def _with_expectations(route: web.AbstractRouteDef) -> web.AbstractRouteDef:
    """The route, without aiohttp's own answer to what clients expect before they send a body."""
    assert isinstance(route, web.RouteDef), "our tables hold nothing else"  # noqa: S101
    return web.RouteDef(route.method, route.path, route.handler, {**route.kwargs, "expect_handler": unexpecting})

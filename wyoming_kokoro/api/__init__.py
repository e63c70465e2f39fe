"""HTTP on port 8354: OpenAI's routes, those that its clients expect beside them, and our own."""

from collections.abc import Collection, Mapping

from aiohttp import web

from wyoming_kokoro.api import api_page
from wyoming_kokoro.api.health_report import HealthReport
from wyoming_kokoro.api.http.app_state import APP_STATE, PEERS, TRUSTED, AppState
from wyoming_kokoro.api.http.connections import counted
from wyoming_kokoro.api.http.cors import allow, crossing
from wyoming_kokoro.api.http.error_responses import problems
from wyoming_kokoro.api.http.guards import admitted, guarded
from wyoming_kokoro.api.http.normalize_paths import folded
from wyoming_kokoro.api.http.openapi import document, routes_in
from wyoming_kokoro.api.http.request_body import unexpecting
from wyoming_kokoro.api.http.response_headers import marked
from wyoming_kokoro.api.http.server import HttpServer
from wyoming_kokoro.api.http.static_files import StaticFile, pages_in, routes_of
from wyoming_kokoro.api.memory import memory_bytes
from wyoming_kokoro.api.routes import SUBJECTS
from wyoming_kokoro.api.routes.docs import DOCUMENT
from wyoming_kokoro.api.routes.links import LINKS, SpeechLinks

__all__ = [
    "SUBJECTS",
    "AppState",
    "HealthReport",
    "HttpServer",
    "StaticFile",
    "make_app",
    "memory_bytes",
    "page",
    "pages_in",
]


def make_app(
    serving: AppState,
    *,
    trusted: bool = False,
    peers: Collection[str] = (),
    pages: Mapping[str, StaticFile] | None = None,
) -> web.Application:
    """The app; `trusted` where somebody else lets clients in, and only those who may change everything.

    Where `peers` are named, only connections from those addresses are answered.
    """
    app = web.Application(middlewares=(counted, problems, admitted, crossing, folded, guarded))
    app[APP_STATE] = serving
    app[TRUSTED] = trusted
    app[PEERS] = frozenset(peers)
    app[LINKS] = SpeechLinks()
    app[DOCUMENT] = document(SUBJECTS)
    for subject in SUBJECTS:
        app.add_routes(map(_with_expectations, routes_in(subject)))
    app.add_routes(routes_of(pages or {}))
    app.on_response_prepare.extend((marked, allow))
    return app


def page() -> str:
    """docs/api.md."""
    return api_page.markdown(document(SUBJECTS))


def _with_expectations(route: web.RouteDef) -> web.RouteDef:
    """The route, without aiohttp's own answer to what clients expect before they send a body."""
    return web.RouteDef(route.method, route.path, route.handler, {**route.kwargs, "expect_handler": unexpecting})

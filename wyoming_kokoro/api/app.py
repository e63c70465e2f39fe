"""Builds the HTTP API: what every request passes, and the routes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, partial
from types import ModuleType

from aiohttp import web

from wyoming_kokoro.api import api_page
from wyoming_kokoro.api.http.app_state import APP_STATE, PEERS, TRUSTED, AppState
from wyoming_kokoro.api.http.connections import track_requests
from wyoming_kokoro.api.http.cors import add_cors_headers, answer_preflight
from wyoming_kokoro.api.http.error_responses import errors_as_responses
from wyoming_kokoro.api.http.guards import check_access, check_peer
from wyoming_kokoro.api.http.normalize_paths import normalize_path
from wyoming_kokoro.api.http.openapi import Document, document, routes_in
from wyoming_kokoro.api.http.request_body import ignore_expect
from wyoming_kokoro.api.http.response_headers import add_response_headers
from wyoming_kokoro.api.http.static_files import StaticFile, file_routes
from wyoming_kokoro.api.http.whole_responses import HELD_RESPONSES, HeldResponses
from wyoming_kokoro.api.judge_process import JudgeProcesses
from wyoming_kokoro.api.recent_speech import RECENT_SPEECH, RecentSpeech
from wyoming_kokoro.api.routes import SUBJECTS
from wyoming_kokoro.api.routes.docs import DOCUMENT
from wyoming_kokoro.api.routes.judging import JUDGES
from wyoming_kokoro.api.routes.links import LINKS, SpeechLinks
from wyoming_kokoro.api.routes.mcp import AGENTS, AgentSessions
from wyoming_kokoro.api.routes.voice_matching import MATCHES
from wyoming_kokoro.api.routes.watermark import WATERMARKS
from wyoming_kokoro.api.routes.workshop import WORKSHOP
from wyoming_kokoro.api.voice_matches import VoiceMatches
from wyoming_kokoro.api.watermark_process import WatermarkProcesses
from wyoming_kokoro.api.workshop_jobs import WorkshopJobs


def make_app(
    state: AppState,
    *,
    trusted: bool = False,
    peers: Collection[str] = (),
    files: Mapping[str, StaticFile] | None = None,
    subjects: Sequence[ModuleType] = SUBJECTS,
    judges: JudgeProcesses | None = None,
    matches: VoiceMatches | None = None,
    workshop: WorkshopJobs | None = None,
) -> web.Application:
    """Return the app; `trusted` where a proxy has authenticated the clients, and they may change everything.

    Where `peers` are named, only connections from those addresses are answered. Apps of one server share `judges`,
    `matches` and `workshop`.
    """
    app = web.Application(
        middlewares=(track_requests, errors_as_responses, check_peer, answer_preflight, normalize_path, check_access)
    )
    app[APP_STATE] = state
    app[TRUSTED] = trusted
    app[PEERS] = frozenset(peers)
    app[LINKS] = SpeechLinks()
    app[AGENTS] = AgentSessions()
    app[RECENT_SPEECH] = RecentSpeech()
    app[HELD_RESPONSES] = HeldResponses()
    app[JUDGES] = judges or JudgeProcesses()
    app[MATCHES] = matches or VoiceMatches()
    app[WORKSHOP] = workshop or WorkshopJobs()
    app[WATERMARKS] = WatermarkProcesses()
    app.on_shutdown.append(_stop_processes)
    app[DOCUMENT] = _document_when_asked(subjects)
    for subject in subjects:
        app.add_routes(map(_without_expect_handler, routes_in(subject)))
    app.add_routes(file_routes(files or {}))
    app.on_response_prepare.extend((add_response_headers, add_cors_headers))
    return app


async def _stop_processes(app: web.Application) -> None:
    await app[JUDGES].stop()
    await app[MATCHES].stop()
    await app[AGENTS].close()
    await app[WORKSHOP].stop()


def page() -> str:
    """Return docs/api.md."""
    return api_page.markdown(document(SUBJECTS))


def _document_when_asked(subjects: Sequence[ModuleType]) -> Callable[[], Document]:
    """Return what makes the OpenAPI document the first time, and returns it again later."""
    return cache(partial(document, subjects))


def _without_expect_handler(route: web.RouteDef) -> web.RouteDef:
    """Return the route without aiohttp's own answer to "Expect: 100-continue", which comes before any check."""
    return web.RouteDef(route.method, route.path, route.handler, {**route.kwargs, "expect_handler": ignore_expect})

"""Adds what every response carries: an id to find it by, and the policy for browsers."""

import uuid
from typing import Any

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.app_state import TRUSTED
from wyoming_kokoro.api.http.error_responses import SERVER
from wyoming_kokoro.api.http.header_text import make_head_safe
from wyoming_kokoro.metrics import HTTP_ANSWERED

_ID: Any = getattr(web, "RequestKey", str)("id")
"""The key of a request's id; before aiohttp 3.14 such keys are texts."""

_POLICY = "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'"


def request_id(request: web.Request) -> str:
    """Return the id of a request: every response has it."""
    if _ID not in request:
        request[_ID] = uuid.uuid4().hex
    return str(request[_ID])


async def add_response_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Add the headers to a response that is about to be sent, make all of them safe, and count it."""
    HTTP_ANSWERED.add(str(response.status))
    ancestors = "'self'" if request.app[TRUSTED] else "'none'"  # Home Assistant shows the dashboard in a frame
    response.headers["X-Request-Id"] = request_id(request)
    response.headers[hdrs.SERVER] = SERVER
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Security-Policy"] = f"{_POLICY}; frame-ancestors {ancestors}"
    make_head_safe(response)

"""Adds what every response carries: an id to find it by, and the policy for browsers."""

import uuid

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.app_state import TRUSTED
from wyoming_kokoro.api.http.error_responses import SERVER
from wyoming_kokoro.api.http.header_text import make_head_safe
from wyoming_kokoro.metrics import HTTP_ANSWERED

_POLICY = "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'"


async def add_response_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Add the headers to a response that is about to be sent, make all of them safe, and count it."""
    HTTP_ANSWERED.add(str(response.status))
    ancestors = "'self'" if request.app[TRUSTED] else "'none'"  # Home Assistant shows the dashboard in a frame
    response.headers["X-Request-Id"] = uuid.uuid4().hex
    response.headers[hdrs.SERVER] = SERVER
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Security-Policy"] = f"{_POLICY}; frame-ancestors {ancestors}"
    make_head_safe(response)

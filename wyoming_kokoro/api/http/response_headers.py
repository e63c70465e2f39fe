"""What every answer carries: an id to ask about it by, and what browsers should know."""

import uuid

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.app_state import TRUSTED
from wyoming_kokoro.api.http.error_responses import SERVER
from wyoming_kokoro.metrics import HTTP_ANSWERED

_POLICY = "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'"


async def marked(request: web.Request, response: web.StreamResponse) -> None:
    """Put the marks on an answer that is about to be sent, and count it."""
    HTTP_ANSWERED.add(str(response.status))
    framed = "'self'" if request.app[TRUSTED] else "'none'"  # Home Assistant shows the page in a frame of its own
    response.headers["X-Request-Id"] = uuid.uuid4().hex
    response.headers[hdrs.SERVER] = SERVER
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Security-Policy"] = f"{_POLICY}; frame-ancestors {framed}"

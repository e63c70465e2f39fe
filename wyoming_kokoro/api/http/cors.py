"""Web pages of other servers that the settings let ask from a browser; without such settings nothing is said of it."""

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.app_state import settings_of
from wyoming_kokoro.api.http.route import Handler

_ONE_DAY = 86_400


@web.middleware
async def crossing(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer the question a browser asks before it asks."""
    asked = request.headers.get(hdrs.ACCESS_CONTROL_REQUEST_METHOD)
    if request.method != hdrs.METH_OPTIONS or asked is None or not _allowed(request):
        return await handler(request)
    headers = {
        hdrs.ACCESS_CONTROL_ALLOW_METHODS: "GET, HEAD, POST, PATCH, PUT, DELETE",
        hdrs.ACCESS_CONTROL_ALLOW_HEADERS: "authorization, content-type",
        hdrs.ACCESS_CONTROL_MAX_AGE: str(_ONE_DAY),
    }
    return web.Response(status=204, headers=headers)


async def allow(request: web.Request, response: web.StreamResponse) -> None:
    """Let the browser hand the answer to the page."""
    if _allowed(request):
        response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = request.headers[hdrs.ORIGIN]
        response.headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = "X-Request-Id, X-Voice, X-Audio-Duration, X-RTF"
        response.headers.add(hdrs.VARY, hdrs.ORIGIN)


def _allowed(request: web.Request) -> bool:
    return request.headers.get(hdrs.ORIGIN) in settings_of(request).http.allowed_origins

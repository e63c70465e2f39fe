"""Lets web pages of other servers use the API from a browser, where the settings name those servers."""

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.app_state import settings_of
from wyoming_kokoro.api.http.route import Handler

_ONE_DAY = 86_400


@web.middleware
async def answer_preflight(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer the request that a browser sends before the real one."""
    method = request.headers.get(hdrs.ACCESS_CONTROL_REQUEST_METHOD)
    if request.method != hdrs.METH_OPTIONS or method is None or not _is_allowed(request):
        return await handler(request)
    headers = {
        hdrs.ACCESS_CONTROL_ALLOW_METHODS: "GET, HEAD, POST, PATCH, PUT, DELETE",
        hdrs.ACCESS_CONTROL_ALLOW_HEADERS: "authorization, content-type",
        hdrs.ACCESS_CONTROL_MAX_AGE: str(_ONE_DAY),
    }
    return web.Response(status=204, headers=headers)


async def add_cors_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Let the browser hand the response to the page."""
    if _is_allowed(request):
        response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = request.headers[hdrs.ORIGIN]
        response.headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = "X-Request-Id, X-Voice, X-Audio-Duration, X-RTF"
        response.headers.add(hdrs.VARY, hdrs.ORIGIN)


def _is_allowed(request: web.Request) -> bool:
    return request.headers.get(hdrs.ORIGIN) in settings_of(request).http.allowed_origins

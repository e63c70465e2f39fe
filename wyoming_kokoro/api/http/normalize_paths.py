"""Paths as people type them: with slashes doubled where a base address ended in one, or one too many at the end."""

import re

from aiohttp import web

from wyoming_kokoro.api.http.guards import guarded
from wyoming_kokoro.api.http.route import Handler

_SLASHES = re.compile("/{2,}")


@web.middleware
async def folded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer as the path without its superfluous slashes would be, to whom it would be."""
    if not isinstance(request.match_info.http_exception, web.HTTPNotFound):
        return await handler(request)
    path = _SLASHES.sub("/", request.path).rstrip("/") or "/"
    if path == request.path:
        return await handler(request)
    meant = request.clone(rel_url=request.rel_url.with_path(path, keep_query=True))
    found = await request.app.router.resolve(meant)
    found.add_app(request.app)
    found.freeze()
    meant._match_info = found  # noqa: SLF001 -- as aiohttp's own middleware for paths does; there is no other way
    return await guarded(meant, found.handler)

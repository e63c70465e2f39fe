"""Answers paths with doubled slashes, as from a base address that ends in one, or with a slash too many at the end."""

import re

from aiohttp import web

from wyoming_kokoro.api.http.guards import check_access
from wyoming_kokoro.api.http.route import Handler

_SLASHES = re.compile("/{2,}")


@web.middleware
async def normalize_path(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer as the path without its superfluous slashes would be answered, with the same access check."""
    if not isinstance(request.match_info.http_exception, web.HTTPNotFound):
        return await handler(request)
    path = _SLASHES.sub("/", request.path).rstrip("/") or "/"
    if path == request.path:
        return await handler(request)
    normalized = request.clone(rel_url=request.rel_url.with_path(path, keep_query=True))
    match = await request.app.router.resolve(normalized)
    match.add_app(request.app)
    match.freeze()
    normalized._match_info = match  # noqa: SLF001 -- as aiohttp's own middleware for paths does; there is no other way
    return await check_access(normalized, match.handler)

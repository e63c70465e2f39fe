"""Whether the server is alive and ready, and what is wrong if something is."""

from aiohttp import web

from wyoming_kokoro.api.keys import HEALTH

routes = web.RouteTableDef()


@routes.get("/health")
async def health(request: web.Request) -> web.Response:
    """How the server is: 200 when it would speak, 503 while it starts or stops; always with its reasons."""
    now = request.app[HEALTH]()
    return web.json_response(now.summary(), status=200 if now.ready else 503)

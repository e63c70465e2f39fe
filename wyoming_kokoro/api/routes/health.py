"""Whether the server is alive and ready, and what is wrong if something is."""

from aiohttp import web

from wyoming_kokoro.api.http.app_state import APP_STATE
from wyoming_kokoro.api.http.route import Access, access, statuses

routes = web.RouteTableDef()


@routes.get("/v1/health")
@routes.get("/health")
@access(Access.ANYONE)
@statuses({"200": "It would speak.", "503": "It starts or stops."})
async def health(request: web.Request) -> web.Response:
    """Return the state of the server: 200 when it would speak, 503 while it starts or stops; always with reasons."""
    report = request.app[APP_STATE].health()
    return web.json_response(report.as_json(), status=200 if report.ready else 503)


@routes.get("/v1/test")
@access(Access.ANYONE)
async def test(_: web.Request) -> web.Response:
    """Confirm that a server answers here: some clients recognise by it which kind of server it is."""
    return web.json_response({"status": "ok"})

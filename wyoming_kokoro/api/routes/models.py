"""Models: which names requests may use. All of them sound the same."""

from aiohttp import web

from wyoming_kokoro.api.http.route import Access, access
from wyoming_kokoro.api.model_names import check_model, model_names

routes = web.RouteTableDef()

_CREATED = 1_735_689_600
"""When Kokoro-82M was published, in seconds since 1970."""


@routes.get("/v1/audio/models")
@routes.get("/v1/models")
@access(Access.LISTS)
async def models(request: web.Request) -> web.Response:
    """List every model that can be named, in the shapes that clients look for."""
    rows = [_row(name) for name in model_names(request)]
    return web.json_response({"object": "list", "data": rows, "models": rows})


@routes.get("/v1/models/{model}")
@access(Access.LISTS)
async def model(request: web.Request) -> web.Response:
    """Return one model."""
    name = request.match_info["model"]
    check_model(request, name)
    return web.json_response(_row(name))


def _row(name: str) -> dict[str, object]:
    return {"id": name, "name": name, "object": "model", "created": _CREATED, "owned_by": "wyoming_kokoro"}

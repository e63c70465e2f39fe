"""Home Assistant's own way in: its proxy has let the user in, tells us who it is, and nobody else may come that way."""

from aiohttp import web

from wyoming_kokoro.api.http.app_state import TRUSTED
from wyoming_kokoro.api.http.route import Access, access

routes = web.RouteTableDef()

_NAMES = ("X-Remote-User-Display-Name", "X-Remote-User-Name")
_LONGEST_NAME = 100


@routes.get("/v1/me")
@access(Access.ANYONE)
async def me(request: web.Request) -> web.Response:
    """Who is asking, where Home Assistant has told, and whether they may change everything without a token."""
    return web.json_response({"name": name_of(request), "trusted": request.app[TRUSTED]})


def name_of(request: web.Request) -> str | None:
    """Who is asking, as Home Assistant calls them; nobody else's word is taken for it."""
    if not request.app[TRUSTED]:
        return None
    return next((name for each in _NAMES if (name := request.headers.get(each, "").strip()[:_LONGEST_NAME])), None)

"""Who the user is, where Home Assistant's proxy has authenticated them."""

from aiohttp import web

from wyoming_kokoro.api.http.app_state import TRUSTED
from wyoming_kokoro.api.http.route import Access, access

routes = web.RouteTableDef()

_NAME_HEADERS = ("X-Remote-User-Display-Name", "X-Remote-User-Name")
_MAX_NAME = 100


@routes.get("/v1/me")
@access(Access.ANYONE)
async def me(request: web.Request) -> web.Response:
    """Return the user's name, where Home Assistant sends it, and whether they may change everything without a token."""
    return web.json_response({"name": user_name(request), "trusted": request.app[TRUSTED]})


def user_name(request: web.Request) -> str | None:
    """Return the user's name as Home Assistant has it; the headers of other clients are not believed."""
    if not request.app[TRUSTED]:
        return None
    names = (request.headers.get(header, "").strip()[:_MAX_NAME] for header in _NAME_HEADERS)
    return next(filter(None, names), None)

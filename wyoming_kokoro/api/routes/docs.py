"""The description of the HTTP API, for programs and for people."""

from collections.abc import Callable

from aiohttp import web

from wyoming_kokoro.api.api_page import STYLE, page
from wyoming_kokoro.api.http.openapi import Document
from wyoming_kokoro.api.http.route import Access, access, returns

routes = web.RouteTableDef()

DOCUMENT: web.AppKey[Callable[[], Document]] = web.AppKey("document")
"""Returns the OpenAPI document of the app, which is made when it is first asked for."""


@routes.get("/openapi.json")
@access(Access.ANYONE)
async def openapi(request: web.Request) -> web.Response:
    """Return the OpenAPI document, for programs."""
    return web.json_response(request.app[DOCUMENT]())


@routes.get("/docs")
@access(Access.ANYONE)
@returns("text/html")
async def docs(request: web.Request) -> web.Response:
    """Return the same as a page, for people."""
    return web.Response(text=page(request.app[DOCUMENT]()), content_type="text/html")


@routes.get("/docs.css")
@access(Access.ANYONE)
@returns("text/css")
async def style(_: web.Request) -> web.Response:
    """Return the style sheet of that page."""
    return web.Response(text=STYLE, content_type="text/css")

"""What can be written in a text: SSML, short forms, cues and speaking styles."""

from aiohttp import web

from wyoming_kokoro.studio import markup_as_json, styles_as_json

routes = web.RouteTableDef()


@routes.get("/v1/ssml")
async def ssml(_: web.Request) -> web.Response:
    """Return SSML's elements with their attributes, short forms, cues, speaking styles, and the limits of all."""
    return web.json_response(markup_as_json())


@routes.get("/v1/styles")
async def styles(_: web.Request) -> web.Response:
    """Return the speaking styles."""
    return web.json_response(styles_as_json())

"""The token for a page that was opened by a link of this machine's user."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.app_state import APP_STATE
from wyoming_kokoro.api.http.route import Access, accepts, access
from wyoming_kokoro.api.ticket import use_ticket
from wyoming_kokoro.api.token import make_token, read_token
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import Paths, TextPattern, option

routes = web.RouteTableDef()

_TICKET = TextPattern(r"[A-Za-z0-9_-]{1,100}", "a ticket as the link has it")


@dataclass(frozen=True, slots=True)
class TicketRequest:
    """The ticket of a link."""

    required: ClassVar = ("ticket",)

    ticket: str | None = option(None, "What the link has after `#ticket=`.", pattern=_TICKET)


@routes.post("/v1/token")
@access(Access.ANYONE)
@accepts(TicketRequest)
async def token(request: web.Request, fields: TicketRequest) -> web.Response:
    """Return the token for the ticket of a link that `wyoming-kokoro open` made; a ticket can be used once."""
    paths = request.app[APP_STATE].watch.loaded.sources.paths
    found = await asyncio.to_thread(_token_for, fields.ticket or "", paths)
    return web.json_response({"token": found}, headers={hdrs.CACHE_CONTROL: "no-store"})


def _token_for(ticket: str, paths: Paths) -> str:
    """Return the token, made now if there is none; BadRequest if the ticket cannot be used."""
    if not use_ticket(paths.tickets, ticket):
        raise BadRequest(
            "This link was used before, or is too old; `wyoming-kokoro open` on the server makes a new one.",
            code="invalid_ticket",
        )
    return read_token(paths.token) or make_token(paths.token)

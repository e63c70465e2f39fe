"""What a route is: a handler, who may ask it, and what it takes."""

from collections.abc import Awaitable, Callable
from enum import Enum
from functools import wraps
from typing import TypeVar

from aiohttp import web

from wyoming_kokoro.api.http.request_body import read

T = TypeVar("T")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_ACCESS, _TAKES, _GIVES = "_access", "_takes", "_gives"


class Access(Enum):
    """Who may ask."""

    ANYONE = "anyone"
    LISTS = "lists"
    """Anyone, unless the settings ask for the key here too."""
    CLIENTS = "clients"
    """Whoever has the key, if there is one."""
    CHANGES = "changes"
    """Whoever has the token."""


def access(who: Access) -> Callable[[Handler], Handler]:
    """Let others in than those who have the key."""

    def mark(handler: Handler) -> Handler:
        setattr(handler, _ACCESS, who)
        return handler

    return mark


def access_of(handler: object) -> Access:
    """Who may ask a handler."""
    found: Access = getattr(handler, _ACCESS, Access.CLIENTS)
    return found


def takes(holder: type[T]) -> Callable[[Callable[[web.Request, T], Awaitable[web.StreamResponse]]], Handler]:
    """Hand over what the request holds, checked: its JSON body, or its query where it has no body."""

    def wrap(handler: Callable[[web.Request, T], Awaitable[web.StreamResponse]]) -> Handler:
        @wraps(handler)
        async def reading(request: web.Request) -> web.StreamResponse:
            return await handler(request, await read(request, holder))

        setattr(reading, _TAKES, holder)
        return reading

    return wrap


def taken_by(handler: object) -> type | None:
    """The holder of what a handler takes."""
    found: type | None = getattr(handler, _TAKES, None)
    return found


def gives(*content_types: str) -> Callable[[Handler], Handler]:
    """Tell which types the answer may have, where it is not JSON."""

    def mark(handler: Handler) -> Handler:
        setattr(handler, _GIVES, content_types)
        return handler

    return mark


def given_by(handler: object) -> tuple[str, ...]:
    """The types that a handler's answer may have."""
    found: tuple[str, ...] = getattr(handler, _GIVES, ("application/json",))
    return found

"""What a route is: a function that handles requests, who may use it, what it accepts and what it returns.

All of it stands above the function. Access checks, the OpenAPI document and the documentation read it there.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import wraps
from typing import TypeVar

from aiohttp import web

from wyoming_kokoro.api.http.request_body import read_fields

T = TypeVar("T")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_ATTRIBUTE = "_route_info"


class Access(Enum):
    """The groups of clients that may use a route; the value is the text in the documentation."""

    ANYONE = "anyone"
    LISTS = "anyone; with `http.lists_need_key` those who have the key"
    CLIENTS = "those who have the key, if `http.key` is set"
    CHANGES = "those who have the token"


@dataclass(frozen=True, slots=True)
class RouteInfo:
    """Who may use a route, which fields it accepts, and which content types it returns."""

    access: Access = Access.CLIENTS
    accepts: type | None = None
    """The dataclass of the fields that a request may have; None where it has none."""
    returns: tuple[str, ...] = ("application/json",)
    """The content types that the response may have."""
    body: Callable[[], Mapping[str, object]] | None = None
    """Returns the JSON Schema of a body that the route reads itself."""
    body_type: str = "application/json"
    """The content type of that body."""
    statuses: Mapping[str, str] = field(default_factory=lambda: {"200": "Success."})
    """The statuses of responses that are no errors, with their meanings."""
    refuses: bool = False
    """Whether it refuses every request, with an explanation."""


def access(who: Access) -> Callable[[Handler], Handler]:
    """Set which clients may use the route; without this, those who have the key."""

    def mark(handler: Handler) -> Handler:
        return _with_info(handler, replace(info_of(handler), access=who))

    return mark


def accepts(fields: type[T]) -> Callable[[Callable[[web.Request, T], Awaitable[web.StreamResponse]]], Handler]:
    """Hand over the checked fields of the request: of its JSON body, or of its query where it has no body."""

    def wrap(handler: Callable[[web.Request, T], Awaitable[web.StreamResponse]]) -> Handler:
        @wraps(handler)
        async def with_fields(request: web.Request) -> web.StreamResponse:
            return await handler(request, await read_fields(request, fields))

        return _with_info(with_fields, replace(info_of(handler), accepts=fields))

    return wrap


def returns(*content_types: str) -> Callable[[Handler], Handler]:
    """Name the content types of the response, where it is not JSON."""

    def mark(handler: Handler) -> Handler:
        return _with_info(handler, replace(info_of(handler), returns=content_types))

    return mark


def accepts_body(
    schema: Callable[[], Mapping[str, object]], content_type: str = "application/json"
) -> Callable[[Handler], Handler]:
    """Describe the body of a route that reads it itself."""

    def mark(handler: Handler) -> Handler:
        return _with_info(handler, replace(info_of(handler), body=schema, body_type=content_type))

    return mark


def statuses(meanings: Mapping[str, str]) -> Callable[[Handler], Handler]:
    """Name the statuses of responses that are no errors, where there are others than 200."""

    def mark(handler: Handler) -> Handler:
        return _with_info(handler, replace(info_of(handler), statuses=meanings))

    return mark


def refuses(handler: Handler) -> Handler:
    """Mark a route that exists only to explain to clients what to do instead."""
    return _with_info(handler, replace(info_of(handler), refuses=True, statuses={}))


def info_of(handler: object) -> RouteInfo:
    """Return the information that stands above a handler."""
    info: RouteInfo = getattr(handler, _ATTRIBUTE, RouteInfo())
    return info


def _with_info(handler: Handler, info: RouteInfo) -> Handler:
    setattr(handler, _ATTRIBUTE, info)
    return handler

"""Reads the fields of a request within limits, and checks them once."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, TypeVar

import voluptuous as vol
from aiohttp import hdrs, web

from wyoming_kokoro.api.http.app_state import settings_of
from wyoming_kokoro.client_text import without_surrogates
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import Option, options_of

T = TypeVar("T")

_WITHOUT_BODY = frozenset({hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_DELETE})


async def read_fields(request: web.Request, fields: type[T]) -> T:
    """Return the checked fields of a request: from the query of a GET, from the JSON body of any other."""
    raw = dict(request.query) if request.method in _WITHOUT_BODY else await read_json(request)
    return checked_fields(fields, raw)


async def read_json(request: web.Request) -> dict[str, object]:
    """Return the JSON object in the body of a request."""
    _check_type(request)
    document = parse_json(await _content(request))
    if not isinstance(document, dict):
        raise BadRequest("The request body must be a JSON object.", code="invalid_json")
    return document


def parse_json(content: bytes | str) -> object:
    """Parse JSON, without the NaN and Infinity that Python accepts."""
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The request body is not valid JSON.", code="invalid_json") from error


def json_in_query(sent: object) -> object:
    """Return the object that a query holds as JSON; anything else unchanged."""
    return parse_json(sent) if isinstance(sent, str) and sent.lstrip().startswith("{") else sent


def checked_fields(fields: type[T], raw: Mapping[str, object]) -> T:
    """Return a dataclass with the values that were sent; unknown fields are ignored, and null stands for the default.

    Where the dataclass has a `prepared`, that first renames and converts what other servers call differently. Fields
    with an inner structure are read by the functions in its `nested`.
    """
    prepared = getattr(fields, "prepared", dict)(raw)
    options = {option.key: option for option in options_of("", fields)}
    values = {key: _checked(options[key], value) for key, value in prepared.items() if key in options}
    values |= {key: read(prepared.get(key)) for key, read in getattr(fields, "nested", {}).items()}
    return fields(**{key: value for key, value in values.items() if value is not None})


async def ignore_expect(_: web.Request) -> None:
    """Do not answer "Expect: 100-continue" at once: a body that is refused need not be sent."""


def inner_fields(fields: type[T], raw: Mapping[str, object], place: str) -> T:
    """Return the checked fields of an object inside the request; an error names where it is."""
    try:
        return checked_fields(fields, raw)
    except BadRequest as error:
        about = f"{place}.{error.about}"
        raise BadRequest(
            error.message.replace(f"'{error.about}'", f"'{about}'"), code=error.code, about=about
        ) from None


def _checked(option: Option, value: object) -> Any:  # noqa: ANN401 -- what the option says
    if value is None:
        return None
    if isinstance(value, str):
        value = without_surrogates(value) if option.kind is str else option.read(value)
    try:
        return option.check(value)
    except vol.Invalid as error:
        raise BadRequest(
            f"'{option.key}' should be {option.expected}.", code="invalid_value", about=option.key
        ) from error


def _check_type(request: web.Request) -> None:
    """Refuse types that other servers' web pages can send without asking, and compressed bodies, which grow."""
    if hdrs.CONTENT_ENCODING in request.headers:
        raise BadRequest("Compressed requests are not accepted.", code="unsupported_media_type")
    if request.content_type != "application/json" or (request.charset or "utf-8").lower() not in ("utf-8", "utf8"):
        raise BadRequest("The request must be sent as application/json in UTF-8.", code="unsupported_media_type")


async def _content(request: web.Request) -> bytes:
    limits = settings_of(request).http
    if (request.content_length or 0) > limits.body_bytes:
        raise _too_large(limits.body_bytes)
    if request.headers.get(hdrs.EXPECT, "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # this was not the response
    try:
        async with asyncio.timeout(limits.body_timeout):
            return await _limited(request, limits.body_bytes)
    except TimeoutError:
        raise BadRequest("The request took too long to arrive.", code="body_too_slow") from None
    except web.RequestPayloadError:
        raise BadRequest("The request body is cut short, or its chunks are damaged.", code="broken_body") from None


async def _limited(request: web.Request, limit: int) -> bytes:
    content = bytearray()
    async for chunk in request.content.iter_any():
        content += chunk
        if len(content) > limit:
            raise _too_large(limit)
    return bytes(content)


def _too_large(limit: int) -> BadRequest:
    return BadRequest(f"The request is larger than {limit} bytes.", code="body_too_large")


def _refuse_constant(_: str) -> object:
    raise ValueError("not a number")

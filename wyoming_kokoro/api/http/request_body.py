"""What a request holds, read within limits and checked once."""

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

_READ_ONLY = frozenset({hdrs.METH_GET, hdrs.METH_HEAD})


async def read(request: web.Request, holder: type[T]) -> T:
    """What a request asks for: the query of a GET, the JSON body of any other."""
    raw = dict(request.query) if request.method in _READ_ONLY else await json_body(request)
    return filled(holder, raw)


async def json_body(request: web.Request) -> dict[str, object]:
    """The JSON object that a request holds."""
    _check_type(request)
    document = parsed(await _content(request))
    if not isinstance(document, dict):
        raise BadRequest("The request body must be a JSON object.", code="invalid_json")
    return document


def parsed(content: bytes | str) -> object:
    """JSON without what is not JSON."""
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        return json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The request body is not valid JSON.", code="invalid_json") from error


def filled(holder: type[T], raw: Mapping[str, object]) -> T:
    """A holder with the values that were sent; unknown fields are other servers' and ignored, null is the default."""
    prepared = getattr(holder, "prepared", dict)(raw)
    options = {option.key: option for option in options_of("", holder)}
    given = {key: _checked(options[key], value) for key, value in prepared.items() if key in options}
    return holder(**{key: value for key, value in given.items() if value is not None})


async def unexpecting(_: web.Request) -> None:
    """Leave it to the reading of the body to say that it may be sent: what is refused need not be."""


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
    """Refuse what web pages of strangers can send unasked, and what grows when it is unpacked."""
    if hdrs.CONTENT_ENCODING in request.headers:
        raise BadRequest("Compressed requests are not taken.", code="unsupported_media_type")
    if request.content_type != "application/json" or (request.charset or "utf-8").lower() not in ("utf-8", "utf8"):
        raise BadRequest("The request must be sent as application/json in UTF-8.", code="unsupported_media_type")


async def _content(request: web.Request) -> bytes:
    limits = settings_of(request).http
    if (request.content_length or 0) > limits.body_bytes:
        raise _too_large(limits.body_bytes)
    content = bytearray()
    if request.headers.get(hdrs.EXPECT, "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # that was not the answer
    try:
        async with asyncio.timeout(limits.body_timeout):
            async for piece in request.content.iter_any():
                content += piece
                if len(content) > limits.body_bytes:
                    raise _too_large(limits.body_bytes)
    except TimeoutError:
        raise BadRequest("The request took too long to arrive.", code="body_too_slow") from None
    except web.RequestPayloadError:
        raise BadRequest("The request body is cut short or wrongly packed.", code="broken_body") from None
    return bytes(content)


def _too_large(most: int) -> BadRequest:
    return BadRequest(f"The request is larger than {most} bytes.", code="body_too_large")


def _refused(_: str) -> object:
    raise ValueError("not a number")

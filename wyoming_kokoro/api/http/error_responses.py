"""Turns errors into responses: a status, a reason in the status line, and the JSON that OpenAI's clients read."""

import logging
import math
import re
from collections.abc import Mapping

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.header_text import header_text
from wyoming_kokoro.api.http.route import Handler
from wyoming_kokoro.error_codes import ERROR_CODES
from wyoming_kokoro.errors import BadRequest, InternalError, SpeechError, Unavailable
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.metrics import HTTP_REJECTED

_LOG = logging.getLogger(__name__)
_RATE_LIMITED = RateLimitedLog(_LOG)

SERVER = "wyoming_kokoro"
"""The name of the server in responses, without the versions of its libraries."""

_TYPES: Mapping[int, str] = {
    401: "authentication_error",
    403: "permission_error",
    500: "server_error",
    503: "server_error",
}
"""OpenAI's types of errors by status, where it is not "invalid_request_error"."""

_MAX_REASON = 99
"""Characters of a status line that clients show without cutting it."""

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.+\-()*@ ]{1,40}")


@web.middleware
async def errors_as_responses(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error that is raised before the response begins into a response."""
    try:
        return await handler(request)
    except ConnectionError:
        raise  # the client has left
    except web.HTTPException as error:
        return _answer(_router_error(error, request), request)
    except Exception as error:  # noqa: BLE001 -- the client gets a response that it can read after any error
        return _answer(speech_error(error), request)


def speech_error(error: Exception) -> SpeechError:
    """Return the error as a client may see it; one that is not ours is logged and hidden."""
    if isinstance(error, SpeechError):
        return error
    _LOG.error("An HTTP request failed", exc_info=error)
    return InternalError("Something went wrong here; the server's log says what.")


def error_response(error: SpeechError) -> web.Response:
    """Return an error as a response, and count it."""
    record_error(error)
    status = status_of(error)
    response = web.json_response(error_as_json(error), status=status, reason=status_line(error.message))
    response.headers[hdrs.SERVER] = SERVER
    if isinstance(error, Unavailable):
        response.headers[hdrs.RETRY_AFTER] = str(max(1, math.ceil(error.retry_after)))
    if status == web.HTTPUnauthorized.status_code:
        response.headers[hdrs.WWW_AUTHENTICATE] = "Bearer"
    if isinstance(error, _MethodNotAllowed):
        response.headers[hdrs.ALLOW] = ", ".join(error.methods)
    return response


def record_error(error: SpeechError) -> None:
    """Count an error, and log it unless the client made the mistake."""
    HTTP_REJECTED.add(error.code)
    if isinstance(error, BadRequest):
        _LOG.debug("An HTTP request was refused: %s", error.message)
    else:
        _RATE_LIMITED.warning(error.code, "An HTTP request was refused: %s", error.message)


def status_of(error: SpeechError) -> int:
    """Return the HTTP status of an error; where its code is not listed, its class decides."""
    code = ERROR_CODES.get(error.code)
    if code is not None and code.http_status is not None:
        return code.http_status
    if isinstance(error, BadRequest):
        return 400
    return 503 if isinstance(error, Unavailable) else 500


def error_as_json(error: SpeechError) -> dict[str, object]:
    """Return an error as OpenAI's clients read it."""
    kind = _TYPES.get(status_of(error), "invalid_request_error")
    return {"error": {"message": error.message, "type": kind, "param": error.about, "code": error.code}}


def status_line(message: str) -> str:
    """Return a message as one short line of ASCII: some clients show their users nothing else."""
    line = header_text(message)
    if len(line) <= _MAX_REASON:
        return line
    return line[: _MAX_REASON - 3].rsplit(" ", 1)[0] + "..."


def is_plain_name(name: str) -> bool:
    """Return whether a name that a client sent may be repeated in a response."""
    return _PLAIN_NAME.fullmatch(name) is not None


def _answer(error: SpeechError, request: web.Request) -> web.Response:
    response = error_response(error)
    if request.can_read_body and not request.content.is_eof():
        response.force_close()  # the rest of the body is not read
    return response


class _MethodNotAllowed(BadRequest):
    """A method that a path does not have."""

    code = "method_not_allowed"

    def __init__(self, methods: list[str]) -> None:
        super().__init__(f"This path accepts {' and '.join(methods)} requests only.")
        self.methods = methods


def _router_error(error: web.HTTPException, request: web.Request) -> SpeechError:
    """Return what aiohttp itself refused as an error of ours."""
    if isinstance(error, web.HTTPMethodNotAllowed):
        return _MethodNotAllowed(sorted(error.allowed_methods - {hdrs.METH_OPTIONS}))
    if isinstance(error, web.HTTPNotFound):
        return BadRequest("There is nothing at this path.", code="not_found")
    if web.HTTPBadRequest.status_code <= error.status < web.HTTPInternalServerError.status_code:
        return BadRequest("The request cannot be understood.")
    _LOG.error("An HTTP request to %s failed", request.match_info.route, exc_info=error)
    return InternalError("Something went wrong here; the server's log says what.")

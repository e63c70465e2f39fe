"""Errors as clients read them: a status, a reason in the status line, and OpenAI's JSON; one place for all."""

import logging
import math
import re
from collections.abc import Mapping

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.route import Handler
from wyoming_kokoro.error_codes import ERROR_CODES
from wyoming_kokoro.errors import BadRequest, InternalError, SpeechError, Unavailable
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.metrics import HTTP_REJECTED

_LOG = logging.getLogger(__name__)
_SELDOM = RateLimitedLog(_LOG)

SERVER = "wyoming_kokoro"
"""What answers call us: our name, and not the versions of what we are made of."""

_TYPES: Mapping[int, str] = {
    401: "authentication_error",
    403: "permission_error",
    500: "server_error",
    503: "server_error",
}

_LONGEST_REASON = 99
"""Characters: what clients show of a status line without cutting it."""

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.+\-()*@ ]{1,40}")


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever goes wrong before the answer begins into an answer."""
    try:
        return await handler(request)
    except ConnectionError:
        raise  # nobody is left to be told
    except web.HTTPException as error:
        return answer(_of_router(error, request), request)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the client is told something it can read
        return answer(told(error), request)


def told(why: Exception) -> SpeechError:
    """The error that a client is told of."""
    if isinstance(why, SpeechError):
        return why
    _LOG.error("An HTTP request failed", exc_info=why)
    return InternalError("Something went wrong here; the server's log says what.")


def answer(error: SpeechError, request: web.Request) -> web.Response:
    """An error as the answer to a request, counted."""
    response = refusal(error)
    if request.can_read_body and not request.content.is_eof():
        response.force_close()  # the rest of what was sent is of no interest
    return response


def refusal(error: SpeechError) -> web.Response:
    """An error as an answer, counted."""
    count(error)
    status = status_of(error)
    response = web.json_response(body_of(error), status=status, reason=reason_of(error.message))
    response.headers[hdrs.SERVER] = SERVER
    if isinstance(error, Unavailable):
        response.headers[hdrs.RETRY_AFTER] = str(max(1, math.ceil(error.retry_after)))
    if status == web.HTTPUnauthorized.status_code:
        response.headers[hdrs.WWW_AUTHENTICATE] = "Bearer"
    if isinstance(error, _MethodNotAllowed):
        response.headers[hdrs.ALLOW] = ", ".join(error.methods)
    return response


def count(error: SpeechError) -> None:
    """Count an error, and log those that are not the caller's."""
    HTTP_REJECTED.add(error.code)
    if isinstance(error, BadRequest):
        _LOG.debug("An HTTP request was refused: %s", error.message)
    else:
        _SELDOM.warning(error.code, "An HTTP request was refused: %s", error.message)


def status_of(error: SpeechError) -> int:
    """Return the status of an error; a code that is not ours, of an engine from elsewhere, follows from its class."""
    code = ERROR_CODES.get(error.code)
    if code is not None and code.http_status is not None:
        return code.http_status
    if isinstance(error, BadRequest):
        return 400
    return 503 if isinstance(error, Unavailable) else 500


def body_of(error: SpeechError) -> dict[str, object]:
    """An error as OpenAI's clients read it."""
    kind = _TYPES.get(status_of(error), "invalid_request_error")
    return {"error": {"message": error.message, "type": kind, "param": error.about, "code": error.code}}


def reason_of(message: str) -> str:
    """The message as one short line of ASCII: it is all that the users of some clients get to see."""
    line = " ".join(message.encode("ascii", "replace").decode().split())
    if len(line) <= _LONGEST_REASON:
        return line
    return line[: _LONGEST_REASON - 3].rsplit(" ", 1)[0] + "..."


def is_plain(name: str) -> bool:
    """Whether a name from outside may be repeated to whoever sent it."""
    return _PLAIN_NAME.fullmatch(name) is not None


def unknown_path() -> BadRequest:
    """Say that there is nothing at a path."""
    return BadRequest("There is nothing at this path.", code="not_found")


class _MethodNotAllowed(BadRequest):
    """A method that a path does not have."""

    code = "method_not_allowed"

    def __init__(self, methods: list[str]) -> None:
        super().__init__(f"This path takes {' and '.join(methods)} requests only.")
        self.methods = methods


def _of_router(error: web.HTTPException, request: web.Request) -> SpeechError:
    """What aiohttp itself refuses."""
    if isinstance(error, web.HTTPMethodNotAllowed):
        return _MethodNotAllowed(sorted(error.allowed_methods - {hdrs.METH_OPTIONS}))
    if isinstance(error, web.HTTPNotFound):
        return unknown_path()
    if web.HTTPBadRequest.status_code <= error.status < web.HTTPInternalServerError.status_code:
        return BadRequest("The request cannot be understood.")
    _LOG.error("An HTTP request to %s failed", request.match_info.route, exc_info=error)
    return InternalError("Something went wrong here; the server's log says what.")

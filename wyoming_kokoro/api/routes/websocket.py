"""Speech over a WebSocket: text arrives in pieces, sound is sent in pieces, and one message says that it is complete.

The client sends JSON: first the fields of /v1/audio/speech, with or without text, then any number of {"text": "..."},
then {"end": true}, which the first message may contain too. It receives the sound in binary messages, {"type": "mark",
"name": ..., "time": ...} where SSML has a mark, and at the end
{"type": "done", ...} or {"type": "error", ...}; then the connection is closed.

{"cancel": true, "played_ms": 1840, "fade_ms": 60} ends the speech. The answer {"type": "cancelled", ...} tells what was
heard and what is left, and the connection stays open: {"resume": SPEECH_ID, "from": "clause"} speaks the rest. It also
stays open where requests have an "id" of the client's; they are answered one after the other.
"""

from aiohttp import WSCloseCode, web

from wyoming_kokoro.api.http.app_state import settings_of
from wyoming_kokoro.api.http.error_responses import error_as_json, record_error, speech_error
from wyoming_kokoro.api.http.route import statuses
from wyoming_kokoro.api.speech_socket import ClientLeft, SpeechSocket
from wyoming_kokoro.errors import BadRequest, SpeechError, Unavailable
from wyoming_kokoro.metrics import HTTP_DISCONNECTED

routes = web.RouteTableDef()

_HEARTBEAT_SECONDS = 20.0
"""A client that answers no ping for half as long is gone."""

_CLOSE_SECONDS = 2.0
"""For the client to close its end too."""


@routes.get("/v1/audio/speech/ws")
@statuses({"101": "The connection is a WebSocket from now on."})
async def speech_in_pieces(request: web.Request) -> web.WebSocketResponse:
    """Open a WebSocket: text in pieces in, sound in pieces out."""
    max_bytes = settings_of(request).http.body_bytes
    socket = web.WebSocketResponse(
        heartbeat=_HEARTBEAT_SECONDS, timeout=_CLOSE_SECONDS, max_msg_size=max_bytes, compress=False, autoping=False
    )
    if not socket.can_prepare(request):
        raise BadRequest("This path accepts WebSocket connections only.", code="no_websocket")
    await socket.prepare(request)
    try:
        await SpeechSocket(request, socket).converse()
    except ClientLeft:
        HTTP_DISCONNECTED.add("left")
    except TimeoutError:
        HTTP_DISCONNECTED.add("slow_reader")
    except ConnectionError:
        raise
    except Exception as error:  # noqa: BLE001 -- the connection is open: only here can the client still get the error
        await _send_error(socket, speech_error(error))
    await socket.close()
    return socket


async def _send_error(socket: web.WebSocketResponse, error: SpeechError) -> None:
    """Send an error to the client, and close with the code for its kind."""
    record_error(error)
    if socket.closed:
        return
    await socket.send_json({"type": "error", **error_as_json(error)})
    code = WSCloseCode.INTERNAL_ERROR
    if isinstance(error, BadRequest):
        code = WSCloseCode.POLICY_VIOLATION
    elif isinstance(error, Unavailable):
        code = WSCloseCode.TRY_AGAIN_LATER
    await socket.close(code=code)

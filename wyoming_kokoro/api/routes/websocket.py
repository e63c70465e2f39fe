"""Speech over a WebSocket: text arrives in pieces, sound is sent in pieces, and one message says that it is complete.

The client sends JSON: first the fields of /v1/audio/speech, with or without text, then any number of {"text": "..."},
then {"end": true}, which the first message may contain too. It receives the sound in binary messages, {"type": "mark",
"name": ..., "time": ...} where SSML has a mark, and at the end
{"type": "done", ...} or {"type": "error", ...}; then the connection is closed.
"""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from wyoming_kokoro.api.http.app_state import settings_of
from wyoming_kokoro.api.http.connections import HttpConnection
from wyoming_kokoro.api.http.error_responses import error_as_json, record_error, speech_error
from wyoming_kokoro.api.http.request_body import checked_fields, parse_json
from wyoming_kokoro.api.http.route import statuses
from wyoming_kokoro.api.speech_events import usage
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.api.speech_response import mark_as_json, open_speech, utterance_of
from wyoming_kokoro.client_text import TextLimit, without_surrogates
from wyoming_kokoro.connection_places import SILENT_SECONDS
from wyoming_kokoro.errors import BadRequest, SpeechError, Unavailable
from wyoming_kokoro.metrics import HTTP_DISCONNECTED
from wyoming_kokoro.studio import TextStream

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
        await _converse(request, socket)
    except _ClientLeft:
        HTTP_DISCONNECTED.add("left")
    except TimeoutError:
        HTTP_DISCONNECTED.add("slow_reader")
    except ConnectionError:
        raise
    except Exception as error:  # noqa: BLE001 -- the connection is open: only here can the client still get the error
        await _send_error(socket, speech_error(error))
    await socket.close()
    return socket


class _ClientLeft(Exception):
    """The client has closed its end."""


async def _converse(request: web.Request, socket: web.WebSocketResponse) -> None:
    """Speak what arrives, until it is complete, or the client leaves or makes a mistake."""
    settings = settings_of(request)
    _wait_for_text(request, 0)
    first = await _next_object(socket, settings.http.body_timeout)
    fields = checked_fields(SpeechRequest, first)
    more_text = TextStream(TextLimit(settings.limits.text_characters, "text"))
    if first.get("end") is True:
        more_text.end()
    _note_text(request, more_text, fields.input or "")
    receiving = asyncio.create_task(_receive(request, socket, more_text, settings.wyoming.text_stream_timeout))
    speaking = asyncio.create_task(_speak(request, socket, fields, more_text))
    try:
        await asyncio.wait((receiving, speaking), return_when=asyncio.FIRST_COMPLETED)
        (speaking if speaking.done() else receiving).result()
    finally:
        for task in (receiving, speaking):
            task.cancel()
        await asyncio.gather(receiving, speaking, return_exceptions=True)


async def _receive(
    request: web.Request,
    socket: web.WebSocketResponse,
    more_text: TextStream,
    timeout: float,  # noqa: ASYNC109
) -> None:
    """Receive text until it is complete, and go on receiving: a client that leaves ends its work."""
    while True:
        message = await _next_object(socket, None if more_text.ended else timeout)
        if more_text.ended:
            raise BadRequest("The text had ended already.", code="out_of_order")
        text = message.get("text", "")
        if not isinstance(text, str):
            raise BadRequest("'text' should be a text.", code="invalid_value", about="text")
        more_text.add(without_surrogates(text))
        if message.get("end") is True:
            more_text.end()
        _note_text(request, more_text, text)


def _note_text(request: web.Request, more_text: TextStream, new: str) -> None:
    """Tell the connection whether more text is to come."""
    if more_text.ended and isinstance(request.protocol, HttpConnection):
        request.protocol.has_all_text()
    elif new:
        _wait_for_text(request, SILENT_SECONDS)


def _wait_for_text(request: web.Request, patience: float) -> None:
    if isinstance(request.protocol, HttpConnection):
        request.protocol.wait_for_text(patience)


async def _speak(
    request: web.Request, socket: web.WebSocketResponse, fields: SpeechRequest, more_text: TextStream
) -> None:
    utterance = await utterance_of(request, fields, text_follows=True)
    write_timeout = settings_of(request).http.write_timeout
    async with (
        open_speech(request, fields, utterance, more_text) as speech,
        aclosing(speech.chunks_and_marks()) as parts,
    ):
        async for part in parts:
            async with asyncio.timeout(write_timeout):
                if isinstance(part, bytes):
                    await socket.send_bytes(part)
                else:
                    await socket.send_json({"type": "mark", **mark_as_json(part)})
            if not more_text.ended:
                _wait_for_text(request, SILENT_SECONDS)
        stats = speech.stats.as_json()
        tokens = usage(len(utterance.text) + more_text.characters, speech.stats)
    await socket.send_json({"type": "done", "usage": tokens, "voice": utterance.delivery.voice, **stats})


async def _next_object(socket: web.WebSocketResponse, seconds: float | None) -> Mapping[str, object]:
    """Return the next message, which has to be a JSON object."""
    try:
        async with asyncio.timeout(seconds):
            message = await _next_message(socket)
    except TimeoutError:
        raise BadRequest("No further text arrived in time.", code="too_quiet") from None
    if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED):
        raise _ClientLeft
    if message.type is not WSMsgType.TEXT:
        raise BadRequest("Messages must be JSON objects.", code="invalid_json")
    document = parse_json(message.data)
    if not isinstance(document, dict):
        raise BadRequest("Messages must be JSON objects.", code="invalid_json")
    return document


async def _next_message(socket: web.WebSocketResponse) -> WSMessage:
    """Return the next message that is no ping; other tasks run after each one, for thousands may arrive at once."""
    while True:
        message = await socket.receive()
        await asyncio.sleep(0)
        if message.type is WSMsgType.PING:
            await socket.pong(message.data)
        elif message.type is not WSMsgType.PONG:
            return message


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

"""Speech over a WebSocket: text comes in pieces, sound goes out in pieces, and one message says that it is done.

The client sends JSON: first what is asked for, as for /v1/audio/speech and with or without text, then any number of
{"text": "..."}, then {"end": true}, which the first message may hold too. It is sent the sound in binary messages, and
at the end {"type": "done", ...} or {"type": "error", ...}; then the connection is closed.
"""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from wyoming_kokoro.api.http.app_state import settings_of
from wyoming_kokoro.api.http.error_responses import body_of, count, told
from wyoming_kokoro.api.http.request_body import filled, parsed
from wyoming_kokoro.api.speech_events import usage
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.api.speech_response import asked_of, saying
from wyoming_kokoro.client_text import TextLimit, without_surrogates
from wyoming_kokoro.errors import BadRequest, SpeechError, Unavailable
from wyoming_kokoro.metrics import HTTP_DISCONNECTED
from wyoming_kokoro.studio import TextStream

routes = web.RouteTableDef()

_HEARTBEAT_SECONDS = 20.0
"""A client that answers no ping for half as long is gone."""

_CLOSE_SECONDS = 2.0
"""For the client to say good-bye too."""


@routes.get("/v1/audio/speech/ws")
async def speech_in_pieces(request: web.Request) -> web.WebSocketResponse:
    """A WebSocket: text in pieces in, sound in pieces out."""
    most = settings_of(request).http.body_bytes
    socket = web.WebSocketResponse(
        heartbeat=_HEARTBEAT_SECONDS, timeout=_CLOSE_SECONDS, max_msg_size=most, compress=False, autoping=False
    )
    if not socket.can_prepare(request):
        raise BadRequest("This path takes WebSocket connections only.", code="no_websocket")
    await socket.prepare(request)
    try:
        await _converse(request, socket)
    except _ClientLeft:
        HTTP_DISCONNECTED.add("left")
    except TimeoutError:
        HTTP_DISCONNECTED.add("slow_reader")
    except ConnectionError:
        raise
    except Exception as error:  # noqa: BLE001 -- the connection is open: nobody else can tell the client
        await _tell(socket, told(error))
    await socket.close()
    return socket


class _ClientLeft(Exception):
    """The client has closed its end."""


async def _converse(request: web.Request, socket: web.WebSocketResponse) -> None:
    """Say what arrives, until it is said, or the client leaves or breaks a rule."""
    limits = settings_of(request)
    first = await _heard(socket, limits.http.body_timeout)
    wanted = filled(SpeechRequest, first)
    arriving = TextStream(TextLimit(limits.limits.text_characters, "text"))
    if first.get("end") is True:
        arriving.end()
    listening = asyncio.create_task(_listen(socket, arriving, limits.wyoming.text_stream_timeout))
    speaking = asyncio.create_task(_speak(request, socket, wanted, arriving))
    try:
        await asyncio.wait((listening, speaking), return_when=asyncio.FIRST_COMPLETED)
        (speaking if speaking.done() else listening).result()
    finally:
        for task in (listening, speaking):
            task.cancel()
        await asyncio.gather(listening, speaking, return_exceptions=True)


async def _listen(socket: web.WebSocketResponse, arriving: TextStream, patience: float) -> None:
    """Take text until it is complete, and go on listening: a client that leaves ends its work."""
    while True:
        message = await _heard(socket, None if arriving.ended else patience)
        if arriving.ended:
            raise BadRequest("The text had ended already.", code="out_of_order")
        text = message.get("text", "")
        if not isinstance(text, str):
            raise BadRequest("'text' should be a text.", code="invalid_value", about="text")
        arriving.add(without_surrogates(text))
        if message.get("end") is True:
            arriving.end()


async def _speak(
    request: web.Request, socket: web.WebSocketResponse, wanted: SpeechRequest, arriving: TextStream
) -> None:
    utterance = await asked_of(request, wanted, arriving=True)
    patience = settings_of(request).http.write_timeout
    async with saying(request, wanted, utterance, arriving) as spoken, aclosing(spoken.pieces()) as pieces:
        async for piece in pieces:
            async with asyncio.timeout(patience):
                await socket.send_bytes(piece)
        figures = spoken.tally.figures()
        used = usage(len(utterance.text) + arriving.characters, spoken.tally)
    await socket.send_json({"type": "done", "usage": used, "voice": utterance.delivery.voice, **figures})


async def _heard(socket: web.WebSocketResponse, seconds: float | None) -> Mapping[str, object]:
    """The next message, which has to be a JSON object."""
    try:
        async with asyncio.timeout(seconds):
            message = await _message(socket)
    except TimeoutError:
        raise BadRequest("No further text came for too long.", code="too_quiet") from None
    if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED):
        raise _ClientLeft
    if message.type is not WSMsgType.TEXT:
        raise BadRequest("Messages must be JSON objects.", code="invalid_json")
    document = parsed(message.data)
    if not isinstance(document, dict):
        raise BadRequest("Messages must be JSON objects.", code="invalid_json")
    return document


async def _message(socket: web.WebSocketResponse) -> WSMessage:
    """The next message that is no ping; after each one it is others' turn, for thousands may have come at once."""
    while True:
        message = await socket.receive()
        await asyncio.sleep(0)
        if message.type is WSMsgType.PING:
            await socket.pong(message.data)
        elif message.type is not WSMsgType.PONG:
            return message


async def _tell(socket: web.WebSocketResponse, error: SpeechError) -> None:
    """Tell the client what went wrong, and close with the code that says whose fault it was."""
    count(error)
    if socket.closed:
        return
    await socket.send_json({"type": "error", **body_of(error)})
    code = WSCloseCode.INTERNAL_ERROR
    if isinstance(error, BadRequest):
        code = WSCloseCode.POLICY_VIOLATION
    elif isinstance(error, Unavailable):
        code = WSCloseCode.TRY_AGAIN_LATER
    await socket.close(code=code)

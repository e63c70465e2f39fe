"""One WebSocket for speech: requests one after the other, their text in pieces, interruptions, and what was heard."""

import asyncio
from collections import deque
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

from aiohttp import WSMessage, WSMsgType, web

from wyoming_kokoro.api.http.app_state import settings_of
from wyoming_kokoro.api.http.connections import HttpConnection
from wyoming_kokoro.api.http.request_body import checked_fields, parse_json
from wyoming_kokoro.api.http.response_headers import request_id
from wyoming_kokoro.api.recent_speech import MAX_FADE, RECENT_SPEECH, SpokenRecord
from wyoming_kokoro.api.speech_events import usage
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.api.speech_response import AI_GENERATED, mark_as_json, open_speech, utterance_of, word_as_json
from wyoming_kokoro.client_text import TextLimit, without_surrogates
from wyoming_kokoro.connection_places import SILENT_SECONDS
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import option
from wyoming_kokoro.speech import MarkTime, SpeechUnit, Utterance, WordTime
from wyoming_kokoro.studio import TextStream

MAX_WAITING = 20
"""Requests that wait for their turn on one socket."""

KEEP_OPEN_SECONDS = 60.0
"""How long a socket waits for another request."""

MAX_ID = 80
"""Characters of the name that a client gives to a request."""

_UNITS: tuple[SpeechUnit, ...] = ("word", "clause", "sentence")


class ClientLeft(Exception):
    """The client has closed its end."""


@dataclass(frozen=True, slots=True)
class CancelMessage:
    """How speech is to end."""

    played_ms: float | None = option(None, "Milliseconds of the sound that were played.", minimum=0)
    fade_ms: float = option(0.0, "Milliseconds in which the sound fades out.", minimum=0, maximum=MAX_FADE * 1000)


@dataclass(slots=True, eq=False)
class SocketRequest:
    """One request of a socket."""

    client_id: str | None
    """What the client calls it."""
    name: str
    """Under which it is remembered."""
    fields: SpeechRequest
    text: TextStream
    resumes: SpokenRecord | None = None
    unit: SpeechUnit = "clause"
    record: SpokenRecord | None = None
    cancelled: CancelMessage | None = None
    arrived: list[str] = field(default_factory=list)
    """Text that arrived before its turn."""

    def cancel(self, message: CancelMessage) -> None:
        """End it, also where it has not begun."""
        self.cancelled = message
        self.text.end()
        if self.record is not None:
            self.record.cancel(None if message.played_ms is None else message.played_ms / 1000, message.fade_ms / 1000)

    def add(self, text: str) -> None:
        """Add text that has arrived."""
        self.text.add(text)
        if self.record is not None:
            self.record.add_text(text)
        else:
            self.arrived.append(text)

    def start(self, record: SpokenRecord) -> None:
        """Note that it is spoken now."""
        self.record = record
        record.add_text("".join(self.arrived))
        if self.cancelled is not None:
            self.cancel(self.cancelled)


class SpeechSocket:
    """Speaks what arrives, request after request, until the client leaves or makes a mistake."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request = request
        self._socket = socket
        self._waiting: deque[SocketRequest] = deque()
        self._current: SocketRequest | None = None
        self._by_id: dict[str, SocketRequest] = {}
        self._count = 0
        self._changed = asyncio.Event()
        self._stays_open = False

    async def converse(self) -> None:
        """Answer the first request, and others where the client sends some."""
        self._wait_for_text(0)
        await self._begin(await self._next_object(settings_of(self._request).http.body_timeout))
        receiving = asyncio.create_task(self._receive())
        speaking: asyncio.Task[None] | None = None
        try:
            while self._current is not None:
                speaking = asyncio.create_task(self._speak(self._current))
                await asyncio.wait((receiving, speaking), return_when=asyncio.FIRST_COMPLETED)
                (speaking if speaking.done() else receiving).result()
                self._current = await self._following(receiving)
        finally:
            tasks = [receiving, *([speaking] if speaking is not None else [])]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _following(self, receiving: "asyncio.Task[None]") -> SocketRequest | None:
        """Return the next request; None where there is none, or none any more."""
        self._current = None
        if self._stays_open and not self._waiting:
            self._wait_for_text(0)
            self._changed.clear()
            changed = asyncio.create_task(self._changed.wait())
            await asyncio.wait((receiving, changed), timeout=KEEP_OPEN_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
            if receiving.done():
                receiving.result()
        return self._waiting.popleft() if self._waiting else None

    async def _receive(self) -> None:
        """Receive text and requests, and go on receiving: a client that leaves ends its work."""
        timeout = settings_of(self._request).wyoming.text_stream_timeout
        while True:
            open_texts = [each for each in (self._current, *self._waiting) if each is not None and not each.text.ended]
            await self._take(await self._next_object(timeout if open_texts else None))

    async def _take(self, message: Mapping[str, object]) -> None:
        named = self._by_id.get(str(message["id"])) if message.get("id") is not None else None
        if message.get("cancel") is True:
            await self._cancel(named if message.get("id") is not None else self._current, message)
        elif "input" in message or "resume" in message or (message.get("id") is not None and named is None):
            self._stays_open = True
            await self._begin(message)
        else:
            self._add_text(named or self._current, message)

    def _add_text(self, to: SocketRequest | None, message: Mapping[str, object]) -> None:
        if to is None or to.text.ended:
            if to is not None and to.cancelled is not None:
                return  # it was sent before the client knew
            raise BadRequest("The text had ended already.", code="out_of_order")
        text = message.get("text", "")
        if not isinstance(text, str):
            raise BadRequest("'text' should be a text.", code="invalid_value", about="text")
        to.add(without_surrogates(text))
        if message.get("end") is True:
            to.text.end()
        self._note_text(to, text)

    async def _begin(self, message: Mapping[str, object]) -> None:
        """Let a request wait for its turn; the first one has its turn at once."""
        if len(self._waiting) >= MAX_WAITING:
            raise BadRequest("Too many requests wait on this connection.", code="out_of_order")
        client_id = self._client_id(message)
        self._count += 1
        name = request_id(self._request) if self._count == 1 else f"{request_id(self._request)}-{self._count}"
        text = TextStream(TextLimit(settings_of(self._request).limits.text_characters, "text"))
        new = SocketRequest(client_id, name, checked_fields(SpeechRequest, message), text)
        if message.get("resume") is not None:
            new.resumes, new.unit = self._resumed(message), self._unit(message)
        if message.get("end") is True or new.resumes is not None or ("input" in message and client_id is not None):
            text.end()
        if client_id is not None:
            self._stays_open = True
            self._by_id[client_id] = new
        elif self._count > 1 and "input" in message:
            text.end()
        self._note_text(new, new.fields.input or "")
        if self._current is None and self._count == 1:
            self._current = new
        else:
            self._waiting.append(new)
        self._changed.set()

    def _client_id(self, message: Mapping[str, object]) -> str | None:
        name = message.get("id")
        if name is None:
            return None
        if not isinstance(name, str | int) or not 0 < len(str(name)) <= MAX_ID:
            raise BadRequest(f"'id' should be a text of at most {MAX_ID} characters.", code="invalid_value", about="id")
        return str(name)

    def _resumed(self, message: Mapping[str, object]) -> SpokenRecord:
        name = str(message["resume"])
        if name in self._by_id and self._by_id[name].record is not None:
            name = self._by_id[name].name
        keep = settings_of(self._request).http.keep_spoken
        return self._request.app[RECENT_SPEECH].find(name, keep)

    def _unit(self, message: Mapping[str, object]) -> SpeechUnit:
        unit = message.get("from", "clause")
        if unit not in _UNITS:
            raise BadRequest(f"'from' should be one of {', '.join(_UNITS)}.", code="invalid_value", about="from")
        return unit

    async def _cancel(self, to: SocketRequest | None, message: Mapping[str, object]) -> None:
        """End a request; one that has not begun is answered at once, one that is over again."""
        if to is None:
            await self._socket.send_json({"type": "cancelled", "spoken": "", "rest": "", "words": []})
            return
        self._stays_open = True
        to.cancel(checked_fields(CancelMessage, message))
        if to in self._waiting:
            self._waiting.remove(to)
            await self._socket.send_json({"type": "cancelled", "id": to.client_id, "spoken": "", "words": []})
        elif to is not self._current:
            await self._send_heard(to)

    async def _speak(self, current: SocketRequest) -> None:
        if current.resumes is not None:
            utterance, more_text = await asyncio.to_thread(current.resumes.resumed, current.unit), None
        else:
            utterance = await utterance_of(self._request, current.fields, text_follows=True)
            more_text = current.text
        if current.client_id is not None:
            await self._socket.send_json({"type": "started", "id": current.client_id, "speech_id": current.name})
        write_timeout = settings_of(self._request).http.write_timeout
        async with (
            open_speech(self._request, current.fields, utterance, more_text, name=current.name) as speech,
            aclosing(speech.chunks_and_marks()) as parts,
        ):
            current.start(speech.record)
            async for part in parts:
                async with asyncio.timeout(write_timeout):
                    await self._send(part, utterance)
                if not current.text.ended:
                    self._wait_for_text(SILENT_SECONDS)
            stats = speech.stats.as_json()
            tokens = usage(len(utterance.shown_text) + current.text.characters, speech.stats)
        if current.cancelled is not None:
            await self._send_heard(current)
            return
        about = {} if current.client_id is None else {"id": current.client_id}
        done = {"type": "done", **about, "usage": tokens, "voice": utterance.delivery.voice, **stats, **AI_GENERATED}
        await self._socket.send_json(done)

    async def _send(self, part: bytes | MarkTime | WordTime, utterance: Utterance) -> None:
        """Send a chunk of the sound, or what is reached in it."""
        if isinstance(part, bytes):
            await self._socket.send_bytes(part)
        elif isinstance(part, MarkTime):
            await self._socket.send_json({"type": "mark", **mark_as_json(part)})
        else:
            await self._socket.send_json({"type": "word", **word_as_json(utterance, part)})

    async def _send_heard(self, of: SocketRequest) -> None:
        """Tell what was heard of a request that was interrupted."""
        record = of.record
        assert record is not None, "it was spoken"  # noqa: S101
        heard = await asyncio.to_thread(record.heard)
        about = {"id": of.client_id} if of.client_id is not None else {}
        await self._socket.send_json({"type": "cancelled", **about, "speech_id": of.name, **heard.as_json(record.text)})

    def _note_text(self, of: SocketRequest, new: str) -> None:
        """Tell the connection whether more text is to come."""
        if of.text.ended and isinstance(self._request.protocol, HttpConnection):
            self._request.protocol.has_all_text()
        elif new:
            self._wait_for_text(SILENT_SECONDS)

    def _wait_for_text(self, patience: float) -> None:
        if isinstance(self._request.protocol, HttpConnection):
            self._request.protocol.wait_for_text(patience)

    async def _next_object(self, seconds: float | None) -> Mapping[str, object]:
        """Return the next message, which has to be a JSON object."""
        try:
            async with asyncio.timeout(seconds):
                message = await self._next_message()
        except TimeoutError:
            raise BadRequest("No further text arrived in time.", code="too_quiet") from None
        if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED):
            raise ClientLeft
        if message.type is not WSMsgType.TEXT:
            raise BadRequest("Messages must be JSON objects.", code="invalid_json")
        document = parse_json(message.data)
        if not isinstance(document, dict):
            raise BadRequest("Messages must be JSON objects.", code="invalid_json")
        return document

    async def _next_message(self) -> WSMessage:
        """Return the next message that is no ping; other tasks run after each one, for thousands may arrive at once."""
        while True:
            message = await self._socket.receive()
            await asyncio.sleep(0)
            if message.type is WSMsgType.PING:
                await self._socket.pong(message.data)
            elif message.type is not WSMsgType.PONG:
                return message

"""One connection: which event may come when, how it is answered, and how the connection ends."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import aclosing
from typing import NoReturn

from wyoming_kokoro.connection_places import SILENT_SECONDS, Place, owner_of
from wyoming_kokoro.errors import BadRequest, InternalError, SpeechError, Unavailable
from wyoming_kokoro.frames import BadFrame, Frame, FrameReader, pack
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.markup import Style
from wyoming_kokoro.markup.speaking_styles import style_called, styled
from wyoming_kokoro.metrics import WIRE_DISCONNECTED, WIRE_REJECTED
from wyoming_kokoro.speech import Delivery, Utterance
from wyoming_kokoro.studio import Studio, TextStream
from wyoming_kokoro.wire.audio_events import START, STOPPED, AudioEvents
from wyoming_kokoro.wire.peer import EVENTS_PER_TURN, ConnectionClosed, Peer
from wyoming_kokoro.wire.request import (
    WyomingRequest,
    read_optional,
    read_request,
    read_stream_start,
    read_text,
)

_MAX_QUEUED = 8
"""Requests of one connection that may wait; its next ones stay unread until one is finished."""

_LAST_READ_SECONDS = 0.01
"""For one more read after a timeout: if we are late, what the client sent in time has arrived already."""

_MAX_LOGGED_NAME = 80
"""Characters of a client's name for a voice in a log line."""

_LOG = logging.getLogger(__name__)
RATE_LIMITED_LOG = RateLimitedLog(_LOG)


class WyomingConnection:
    """Serves one connection: reads on while it speaks, and answers in the order of the requests."""

    def __init__(self, studio: Studio, peer: Peer, info_frame: Callable[[], bytes]) -> None:
        self._studio = studio
        self._settings = studio.settings  # the connection keeps these to its end, also when settings are reloaded
        self._peer = peer
        self._owner = owner_of(peer.address)
        self._info_frame = info_frame
        self._frames = FrameReader()
        self._frame_seconds_left = self._settings.wyoming.frame_timeout
        self._requests: asyncio.Queue[WyomingRequest] = asyncio.Queue(_MAX_QUEUED)
        self._unfinished = 0
        self._open_stream: TextStream | None = None
        self._streamed_audio: AudioEvents | None = None
        self._had_request = False
        self._timed_out = False
        self._last_activity = time.monotonic()
        self._finishing = False
        self._ended: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()

    @property
    def idle_since(self) -> float | None:
        """Since when there has been no request, on the monotonic clock; None while one is served."""
        return None if self._unfinished or self.ending else self._last_activity

    @property
    def place(self) -> Place:
        """What decides whether it keeps its place when a new connection needs one."""
        return Place(self._owner, self.idle_since, self._silent_from)

    @property
    def _silent_from(self) -> float | None:
        """From when on its stream may make room: at once without any text, later if nothing is received or sent."""
        if self._open_stream is None or self._unfinished > 1:
            return None
        if not self._open_stream.characters:
            return self._last_activity
        return max(self._last_activity, self._peer.last_sent) + SILENT_SECONDS

    @property
    def ending(self) -> bool:
        """Whether no more requests are served."""
        return self._ended.done()

    @property
    def unsent_bytes(self) -> int:
        """How many bytes wait because the client reads slowly."""
        return self._peer.unsent_bytes

    async def run(self) -> None:
        """Serve until the client or the server ends the connection."""
        tasks = asyncio.create_task(self._receive_events()), asyncio.create_task(self._serve_requests())
        try:
            await asyncio.wait((*tasks, self._ended), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        self.end(next((each for each in results if isinstance(each, Exception)), stopping()))
        await self._close(self._ended.result())

    def end(self, reason: Exception) -> None:
        """End the connection now, for this reason."""
        if not self._ended.done():
            self._ended.set_result(reason)

    def abort(self) -> None:
        """Close the connection at once, without a last event."""
        self._peer.abort()

    def finish(self) -> None:
        """End the connection as soon as its requests are served."""
        self._finishing = True
        if not self._unfinished:
            self.end(ConnectionClosed("stopping"))

    async def _receive_events(self) -> NoReturn:
        """Handle events until the client closes the connection or sends what is not allowed."""
        while piece := await self._read():
            for count, frame in enumerate(self._frames.feed(piece)):
                self._frame_seconds_left = self._settings.wyoming.frame_timeout
                await self._handle(frame)
                if count % EVENTS_PER_TURN == EVENTS_PER_TURN - 1:
                    await asyncio.sleep(0)
        self._frames.finish()
        raise ConnectionClosed("left_at_work" if self._unfinished else "left")

    async def _read(self) -> bytes:
        """Return the next bytes; raises if the client sends none within the timeout of the moment."""
        while True:
            seconds, error = self._timeout()
            if seconds <= 0 and self._timed_out:
                raise error
            self._timed_out = seconds <= 0
            started = time.monotonic()
            try:
                async with asyncio.timeout(max(seconds, _LAST_READ_SECONDS)):
                    return await self._peer.read()
            except TimeoutError:
                continue  # another timeout may apply by now
            finally:
                if self._frames.incomplete:  # only the time spent waiting counts, not our own work
                    self._frame_seconds_left -= time.monotonic() - started

    def _timeout(self) -> tuple[float, Exception]:
        """Return how long the client may send nothing, and the error if it does."""
        limits = self._settings.wyoming
        since_last = time.monotonic() - self._last_activity
        if self._frames.incomplete:
            return self._frame_seconds_left, BadFrame("An event took too long to arrive.", code="too_slow")
        if self._open_stream is not None:
            return limits.text_stream_timeout - since_last, ConnectionClosed("quiet")
        if self._unfinished:
            return limits.idle_timeout, ConnectionClosed("idle")
        timeout = limits.idle_timeout if self._had_request else limits.first_request_timeout
        return timeout - since_last, ConnectionClosed("idle")

    async def _handle(self, frame: Frame) -> None:
        """Do what an event requests; events for other services are ignored and the connection stays open."""
        match frame.type:
            case "describe":
                await self._peer.send(self._info_frame())
            case "ping":
                text = read_optional(frame.data, "text", self._settings.limits.text_characters)
                await self._peer.send(pack("pong", {"text": text}))
            case "synthesize" if self._open_stream is not None:
                self._add_whole_text(self._open_stream, frame)
            case "synthesize":
                await self._enqueue(read_request(frame.data, self._settings.limits.text_characters))
            case "synthesize-start":
                await self._start_stream(frame)
            case "synthesize-chunk":
                self._stream().add(read_text(frame.data))
            case "synthesize-stop":
                self._stream().end()
                self._open_stream = None
            case _:
                return
        self._had_request = True
        self._last_activity = time.monotonic()

    def _add_whole_text(self, stream: TextStream, frame: Frame) -> None:
        """Use the whole text only if no piece has arrived: clients send it too, for servers that cannot stream."""
        if not stream.characters:
            stream.add(read_text(frame.data))

    async def _start_stream(self, frame: Frame) -> None:
        if self._open_stream is not None:
            raise BadRequest("A stream of text began before the last one was stopped.", code="out_of_order")
        request = read_stream_start(frame.data, self._settings.limits.text_characters)
        self._open_stream = request.arriving
        await self._enqueue(request)

    def _stream(self) -> TextStream:
        if self._open_stream is None:
            raise BadRequest("A stream of text must begin with synthesize-start.", code="out_of_order")
        return self._open_stream

    async def _enqueue(self, request: WyomingRequest) -> None:
        if self._finishing:
            raise stopping()
        self._unfinished += 1
        await self._requests.put(request)

    async def _serve_requests(self) -> NoReturn:
        """Answer the requests one after the other."""
        while True:
            await self._answer(await self._requests.get())
            self._streamed_audio = None
            self._unfinished -= 1
            self._last_activity = time.monotonic()
            if self._finishing and not self._unfinished:
                raise ConnectionClosed("stopping")

    async def _answer(self, request: WyomingRequest) -> None:
        """Speak one text. The audio-start is sent before there is audio, so that players get ready."""
        events = AudioEvents()
        await self._peer.send(START)
        if request.arriving is not None:
            self._streamed_audio = events
        async with aclosing(
            self._studio.speak(self._utterance(request), request.arriving, interface="wyoming")
        ) as blocks:
            async for audio in blocks:
                for chunk in events.feed(audio.samples):
                    await self._peer.send(chunk)
                    self._last_activity = time.monotonic()
        await self._peer.send(events.finish() + (STOPPED if request.arriving is not None else b""))

    def _utterance(self, request: WyomingRequest) -> Utterance:
        """Return what the studio is to speak. A missing voice is replaced: Home Assistant stores names of voices."""
        asked = Style()
        if request.voice is not None or request.language is not None:
            voice, why = self._studio.voices.fallback(request.voice, request.language)
            asked = Style(Delivery(voice.name))
            if why is not None:
                name = ascii(request.voice or request.language)[:_MAX_LOGGED_NAME]
                RATE_LIMITED_LOG.warning(voice.name, "%s speaks in place of %s: %s", voice.name, name, why)
        delivery, treatment = styled(asked, _style_of(request.speaker), self._studio.settings.speech)
        return Utterance(request.text, delivery, request.markup, treatment)

    async def _close(self, reason: Exception) -> None:
        """Close the connection, and tell the client if there was an error; errors are sent only here."""
        if isinstance(reason, ConnectionClosed):
            await self._close_without_error(reason)
            return
        error = _error_for_client(reason)
        WIRE_DISCONNECTED.add("rejected")
        WIRE_REJECTED.add(error.code)
        RATE_LIMITED_LOG.warning(error.code, "A Wyoming connection was closed: %s", error.message)
        await self._peer.close(pack("error", {"text": error.message, "code": error.code}))

    async def _close_without_error(self, closed: ConnectionClosed) -> None:
        WIRE_DISCONNECTED.add(closed.reason)
        if closed.reason in ("slow_reader", "made_room"):
            self._peer.abort()
            return
        unfinished = self._streamed_audio if closed.reason == "quiet" else None
        await self._peer.close(unfinished.finish() + STOPPED if unfinished else b"")


def _style_of(speaker: str | None) -> Style:
    """Return the speaking style that a client asks for as a speaker."""
    if not speaker:
        return Style()
    style = style_called(speaker)
    if style is None:
        RATE_LIMITED_LOG.warning("speaker", "A client asks for a speaker that is no speaking style; it has no effect")
        return Style()
    return style.style()


def stopping() -> Unavailable:
    """Return the error for requests that come while the server stops."""
    return Unavailable("The server is stopping.", code="stopping")


def _error_for_client(reason: Exception) -> SpeechError:
    """Return the error that the client receives; errors that are not ours to show are logged."""
    if isinstance(reason, SpeechError):
        return reason
    _LOG.error("A Wyoming connection failed", exc_info=reason)
    return InternalError("Something went wrong in the server; its log has the details.")

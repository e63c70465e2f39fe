"""One connection: which event may come when, what answers it, and how it ends."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import aclosing
from typing import NoReturn

from wyoming_kokoro.errors import BadRequest, InternalError, SpeechError, Unavailable
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.metrics import WIRE_DISCONNECTED, WIRE_REJECTED
from wyoming_kokoro.speech import Delivery, Utterance
from wyoming_kokoro.studio import Studio, TextStream
from wyoming_kokoro.wire import request
from wyoming_kokoro.wire.audio_events import START, STOPPED, AudioEvents
from wyoming_kokoro.wire.frames import BadFrame, Frame, FrameReader, pack
from wyoming_kokoro.wire.peer import STRETCH, ConnectionClosed, Peer
from wyoming_kokoro.wire.request import WyomingRequest

_PENDING = 8
"""Requests one connection may have waiting; its next ones stay unread until there is room."""

_LAST_LOOK = 0.01
"""Seconds for reading, once, what has come already when a deadline is over: we may be late, and the peer not."""

_SHOWN = 80
"""Characters of a name from outside that a log line shows."""

_LOG = logging.getLogger(__name__)
_SELDOM = RateLimitedLog(_LOG)


class WyomingConnection:
    """Serves one connection: reads on while it speaks, and speaks in the order of the requests."""

    def __init__(self, studio: Studio, peer: Peer, describe: Callable[[], bytes]) -> None:
        self._studio = studio
        self._settings = studio.settings  # kept to the end, whatever is reloaded meanwhile
        self._peer = peer
        self._describe = describe
        self._frames = FrameReader()
        self._frame_left = self._settings.wyoming.frame_timeout
        self._requests: asyncio.Queue[WyomingRequest] = asyncio.Queue(_PENDING)
        self._unfinished = 0
        self._open: TextStream | None = None
        self._streamed: AudioEvents | None = None
        self._asked = False
        self._late = False
        self._last = time.monotonic()
        self._winding_up = False
        self._dismissed: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()

    @property
    def idle_since(self) -> float | None:
        """Since when it has been without a request, on the monotonic clock; None while it is at work."""
        return None if self._unfinished or self.ending else self._last

    @property
    def ending(self) -> bool:
        """Whether nothing more is done for it."""
        return self._dismissed.done()

    async def run(self) -> None:
        """Serve until either side is done."""
        tasks = asyncio.create_task(self._listen()), asyncio.create_task(self._speak())
        try:
            await asyncio.wait((*tasks, self._dismissed), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            failures = await asyncio.gather(*tasks, return_exceptions=True)
        self.dismiss(next((each for each in failures if isinstance(each, Exception)), stopping()))
        await self._end(self._dismissed.result())

    def dismiss(self, why: Exception) -> None:
        """End it now, for this reason."""
        if not self._dismissed.done():
            self._dismissed.set_result(why)

    def drop(self) -> None:
        """Close the connection at once, without a last word; what was going on ends by that."""
        self._peer.drop()

    def wind_up(self) -> None:
        """End it as soon as what was asked has been said."""
        self._winding_up = True
        if not self._unfinished:
            self.dismiss(ConnectionClosed("stopping"))

    async def _listen(self) -> NoReturn:
        """Take events until the peer is done or breaks a rule."""
        while piece := await self._heard():
            for count, frame in enumerate(self._frames.feed(piece)):
                self._frame_left = self._settings.wyoming.frame_timeout
                await self._take(frame)
                if count % STRETCH == STRETCH - 1:
                    await asyncio.sleep(0)
        self._frames.finish()
        raise ConnectionClosed("left_at_work" if self._unfinished else "left")

    async def _heard(self) -> bytes:
        """Give what the peer sends next, within the time it has for that."""
        while True:
            patience, ending = self._patience()
            if patience <= 0 and self._late:
                raise ending
            self._late = patience <= 0
            since = time.monotonic()
            try:
                async with asyncio.timeout(max(patience, _LAST_LOOK)):
                    return await self._peer.read()
            except TimeoutError:
                continue  # what is waited for may have changed meanwhile
            finally:
                if self._frames.begun:
                    self._frame_left -= time.monotonic() - since  # our own slowness is not held against it

    def _patience(self) -> tuple[float, Exception]:
        """Give the seconds for which the peer may go on sending nothing, and what it is when they are over."""
        limits = self._settings.wyoming
        since_last = time.monotonic() - self._last
        if self._frames.begun:
            return self._frame_left, BadFrame("An event took too long to arrive.", code="too_slow")
        if self._open is not None:
            return limits.text_stream_timeout - since_last, ConnectionClosed("quiet")
        if self._unfinished:
            return limits.idle_timeout, ConnectionClosed("idle")
        return (limits.idle_timeout if self._asked else limits.first_request_timeout) - since_last, ConnectionClosed(
            "idle"
        )

    async def _take(self, frame: Frame) -> None:
        """Do what an event says; those of other services are none of ours, and the connection lives."""
        match frame.type:
            case "describe":
                await self._peer.send(self._describe())
            case "ping":
                text = request.optional(frame.data, "text", self._settings.limits.text_characters)
                await self._peer.send(pack("pong", {"text": text}))
            case "synthesize" if self._open is not None:
                self._repeated(self._open, frame)
            case "synthesize":
                await self._accept(request.whole(frame.data, self._settings.limits.text_characters))
            case "synthesize-start":
                await self._start(frame)
            case "synthesize-chunk":
                self._add(self._stream(), frame)
            case "synthesize-stop":
                self._stream().end()
                self._open = None
            case _:
                return
        self._asked = True
        self._last = time.monotonic()

    def _repeated(self, stream: TextStream, frame: Frame) -> None:
        """Leave alone the whole text that is sent along for servers that cannot stream, unless it is all there is."""
        if not stream.characters:
            self._add(stream, frame)

    async def _start(self, frame: Frame) -> None:
        if self._open is not None:
            raise BadRequest("A stream of text began before the last one was stopped.", code="out_of_order")
        starting = request.started(frame.data, self._settings.limits.text_characters)
        self._open = starting.arriving
        await self._accept(starting)

    def _stream(self) -> TextStream:
        if self._open is None:
            raise BadRequest("A stream of text must begin with synthesize-start.", code="out_of_order")
        return self._open

    def _add(self, stream: TextStream, frame: Frame) -> None:
        stream.add(request.text(frame.data))

    async def _accept(self, wanted: WyomingRequest) -> None:
        if self._winding_up:
            raise stopping()
        self._unfinished += 1
        await self._requests.put(wanted)

    async def _speak(self) -> NoReturn:
        """Serve the requests, one after the other."""
        while True:
            await self._answer(await self._requests.get())
            self._streamed = None
            self._unfinished -= 1
            self._last = time.monotonic()
            if self._winding_up and not self._unfinished:
                raise ConnectionClosed("stopping")

    async def _answer(self, wanted: WyomingRequest) -> None:
        """Say one thing: one start, chunks, one stop; a start before there is sound lets players get ready."""
        chunks = AudioEvents()
        await self._peer.send(START)
        if wanted.arriving is not None:
            self._streamed = chunks
        async with aclosing(self._studio.speak(self._utterance(wanted), wanted.arriving, door="wyoming")) as sound:
            async for audio in sound:
                for chunk in chunks.feed(audio.samples):
                    await self._peer.send(chunk)
                    self._last = time.monotonic()
        await self._peer.send(chunks.finish() + (STOPPED if wanted.arriving is not None else b""))

    def _utterance(self, wanted: WyomingRequest) -> Utterance:
        """Give what the studio is asked for: a voice that is gone is spoken by another, for its name may be stored."""
        if wanted.voice is None and wanted.language is None:
            return Utterance(wanted.text, markup=wanted.markup)
        voice, why = self._studio.voices.fallback(wanted.voice, wanted.language)
        if why is not None:
            asked = ascii(wanted.voice or wanted.language)[:_SHOWN]
            _SELDOM.warning(voice.name, "%s speaks in place of %s: %s", voice.name, asked, why)
        return Utterance(wanted.text, Delivery(voice.name), wanted.markup)

    async def _end(self, why: Exception) -> None:
        """End the connection; here, and nowhere else, errors are told."""
        if isinstance(why, ConnectionClosed):
            WIRE_DISCONNECTED.add(why.reason)
            if why.reason in ("slow_reader", "made_room"):
                self._peer.drop()
            else:
                stream = self._streamed if why.reason == "quiet" else None
                await self._peer.part(b"" if stream is None else stream.finish() + STOPPED)
            return
        error = _told(why)
        WIRE_DISCONNECTED.add("rejected")
        WIRE_REJECTED.add(error.code)
        _SELDOM.warning(error.code, "A Wyoming connection was ended: %s", error.message)
        await self._peer.part(pack("error", {"text": error.message, "code": error.code}))


def stopping() -> Unavailable:
    """Say that nothing more is begun."""
    return Unavailable("The server is stopping.", code="stopping")


def _told(why: Exception) -> SpeechError:
    """Give the error that the peer is told of."""
    if isinstance(why, SpeechError):
        return why
    _LOG.error("A Wyoming connection failed", exc_info=why)
    return InternalError("Something went wrong here; the server's log says what.")

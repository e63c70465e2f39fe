"""A voice of a provider as an engine: words go to another server, and whatever sound comes back is decoded.

Whether the server speaks is found out before anything of a reply is heard (`begin`): so another voice can speak it all.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import CancelledError, Future
from itertools import chain

import numpy as np

from wyoming_kokoro.audio.faults import fault
from wyoming_kokoro.audio.formats.arriving import UnknownSound, decoded_while_arriving
from wyoming_kokoro.engines import Capabilities
from wyoming_kokoro.other_servers.failure import RemoteFailure
from wyoming_kokoro.providers import RemoteVoice, SoundBytes
from wyoming_kokoro.providers.known_providers import KnownProvider
from wyoming_kokoro.samples import RawSound
from wyoming_kokoro.speech import NOTHING, RATE, Phrase, Piece, Samples

START = RATE // 2
"""Samples that must be here in time before any is heard: a server slower than speech has not sent them by then."""

BLOCK = RATE // 10
"""Samples of a piece at least: smaller ones cost more than they bring sooner."""

GAP_SECONDS = 10.0
"""How long a server may send nothing in the middle of a sentence."""

SAMPLE = 10 * RATE
"""Samples that are kept to measure how loud the voice is."""

MAX_BYTES = 64_000_000
"""Bytes for one sentence: a minute of samples is five."""

LEAST_LONGEST, SECONDS_PER_CHARACTER = 15.0, 0.5
"""Seconds that a sentence may last: many times slower than anyone speaks. An answer without end ends there."""

CAPABILITIES = Capabilities(streaming=True, remote=True, private=False, whole_sentences=True, reads="words")


class ProviderEngine:
    """One voice of one provider, for one utterance."""

    def __init__(self, provider: KnownProvider, voice: RemoteVoice, loop: asyncio.AbstractEventLoop) -> None:
        self._provider = provider
        self._voice = voice
        self._loop = loop
        self._begun: dict[tuple[str, str], tuple[list[Samples], Iterator[Samples]]] = {}
        self._feeds: set[_Feed] = set()
        self.sent = False
        """Whether text was sent to it."""
        self.sample: list[Samples] = []
        """What it spoke first, from which its loudness is measured: no text is sent for that alone."""
        self.heard = False
        """Whether it has begun to speak: from then on no other voice speaks in its place."""

    @property
    def name(self) -> str:
        """The provider's name."""
        return self._provider.name

    @property
    def identity(self) -> str:
        """What changes whenever the same words would sound different."""
        return f"{self._provider.identity} {self._voice.id}"

    @property
    def capabilities(self) -> Capabilities:
        """What it can do: nothing but speak, so that speed, pitch and emphasis become effects."""
        return CAPABILITIES

    @property
    def local(self) -> bool:
        """Whether text stays on the local network."""
        return self._provider.local

    def begin(self, phrase: Phrase) -> None:
        """Ask for a phrase, and return once enough of its sound is here. Blocks.

        What has arrived is kept for `render`. RemoteFailure where too little comes in time.
        """
        try:
            self._provider.check(self._voice.name)
            sound = self._sound(phrase, time.monotonic() + self._provider.timeout)
            held = self._first_blocks(sound)
        except RemoteFailure as error:
            self._provider.failed(error, self._voice.name)
            raise
        for feed in self._feeds:
            feed.until = None
        self._begun[phrase.words, phrase.language] = held, sound
        self._provider.succeeded(self._voice.name)
        self.heard = True

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        """Yield the sound of a phrase as it arrives; blocks while nothing has."""
        held, sound = self._begun.pop((phrase.words, phrase.language), ([], None))
        if sound is None or again:
            held, sound = [], self._sound(phrase, None)
        try:
            for block in chain(held, sound):
                if sum(map(len, self.sample)) < SAMPLE:
                    self.sample.append(block)
                yield Piece(block)
        except RemoteFailure as error:
            self._provider.failed(error, self._voice.name)
            raise
        finally:
            _close(sound)

    def close(self) -> None:
        """End what was begun and is not wanted any more; on the event loop or on a thread."""
        for feed in tuple(self._feeds):
            feed.close()

    def _first_blocks(self, sound: Iterator[Samples]) -> list[Samples]:
        """Return the first blocks of a sound: enough of them, or all, which must be audible then."""
        held: list[Samples] = []
        while sum(map(len, held)) < START:
            block = next(sound, None)
            if block is None:
                if fault(np.concatenate([NOTHING, *held]), 1) is not None:
                    raise RemoteFailure(f"{self._provider.who} sends silence.", of_request=True)
                break
            held.append(block)
        return held

    def _sound(self, phrase: Phrase, until: float | None) -> Iterator[Samples]:
        """Yield the sound of a phrase in blocks; blocks while the next arrives."""
        text = phrase.words.strip()
        self._provider.take(text)
        self.sent = True
        sound = self._provider.speak(text, self._voice, phrase.language)
        feed = _Feed(sound, self._loop, self._provider.who, until)
        self._feeds.add(feed)
        left = round((LEAST_LONGEST + SECONDS_PER_CHARACTER * len(text)) * RATE)
        try:
            for block in _in_blocks(decoded_while_arriving(feed.read, feed.raw)):
                left -= len(block)
                if left < 0:
                    raise RemoteFailure(f"{self._provider.who} sends sound without end.")
                yield block
        except UnknownSound as error:
            raise RemoteFailure(f"{self._provider.who} fails: {error}") from None
        finally:
            self._feeds.discard(feed)
            feed.close()


class _Feed:
    """The bytes of a sound, from the event loop to a thread that waits for them."""

    def __init__(
        self,
        sound: AsyncGenerator[SoundBytes, None],
        loop: asyncio.AbstractEventLoop,
        who: str,
        until: float | None,
    ) -> None:
        self._sound = sound
        self._loop = loop
        self._who = who
        self.until = until
        """The moment when the first sound must be here; None once it is."""
        self._raw: RawSound | None = None
        self._pending: Future[SoundBytes | None] | None = None
        self._left = MAX_BYTES
        self._closed = False

    def raw(self) -> RawSound | None:
        """Return how samples are written, in case the sound has no header."""
        return self._raw

    def read(self) -> bytes:
        """Return the next bytes, none at the end; RemoteFailure where they do not come in time. Blocks."""
        while not self._closed and (piece := self._wait()) is not None:
            self._raw = piece.raw
            self._left -= len(piece.data)
            if self._left < 0:
                raise RemoteFailure(f"{self._who} sends more than {MAX_BYTES} bytes.")
            if piece.data:
                return piece.data
        return b""

    def close(self) -> None:
        """End the request; never waits."""
        if self._closed or self._loop.is_closed():
            return
        self._closed = True
        if (pending := self._pending) is not None:
            pending.cancel()  # ends the generator too
        else:
            asyncio.run_coroutine_threadsafe(self._sound.aclose(), self._loop)

    def _wait(self) -> SoundBytes | None:
        self._pending = asyncio.run_coroutine_threadsafe(self._next(), self._loop)
        try:
            return self._pending.result()
        except CancelledError:
            raise RemoteFailure(f"{self._who} is not waited for any more.", rest=0) from None
        finally:
            self._pending = None

    async def _next(self) -> SoundBytes | None:
        left = GAP_SECONDS if self.until is None else self.until - time.monotonic()
        try:
            async with asyncio.timeout(max(left, 0.0)):
                return await anext(self._sound, None)
        except TimeoutError:
            raise RemoteFailure(f"{self._who} does not answer in time.") from None


def _in_blocks(parts: Iterator[Samples]) -> Iterator[Samples]:
    """Yield the same samples in blocks of some length; the last may be shorter."""
    held: list[Samples] = []
    for part in parts:
        held.append(part)
        if sum(map(len, held)) >= BLOCK:
            yield np.concatenate(held)
            held = []
    if held:
        yield np.concatenate(held)


def _close(sound: Iterator[Samples]) -> None:
    close: Callable[[], None] | None = getattr(sound, "close", None)
    if close is not None:
        close()

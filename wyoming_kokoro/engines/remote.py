"""Engines on other machines: asynchronous, and used by the studio like all others."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Iterator
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

from wyoming_kokoro.engines.engine import Capabilities
from wyoming_kokoro.engines.lifecycle import AlwaysReady
from wyoming_kokoro.speech import Phrase, Piece

T = TypeVar("T")


class RemoteEngine(Protocol):
    """Asks another machine for sound, on the event loop. Its capabilities say `remote`."""

    @property
    def name(self) -> str:
        """The name in the settings and in the status."""
        ...

    @property
    def identity(self) -> str:
        """A text that changes whenever the same phrase would sound different."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    def stream(self, phrase: Phrase, *, again: bool = False) -> AsyncGenerator[Piece, None]:
        """Yield the pieces of a phrase as they arrive, at RATE; closing the generator ends the request.

        It must give up by itself, with Unavailable, when the other machine does not answer.
        """
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


class RemoteRenderer:
    """A remote engine as a blocking one: its caller's thread sleeps until the event loop has received a piece.

    So everything between an engine and a listener exists once. Such a thread uses no processor, which is why the
    scheduler gives it none.
    """

    def __init__(self, engine: RemoteEngine, loop: asyncio.AbstractEventLoop) -> None:
        self._engine = engine
        self._loop = loop

    @property
    def name(self) -> str:
        """The engine's name."""
        return self._engine.name

    @property
    def identity(self) -> str:
        """The engine's identity."""
        return self._engine.identity

    @property
    def capabilities(self) -> Capabilities:
        """What the engine can do."""
        return self._engine.capabilities

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        """Yield the pieces of a phrase, waiting for each; for any thread but the event loop's."""
        pieces = self._engine.stream(phrase, again=again)
        try:
            while (piece := self._begin(_next(pieces)).result()) is not None:
                yield piece
        finally:
            # Not waited for: an abandoned phrase is closed on the event loop, which must not wait for itself.
            if not self._loop.is_closed():
                self._begin(pieces.aclose())

    def close(self) -> None:
        """Do nothing: the lifecycle closes the engine, which takes an event loop."""

    def _begin(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)


class RemoteLifecycle(AlwaysReady):
    """The lifecycle of a remote engine that needs no preparation; made on the event loop."""

    def __init__(self, engine: RemoteEngine) -> None:
        super().__init__(RemoteRenderer(engine, asyncio.get_running_loop()))
        self._remote = engine

    async def close(self) -> None:
        """Close all connections."""
        await self._remote.close()


async def _next(pieces: AsyncGenerator[Piece, None]) -> Piece | None:
    return await anext(pieces, None)

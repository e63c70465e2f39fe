"""Engines on other machines are asynchronous, and wait without taking a processor from the others."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from pathlib import Path

import numpy as np
import pytest

from tests.engines.conftest import phrase
from tests.engines.selecting import SENTENCE
from wyoming_kokoro.engines import ENGINES, Capabilities, EngineDefinition, ToneEngine
from wyoming_kokoro.engines.remote import RemoteLifecycle, RemoteRenderer
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings, Paths, load
from wyoming_kokoro.speech import Phrase, Piece, Utterance
from wyoming_kokoro.studio import Studio

TEXT = "The light is on."


class HumService:
    """Hums on another machine, which answers once so many requests have arrived."""

    name = "hum"
    identity = "hum-1"
    capabilities = Capabilities(speed_range=(0.1, 10.0), pitch=True, streaming=True, remote=True, private=False)

    def __init__(self, together: int = 1, *, answers: bool = True) -> None:
        self._together = together
        self._answers = answers
        self._answering = asyncio.Event()
        self.requests = 0
        self.ended = 0
        self.closed = False

    async def stream(self, phrase: Phrase, *, again: bool = False) -> AsyncGenerator[Piece, None]:
        self.requests += 1
        if self.requests >= self._together:
            self._answering.set()
        try:
            await self._answering.wait()
            if not self._answers:
                raise Unavailable("The service does not answer.")
            for piece in ToneEngine().render(phrase, again=again):
                await asyncio.sleep(0)
                yield piece
        finally:
            self.ended += 1

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
async def service() -> HumService:
    return HumService()


@pytest.fixture
async def renderer(service: HumService) -> AsyncIterator[RemoteRenderer]:
    """A blocking view of the service, as the studio has it."""
    lifecycle = RemoteLifecycle(service)
    assert isinstance(lifecycle.engine, RemoteRenderer)
    yield lifecycle.engine
    await lifecycle.close()
    assert service.closed


async def _until_ended(service: HumService) -> None:
    async with asyncio.timeout(5):
        while not service.ended:  # noqa: ASYNC110 -- the service has no event for it
            await asyncio.sleep(0.001)


async def test_a_remote_engine_returns_the_same_pieces(renderer: RemoteRenderer) -> None:
    spoken = phrase(SENTENCE)
    pieces = await asyncio.to_thread(lambda: list(renderer.render(spoken)))
    expected = list(ToneEngine().render(spoken))
    assert len(pieces) == len(expected) > 1
    assert all(np.array_equal(one.samples, other.samples) for one, other in zip(pieces, expected, strict=True))
    assert (renderer.name, renderer.identity) == ("hum", "hum-1") and renderer.capabilities.remote


async def test_an_abandoned_phrase_ends_the_request(renderer: RemoteRenderer, service: HumService) -> None:
    pieces = renderer.render(phrase(SENTENCE))
    assert isinstance(pieces, Generator)
    await asyncio.to_thread(next, pieces)
    pieces.close()  # on the event loop, as the scheduler does it
    await _until_ended(service)


async def test_a_service_that_does_not_answer_is_unavailable(loaded: LoadedSettings) -> None:
    renderer = RemoteRenderer(HumService(answers=False), asyncio.get_running_loop())
    studio = await Studio.open(loaded, engine=renderer)
    with pytest.raises(Unavailable):
        _ = [block async for block in studio.speak(Utterance(TEXT))]
    await studio.close()


async def test_remote_requests_run_in_parallel_on_a_machine_with_one_core(tmp_path: Path) -> None:
    together = 6
    service = HumService(together)
    ENGINES.register(EngineDefinition("hum", "a hum from another machine", lambda _: RemoteLifecycle(service)))
    studio = await Studio.open(load(Paths(tmp_path, tmp_path), {"engine.name": "hum"}, {}), cores=1)

    async def spoken(number: int) -> int:
        blocks = [block async for block in studio.speak(Utterance(f"This is number {number}."))]
        return sum(len(block.samples) for block in blocks)

    async with asyncio.timeout(10):
        lengths = await asyncio.gather(*map(spoken, range(together)))
    assert all(lengths) and service.requests == together
    assert studio.status().engine == "hum"
    await studio.close()
    assert service.closed
    ENGINES.unregister("hum")

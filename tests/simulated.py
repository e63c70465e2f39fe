"""Simulated time, an engine of a known speed in it, and listeners: the same in every run, without waiting."""

import asyncio
import selectors
from collections.abc import AsyncIterable, Callable, Coroutine, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from wyoming_kokoro.engines import ToneEngine
from wyoming_kokoro.engines.tone import SILENT
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import RATE, Phrase, Piece, Utterance, seconds
from wyoming_kokoro.studio import Studio

T = TypeVar("T")

TOKENS_A_SECOND = 15
CUSHION = 0.5
"""Seconds that a player waits after the first byte."""
CORES = 2
ALONE, SHARED = 0.19, 0.36
"""Seconds of work for a second of sound, as measured on two cores: all of them for one run, or one each for two."""
SHORT_TEXT = (
    "The {} light is now at fifty percent. It is raining outside, so I closed the windows in the {} and the living "
    "room. The washing machine in the {} will be done in about twenty minutes from now."
)
LONG_TEXT = (
    "The {} light is now set to fifty percent. It is raining outside, so I closed the windows in the {} and the living "
    "room. The washing machine in the {} will be done soon. Tomorrow will start with fog and a light wind from the "
    "west, then the sun comes out around noon in the {} and it gets warm. You have two meetings in the {}, and your "
    "train leaves at a quarter past five. Do not forget to bring the blue folder to the {} with the signed papers."
)
ROOMS = ("kitchen", "bedroom", "hall", "garden", "office", "bathroom", "garage", "nursery")


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop whose time jumps to the next event; work on threads is done at once and takes what it spends."""

    def __init__(self) -> None:
        self.now = 0.0
        self._spent = 0.0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        """Return the simulated time, also in the middle of some work."""
        return self.now + self._spent

    def spend(self, seconds: float) -> None:
        """Let the present work take so long."""
        self._spent += seconds

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> "asyncio.Future[T]":  # type: ignore[override] # noqa: ANN401 -- as it is there
        """Do the work now, and return its result when it would have been done."""
        del executor
        future: asyncio.Future[T] = self.create_future()
        try:
            finish = future.set_result, func(*args)
        except Exception as error:  # noqa: BLE001 -- it is raised where the result is waited for
            finish = future.set_exception, error  # type: ignore[assignment]
        spent, self._spent = self._spent, 0.0
        self.call_later(spent, lambda: None if future.done() else finish[0](finish[1]))
        return future


class _Jumping(selectors.SelectSelector):
    """Waits by moving the loop's time forward."""

    def __init__(self, loop: SimulatedLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:  # noqa: ANN401 -- as it is there
        events = super().select(0)
        if not events:
            if timeout is None:
                raise RuntimeError("Every task waits, and no event will come.")
            self._loop.now += timeout
        return events


def simulate(main: Callable[[SimulatedLoop], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine to its end in simulated time."""
    loop = SimulatedLoop()
    try:
        return loop.run_until_complete(main(loop))
    finally:
        loop.close()


class SimulatedEngine(ToneEngine):
    """Hums at the speed of Kokoro's speech, and takes as much simulated time as Kokoro would."""

    identity = "simulated"
    capabilities = replace(ToneEngine.capabilities, context=True)

    def __init__(self, loop: SimulatedLoop, alone: float, shared: float) -> None:
        self.rendered: list[str] = []
        self._loop = loop
        self._work = alone, shared
        self._running: list[float] = []

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:  # noqa: ARG002 - it cannot fail
        """Hum a phrase in one piece."""
        now = self._loop.time()
        self._running = [end for end in self._running if end > now]
        length = RATE // TOKENS_A_SECOND
        hum = (0.1 * np.sin(np.arange(length) / 20)).astype(np.float32)
        silence = np.zeros(length, np.float32)
        samples = np.concatenate([silence if each in SILENT else hum for each in phrase.phonemes])
        self._loop.spend(seconds(samples) * self._work[bool(self._running)])
        self._running.append(self._loop.time())
        self.rendered.append(phrase.words)
        yield Piece(samples, (length,) * len(phrase.phonemes))


@dataclass(frozen=True)
class ListenerTimes:
    """When a listener received sound."""

    first: float
    """Seconds from asking to the first sound."""
    gaps: tuple[float, ...]
    """Seconds of each interruption, if playback starts after the cushion."""


class SimulatedStudio:
    """A studio on a simulated machine."""

    def __init__(self, studio: Studio, engine: SimulatedEngine, loop: SimulatedLoop) -> None:
        self.studio = studio
        self.engine = engine
        self.loop = loop

    @classmethod
    async def open(
        cls, loop: SimulatedLoop, folder: Path, alone: float, shared: float, **settings: object
    ) -> "SimulatedStudio":
        """Return a studio that has spoken a little, so that it knows how fast the engine is."""
        values = {"engine.name": "tone", "cache.memory_megabytes": 0, **settings}
        engine = SimulatedEngine(loop, alone, shared)
        studio = await Studio.open(load(Paths(folder, folder), values, {}), loop.time, cores=CORES, engine=engine)
        simulated = cls(studio, engine, loop)
        await simulated.listen("Good morning to everybody who is here.")
        await asyncio.gather(
            *(simulated.listen(f"Good {time} to everybody who is here.") for time in ("day", "evening"))
        )
        engine.rendered.clear()
        return simulated

    async def listen(self, text: str, later: float = 0.0, arriving: AsyncIterable[str] | None = None) -> ListenerTimes:
        """Ask for a text, so many seconds later, and receive its sound as it comes."""
        await asyncio.sleep(later)
        asked = self.loop.time()
        arrived = [
            (self.loop.time(), seconds(block.samples)) async for block in self.studio.speak(Utterance(text), arriving)
        ]
        sound = [(moment, length) for moment, length in arrived if length]
        silent, gaps = sound[0][0] + CUSHION, []
        for moment, length in sound:
            if moment > silent:
                gaps.append(moment - silent)
                silent = moment
            silent += length
        return ListenerTimes(sound[0][0] - asked, tuple(gaps))


def texts(text: str, count: int) -> list[str]:
    """Return different texts of one pattern, so that none comes from the cache."""
    return [text.format(*[room] * text.count("{}")) for room in ROOMS[:count]]


def at_once(folder: Path, asked: list[str], apart: float = 0.0, shared: float = SHARED) -> list[ListenerTimes]:
    """Return the times of listeners who ask for texts at once, or so many seconds apart."""

    async def main(loop: SimulatedLoop) -> list[ListenerTimes]:
        simulated = await SimulatedStudio.open(loop, folder, shared * ALONE / SHARED, shared)
        listeners = await asyncio.gather(*(simulated.listen(text, apart * number) for number, text in enumerate(asked)))
        await simulated.studio.close()
        return listeners

    return simulate(main)

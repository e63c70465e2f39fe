"""Simulated time, a machine of a known speed in it, and listeners: the same in every run, and in no time."""

import asyncio
import selectors
from collections.abc import AsyncIterable, Callable, Coroutine, Iterator
from dataclasses import dataclass
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
    """Jumps to the next moment when something happens; work on threads is done at once, and lasts what it spends."""

    def __init__(self) -> None:
        self.now = 0.0
        self._spent = 0.0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        """The simulated time, for whoever asks in the middle of some work as well."""
        return self.now + self._spent

    def spend(self, seconds: float) -> None:
        """Let the work that is being done take so long."""
        self._spent += seconds

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> "asyncio.Future[T]":  # type: ignore[override] # noqa: ANN401 -- as it is there
        """Do the work now, and have its result when it would have been done."""
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
    """Waits by moving the loop's time on."""

    def __init__(self, loop: SimulatedLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:  # noqa: ANN401 -- as it is there
        found = super().select(0)
        if not found:
            if timeout is None:
                raise RuntimeError("Everybody waits, and nothing will happen.")
            self._loop.now += timeout
        return found


def simulate(main: Callable[[SimulatedLoop], Coroutine[Any, Any, T]]) -> T:
    """Run something to its end in simulated time."""
    loop = SimulatedLoop()
    try:
        return loop.run_until_complete(main(loop))
    finally:
        loop.close()


class Measured(ToneEngine):
    """Hums as slowly as Kokoro speaks, and takes as much simulated time for it."""

    identity = "measured"

    def __init__(self, loop: SimulatedLoop, alone: float, shared: float) -> None:
        self.made: list[str] = []
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
        self.made.append(phrase.words)
        yield Piece(samples, (length,) * len(phrase.phonemes))


@dataclass(frozen=True)
class Heard:
    first: float
    """Seconds from asking to the first sound."""
    gaps: tuple[float, ...]
    """Seconds each, if it is played from the first byte on, after the cushion."""


class House:
    """A studio on a simulated machine."""

    def __init__(self, studio: Studio, engine: Measured, loop: SimulatedLoop) -> None:
        self.studio = studio
        self.engine = engine
        self.loop = loop

    @classmethod
    async def open(cls, loop: SimulatedLoop, folder: Path, alone: float, shared: float, **settings: object) -> "House":
        """A studio that has spoken a little, so that it knows how fast it is."""
        wanted = {"engine.name": "tone", "cache.memory_megabytes": 0, **settings}
        engine = Measured(loop, alone, shared)
        studio = await Studio.open(load(Paths(folder, folder), wanted, {}), loop.time, cores=CORES, engine=engine)
        house = cls(studio, engine, loop)
        await house.hear("Good morning to everybody who is here.")
        await asyncio.gather(*(house.hear(f"Good {time} to everybody who is here.") for time in ("day", "evening")))
        engine.made.clear()
        return house

    async def hear(self, text: str, later: float = 0.0, arriving: AsyncIterable[str] | None = None) -> Heard:
        """Ask for a text, so many seconds later, and take its sound as soon as it is there."""
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
        return Heard(sound[0][0] - asked, tuple(gaps))


def texts(text: str, count: int) -> list[str]:
    """Each another, so that nothing is made once for two."""
    return [text.format(*[room] * text.count("{}")) for room in ROOMS[:count]]


def at_once(folder: Path, asked: list[str], apart: float = 0.0, shared: float = SHARED) -> list[Heard]:
    """What listeners hear who ask for texts at once, or so many seconds apart."""

    async def main(loop: SimulatedLoop) -> list[Heard]:
        house = await House.open(loop, folder, shared * ALONE / SHARED, shared)
        heard = await asyncio.gather(*(house.hear(text, apart * number) for number, text in enumerate(asked)))
        await house.studio.close()
        return heard

    return simulate(main)

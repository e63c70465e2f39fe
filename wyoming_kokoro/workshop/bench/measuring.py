"""Measures one candidate in this process: loads it, lets it speak to one listener and then to several."""

import asyncio
import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from itertools import product

from wyoming_kokoro.errors import InternalError, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import Delivery, Utterance, seconds
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.workshop.bench.candidates import BenchCandidate
from wyoming_kokoro.workshop.bench.figures import BenchExtent, BenchFigures, LoadFigures
from wyoming_kokoro.workshop.bench.usage import megabytes, most_megabytes, processor_seconds

Tell = Callable[[str], None]
"""Says what is being done, in a few words."""

CUSHION = 0.5
"""Seconds that a player waits after the first sound before it begins."""
LOAD_SECONDS = 400.0
"""How long loading may take, and then making it suit the machine: longer than either is given."""
LOOK_SECONDS = 0.01
LANGUAGE = "en-US"

_ROOMS = ("kitchen", "bedroom", "hall", "garden", "office", "bathroom", "garage", "nursery")
_NUMBERS = ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty")
_REPLY = (
    "The {room} light is now at {number} percent. It is raining outside, so I closed the windows in the {room} and the "
    "living room. The washing machine will be done in about {number} minutes from now."
)


@dataclass(frozen=True, slots=True)
class ListenerTiming:
    """When each block of sound came, in seconds since it was asked for, and how long it is."""

    arrivals: tuple[tuple[float, float], ...]

    @property
    def first(self) -> float:
        """When the first sound came."""
        return self.arrivals[0][0]

    @property
    def last(self) -> float:
        """When the last came."""
        return self.arrivals[-1][0]

    @property
    def sound(self) -> float:
        """Seconds of it."""
        return sum(length for _, length in self.arrivals)

    def gaps(self, cushion: float = CUSHION) -> list[float]:
        """How long a player stands still, each time it does."""
        plays_until, found = self.first + cushion, []
        for at, length in self.arrivals:
            if at > plays_until:
                found.append(at - plays_until)
                plays_until = at
            plays_until += length
        return found


def measured(candidate: BenchCandidate, loaded: LoadedSettings, extent: BenchExtent, tell: Tell) -> BenchFigures:
    """Everything about one candidate; SpeechError says why it cannot speak."""
    return asyncio.run(_Measurement(candidate, candidate.loaded(loaded), extent, tell).run())


class _Measurement:
    def __init__(self, candidate: BenchCandidate, loaded: LoadedSettings, extent: BenchExtent, tell: Tell) -> None:
        self._candidate = candidate
        self._loaded = loaded
        self._extent = extent
        self._tell = tell
        self._texts = _replies()

    async def run(self) -> BenchFigures:
        self._tell("prepared")
        studio = await self._open()  # the first time may prepare things that are kept
        await self._heard(studio)
        await studio.close()
        gc.collect()
        self._tell("loaded")
        began = time.perf_counter()
        studio = await self._open()
        load = time.perf_counter() - began
        try:
            return await self._with(studio, load, time.perf_counter() + self._extent.seconds)
        finally:
            await studio.close()

    async def _with(self, studio: Studio, load: float, until: float) -> BenchFigures:
        await self._heard(studio)  # its first run brings the weights into memory
        heard: list[ListenerTiming] = []
        spent = 0.0
        for number in range(self._extent.rounds):
            if heard and time.perf_counter() > until:
                break
            self._tell(f"one listener, round {number + 1} of {self._extent.rounds}")
            before = await asyncio.to_thread(processor_seconds)
            heard.append(await self._heard(studio))
            spent += await asyncio.to_thread(processor_seconds) - before
        crowds: list[LoadFigures] = []
        for count in self._extent.listeners:
            if time.perf_counter() > until:
                break
            self._tell(f"{count} listener{'s' * (count > 1)} at once")
            crowds.append(await self._crowd(studio, count))
        _must_be_made(studio)
        return BenchFigures(
            candidate=self._candidate,
            load=load,
            first=statistics.median(each.first for each in heard),
            rtf=statistics.median(each.last / each.sound for each in heard),
            processor=spent / sum(each.sound for each in heard),
            memory=await asyncio.to_thread(megabytes),
            most_memory=most_megabytes(),
            crowds=tuple(crowds),
        )

    async def _open(self) -> Studio:
        """A studio in which the candidate's engine speaks."""
        studio = await Studio.open(self._loaded)
        until = time.perf_counter() + LOAD_SECONDS
        while (status := studio.status()).engine != self._candidate.engine:
            if status.problems or time.perf_counter() > until:
                await studio.close()
                raise Unavailable(" ".join((f"{self._candidate.name} cannot be measured.", *status.problems)))
            await asyncio.sleep(LOOK_SECONDS)
        if studio.improving:
            self._tell("made to suit this machine, which is done once")
        while studio.improving:  # noqa: ASYNC110 -- a studio has no event for it
            await asyncio.sleep(LOOK_SECONDS)
        return studio

    async def _crowd(self, studio: Studio, count: int) -> LoadFigures:
        heard = await asyncio.gather(*(self._heard(studio) for _ in range(count)))
        gaps = [gap for each in heard for gap in each.gaps()]
        return LoadFigures(
            listeners=count,
            speed=sum(each.sound for each in heard) / max(each.last for each in heard),
            first=statistics.median(each.first for each in heard),
            gaps=len(gaps),
            still=sum(gaps),
        )

    async def _heard(self, studio: Studio) -> ListenerTiming:
        """One listener's reply, which nobody was given before."""
        utterance = Utterance(next(self._texts), Delivery(language=LANGUAGE))
        began = time.perf_counter()
        async with aclosing(studio.speak(utterance)) as blocks:
            arrivals = [
                (time.perf_counter() - began, seconds(block.samples)) async for block in blocks if len(block.samples)
            ]
        return ListenerTiming(tuple(arrivals))


def _must_be_made(studio: Studio) -> None:
    """Sound that was known from before would be measured as if it cost nothing."""
    if any(entry.from_cache for entry in studio.recent_requests()):
        raise InternalError("Sound came from the cache while speed was measured.")


def _replies() -> Iterator[str]:
    """Texts of three sentences, no two of which have a sentence in common."""
    while True:
        for number, room in product(_NUMBERS, _ROOMS):
            yield _REPLY.format(room=room, number=number)

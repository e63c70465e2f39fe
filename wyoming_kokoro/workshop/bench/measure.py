"""Measures one candidate in this process: loads it, and lets it speak to one listener and then to several."""

import asyncio
import gc
import statistics
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import product
from math import inf

from wyoming_kokoro.errors import InternalError, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import Delivery, Utterance, seconds
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.workshop.bench.candidates import BenchCandidate
from wyoming_kokoro.workshop.bench.results import BenchPlan, BenchResult, ListenersResult
from wyoming_kokoro.workshop.bench.usage import megabytes, peak_megabytes, processor_seconds

Report = Callable[[str], None]
"""Shows what is being done, in a few words."""

BUFFER_SECONDS = 0.5
"""How long a player waits after the first sound before it plays."""
LOAD_TIMEOUT = 400.0
"""Seconds for loading, and again for splitting the model: longer than the program itself allows."""
POLL_SECONDS = 0.01
LANGUAGE = "en-US"

_ROOMS = ("kitchen", "bedroom", "hall", "garden", "office", "bathroom", "garage", "nursery")
_NUMBERS = ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty")
_REPLY = (
    "The {room} light is now at {number} percent. It is raining outside, so I closed the windows in the {room} and the "
    "living room. The washing machine will be done in about {number} minutes from now."
)


@dataclass(frozen=True, slots=True)
class ListenerTiming:
    """When each block of sound arrived, in seconds since the request, and how long it is."""

    arrivals: tuple[tuple[float, float], ...]

    @property
    def first(self) -> float:
        """When the first sound arrived."""
        return self.arrivals[0][0]

    @property
    def last(self) -> float:
        """When the last sound arrived."""
        return self.arrivals[-1][0]

    @property
    def sound(self) -> float:
        """Seconds of sound."""
        return sum(length for _, length in self.arrivals)

    def gaps(self, buffer: float = BUFFER_SECONDS) -> list[float]:
        """Return the seconds of each gap in which a player has nothing to play."""
        plays_until, gaps = self.first + buffer, []
        for arrival, length in self.arrivals:
            if arrival > plays_until:
                gaps.append(arrival - plays_until)
                plays_until = arrival
            plays_until += length
        return gaps


def measure(candidate: BenchCandidate, loaded: LoadedSettings, plan: BenchPlan, report: Report) -> BenchResult:
    """Measure a candidate; raises SpeechError if it cannot speak."""
    return asyncio.run(_Measurement(candidate, candidate.settings(loaded), plan, report).run())


class _Measurement:
    def __init__(self, candidate: BenchCandidate, loaded: LoadedSettings, plan: BenchPlan, report: Report) -> None:
        self._candidate = candidate
        self._loaded = loaded
        self._plan = plan
        self._report = report
        self._texts = replies()

    async def run(self) -> BenchResult:
        self._report("preparing")
        studio = await self._open()  # the first time may prepare things that are kept
        await self._listen(studio)
        await studio.close()
        gc.collect()
        self._report("loading")
        began = time.perf_counter()
        studio = await self._open()
        load_seconds = time.perf_counter() - began
        try:
            return await self._measure(studio, load_seconds)
        finally:
            await studio.close()

    async def _measure(self, studio: Studio, load_seconds: float) -> BenchResult:
        deadline = time.perf_counter() + self._plan.time_limit
        await self._listen(studio)  # the first run brings the weights into memory
        timings, processor = await self._one_listener(studio, deadline)
        several = [each async for each in self._several_listeners(studio, deadline)]
        require_no_cache(studio)
        return BenchResult(
            candidate=self._candidate,
            load_seconds=load_seconds,
            first_sound=statistics.median(each.first for each in timings),
            real_time_factor=statistics.median(each.last / each.sound for each in timings),
            processor_seconds=processor / sum(each.sound for each in timings),
            memory=await asyncio.to_thread(megabytes),
            peak_memory=peak_megabytes(),
            several=tuple(several),
            execution_provider=studio.status().execution_provider,
        )

    async def _one_listener(self, studio: Studio, deadline: float) -> tuple[list[ListenerTiming], float]:
        """Return the timing of each round, and the processor time of all."""
        timings: list[ListenerTiming] = []
        processor = 0.0
        for number in range(self._plan.rounds):
            if timings and time.perf_counter() > deadline:
                break
            self._report(f"one listener, round {number + 1} of {self._plan.rounds}")
            before = await asyncio.to_thread(processor_seconds)
            timings.append(await self._listen(studio))
            processor += await asyncio.to_thread(processor_seconds) - before
        return timings, processor

    async def _several_listeners(self, studio: Studio, deadline: float) -> AsyncIterator[ListenersResult]:
        for count in self._plan.listeners:
            if time.perf_counter() > deadline:
                break
            self._report(f"{count} listener{'s' * (count > 1)} at once")
            timings = await asyncio.gather(*(self._listen(studio) for _ in range(count)))
            yield _together(timings)

    async def _open(self) -> Studio:
        return await open_studio(self._candidate, self._loaded, self._report)

    async def _listen(self, studio: Studio) -> ListenerTiming:
        """Let the studio speak a reply that it has not spoken before."""
        return await listen(studio, next(self._texts))


async def open_studio(candidate: BenchCandidate, loaded: LoadedSettings, report: Report) -> Studio:
    """Return a studio in which the candidate's engine speaks, by the settings that it is measured with."""
    studio = await Studio.open(loaded)
    deadline = time.perf_counter() + LOAD_TIMEOUT
    while (status := studio.status()).engine != candidate.engine or candidate.model not in (None, status.model):
        if status.engine_problems or time.perf_counter() > deadline:
            await studio.close()
            raise Unavailable(" ".join((f"{candidate.name} cannot be measured.", *status.engine_problems)))
        await asyncio.sleep(POLL_SECONDS)
    if studio.improving:
        report("optimizing the model for this machine, once")
    while studio.improving:  # noqa: ASYNC110 -- a studio has no event for it
        await asyncio.sleep(POLL_SECONDS)
    return studio


async def listen(studio: Studio, text: str, *, until: float = inf) -> ListenerTiming:
    """Let the studio speak a text; ends with the first sound after the time `until`."""
    utterance = Utterance(text, Delivery(language=LANGUAGE))
    began = time.perf_counter()
    arrivals: list[tuple[float, float]] = []
    async with aclosing(studio.speak(utterance)) as blocks:
        async for block in blocks:
            now = time.perf_counter()
            if len(block.samples):
                arrivals.append((now - began, seconds(block.samples)))
                if now >= until:
                    break
    return ListenerTiming(tuple(arrivals))


def _together(timings: Sequence[ListenerTiming]) -> ListenersResult:
    gaps = [gap for timing in timings for gap in timing.gaps()]
    return ListenersResult(
        listeners=len(timings),
        throughput=sum(timing.sound for timing in timings) / max(timing.last for timing in timings),
        first_sound=statistics.median(timing.first for timing in timings),
        gaps=len(gaps),
        gap_seconds=sum(gaps),
    )


def require_no_cache(studio: Studio) -> None:
    """Raise InternalError if sound came from the cache: it would be measured as if it cost nothing."""
    if any(request.from_cache for request in studio.recent_requests()):
        raise InternalError("Sound came from the cache while speed was measured.")


def replies() -> Iterator[str]:
    """Yield texts of three sentences; no sentence comes twice before all were used."""
    while True:
        for number, room in product(_NUMBERS, _ROOMS):
            yield _REPLY.format(room=room, number=number)

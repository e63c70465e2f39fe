"""Measures how much several instances of the program speak at once, each in a process with its share of the threads."""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.workshop.bench.candidates import BenchCandidate
from wyoming_kokoro.workshop.bench.measure import (
    LOAD_TIMEOUT,
    ListenerTiming,
    Report,
    listen,
    open_studio,
    replies,
    require_no_cache,
)
from wyoming_kokoro.workshop.bench.subprocess_measure import receive_message, reporting_errors, subprocess
from wyoming_kokoro.workshop.bench.usage import processor_seconds, proportional_megabytes

THREADS = "engine.threads"
QUICK_SECONDS, FULL_SECONDS = 10.0, 30.0
"""How long instances speak at once: some ten texts of an instance on a machine of usual speed."""
WORTH = 1.05
"""More instances are recommended if they speak so many times as much: less is chance."""
LISTEN_TIMEOUT = 120.0
"""Seconds that an instance may need beyond the time of the measurement, to end what it has begun."""


@dataclass(frozen=True, slots=True)
class InstanceSpeech:
    """What one instance has spoken while all of them spoke."""

    sound: float
    """Seconds of sound."""
    elapsed: float
    """Seconds until the last of it was there."""
    first_sounds: tuple[float, ...]
    """Seconds until the first sound of each text."""
    processor: float
    """Seconds of work of all cores."""
    memory: float
    """Megabytes, of which those that instances share are divided among them."""


@dataclass(frozen=True, slots=True)
class InstancesResult:
    """The result for a number of instances."""

    instances: int
    threads: int
    """The threads of each."""
    throughput: float
    """Seconds of sound made in a second, by all together."""
    first_sound: float
    """Seconds until the median text was heard."""
    processor_seconds: float
    """Seconds of work of all cores for a second of sound."""
    memory: float
    """Megabytes of all together."""

    @classmethod
    def of(cls, threads: int, spoken: Sequence[InstanceSpeech]) -> "InstancesResult":
        """Bring together what the instances have measured."""
        return cls(
            instances=len(spoken),
            threads=threads,
            throughput=sum(each.sound / each.elapsed for each in spoken),
            first_sound=statistics.median(first for each in spoken for first in each.first_sounds),
            processor_seconds=sum(each.processor for each in spoken) / sum(each.sound for each in spoken),
            memory=sum(each.memory for each in spoken),
        )

    def as_json(self) -> dict[str, object]:
        """Return the result with the keys that programs know."""
        return {
            "instances": self.instances,
            "threads": self.threads,
            "speed": self.throughput,
            "first": self.first_sound,
            "processor": self.processor_seconds,
            "memory": self.memory,
        }


def measure_instances(
    candidate: BenchCandidate, loaded: LoadedSettings, count: int, duration: float, report: Report
) -> InstancesResult:
    """Let so many instances speak at once for some seconds; raises Unavailable with the reason if one does not."""
    threads = max(1, Host.here().cores // count)
    candidate = replace(candidate, other_settings={**candidate.other_settings, THREADS: threads})
    with ExitStack() as stack:
        instances: list[Connection] = []
        for number in range(count):
            # One after another: the first may prepare files that the others then find.
            report(f"starting instance {number + 1} of {count}")
            instances.append(stack.enter_context(subprocess(send_speech, candidate, loaded)))
            receive_message(instances[-1], bool, candidate, report, LOAD_TIMEOUT)
        report(f"speaking for {duration:.0f} s")
        for instance in instances:
            instance.send(duration)
        timeout = duration + LISTEN_TIMEOUT
        return InstancesResult.of(
            threads, [receive_message(each, InstanceSpeech, candidate, report, timeout) for each in instances]
        )


def send_speech(candidate: BenchCandidate, loaded: LoadedSettings, connection: Connection) -> None:
    """Load in this process, say so, speak for as long as is asked then, and send what was measured."""
    with reporting_errors(connection):
        asyncio.run(_speak(candidate, loaded, connection))


async def _speak(candidate: BenchCandidate, loaded: LoadedSettings, connection: Connection) -> None:
    texts = replies()
    studio = await open_studio(candidate, candidate.settings(loaded), connection.send)
    try:
        await listen(studio, next(texts))  # the first run brings the weights into memory
        connection.send(True)
        duration = await asyncio.to_thread(connection.recv)
        connection.send(await speak_for(studio, texts, duration))
        await asyncio.to_thread(connection.poll, LISTEN_TIMEOUT)  # its memory counts until all are measured
    finally:
        await studio.close()


async def speak_for(studio: Studio, texts: Iterator[str], duration: float) -> InstanceSpeech:
    """Speak one text after another until the time is over, and some sound was heard."""
    timings: list[ListenerTiming] = []
    before, began = await asyncio.to_thread(processor_seconds), time.perf_counter()
    elapsed = 0.0
    while elapsed < duration:
        timing = await listen(studio, next(texts), until=began + duration)
        elapsed = time.perf_counter() - began
        if not timing.arrivals:
            raise Unavailable("A text gave no sound while instances were measured.")
        timings.append(timing)
    processor = await asyncio.to_thread(processor_seconds) - before
    require_no_cache(studio)
    return InstanceSpeech(
        sound=sum(each.sound for each in timings),
        elapsed=elapsed,
        first_sounds=tuple(each.first for each in timings),
        processor=processor,
        memory=await asyncio.to_thread(proportional_megabytes),
    )


def fits(result: InstancesResult, count: int) -> bool:
    """Return whether so many instances fit into the memory, by what fewer needed; True where its size is not known."""
    memory = Host.here().memory / 1e6
    return not memory or result.memory / result.instances * count <= memory


def instances_table(results: Sequence[InstancesResult]) -> Iterator[str]:
    """Yield the results as lines of text."""
    cells: tuple[tuple[str, Callable[[InstancesResult], str]], ...] = (
        ("instances", lambda each: f"{each.instances}"),
        ("threads of each", lambda each: f"{each.threads}"),
        ("sound in a second", lambda each: f"{each.throughput:.2f} s"),
        ("first sound", lambda each: f"{each.first_sound:.3f} s"),
        ("processor", lambda each: f"{each.processor_seconds:.3f} s/s"),
        ("memory", lambda each: f"{each.memory:.0f} MB"),
    )
    yield "  ".join(f"{name:>11}" for name, _ in cells)
    for each in results:
        yield "  ".join(f"{cell(each):>{max(11, len(name))}}" for name, cell in cells)


def recommend_instances(results: Sequence[InstancesResult]) -> str:
    """Return how many instances this machine is best used with, as sentences."""
    ordered = sorted(results, key=lambda each: each.instances)
    fewest = best = ordered[0]
    for each in ordered[1:]:
        if each.throughput > best.throughput * WORTH:
            best = each
    if len(ordered) == 1:
        return f"{_named(best)} {best.throughput:.2f} s of sound in a second."
    if best is fewest:
        more = max(ordered[1:], key=lambda each: each.throughput)
        return (
            f"Run {_count(best)}: {_named(more)} {_times(more, best)}, with {more.memory / best.memory:.1f} times its "
            "memory."
        )
    return (
        f"{_named(best)} {_times(best, fewest)}, with {best.memory / fewest.memory:.1f} times its memory; "
        f"the first sound of a text comes after {best.first_sound:.2f} s instead of {fewest.first_sound:.2f} s. "
        f"For a lot of speech at once run {_count(best)}, for a single listener {_count(_soonest(ordered))}."
    )


def _soonest(results: Sequence[InstancesResult]) -> InstancesResult:
    return min(results, key=lambda each: each.first_sound)


def _count(result: InstancesResult) -> str:
    return f"{result.instances} instance{'s' * (result.instances > 1)}"


def _named(result: InstancesResult) -> str:
    return f"{_count(result)} speak{'s' * (result.instances == 1)}"


def _times(result: InstancesResult, other: InstancesResult) -> str:
    words = "one" if other.instances == 1 else str(other.instances)
    return f"{result.throughput / other.throughput:.1f} times as much as {words}"

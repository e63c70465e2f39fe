"""Measures what other clients wait for while one caller does its worst: describe, /health, first sound, memory, stop.

    script/bench attacks --engine espeak --seconds 30

Each attack runs against a server of its own, from a process of its own, for so many seconds, and goes on while SIGTERM
stops the server. Everything stays on this machine.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import resource
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import aiohttp

from benchmarks.systems.server import RunningServer, running

LONG = "This is a sentence of a long text, number {}. "
CHARACTERS = 20_000
CALLERS = 32
SHORT = "Number {}."
"""What is measured, with another number each time: what was spoken before comes from the cache."""
OTHER_CALLER = "127.0.0.2"
"""Attacks come from here: a caller is known by its address. The clients that are measured come from 127.0.0.1."""
PAUSE = 0.2
"""Seconds between two measurements."""


_NUMBERS = count(100)


@dataclass(frozen=True, slots=True)
class Target:
    """The ports of the server."""

    wyoming: int
    http: int


Attack = Callable[[Target], Coroutine[None, None, None]]


async def explain(target: Target) -> None:
    """Many ask at once for the explanation of a text of 20,000 characters."""
    await _repeat(CALLERS, lambda session: _post(session, target, "/v1/text/explain", {"text": "a." * 10_000}))


async def pattern(target: Target) -> None:
    """Many try patterns that never end with a backtracking engine."""
    comment = "a" * 150  # the text is the pattern itself, so the word that it runs through is in a comment of it
    patterns = (r"(?#[)(\w+)+!(?#]{})", "(?x) #[\n(\\w+)+!#]{}", r"(a|aa)+!(?#{})", r"(.*a)+!(?#{})")
    bodies = [{"input": f"[pattern] {each.replace('{}', comment)}", "answer": '"b"'} for each in patterns]
    numbers = count()
    path = "/v1/pronunciations/try"
    await _repeat(CALLERS, lambda session: _post(session, target, path, bodies[next(numbers) % len(bodies)]))


async def whole(target: Target) -> None:
    """Many ask for the whole sound of 20,000 characters in one piece."""
    body = {"input": _long_text(0), "stream": False, "response_format": "wav"}
    await _repeat(CALLERS, lambda session: _post(session, target, "/v1/audio/speech", body))


async def long(target: Target) -> None:
    """A hundred callers have 20,000 characters each spoken over HTTP, different ones, and read the sound."""
    numbers = count()

    async def ask(session: aiohttp.ClientSession) -> None:
        body = {"input": _long_text(next(numbers)), "response_format": "pcm"}
        await _post(session, target, "/v1/audio/speech", body)

    await _repeat(100, ask)


async def long_wyoming(target: Target) -> None:
    """A hundred callers have 20,000 characters each spoken over Wyoming, and read the sound."""

    async def ask(number: int) -> None:
        while True:
            with suppress(OSError):
                reader, writer = await asyncio.open_connection(
                    "127.0.0.1", target.wyoming, local_addr=(OTHER_CALLER, 0)
                )
                writer.write(_event("synthesize", {"text": _long_text(number)}))
                while await reader.read(65_536):
                    pass
                writer.close()
            await asyncio.sleep(0.05)

    await asyncio.gather(*(ask(number) for number in range(100)))


async def silent(target: Target) -> None:
    """Three hundred connections to each port are held open, and say nothing."""
    held = []
    while True:
        for port in (target.wyoming, target.http) * 300:
            with suppress(OSError):
                held.append(await asyncio.open_connection("127.0.0.1", port, local_addr=(OTHER_CALLER, 0)))
        await asyncio.sleep(1)
        held = [each for each in held if not each[0].at_eof()]


async def names(target: Target) -> None:
    """Many send control characters in voices, blends and answers."""
    bad = "af_heart\r\nX-Evil: 1\r\n\r\n\0\x1b"
    body = {"input": "Yes.", "voice": bad}
    await _repeat(CALLERS, lambda session: _post(session, target, "/v1/audio/speech", body))


async def nothing(target: Target) -> None:
    """No attack, for comparison."""
    del target
    await asyncio.Event().wait()


ATTACKS: tuple[Attack, ...] = (nothing, explain, pattern, whole, long, long_wyoming, silent, names)


@dataclass
class Measured:
    """What was measured beside an attack."""

    describe: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    sound_http: list[float] = field(default_factory=list)
    sound_wyoming: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    failed: int = 0
    stop: float = 0.0

    def row(self, name: str) -> str:
        """Return a row of the table."""
        longest = [self.describe, self.health, self.sound_http, self.sound_wyoming]
        seconds = " | ".join(f"{max(each, default=float('nan')):.2f}" for each in longest)
        grown = max(self.memory) - self.memory[0]
        return f"| {name} | {seconds} | {grown:.0f} | {self.failed} | {self.stop:.1f} |"


async def measure(server: RunningServer, attack: Attack, seconds: float) -> Measured:
    """Measure beside an attack, then stop the server while it goes on."""
    found = Measured()
    target = Target(server.wyoming_port, server.http_port)
    process = server.process.pid
    await _measure_once(target, Measured())  # what is imported at the first request
    found.memory.append(_memory(process))
    attacker = multiprocessing.get_context("spawn").Process(target=_attack, args=(attack, target), daemon=True)
    attacker.start()
    try:
        await asyncio.sleep(2)  # it takes a moment to start
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            await _measure_once(target, found)
            found.memory.append(_memory(process))
            await asyncio.sleep(PAUSE)
        began = time.monotonic()
        os.kill(process, signal.SIGTERM)
        try:
            await asyncio.to_thread(server.process.wait, 60)
            found.stop = time.monotonic() - began
        except subprocess.TimeoutExpired:
            found.stop = float("inf")
    finally:
        attacker.terminate()
        attacker.join()
    return found


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--engine", default="tone", choices=("tone", "espeak"))
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--only", nargs="+", choices=[each.__name__ for each in ATTACKS])
    arguments = parser.parse_args()
    print(f"{arguments.engine}; the longest, in seconds; memory grown in MB; requests for sound that were refused\n")
    print("| attack | describe | /health | first sound, HTTP | first sound, Wyoming | memory | refused | SIGTERM |")
    print("|---|---|---|---|---|---|---|---|")
    for attack in ATTACKS:
        if arguments.only is None or attack.__name__ in arguments.only:
            with running(
                settings={"engine.name": arguments.engine, "downloads.enabled": "false", "cache.memory_megabytes": 0}
            ) as server:
                found = asyncio.run(measure(server, attack, arguments.seconds))
            print(found.row(attack.__name__), flush=True)


def _attack(attack: Attack, target: Target) -> None:
    with suppress(KeyboardInterrupt):
        asyncio.run(attack(target))


async def _repeat(callers: int, ask: Callable[[aiohttp.ClientSession], Awaitable[None]]) -> None:
    """Have callers ask again and again, each over a connection of its own."""
    connector = aiohttp.TCPConnector(limit=0, local_addr=(OTHER_CALLER, 0))

    async def caller(session: aiohttp.ClientSession) -> None:
        while True:
            with suppress(aiohttp.ClientError, OSError, asyncio.TimeoutError):
                await ask(session)
            await asyncio.sleep(0.05)  # also where the answer is an error

    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(caller(session) for _ in range(callers)))


async def _post(session: aiohttp.ClientSession, target: Target, path: str, body: Mapping[str, object]) -> None:
    async with session.post(f"http://127.0.0.1:{target.http}{path}", json=body) as answer:
        async for _ in answer.content.iter_any():
            pass


async def _measure_once(target: Target, found: Measured) -> None:
    found.describe.append(await _timed(_first_event(target, _event("describe"), "info")))
    async with aiohttp.ClientSession(f"http://127.0.0.1:{target.http}") as session:
        found.health.append(await _timed(_first_byte(session.get("/health"))))
        body = {"input": SHORT.format(next(_NUMBERS)), "response_format": "pcm"}
        found.failed += await _into(found.sound_http, _first_byte(session.post("/v1/audio/speech", json=body)))
    event = _event("synthesize", {"text": SHORT.format(next(_NUMBERS))})
    found.failed += await _into(found.sound_wyoming, _first_event(target, event, "audio-chunk"))


async def _into(times: list[float], request: Awaitable[None]) -> bool:
    """Add how long a request took, unless it fails; returns whether it failed."""
    try:
        times.append(await _timed(request))
    except (aiohttp.ClientError, OSError):
        return True
    return False


async def _timed(request: Awaitable[None]) -> float:
    began = time.monotonic()
    async with asyncio.timeout(120):
        await request
    return time.monotonic() - began


async def _first_byte(request: Awaitable[aiohttp.ClientResponse]) -> None:
    answer = await request
    answer.raise_for_status()
    await answer.content.readany()
    answer.close()


async def _first_event(target: Target, event: bytes, kind: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", target.wyoming)
    try:
        writer.write(event)
        while True:
            header = json.loads(await reader.readline() or b'{"type": "end"}')
            if header["type"] == kind:
                return
            if header["type"] in ("error", "end"):
                raise ConnectionError
            await reader.readexactly(header.get("data_length", 0) + header.get("payload_length", 0))
    finally:
        writer.close()


def _event(kind: str, data: Mapping[str, object] | None = None) -> bytes:
    return json.dumps({"type": kind, "data": data or {}}).encode() + b"\n"


def _long_text(number: int) -> str:
    return "".join(LONG.format(number * 1_000 + at) for at in range(CHARACTERS // len(LONG)))[:CHARACTERS]


def _memory(process: int) -> float:
    """Return the memory of a process in megabytes, and of what it has started."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    return sum(_own_memory(each) for each in (str(process), *children))


def _own_memory(process: str) -> float:
    with suppress(OSError):
        return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * resource.getpagesize() / 1e6
    return 0.0


if __name__ == "__main__":
    main()

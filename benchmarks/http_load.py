"""Measures the HTTP API under load: requests one by one and at once, their waiting time, and the memory afterwards."""

import argparse
import asyncio
import hashlib
import os
import resource
import statistics
import time
from pathlib import Path

import aiohttp

from benchmarks.systems.server import running


class SpeechRoute:
    """Sends requests to the speech route of a server."""

    def __init__(self, session: aiohttp.ClientSession, port: int, voices: list[str]) -> None:
        self._session = session
        self._address = f"http://127.0.0.1:{port}/v1/audio/speech"
        self._voices = voices

    async def request(self, number: int) -> tuple[float, str]:
        """Return the seconds to the first byte, and a digest of the sound; raises an error for an error response."""
        body = {
            "input": f"Number {number}.",
            "voice": self._voices[number % len(self._voices)],
            "response_format": "pcm",
        }
        began = time.perf_counter()
        async with self._session.post(self._address, json=body) as answer:
            answer.raise_for_status()
            first = await answer.content.readany()
            waited = time.perf_counter() - began
            digest = hashlib.sha256(first)
            async for piece in answer.content.iter_any():
                digest.update(piece)
        return waited, digest.hexdigest()


def resources(process: int) -> tuple[int, float]:
    """Return the open file descriptors and the memory in megabytes of a process."""
    folder = Path(f"/proc/{process}")
    pages = int((folder / "statm").read_text(encoding="ascii").split()[1])
    return len(list((folder / "fd").iterdir())), pages * resource.getpagesize() / 1e6


async def measure(port: int, process: int, voices: list[str], one_by_one: int, at_once: int) -> None:
    """Send requests, and print."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(600)) as session:
        route = SpeechRoute(session, port, voices)
        await route.request(0)
        before = resources(process)
        began = time.perf_counter()
        alone = [await route.request(number) for number in range(1, one_by_one + 1)]
        took = time.perf_counter() - began
        print(f"{one_by_one} one after the other: {took:.1f} s, first byte {_spread([waited for waited, _ in alone])}")
        numbers = [number % one_by_one + 1 for number in range(at_once)]
        began = time.perf_counter()
        together = await asyncio.gather(*(route.request(number) for number in numbers))
        took = time.perf_counter() - began
        print(f"{at_once} at once: {took:.1f} s, first byte {_spread([waited for waited, _ in together])}")
        same = sum(alone[number - 1][1] == sound for number, (_, sound) in zip(numbers, together, strict=True))
        print(f"{same} of {at_once} are the same samples as when asked for alone")
    await asyncio.sleep(1)
    after = resources(process)
    print(
        f"descriptors {before[0]} before, {after[0]} after; memory {before[1]:.0f} MB before, {after[1]:.0f} MB after"
    )


def _spread(waits: list[float]) -> str:
    ranked = sorted(waits)
    middle, slow = statistics.median(ranked), ranked[min(len(ranked) - 1, len(ranked) * 19 // 20)]
    return f"median {middle * 1000:.0f} ms, 95 % {slow * 1000:.0f} ms, slowest {ranked[-1] * 1000:.0f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one-by-one", type=int, default=100)
    parser.add_argument("--at-once", type=int, default=32)
    parser.add_argument("--voices", default="af_heart,am_adam,bf_emma,bm_george", help="names, with commas between")
    parser.add_argument("--port", type=int, help="of a server that runs already, with --process")
    parser.add_argument("--process", type=int)
    parser.add_argument("server", nargs="*", help="what the server is started with, after --: --engine tone")
    arguments = parser.parse_args()
    voices = arguments.voices.split(",")
    if arguments.port:
        asyncio.run(measure(arguments.port, arguments.process, voices, arguments.one_by_one, arguments.at_once))
        return
    os.environ["WYOMING_KOKORO_CACHE_MEMORY_MEGABYTES"] = "0"  # each request is to be work
    with running(*arguments.server) as server:
        asyncio.run(measure(server.http_port, server.process.pid, voices, arguments.one_by_one, arguments.at_once))


if __name__ == "__main__":
    main()

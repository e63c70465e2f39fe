"""Measures the time from the end of the first clause of a streamed text to its first sound, over Wyoming."""

import argparse
import asyncio
import statistics
import time

from wyoming.audio import AudioChunk
from wyoming.client import AsyncTcpClient
from wyoming.tts import SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeStopped

from benchmarks.systems.server import running

ANSWER = (
    "The living room lights are on now, and I have turned the heating up to twenty one degrees. "
    "It will be warm in about half an hour. Is there anything else I can do for you?"
)
CLAUSE_END = ANSWER.index(",") + 2
TOKEN_SECONDS = 0.02
"""Between two tokens of three letters: about as fast as an assistant writes."""


async def first_sound(port: int) -> tuple[float, float]:
    """Return milliseconds from the end of the first clause to the first sound, and to the first that is not silent."""
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(SynthesizeStart().event())
        clause_ended = asyncio.get_running_loop().create_future()
        writing = asyncio.create_task(_write(client, clause_ended))
        first = loud = 0.0
        while (event := await client.read_event()) is not None and not SynthesizeStopped.is_type(event.type):
            if AudioChunk.is_type(event.type):
                now = time.perf_counter()
                first = first or now
                if not loud and any(event.payload or b""):
                    loud = now
        await writing
    began = clause_ended.result()
    return (first - began) * 1000, (loud - began) * 1000


async def _write(client: AsyncTcpClient, clause_ended: "asyncio.Future[float]") -> None:
    for at in range(0, len(ANSWER), 3):
        await client.write_event(SynthesizeChunk(ANSWER[at : at + 3]).event())
        if at + 3 >= CLAUSE_END and not clause_ended.done():
            clause_ended.set_result(time.perf_counter())
        await asyncio.sleep(TOKEN_SECONDS)
    await client.write_event(SynthesizeStop().event())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="espeak")
    parser.add_argument("--runs", type=int, default=20)
    arguments = parser.parse_args()
    with running("--engine", arguments.engine) as server:
        times = [asyncio.run(first_sound(server.wyoming_port)) for _ in range(arguments.runs + 1)][1:]
    for name, values in zip(("first sound", "first sound that is not silent"), zip(*times, strict=True), strict=True):
        print(f"{name} after the first clause: median {statistics.median(values):.0f} ms, slowest {max(values):.0f} ms")


if __name__ == "__main__":
    main()

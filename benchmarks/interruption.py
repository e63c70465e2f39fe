"""Interrupts speech on a WebSocket of a running server: how long sound still arrives, and how long the answer takes.

    script/run & script/bench interruption ws://localhost:8354/v1/audio/speech/ws [--times 40] [--key KEY]

The client is a process of its own. Sound that was sent before the server could know counts too: it is in the buffers of
the connection. The bare time is that of a message which the server only answers: what the machine itself takes.
"""

import argparse
import asyncio
import json
import time

import aiohttp
import numpy as np

TEXT = (
    "The washing machine has finished, and the laundry is dry. The window in the kitchen is open, and rain is expected "
    "late this evening. Your first appointment tomorrow starts at half past nine, so the alarm is set for eight. "
) * 20
SECOND = 48_000
"""Bytes of PCM."""


async def main() -> None:
    """Interrupt, and print what was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, prog="script/bench interruption"
    )
    parser.add_argument("address")
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--key", help="the server's key, if it has one")
    parser.add_argument("--fade-ms", type=float, default=0.0)
    options = parser.parse_args()
    headers = {"Authorization": f"Bearer {options.key}"} if options.key else {}
    sound, answers, bare = list[float](), list[float](), list[float]()
    async with aiohttp.ClientSession(headers=headers) as session:
        for number in range(options.times):
            async with session.ws_connect(options.address, max_msg_size=0) as socket:
                bare.append(await _bare(socket))
                wanted = SECOND * (1 + number % 4) // 2
                last, answer = await _interrupted(socket, wanted, options.fade_ms)
                sound.append(last)
                answers.append(answer)
    for name, values in (("the last sound", sound), ("the answer", answers), ("a bare answer", bare)):
        middle, most, worst = 1000 * np.percentile(values, (50, 90, 100))
        print(f"from cancel to {name}: median {middle:.1f} ms, nine of ten {most:.1f} ms, worst {worst:.1f} ms")


async def _bare(socket: aiohttp.ClientWebSocketResponse) -> float:
    """Return how long a request takes that the server only answers: the cancelling of one that waits."""
    await socket.send_json({"id": "a", "input": TEXT, "response_format": "pcm"})
    await socket.send_json({"id": "b", "input": TEXT, "response_format": "pcm"})
    await _until(socket, "started")
    sent = time.monotonic()
    await socket.send_json({"id": "b", "cancel": True})
    await _until(socket, "cancelled")
    return time.monotonic() - sent


async def _interrupted(socket: aiohttp.ClientWebSocketResponse, wanted: int, fade: float) -> tuple[float, float]:
    """Return how long after it was cancelled the last sound of a request arrived, and the answer."""
    received = 0
    while received < wanted:
        message = await socket.receive()
        received += len(message.data) if message.type is aiohttp.WSMsgType.BINARY else 0
    sent = time.monotonic()
    await socket.send_json({"id": "a", "cancel": True, "played_ms": 300, "fade_ms": fade})
    last = await _until(socket, "cancelled")
    return max(last - sent, 0.0), time.monotonic() - sent


async def _until(socket: aiohttp.ClientWebSocketResponse, kind: str) -> float:
    """Receive messages until one of a kind; return when the last sound before it arrived."""
    last = 0.0
    async for message in socket:
        if message.type is aiohttp.WSMsgType.BINARY:
            last = time.monotonic()
        elif message.type is aiohttp.WSMsgType.TEXT and json.loads(message.data)["type"] == kind:
            return last
    raise SystemExit("The server closed the connection.")


if __name__ == "__main__":
    asyncio.run(main())

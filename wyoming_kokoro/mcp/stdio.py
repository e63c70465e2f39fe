"""Serves one client over standard input and output, a message a line."""

import asyncio
import json
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

from wyoming_kokoro.mcp.session import McpSession, parse_failure

MAX_LINE = 1_000_000
"""Bytes of a message: several times the longest text that is spoken."""

MAX_WAITING = 16
"""Messages that are read ahead; a client that sends more waits."""


async def serve_stdio(session: McpSession, source: BinaryIO | None = None, target: BinaryIO | None = None) -> None:
    """Answer messages until the client closes the input; calls that run are ended then."""
    source, target = source or sys.stdin.buffer, target or sys.stdout.buffer
    lines: asyncio.Queue[bytes] = asyncio.Queue(MAX_WAITING)
    _read_on_a_thread(source, lines, asyncio.get_running_loop())
    work: set[asyncio.Task[None]] = set()
    try:
        while line := await lines.get():
            task = asyncio.create_task(_answer(session, line, target))
            work.add(task)
            task.add_done_callback(work.discard)
    finally:
        await session.close()
        await asyncio.gather(*work, return_exceptions=True)


async def _answer(session: McpSession, line: bytes, target: BinaryIO) -> None:
    try:
        message = json.loads(line)
    except ValueError:
        answer = parse_failure()
    else:
        found = await session.handle(message)
        if found is None:
            return
        answer = found
    content = json.dumps(answer, ensure_ascii=False).encode() + b"\n"
    await asyncio.to_thread(_write, target, content)


_writing = threading.Lock()


def _write(target: BinaryIO, content: bytes) -> None:
    with _writing:
        target.write(content)
        target.flush()


def _read_on_a_thread(source: BinaryIO, lines: "asyncio.Queue[bytes]", loop: asyncio.AbstractEventLoop) -> None:
    """Put each line into the queue, and b"" at the end; the thread does not keep the program from ending."""

    def read() -> None:
        while line := source.readline(MAX_LINE):
            if not line.strip():
                continue
            _put(lines, line, loop)
        _put(lines, b"", loop)

    threading.Thread(target=read, daemon=True).start()


def _put(lines: "asyncio.Queue[bytes]", line: bytes, loop: asyncio.AbstractEventLoop) -> None:
    done = asyncio.run_coroutine_threadsafe(lines.put(line), loop)
    wait: Callable[[], object] = done.result
    wait()

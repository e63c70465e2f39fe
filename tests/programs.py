"""The program as users start it, for tests that look at it from outside."""

import asyncio
import os
import re
import resource
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

PATIENCE = 30.0
"""Seconds until a test gives up waiting; no test measures less."""


@dataclass
class Program:
    """The program in a process of its own."""

    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)

    async def log_until(self, pattern: str) -> re.Match[str]:
        """Read the log until a line matches."""
        assert self.process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            while line := (await self.process.stderr.readline()).decode():
                self.lines.append(line)
                if match := re.search(pattern, line):
                    return match
        raise AssertionError(f"{pattern} is not in the log: {self.lines}")

    def port_of(self, scheme: str) -> int:
        return int(re.findall(rf"{scheme}://127\.0\.0\.1:(\d+)", "".join(self.lines))[0])

    @property
    def port(self) -> int:
        return self.port_of("tcp")

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.port_of('http')}"

    @property
    def memory(self) -> int:
        """Bytes that it occupies in memory."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1])
        return pages * resource.getpagesize()

    @property
    def open_files(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    async def health(self) -> dict[str, object]:
        async with aiohttp.ClientSession() as session, session.get(f"{self.web}/health") as answer:
            body: dict[str, object] = await answer.json()
            return body


@asynccontextmanager
async def started(folder: Path, *arguments: str, **settings: str) -> AsyncGenerator[Program, None]:
    """Start the program with a data folder, arguments and settings, and end it afterwards; it downloads nothing."""
    common = ["--uri", "tcp://127.0.0.1:0", "--http-host", "127.0.0.1", "--http-port", "0", "--no-zeroconf"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "wyoming_kokoro", "--data-dir", str(folder), *common, *arguments,
        stderr=subprocess.PIPE,
        env={**_environment(), "PYTHONUNBUFFERED": "1", "WYOMING_KOKORO_DOWNLOADS_ENABLED": "false", **settings},
    )  # fmt: skip
    program = Program(process)
    try:
        yield program
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def _environment() -> dict[str, str]:
    """Return this environment without the variable that only tests read."""
    return {name: value for name, value in os.environ.items() if name != "WYOMING_KOKORO_REAL"}

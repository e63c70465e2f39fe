"""A running server, and `say` in processes of their own."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.programs import started

PATIENCE = 240.0
"""Seconds until a test gives up waiting: many processes start at once, on a machine that may be busy."""

PLAYER = Path(__file__).with_name("player.py")


@dataclass
class Desk:
    """What a user has: a server, a folder for the queue, and a player that writes down what it plays."""

    folder: Path
    data: Path

    @property
    def log(self) -> Path:
        return self.folder / "played"

    @property
    def played(self) -> list[tuple[float, float, int]]:
        """When each sound began and ended, and how many bytes it had."""
        if not self.log.exists():
            return []
        rows = [line.split() for line in self.log.read_text(encoding="ascii").splitlines()]
        return [(float(began), float(ended), int(size)) for began, ended, size in rows]

    @property
    def players(self) -> list[int]:
        """The processes of the players that have played something."""
        path = self.folder / "played.first"
        return [int(line) for line in path.read_text(encoding="ascii").split()] if path.exists() else []

    @property
    def queue(self) -> Path:
        return self.folder / "run/wyoming-kokoro/queue"

    @property
    def web(self) -> str:
        return (self.data / "server").read_text(encoding="ascii").strip()

    @property
    def waiting(self) -> int:
        """How many are in the queue, whether they play or wait."""
        return sum(path.name[0].isdigit() for path in self.queue.iterdir()) if self.queue.is_dir() else 0

    def environment(self) -> dict[str, str]:
        return {**os.environ, "XDG_RUNTIME_DIR": str(self.folder / "run"), "WYOMING_KOKORO_DATA_DIR": str(self.data)}

    async def start(self, *arguments: str, pace: float = 0.0) -> asyncio.subprocess.Process:
        """Run `say`."""
        player = f"{sys.executable} {PLAYER} {self.log} {pace}"
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "wyoming_kokoro", "say", *arguments, "--json", "--player", player,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment(),
            preexec_fn=listen_to_interrupts,
        )  # fmt: skip

    async def say(self, *arguments: str, pace: float = 0.0) -> dict[str, Any]:
        """Run `say` to its end, and return what it prints."""
        return await outcome(await self.start(*arguments, pace=pace))


def listen_to_interrupts() -> None:
    """Let Ctrl-C reach this process: where the tests themselves run in the background, it would be ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


async def outcome(process: asyncio.subprocess.Process) -> dict[str, Any]:
    """Return what `say` prints at its end."""
    async with asyncio.timeout(PATIENCE):
        output, errors = await process.communicate()
    assert output, errors.decode()
    told: dict[str, Any] = json.loads(output)
    return told


async def until(condition: Callable[[], object]) -> None:
    """Wait until a condition holds; other processes bring it about, and notify nobody."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Path]:
    """The data folder of a server with the tone engine."""
    data = tmp_path_factory.mktemp("data")
    async with started(data, WYOMING_KOKORO_ENGINE_NAME="tone"):
        await until((data / "server").exists)  # `say` waits until it has started
        yield data


@pytest.fixture
def desk(tmp_path: Path, running: Path) -> Desk:
    (tmp_path / "run").mkdir(0o700)
    return Desk(tmp_path, running)

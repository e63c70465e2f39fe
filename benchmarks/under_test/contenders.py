"""Whoever takes part in a comparison: each is a process that is given texts and says when which sound came."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from wyoming.audio import AudioChunk, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.tts import Synthesize, SynthesizeVoice

from benchmarks.under_test.process import cpu_seconds, memory_megabytes
from benchmarks.under_test.server import MODEL, VOICE, as_environment, running
from benchmarks.under_test.texts import Text
from wyoming_kokoro.engines.kokoro.split_files import REPORT

PEER = Path(__file__).with_name("peer.py")
RATE = 24_000
SAMPLE_BYTES = 2
QUIET = {
    "engine.name": "kokoro",
    "engine.model": MODEL,
    "speech.voice": VOICE,
    "speech.normalize_loudness": False,
    "speech.clause_pause": 0,
    "speech.sentence_pause": 0,
    "cache.memory_megabytes": 0,
    "cache.precompute": False,
    "downloads.enabled": False,
    "limits.text_characters": 100_000,
}
"""Nothing is kept or made ahead of time, and no silence counts as sound."""
CONNECT_SECONDS = 60.0
LOAD_SECONDS = 120.0
SETTLE_SECONDS = 400.0
LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Heard:
    """The sound of one text: when each piece came, in seconds since it was asked for, and how long it is."""

    arrivals: tuple[tuple[float, float], ...]

    @property
    def first(self) -> float:
        """When the first sound came."""
        return self.arrivals[0][0]

    @property
    def last(self) -> float:
        """When the last sound came."""
        return self.arrivals[-1][0]

    @property
    def sound(self) -> float:
        """Seconds of sound."""
        return sum(length for _, length in self.arrivals)

    def gaps(self, cushion: float) -> list[float]:
        """How long a player that begins a cushion after the first byte stands still, each time it does."""
        plays_until, found = self.first + cushion, []
        for at, length in self.arrivals:
            if at > plays_until:
                found.append(at - plays_until)
                plays_until = at
            plays_until += length
        return found


class Contender(Protocol):
    """A system, as it is asked."""

    name: str

    def open(self) -> None:
        """Start it, and wait until it is ready."""
        ...

    def speak(self, texts: Sequence[Text]) -> list[Heard]:
        """Let it speak all these texts at once."""
        ...

    @property
    def process(self) -> int:
        """Its process, to count what it uses."""
        ...

    def close(self) -> None:
        """End it."""
        ...


def spoken(contender: Contender, texts: Sequence[Text]) -> tuple[list[Heard], float]:
    """What was heard, and the processor time it took."""
    before = cpu_seconds(contender.process)
    heard = contender.speak(texts)
    return heard, cpu_seconds(contender.process) - before


def memory(contender: Contender) -> tuple[float, float]:
    """Megabytes now, and at most."""
    return memory_megabytes(contender.process)


@dataclass
class Peer:
    """Another system, spoken with in lines of JSON."""

    name: str
    system: str
    folder: Path
    voice: str
    threads: int = 0
    model: str = "model.onnx"
    python: str = sys.executable
    _running: subprocess.Popen[str] | None = field(default=None, repr=False)

    def open(self) -> None:
        """Start it; RuntimeError tells what it said where that fails."""
        command = [self.python, str(PEER), self.system, str(self.folder), self.voice, str(self.threads), self.model]
        self._running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._line()

    def speak(self, texts: Sequence[Text]) -> list[Heard]:
        """Let it speak."""
        asked = self._there.stdin
        print(json.dumps([text.asked() for text in texts]), file=asked, flush=True)
        return [Heard(tuple((at, length) for at, length in each)) for each in json.loads(self._line())]

    @property
    def process(self) -> int:
        """Its process."""
        return self._there.pid

    def close(self) -> None:
        """End it."""
        if self._running is not None and self._running.stdin is not None:
            self._running.stdin.close()
            self._running.wait()
            self._running = None

    def _line(self) -> str:
        for line in self._there.stdout or ():
            return line
        raise RuntimeError(f"{self.name} ended with {self._there.wait()}")

    @property
    def _there(self) -> subprocess.Popen[str]:
        if self._running is None:
            raise RuntimeError(f"{self.name} is not open")
        return self._running


@dataclass
class Ours:
    """Our server, spoken with through the Wyoming door."""

    name: str
    folder: Path
    settings: Mapping[str, object] = field(default_factory=dict)
    program: Sequence[str] = ("-m", "wyoming_kokoro")
    _stack: ExitStack = field(default_factory=ExitStack, repr=False)
    _port: int = 0
    _process: int = 0

    def open(self) -> None:
        """Start it; RuntimeError if another engine than Kokoro speaks."""
        settings = {**QUIET, **self.settings}
        server = self._stack.enter_context(running(folder=self.folder, settings=settings, program=self.program))
        self._port, self._process = server.wyoming_port, server.process.pid
        wait_for_kokoro(server.http_port)

    def speak(self, texts: Sequence[Text]) -> list[Heard]:
        """Let it speak, each text on a connection of its own."""
        return asyncio.run(_all(self._port, texts))

    @property
    def process(self) -> int:
        """The server's process."""
        return self._process

    def close(self) -> None:
        """End it."""
        self._stack.close()

    def settle(self) -> None:
        """Start it once, and wait until what it makes ready for this machine is ready, or could not be made."""
        self.open()
        until = time.perf_counter() + SETTLE_SECONDS
        while not list(self.folder.rglob(REPORT)) and time.perf_counter() < until:
            time.sleep(LOOK_SECONDS)
        self.close()

    def first_sound_of_a_start(self, text: Text) -> float:
        """Seconds from nothing to Kokoro's first sound: the process is started, and asked once its door is open."""
        port, http_port = free_port(), free_port()
        command = [sys.executable, *self.program, "serve", "--no-zeroconf", "--data-dir", str(self.folder)]
        command += ["--uri", f"tcp://127.0.0.1:{port}", "--http-host", "127.0.0.1", "--http-port", str(http_port)]
        environment = {**os.environ, **as_environment({**QUIET, **self.settings})}
        began = time.perf_counter()
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment) as process:
            try:
                _connected(port, began)
                asked = time.perf_counter()
                (heard,) = asyncio.run(_all(port, [text]))
                if who_speaks(http_port) != "kokoro":  # so slow a start that eSpeak NG stood in
                    wait_for_kokoro(http_port)
                    asked = time.perf_counter()
                    (heard,) = asyncio.run(_all(port, [text]))
            finally:
                process.terminate()
        return asked - began + heard.first


def wait_for_kokoro(http_port: int) -> None:
    """RuntimeError unless Kokoro speaks in the end: eSpeak NG would be fast for nothing."""
    until = time.perf_counter() + LOAD_SECONDS
    while (engine := who_speaks(http_port)) != "kokoro":
        if time.perf_counter() > until:
            raise RuntimeError(f"not Kokoro speaks, but {engine}")
        time.sleep(0.01)


def who_speaks(http_port: int) -> str:
    """The engine that a server of ours speaks with at the moment."""
    with urllib.request.urlopen(f"http://127.0.0.1:{http_port}/health") as answer:
        engine: str = json.load(answer)["engine"]
    return engine


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def _connected(port: int, began: float) -> None:
    """Wait until somebody listens."""
    while time.perf_counter() - began < CONNECT_SECONDS:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.005)
    raise RuntimeError("the server did not start")


async def _all(port: int, texts: Sequence[Text]) -> list[Heard]:
    return await asyncio.gather(*(_one(port, text.text) for text in texts))


async def _one(port: int, text: str) -> Heard:
    arrivals = []
    async with AsyncTcpClient("127.0.0.1", port) as client:
        began = time.perf_counter()
        await client.write_event(Synthesize(text, SynthesizeVoice(VOICE)).event())
        while (event := await client.read_event()) is not None and not AudioStop.is_type(event.type):
            if AudioChunk.is_type(event.type) and event.payload:
                arrivals.append((time.perf_counter() - began, len(event.payload) / SAMPLE_BYTES / RATE))
            elif Error.is_type(event.type):
                raise RuntimeError(Error.from_event(event).text)
    return Heard(tuple(arrivals))

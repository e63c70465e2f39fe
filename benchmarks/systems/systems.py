"""The systems that are compared: each is a process that gets texts and reports when which sound arrived."""

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

from benchmarks.systems.process import cpu_seconds, memory_megabytes
from benchmarks.systems.server import MODEL, VOICE, as_environment, running
from benchmarks.systems.texts import Text
from wyoming_kokoro.engines.kokoro.split_files import REPORT
from wyoming_kokoro.workshop.bench.measure import ListenerTiming

OTHER_SYSTEM = Path(__file__).with_name("other_system.py")
RATE = 24_000
SAMPLE_BYTES = 2
SERVER_SETTINGS = {
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
"""No sound comes from the cache or is made ahead of time, and no silence counts as sound."""
CONNECT_TIMEOUT = 60.0
LOAD_TIMEOUT = 120.0
PREPARE_TIMEOUT = 400.0
POLL_SECONDS = 1.0


class System(Protocol):
    """A system that speaks."""

    name: str

    def open(self) -> None:
        """Start it, and wait until it is ready; RuntimeError with the reason if that fails."""
        ...

    def speak(self, texts: Sequence[Text]) -> list[ListenerTiming]:
        """Let it speak all these texts at once; returns the timing of each."""
        ...

    @property
    def process(self) -> int:
        """Its process, to count the time and memory it uses."""
        ...

    def close(self) -> None:
        """End it."""
        ...


def speak_and_count(system: System, texts: Sequence[Text]) -> tuple[list[ListenerTiming], float]:
    """Return the timing of each text, and the processor time of all."""
    before = cpu_seconds(system.process)
    timings = system.speak(texts)
    return timings, cpu_seconds(system.process) - before


def memory_of(system: System) -> tuple[float, float]:
    """Return the megabytes now, and at most."""
    return memory_megabytes(system.process)


@dataclass
class OtherSystem:
    """Another system, which gets texts and reports timings as lines of JSON."""

    name: str
    system: str
    folder: Path
    voice: str
    threads: int = 0
    model: str = "model.onnx"
    python: str = sys.executable
    _running: subprocess.Popen[str] | None = field(default=None, repr=False)

    def open(self) -> None:
        """Start it; RuntimeError if it ends at once."""
        command = [
            self.python,
            str(OTHER_SYSTEM),
            self.system,
            str(self.folder),
            self.voice,
            str(self.threads),
            self.model,
        ]
        self._running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._read_line()  # it is ready

    def speak(self, texts: Sequence[Text]) -> list[ListenerTiming]:
        """Let it speak."""
        print(json.dumps([text.as_json() for text in texts]), file=self._started.stdin, flush=True)
        answer = json.loads(self._read_line())
        return [ListenerTiming(tuple((arrival, length) for arrival, length in arrivals)) for arrivals in answer]

    @property
    def process(self) -> int:
        """Its process."""
        return self._started.pid

    def close(self) -> None:
        """End it."""
        if self._running is not None and self._running.stdin is not None:
            self._running.stdin.close()
            self._running.wait()
            self._running = None

    def _read_line(self) -> str:
        for line in self._started.stdout or ():
            return line
        raise RuntimeError(f"{self.name} ended with {self._started.wait()}")

    @property
    def _started(self) -> subprocess.Popen[str]:
        if self._running is None:
            raise RuntimeError(f"{self.name} is not open")
        return self._running


@dataclass
class OurServer:
    """Our server, through the Wyoming protocol."""

    name: str
    folder: Path
    settings: Mapping[str, object] = field(default_factory=dict)
    program: Sequence[str] = ("-m", "wyoming_kokoro")
    _stack: ExitStack = field(default_factory=ExitStack, repr=False)
    _port: int = 0
    _process: int = 0

    def open(self) -> None:
        """Start it; RuntimeError if another engine than Kokoro speaks."""
        settings = {**SERVER_SETTINGS, **self.settings}
        server = self._stack.enter_context(running(folder=self.folder, settings=settings, program=self.program))
        self._port, self._process = server.wyoming_port, server.process.pid
        wait_for_kokoro(server.http_port)

    def speak(self, texts: Sequence[Text]) -> list[ListenerTiming]:
        """Let it speak, each text on a connection of its own."""
        return asyncio.run(_speak_all(self._port, texts))

    @property
    def process(self) -> int:
        """The server's process."""
        return self._process

    def close(self) -> None:
        """End it."""
        self._stack.close()

    def prepare(self) -> None:
        """Start it once, and wait until the model is split for this machine, or cannot be."""
        self.open()
        until = time.perf_counter() + PREPARE_TIMEOUT
        while not list(self.folder.rglob(REPORT)) and time.perf_counter() < until:
            time.sleep(POLL_SECONDS)
        self.close()

    def start_to_first_sound(self, text: Text) -> float:
        """Start the process, send a request as soon as it listens; returns the seconds until Kokoro's first sound."""
        port, http_port = free_port(), free_port()
        command = [sys.executable, *self.program, "serve", "--no-zeroconf", "--data-dir", str(self.folder)]
        command += ["--uri", f"tcp://127.0.0.1:{port}", "--http-host", "127.0.0.1", "--http-port", str(http_port)]
        environment = {**os.environ, **as_environment({**SERVER_SETTINGS, **self.settings})}
        began = time.perf_counter()
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment) as process:
            try:
                _wait_for_listener(port, began)
                requested = time.perf_counter()
                (timing,) = asyncio.run(_speak_all(port, [text]))
                if current_engine(http_port) != "kokoro":  # the model took so long that eSpeak NG spoke
                    wait_for_kokoro(http_port)
                    requested = time.perf_counter()
                    (timing,) = asyncio.run(_speak_all(port, [text]))
            finally:
                process.terminate()
        return requested - began + timing.first


def wait_for_kokoro(http_port: int) -> None:
    """Wait until Kokoro speaks; RuntimeError if it does not: the speed of eSpeak NG is of no interest here."""
    until = time.perf_counter() + LOAD_TIMEOUT
    while (engine := current_engine(http_port)) != "kokoro":
        if time.perf_counter() > until:
            raise RuntimeError(f"not Kokoro speaks, but {engine}")
        time.sleep(0.01)


def current_engine(http_port: int) -> str:
    """Return the engine that a server of ours speaks with at the moment."""
    with urllib.request.urlopen(f"http://127.0.0.1:{http_port}/health") as answer:
        engine: str = json.load(answer)["engine"]
    return engine


def free_port() -> int:
    """Return a port on which no program listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
    return port


def _wait_for_listener(port: int, began: float) -> None:
    """Wait until the server listens."""
    while time.perf_counter() - began < CONNECT_TIMEOUT:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.005)
    raise RuntimeError("the server did not start")


async def _speak_all(port: int, texts: Sequence[Text]) -> list[ListenerTiming]:
    return await asyncio.gather(*(_speak_one(port, text.text) for text in texts))


async def _speak_one(port: int, text: str) -> ListenerTiming:
    arrivals = []
    async with AsyncTcpClient("127.0.0.1", port) as client:
        began = time.perf_counter()
        await client.write_event(Synthesize(text, SynthesizeVoice(VOICE)).event())
        while (event := await client.read_event()) is not None and not AudioStop.is_type(event.type):
            if AudioChunk.is_type(event.type) and event.payload:
                arrivals.append((time.perf_counter() - began, len(event.payload) / SAMPLE_BYTES / RATE))
            elif Error.is_type(event.type):
                raise RuntimeError(Error.from_event(event).text)
    return ListenerTiming(tuple(arrivals))

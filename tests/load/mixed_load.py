"""Mixed load with faults for as long as asked, on the program in a process of its own.

    python -m tests.load.mixed_load --seconds 3600

Clients of both servers speak, explain and look; others leave, send what is no event, read slowly, send nothing, and
change settings while a file of the user's is damaged and mended. It prints what it measured as JSON. If something is
not as it should be, it says so and ends with 1.
"""

import argparse
import asyncio
import contextlib
import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.programs import Program, started
from tests.wire.client import WyomingClient, synthesize
from wyoming_kokoro.api.token import make_token
from wyoming_kokoro.frames import pack
from wyoming_kokoro.settings import Paths

SAMPLES = 60
"""How often memory and answers are measured, in all."""

GROWTH = 48 * 1024 * 1024
"""Bytes that the memory may grow between the second quarter of the time and the last: what allocators keep."""

MORE_FILES = 4
"""Descriptors that may be open afterwards besides those before: those of threads and libraries."""

SLOWEST_LOOK = 2.0
"""Seconds for /health and describe, on a machine whose cores are all in use."""

STOP_SECONDS = 15.0
"""The shutdown timeout, and what closing takes."""

TEXTS = (
    "Yes.",
    "The lights in the kitchen are on.",
    "It is 21.5 degrees at 7:45 pm on 12/18/2026, and www.example.org has $1,250.50 for 3 kg.",
    "<speak>One <break time='200ms'/><prosody rate='fast'>two</prosody> <voice name='bm_george'>three</voice></speak>",
    "A sentence that is neither short nor long, but takes a moment to be read and spoken. " * 12,
)
VOICES = ("af_heart", "am_adam", "bf_emma", "nova", "af_heart*0.5+am_adam*0.5", "no_such_voice")
FORMATS = ("mp3", "opus", "wav", "pcm", "flac")
NO_EVENTS = (b"{}\n", b"\x00" * 200, b'{"type": "synthesize", "data_length": 99999999}\n', b"GET / HTTP/1.1\r\n\r\n")


@dataclass
class LoadReport:
    """What was measured, and what was not as it should be."""

    seconds: float
    slowest_look: float = SLOWEST_LOOK
    actions: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    log_lines: int = 0
    repeated_lines: Counter[str] = field(default_factory=Counter)
    files_before: int = 0
    files_after: int = 0
    stop_seconds: float = 0.0
    exit_code: int | None = None

    @property
    def growth(self) -> int:
        """Bytes between the median memory of the second quarter and that of the last."""
        quarter = max(1, len(self.memory) // 4)
        return int(statistics.median(self.memory[-quarter:]) - statistics.median(self.memory[quarter : 2 * quarter]))

    @property
    def problems(self) -> list[str]:
        """What was not as it should be, a sentence each."""
        checks = {
            f"the memory grew by {self.growth} bytes": self.growth > GROWTH,
            f"{self.files_after} descriptors are open, before it were {self.files_before}": self.files_after
            > self.files_before + MORE_FILES,
            f"/health or describe took {max(self.looks, default=0):.2f} s": max(self.looks, default=0)
            > self.slowest_look,
            f"lines were logged twice within a second: {dict(self.repeated_lines)}": bool(self.repeated_lines),
            f"unexpected: {dict(self.failures)}": bool(self.failures),
            f"stopping took {self.stop_seconds:.1f} s": self.stop_seconds > STOP_SECONDS,
            f"the program ended with {self.exit_code}": self.exit_code != 0,
        }
        return [sentence for sentence, wrong in checks.items() if wrong]

    def as_json(self) -> str:
        """Return the report as JSON."""
        return json.dumps(
            {
                "seconds": self.seconds,
                "actions": dict(self.actions),
                "memory_mib": {
                    "least": min(self.memory) >> 20,
                    "most": max(self.memory) >> 20,
                    "growth": round(self.growth / 2**20, 1),
                },
                "descriptors": {"before": self.files_before, "most": max(self.files), "after": self.files_after},
                "looks": {"median": round(statistics.median(self.looks), 4), "longest": round(max(self.looks), 4)},
                "log_lines": self.log_lines,
                "stop_seconds": round(self.stop_seconds, 2),
                "problems": self.problems,
            },
            indent=2,
        )


class MixedLoad:
    """Clients of one program."""

    def __init__(self, program: Program, folder: Path, token: str, report: LoadReport, seed: int) -> None:
        self.report = report
        self._program = program
        self._folder = folder
        self._token = token
        self._until = time.monotonic() + report.seconds
        self._random = random.Random(seed)  # noqa: S311 -- no secret
        self._session = aiohttp.ClientSession(program.web, timeout=aiohttp.ClientTimeout(total=120))

    async def run(self, clients: int) -> LoadReport:
        """Load the program, then stop it."""
        async with self._session:
            await self._warm_up()
            self.report.files_before = self._program.open_files
            reading = asyncio.create_task(self._read_log())
            actions: Sequence[Callable[[], Awaitable[None]]] = (
                self._say, self._say, self._say_whole, self._speech, self._speech, self._captions, self._explain,
                self._look, self._leave_wyoming, self._leave_http, self._leave_socket, self._no_event, self._no_json,
                self._slow_reader, self._silent, self._socket,
            )  # fmt: skip
            tasks = [self._repeat(actions) for _ in range(clients)]
            await asyncio.gather(*tasks, self._repeat((self._settings, self._damage), 4.0), self._sample())
            await self._session.close()
            await asyncio.sleep(5)  # what was left ends
            self.report.files_after = self._program.open_files
            began = time.monotonic()
            self._program.process.terminate()
            self.report.exit_code = await self._program.process.wait()
            self.report.stop_seconds = time.monotonic() - began
            await reading
        return self.report

    async def _repeat(self, actions: Sequence[Callable[[], Awaitable[None]]], pause: float = 0.3) -> None:
        while time.monotonic() < self._until:
            action = self._random.choice(actions)
            name = getattr(action, "__name__", "")
            self.report.actions[name] += 1
            try:
                async with asyncio.timeout(150):
                    await action()
            except Exception as error:  # noqa: BLE001 -- every failure is reported
                self.report.failures[f"{name}: {type(error).__name__}: {error}"[:200]] += 1
            await asyncio.sleep(self._random.uniform(0, 2 * pause))

    async def _warm_up(self) -> None:
        for form in FORMATS:
            await self._post("/v1/audio/speech", {"input": TEXTS[1], "response_format": form})
        await self._say()

    async def _sample(self) -> None:
        while time.monotonic() < self._until:
            self.report.memory.append(self._program.memory)
            self.report.files.append(self._program.open_files)
            began = time.monotonic()
            await self._program.health()
            self.report.looks.append(time.monotonic() - began)
            began = time.monotonic()
            async with self._wyoming() as client:
                await client.send(pack("describe"))
                await client.receive_until("info")
            self.report.looks.append(time.monotonic() - began)
            await asyncio.sleep(self.report.seconds / SAMPLES)

    async def _read_log(self) -> None:
        """Count the lines of the log, and those that come twice within a second.

        Warnings are the same whatever their numbers; a setting may change twice within a second, to different values.
        """
        stderr = self._program.process.stderr
        assert stderr is not None
        seen: dict[str, float] = {}
        while line := (await stderr.readline()).decode():
            self.report.log_lines += 1
            kind = line.partition(" ")[2].partition(" ")[2]
            if not kind.startswith("INFO"):
                kind = re.sub(r"\d+", "#", kind)
            now = time.monotonic()
            if now - seen.get(kind, -2.0) < 1.0:
                self.report.repeated_lines[kind.strip()] += 1
            seen[kind] = now

    @contextlib.asynccontextmanager
    async def _wyoming(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 -- a client
        client = WyomingClient(*await asyncio.open_connection("127.0.0.1", self._program.port))
        try:
            yield client
        finally:
            await client.leave()

    async def _post(self, path: str, body: object, *allowed: int) -> bytes:
        async with self._session.post(path, json=body) as answer:
            content = await answer.read()
            assert answer.status in (200, 503, *allowed), f"{path} {answer.status} {content[:100]!r}"
            return content

    def _fields(self) -> dict[str, object]:
        return {
            "input": self._random.choice(TEXTS),
            "voice": self._random.choice(VOICES[:-1]),
            "response_format": self._random.choice(FORMATS),
        }

    async def _say(self) -> None:
        async with self._wyoming() as client:
            voice = {"name": self._random.choice(VOICES)}
            await client.send(synthesize(self._random.choice(TEXTS), voice=voice))
            last = (await client.receive_until("audio-stop", "error"))[-1]
            assert last.type == "audio-stop" or last.data["code"] in ("queue_full", "too_many_connections"), last

    async def _say_whole(self) -> None:
        await self._post("/v1/audio/speech", {**self._fields(), "stream": False})

    async def _speech(self) -> None:
        stream_format = self._random.choice(("audio", "sse"))
        await self._post("/v1/audio/speech", {**self._fields(), "stream_format": stream_format})

    async def _captions(self) -> None:
        await self._post("/v1/audio/captions", {**self._fields(), "captions": self._random.choice(("json", "srt"))})

    async def _explain(self) -> None:
        await self._post("/v1/text/explain", {"text": self._random.choice(TEXTS)})

    async def _look(self) -> None:
        for path in ("/v1/status", "/metrics", "/v1/voices", "/openapi.json", "/v1/status/hours"):
            async with self._session.get(path) as answer:
                assert answer.status == 200 and await answer.read(), path

    async def _leave_wyoming(self) -> None:
        async with self._wyoming() as client:
            await client.send(synthesize(TEXTS[-1]))
            await client.receive()

    async def _leave_http(self) -> None:
        async with self._session.post("/v1/audio/speech", json={"input": TEXTS[-1]}) as answer:
            await answer.content.readany()
            answer.close()

    async def _socket(self) -> None:
        async with self._session.ws_connect("/v1/audio/speech/ws") as socket:
            await socket.send_json({"input": TEXTS[1], "response_format": "pcm"})
            await socket.send_json({"text": TEXTS[2], "end": True})
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    return

    async def _leave_socket(self) -> None:
        async with self._session.ws_connect("/v1/audio/speech/ws") as socket:
            await socket.send_json({"input": TEXTS[-1]})

    async def _no_event(self) -> None:
        async with self._wyoming() as client:
            with contextlib.suppress(ConnectionError):
                await client.send(self._random.choice(NO_EVENTS))
                client.writer.write_eof()
                await client.receive_all()

    async def _no_json(self) -> None:
        headers = {"Content-Type": "application/json"}
        for body in (b"{", b'{"input": 7}', b'{"input": "\\ud800"}', b'{"input": "x", "speed": 99}', b"[" * 5000):
            async with self._session.post("/v1/audio/speech", data=body, headers=headers) as answer:
                assert answer.status in (200, 400, 503), answer.status
                await answer.read()

    async def _slow_reader(self) -> None:
        async with self._wyoming() as client:
            await client.send(synthesize(TEXTS[-1]))
            for _ in range(8):
                await client.receive()
                await asyncio.sleep(0.25)

    async def _silent(self) -> None:
        ports = (self._program.port, int(self._program.web.rpartition(":")[2])) * 5
        connections = [await asyncio.open_connection("127.0.0.1", port) for port in ports]
        await asyncio.sleep(1)
        for _, writer in connections:
            writer.close()

    async def _settings(self) -> None:
        headers = {"Authorization": f"Bearer {self._token}"}
        changes = {"speech.speed": self._random.choice((0.9, 1.0, 1.1)), "voices.saved": {"mine": "af_heart@0.9"}}
        async with self._session.patch("/v1/settings", json=changes, headers=headers) as answer:
            assert answer.status in (200, 400), await answer.read()  # 400 while the file is damaged

    async def _damage(self) -> None:
        """Damage a file of the user's, as an editor does that writes half of it, and mend it."""
        override = self._folder / "override.json"
        before = override.read_bytes() if override.exists() else b"{}"
        override.write_bytes(b'{"speech": ')
        await asyncio.sleep(3)
        override.write_bytes(before)


async def load(report: LoadReport, clients: int = 6, seed: int = 1) -> LoadReport:
    """Load the program for as long as the report says, and fill it in."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        token = make_token(Paths(folder, folder).token)
        async with started(folder, WYOMING_KOKORO_ENGINE_NAME="tone") as program:
            await program.log_until("is ready")
            return await MixedLoad(program, folder, token, report, seed).run(clients)


def main() -> int:
    """Load the program, and print the report."""
    parser = argparse.ArgumentParser(description="Mixed load with faults.")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slowest-look", type=float, default=SLOWEST_LOOK, metavar="SECONDS")
    given = parser.parse_args()
    report = asyncio.run(load(LoadReport(given.seconds, given.slowest_look), given.clients, given.seed))
    sys.stdout.write(f"{report.as_json()}\n")
    return bool(report.problems)


if __name__ == "__main__":
    sys.exit(main())

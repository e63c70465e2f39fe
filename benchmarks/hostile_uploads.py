"""Uploads two hundred files that are no good recordings to a running server, and shows what became of them.

    script/bench hostile_uploads [COUNT]

The files are those of hostile_recordings. Each goes to POST /v1/voices/check, and every fourth to /v1/voices/match too.
Each must be answered in one sentence; the server and the processes that it starts need bounded memory and time, leave
no file behind, and nothing that looks like a fault of the program is in the log.
"""

import asyncio
import io
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np

from benchmarks.hostile_recordings import COUNT, hostile_files
from tests.programs import Program, started
from wyoming_kokoro.api.token import make_token

CONSENT = {"consent": "true", "person": "Nobody in particular"}
MATCH_EVERY = 4
POLL_SECONDS, LOOK_SECONDS = 0.25, 0.2
OWN_FILES = frozenset(("data/token",))
"""The token of this program."""
REFUSED = frozenset((200, 400, 413, 503))
"""Statuses that answer such a file: 503 where it can be decoded, and the encoder that hears it is not here."""


@dataclass
class UploadOutcome:
    """What became of all files."""

    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    server_memory: int = 0
    """Bytes of the server alone, at most."""
    memory: int = 0
    """Bytes of the server and of the processes that it started, at most."""
    left: Sequence[str] = ()
    faults: Sequence[str] = ()
    """Lines of the log that are none of a program that works."""


async def upload_all(files: Iterable[tuple[str, bytes]], *, match_every: int = MATCH_EVERY) -> UploadOutcome:
    """Start a server, and send it all of these files, one after the other."""
    outcome = UploadOutcome()
    with tempfile.TemporaryDirectory() as folder:
        data, temporary = Path(folder, "data"), Path(folder, "temporary")
        await asyncio.to_thread(temporary.mkdir)
        settings = {"WYOMING_KOKORO_ENGINE_NAME": "tone", "TMPDIR": str(temporary)}
        async with started(data, **settings) as program:
            await program.log_until("is ready")
            watching = [asyncio.create_task(each) for each in (_read_log(program), _watch(program, outcome))]
            try:
                before = await asyncio.to_thread(_files, Path(folder))
                token = await asyncio.to_thread(make_token, data / "token")
                await _send(files, program.web, token, outcome, match_every)
                outcome.left = sorted(await asyncio.to_thread(_files, Path(folder)) - before)
            finally:
                for task in watching:
                    task.cancel()
                await asyncio.gather(*watching, return_exceptions=True)
        outcome.faults = [line for line in program.lines if "Traceback" in line or " ERROR " in line]
    return outcome


async def _send(
    files: Iterable[tuple[str, bytes]], web: str, token: str, outcome: UploadOutcome, match_every: int
) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(web, headers=headers) as session:
        for number, (name, content) in enumerate(files):
            paths = ["/v1/voices/check", *(["/v1/voices/match"] if number % match_every == 0 else [])]
            for path in paths:
                begun = time.monotonic()
                outcome.answers[await _answer(session, path, name, content)] += 1
                outcome.seconds.append(time.monotonic() - begun)


async def _answer(session: aiohttp.ClientSession, path: str, name: str, content: bytes) -> str:
    """Return what is answered, or for a voice that is begun, why none was made."""
    form = aiohttp.FormData(CONSENT, default_to_multipart=True)
    form.add_field("file", io.BytesIO(content), filename="recording")
    async with session.post(path, data=form) as response:
        answer: Any = await response.json()
        if response.status == HTTPStatus.ACCEPTED:
            answer = {"error": await _end_of(session, answer["id"])}
        elif response.status not in REFUSED:
            raise AssertionError(name, response.status, answer)
    return "checked" if "checks" in answer else str(answer["error"]["message"])


async def _end_of(session: aiohttp.ClientSession, match_id: str) -> Any:  # noqa: ANN401 -- JSON
    """Return why no voice was made of a file."""
    while True:
        async with session.get(f"/v1/voices/match/{match_id}") as response:
            state: Any = await response.json()
        if state["state"] != "working":
            return state["problem"] or {"message": "made"}
        await asyncio.sleep(POLL_SECONDS)


async def _read_log(program: Program) -> None:
    while program.process.stderr and (line := await program.process.stderr.readline()):
        program.lines.append(line.decode(errors="replace"))


async def _watch(program: Program, outcome: UploadOutcome) -> None:
    """Note the most memory; never returns."""
    while True:
        own, all_of_it = await asyncio.to_thread(_memory, program.process.pid)
        outcome.server_memory, outcome.memory = max(outcome.server_memory, own), max(outcome.memory, all_of_it)
        await asyncio.sleep(LOOK_SECONDS)


def _memory(server: int) -> tuple[int, int]:
    """Return the bytes in memory of a process, and of it with all that it started."""
    parents, sizes = {}, {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError, ValueError, KeyError):
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            pid = int(status.parent.name)
            parents[pid], sizes[pid] = int(fields["PPid"]), int(fields["VmRSS"].split()[0]) * 1024
    family = {server}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sizes.get(server, 0), sum(sizes.get(pid, 0) for pid in family)


def _files(folder: Path) -> set[str]:
    """Return the files in a folder, without those that the server and its libraries make by themselves."""
    found = (str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    return {name for name in found if not name.startswith("data/cache/") and name not in OWN_FILES}


def main() -> None:
    """Upload them, and print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    outcome = asyncio.run(upload_all(hostile_files(count)))
    for answer, times in outcome.answers.most_common():
        print(f"{times:4}  {answer}")
    print(f"longest {max(outcome.seconds):.1f} s, mean {np.mean(outcome.seconds):.1f} s")
    print(f"most memory: server {outcome.server_memory // 2**20} MB, with its processes {outcome.memory // 2**20} MB")
    print(f"files left: {len(outcome.left)} {list(outcome.left)[:5]}; faults in the log: {len(outcome.faults)}")


if __name__ == "__main__":
    main()

"""Tests the image that image_steps.py built: starts it as Docker does and as the Supervisor does.

It runs in namespaces of its own: its mounts and ports are not visible outside, and there is no network.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web
from wyoming.audio import AudioChunk
from wyoming.client import AsyncTcpClient
from wyoming.tts import Synthesize

from script.confinement import Profile, file_accesses
from script.dockerfile import Stage, stages

CHROOT = shutil.which("chroot") or "chroot"  # the image's own PATH may not lead to it

TOP = Path(__file__).resolve().parent.parent

SUPERVISOR = "172.30.32.2"
"""Where the Supervisor has its API, and where its proxy comes from."""

TOKEN = "5f0c" * 28
USER = 1000
HEALTHY_WITHIN, STOPPED_WITHIN = 60.0, 10.0
"""Seconds: the start period the Dockerfile gives it, and how long Docker waits before it kills the program."""

INGRESS = "http://127.0.0.1:8099/v1/me"
URI = f"tcp://{socket.gethostname()}:10200"
OK, FORBIDDEN = 200, 403
NONE = "0" * 16
"""No capability, as the kernel writes it."""
LEAST = 20_000
"""Bytes of sound: a sentence is longer than half a second."""

LEAST_SEEN = 500
"""File accesses: Python alone opens hundreds of files."""

DROPPED = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs", "--bounding-set=-all"]
"""What compose.yaml asks for: another user, no capabilities, and no way to gain new ones."""


class Trial:
    """One container, with a folder as its root, and the results of its checks."""

    def __init__(self, root: Path, stage: Stage) -> None:
        self._root = root
        self.environment = {"PATH": "/usr/bin:/bin"}
        for instruction in stage.all("ENV"):
            self.environment |= instruction.filled(self.environment).pairs
        self._start = [*stage.last("ENTRYPOINT").words, *stage.last("CMD").words]
        self._health = stage.last("HEALTHCHECK").arguments.partition(" CMD ")[2]
        self.failed = 0
        self.log = ""

    def check(self, passed: bool, what: str) -> None:  # noqa: FBT001 -- the condition
        """Print whether a check has passed, and count failures."""
        print(f"{'ok  ' if passed else 'FAIL'} {what}", flush=True)
        self.failed += not passed

    @asynccontextmanager
    async def started(
        self, inside: list[str], outside: Sequence[str] = ()
    ) -> AsyncGenerator[asyncio.subprocess.Process, None]:
        """Start it, wait until it is healthy, and stop it as Docker does."""
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *outside,
            CHROOT,
            str(self._root),
            *inside,
            *self._start,
            env=self.environment,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stderr is not None  # noqa: S101 -- asked for above
        reading = asyncio.create_task(process.stderr.read())
        try:
            healthy = await self._healthy(process)
            self.check(healthy, f"healthy {time.monotonic() - began:.1f} s after the start, without any network")
            if healthy:
                yield process
            stopping = time.monotonic()
            os.kill(self._program(process.pid, watched=bool(outside)), signal.SIGTERM)
            async with asyncio.timeout(STOPPED_WITHIN):
                code = await process.wait()
            self.check(code == 0, f"ends with 0 {time.monotonic() - stopping:.1f} s after SIGTERM")
        finally:
            if process.returncode is None:
                process.kill()
            self.log = (await reading).decode()

    def _program(self, started: int, *, watched: bool) -> int:
        """Return the process of the program: a child of strace where that watches it."""
        children = Path(f"/proc/{started}/task/{started}/children")
        return int(children.read_text(encoding="utf-8").split()[0]) if watched else started

    async def _healthy(self, process: asyncio.subprocess.Process) -> bool:
        """Return whether the image's health check passes in time."""
        until = time.monotonic() + HEALTHY_WITHIN
        while time.monotonic() < until and process.returncode is None:
            asked = await asyncio.create_subprocess_exec(
                CHROOT, str(self._root), *json.loads(self._health),
                env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            if await asked.wait() == 0:
                return True
        return False


async def as_docker_starts_it(root: Path, stage: Stage) -> int:
    """Start it as another user, without capabilities, with an empty data folder of that user."""
    mount_data(root, owner=USER)
    trial = Trial(root, stage)
    async with trial.started(DROPPED) as process:
        trial.check(unprivileged(process.pid), f"runs as {USER} without capabilities")
        writable = [path for path in ("opt/wyoming-kokoro", "usr", "etc") if can_write(root / path)]
        trial.check(not writable, "nothing outside /data and /tmp can be written")
        trial.check(await sound_bytes() > LEAST, "speaks")
        trial.check(await answer("http://127.0.0.1:8354/health") == OK, "answers over HTTP")
        trial.check(await answer("http://127.0.0.1:8099/health") is None, "the add-on's port for ingress is closed")
        print(f"     {memory(process.pid)} MB in memory, with eSpeak NG speaking")
    return trial.failed


async def as_the_supervisor_starts_it(root: Path, stage: Stage) -> int:
    """Start it as root, with folders of root, options that only root may read, and a Supervisor."""
    mount_data(root, owner=0)
    options = root / "data/options.json"
    options.write_text(json.dumps({"voice": "bf_emma", "debug_logging": True}), encoding="utf-8")
    options.chmod(0o600)
    trial = Trial(root, stage)
    trial.environment["SUPERVISOR_TOKEN"] = TOKEN
    async with supervisor() as messages, trial.started([]) as process:
        trial.check(unprivileged(process.pid), "has given up root and cannot get it back")
        async with asyncio.timeout(HEALTHY_WITHIN):
            message = await messages.get()
        trial.check(message == {"service": "wyoming", "config": {"uri": URI}}, f"the Supervisor receives {URI}")
        trial.check(await sound_bytes() > LEAST, "speaks")
        trial.check(await answer(INGRESS, source=SUPERVISOR) == OK, "ingress lets the Supervisor in")
        trial.check(await answer(INGRESS, source="127.0.0.1") == FORBIDDEN, "ingress refuses all others")
        trial.check(options.stat().st_uid == USER, "its folders belong to its user")
    trial.check(" DEBUG " in trial.log, "the options have an effect")
    return trial.failed


async def as_apparmor_sees_it(root: Path, stage: Stage) -> int:
    """Start it as the Supervisor does, under strace, and compare its file accesses with the add-on's profile."""
    mount_data(root, owner=0)
    trial = Trial(root, stage)
    strace = shutil.which("strace")
    if strace is None:
        print("     not tried: strace is not here")
        return 0
    trial.environment["SUPERVISOR_TOKEN"] = TOKEN
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as trace:
        watched = [strace, "--follow-forks", "--decode-fds=path", "--trace=%file", "--quiet=all", "-o", trace.name]
        async with trial.started([], watched):
            trial.check(await sound_bytes() > LEAST, "speaks")
        profile = Profile.read(TOP / "addon/apparmor.txt")
        seen = set(file_accesses(trace, root))
    refused = sorted(f"{access.right} {access.path}" for access in seen if not profile.allows(access))
    trial.check(len(seen) > LEAST_SEEN, f"{len(seen)} file accesses were seen")
    trial.check(not refused, "the profile refuses none of them" + "".join(f"\n     {each}" for each in refused))
    return trial.failed


def unprivileged(process: int) -> bool:
    """Return whether a process runs as the image's user, without further rights."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    known = dict(line.split(":", 1) for line in status.splitlines())
    return {*known["Uid"].split()} == {str(USER)} and {known[f"Cap{each}"].strip() for each in ("Eff", "Prm")} == {NONE}


def can_write(folder: Path) -> bool:
    """Return whether root can write in a folder: then the image's user might find a way too."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def memory(process: int) -> int:
    """Return the megabytes of a process and its children, where shared pages are divided among their users."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()
    total = 0
    for each in (str(process), *children):
        rollup = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="utf-8")
        total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total // 1024


async def sound_bytes() -> int:
    """Speak a sentence, and return how many bytes of sound it has."""
    async with AsyncTcpClient("127.0.0.1", 10200) as client:
        await client.write_event(Synthesize("This is what it sounds like.").event())
        size = 0
        while (event := await client.read_event()) is not None and event.type != "audio-stop":
            if AudioChunk.is_type(event.type):
                size += len(event.payload or b"")
    return size


async def answer(url: str, source: str = "127.0.0.1") -> int | None:
    """Return the status of a response; None where no program listens."""
    connector = aiohttp.TCPConnector(local_addr=(source, 0))
    try:
        async with aiohttp.ClientSession(connector=connector) as session, session.get(url) as answered:
            return answered.status
    except aiohttp.ClientConnectorError:
        return None


@asynccontextmanager
async def supervisor() -> AsyncGenerator[asyncio.Queue[object], None]:
    """Run a Supervisor at its usual address; the messages that it receives come through the queue."""
    messages: asyncio.Queue[object] = asyncio.Queue()

    async def discovery(request: web.Request) -> web.Response:
        if request.headers["Authorization"] != f"Bearer {TOKEN}":
            return web.json_response({"result": "error"}, status=401)
        await messages.put(await request.json())
        return web.json_response({"result": "ok", "data": {"uuid": "0123"}})

    app = web.Application()
    app.router.add_post("/discovery", discovery)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, SUPERVISOR, 80).start()
    yield messages
    await runner.cleanup()


def enter(root: Path) -> None:
    """Make the folder read-only, mount what a container has, and set up a network without other machines."""
    for name in ("config", "data"):
        (root / name).mkdir(exist_ok=True)
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost\n{SUPERVISOR} supervisor\n", encoding="utf-8")
    for command in (
        ["mount", "--make-rprivate", "/"],
        ["mount", "--bind", root, root],
        ["mount", "--types", "proc", "proc", root / "proc"],
        ["mount", "--types", "proc", "proc", "/proc"],
        ["mount", "--types", "tmpfs", "tmpfs", root / "tmp"],
        ["mount", "--options", "remount,bind,ro", root],
        ["ip", "link", "set", "lo", "up"],
        ["ip", "address", "add", f"{SUPERVISOR}/32", "dev", "lo"],
    ):
        subprocess.run(list(map(str, command)), check=True)


def mount_data(root: Path, owner: int) -> None:
    """Mount empty folders for what it writes."""
    for name in ("config", "data"):
        options = f"uid={owner},gid={owner},mode=755"
        subprocess.run(["mount", "--types", "tmpfs", "--options", options, "tmpfs", str(root / name)], check=True)


TRIALS = (
    ("As Docker starts it", as_docker_starts_it),
    ("As the Supervisor starts it", as_the_supervisor_starts_it),
    ("As AppArmor sees it", as_apparmor_sees_it),
)


def main() -> int:
    """Run every trial."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path, help="the folder that image_steps.py has made")
    root = parser.parse_args().root
    stage = stages(TOP / "Dockerfile")[1][-1]
    size = subprocess.run(
        ["du", "--summarize", "--block-size=1M", str(root / "opt")], capture_output=True, text=True, check=True
    ).stdout.split()[0]
    print(f"     {size} MB on top of the base image")
    enter(root)
    failed = 0
    for title, start in TRIALS:
        print(f"{title}:")
        failed += asyncio.run(start(root, stage))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

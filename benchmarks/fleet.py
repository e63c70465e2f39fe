"""Measures a fleet on Ray beside one process: first sound, work, replicas, a kill, overload, a killed batch.

    script/bench fleet [--only PART...] [--requests 200] [--lines 10000] [--kills 5]

Needs Ray (pip install 'wyoming-kokoro[ray]') in the environment that runs it. The tone engine speaks, so what is
measured is the fleet. Everything is on this machine.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.systems.server import running
from wyoming_kokoro import fleet
from wyoming_kokoro.settings import LoadedSettings, Paths, load
from wyoming_kokoro.workshop import datasets

SETTINGS: dict[str, object] = {
    "engine.name": "tone",
    "downloads.enabled": False,
    "cache.precompute": False,
    "cache.memory_megabytes": 0,
    "http.host": "127.0.0.1",
}
LONG = " ".join(f"This is sentence {number} of a long reply, which takes its time." for number in range(40))
LISTENERS = 64
TARGET = 0.3
WAIT_SECONDS = 300.0
"""For anything; a benchmark that waits longer has failed."""
AT_ONCE = 8
WORK_AT_REAL_TIME_FACTOR = 0.1
"""Seconds of work for a second of sound, with which what a fleet adds is compared: Kokoro on a fast machine."""
REPLICAS = 2
OK, REFUSED = 200, 503


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a request."""

    status: int
    first: float
    """Seconds to the first bytes."""
    whole: float
    size: int
    retry_after: str | None


class Client:
    """Asks a server for speech."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self._session = session
        self._address = f"http://127.0.0.1:{port}/v1/audio/speech"

    async def speak(self, text: str) -> Reply:
        """Return what came of a request."""
        began = time.perf_counter()
        async with self._session.post(self._address, json={"input": text, "response_format": "pcm"}) as answer:
            first = await answer.content.readany()
            waited = time.perf_counter() - began
            size = len(first)
            async for piece in answer.content.iter_any():
                size += len(piece)
            retry_after = answer.headers.get("Retry-After")
            return Reply(answer.status, waited, time.perf_counter() - began, size, retry_after)


class Cluster:
    """A Ray cluster of this machine, and the fleet on it."""

    def __init__(self, folder: Path, cores: int) -> None:
        self.folder = folder
        self.port, self.wyoming = _free_port(), _free_port()
        self.loaded = _settings(folder, self.port, self.wyoming)
        self.ray = fleet.connect(os.environ.get("RAY_ADDRESS", ""), cores=cores)

    def deploy(self, replicas: int, listeners: int = LISTENERS) -> None:
        """Start, change or replace the replicas."""
        fleet.deploy(self.loaded, fleet.FleetPlan(replicas, 1, listeners))

    def replica_processes(self) -> list[int]:
        """Return the numbers of the replicas' processes."""
        return [pid for pid, title in _processes() if title.startswith("ray::ServeReplica:wyoming-kokoro")]

    def front_processes(self) -> list[int]:
        """Return the number of the front's process."""
        return [pid for pid, title in _processes() if title.startswith("ray::FrontActor")]

    def all_processes(self, but: int) -> list[int]:
        """Return the numbers of all processes of Ray: all that this one started, but one."""
        return [pid for pid in _descendants(os.getpid()) if pid != but]


async def overhead(cluster: Cluster, requests: int) -> dict[str, object]:
    """Compare one replica with one process: requests alternate, so that both see the same machine."""
    cluster.deploy(1)
    with running(
        folder=cluster.folder / "one",
        settings={**{name: str(value).lower() for name, value in SETTINGS.items()}, "engine.threads": 1},
    ) as one:
        async with _session() as session:
            ours = {"fleet": Client(session, cluster.port), "one process": Client(session, one.http_port)}
            work = {
                "fleet": [*cluster.replica_processes(), *cluster.front_processes()],
                "one process": [one.process.pid],
            }
            for client in ours.values():
                await client.speak("The first request brings everything into memory.")
            began, idle = time.monotonic(), _processor_seconds(cluster.all_processes(one.process.pid))
            await asyncio.sleep(10)
            idle = (_processor_seconds(cluster.all_processes(one.process.pid)) - idle) / (time.monotonic() - began)
            first: dict[str, list[float]] = {name: [] for name in ours}
            used: dict[str, float] = dict.fromkeys(ours, 0.0)
            sound = 0.0
            for number in range(requests):
                for name, client in ours.items():
                    before = _processor_seconds(work[name])
                    reply = await client.speak(f"Request number {number} asks whether the {number + 1} lights are on.")
                    used[name] += _processor_seconds(work[name]) - before
                    first[name].append(reply.first)
                    sound += reply.size / 48_000
    sound /= 2
    added = used["fleet"] - used["one process"]
    return {
        "first sound, median": {name: _ms(statistics.median(times)) for name, times in first.items()},
        "first sound, 95 of 100": {name: _ms(_slow(times)) for name, times in first.items()},
        "first sound added, median of pairs": _ms(
            statistics.median(a - b for a, b in zip(first["fleet"], first["one process"], strict=True))
        ),
        "processor seconds": {name: round(seconds, 2) for name, seconds in used.items()},
        "processor time added": f"{added / used['one process']:.1%} with the tone engine, "
        f"{added / (sound * WORK_AT_REAL_TIME_FACTOR):.1%} of an engine with a real-time factor of 0.1",
        "all of Ray while nothing is asked": f"{idle:.1%} of a core",
    }


async def replicas(cluster: Cluster, requests: int) -> dict[str, object]:
    """Compare the throughput of one and two replicas, again and again in turn; replies are long."""
    rounds: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(3):
        for count, speeds in rounds.items():
            cluster.deploy(count, LISTENERS)
            async with _session() as session:
                client = Client(session, cluster.port)
                await _at_once(AT_ONCE, 2 * AT_ONCE, client.speak, "Warm up")
                began = time.perf_counter()
                replies = await _at_once(AT_ONCE * count, requests // 4 * count, client.speak, LONG)
                took = time.perf_counter() - began
            speeds.append(sum(reply.size for reply in replies) / 48_000 / took)
    one, two = (statistics.median(each) for each in rounds.values())
    return {"seconds of sound in a second": {"1": round(one), "2": round(two)}, "linear": f"{two / one / 2:.0%}"}


async def killed(cluster: Cluster) -> dict[str, object]:
    """Kill one of two replicas while both stream: only its own streams may break, and new requests are served."""
    cluster.deploy(2)
    async with _session() as session:
        client = Client(session, cluster.port)
        whole = (await client.speak(LONG)).size
        streams = [asyncio.create_task(client.speak(f"{LONG} {number}.")) for number in range(8)]
        await asyncio.sleep(0.2)
        busy = [each["busy"] for each in _fronts(await asyncio.to_thread(fleet.status))]
        os.kill(cluster.replica_processes()[0], signal.SIGKILL)
        ended = await asyncio.gather(*streams, return_exceptions=True)
        after = [await client.speak(f"After that, number {number}.") for number in range(20)]
        began = time.monotonic()
        while await _replicas_there() < REPLICAS and time.monotonic() - began < WAIT_SECONDS:  # noqa: ASYNC110 -- other processes
            await asyncio.sleep(0.5)
    broken = sum(not isinstance(each, Reply) for each in ended)
    silent = sum(isinstance(each, Reply) and each.size < whole for each in ended)
    return {
        "streams by replica when one was killed": busy,
        "broken": broken,
        "cut off without an error": silent,
        "requests after it that failed": sum(reply.status != OK for reply in after),
        "another replica was there after": f"{time.monotonic() - began:.0f} s",
    }


async def overload(cluster: Cluster, count: int = 5_000) -> dict[str, object]:
    """Send thousands of requests at the same time."""
    cluster.deploy(2, 16)
    processes = [*cluster.replica_processes(), *cluster.front_processes()]
    async with _session() as session:
        client = Client(session, cluster.port)
        await _at_once(8, 64, client.speak, "Warm up")
        before, peak = _memory(processes), 0.0
        asking = asyncio.gather(*(client.speak(f"{LONG} {number}.") for number in range(count)), return_exceptions=True)
        while not asking.done():
            peak = max(peak, _memory(processes))
            await asyncio.sleep(0.1)
        replies = await asking
    statuses = Counter(str(reply.status) if isinstance(reply, Reply) else type(reply).__name__ for reply in replies)
    refused = [reply for reply in replies if isinstance(reply, Reply) and reply.status == REFUSED]
    return {
        "answers": dict(statuses),
        "503 without Retry-After": sum(reply.retry_after is None for reply in refused),
        "memory": f"{before:.0f} MB before, {peak:.0f} MB at most, {_memory(processes):.0f} MB afterwards",
    }


async def rolling(cluster: Cluster) -> dict[str, object]:
    """Replace both replicas while clients keep asking."""
    cluster.deploy(2)
    done, statuses = asyncio.Event(), Counter[str]()

    async def ask(client: Client) -> None:
        number = 0
        while not done.is_set():
            number += 1
            try:
                statuses[str((await client.speak(f"Request {number}.")).status)] += 1
            except aiohttp.ClientError as error:
                statuses[type(error).__name__] += 1

    async with _session() as session:
        asking = [asyncio.create_task(ask(Client(session, cluster.port))) for _ in range(4)]
        before = set(cluster.replica_processes())
        began = time.monotonic()
        await asyncio.to_thread(cluster.deploy, 2, LISTENERS + 1)
        took = time.monotonic() - began
        while before & set(cluster.replica_processes()) and time.monotonic() - began < WAIT_SECONDS:  # noqa: ASYNC110 -- other processes
            await asyncio.sleep(0.5)
        done.set()
        await asyncio.gather(*asking)
    return {
        "answers": dict(statuses),
        "seconds": round(took),
        "old replicas left": len(before & set(cluster.replica_processes())),
    }


async def model(cluster: Cluster, requests: int) -> dict[str, object]:
    """Compare the model with what one and two replicas do at three rates of requests."""
    service = await fleet.measure_service(cluster.loaded, 1)
    found: dict[str, object] = {"work for a reply": _ms(service.work), "sound": f"{service.sound:.1f} s"}
    for count in (1, 2):
        cluster.deploy(count, fleet.MAX_LISTENERS)
        async with _session() as session:
            client = Client(session, cluster.port)
            await _at_once(4, 16, client.speak, "Warm up")
            alone = statistics.median([(await client.speak(_reply(number))).first for number in range(20)])
            extra = max(0.0, alone - statistics.median(parts[0].work for parts in service.replies))
            for share in (0.3, 0.6, 0.8):
                rate = share * count / service.work
                measured = await _open_loop(client, rate, requests)
                predicted = fleet.simulate(service, count, rate, overhead=extra)
                found[f"{count} replicas, {rate:.1f} requests a second"] = {
                    "measured, 95 of 100": _ms(_slow([reply.first for reply in measured])),
                    "model": _ms(predicted.first_sound),
                }
    return found


def batch(folder: Path, lines: int, kills: int) -> dict[str, object]:
    """Make a plan once undisturbed by local processes, and once on Ray, killed at random moments; compare the sets."""
    texts = folder / "texts.txt"
    texts.write_text("".join(f"Light number {number} is on.\n" for number in range(lines)), "utf-8")
    whole, cut = folder / "whole", folder / "cut"
    for each in (whole, cut):
        datasets.create(each, datasets.DataSetDescription("set"))
    command = [sys.executable, "-m", "wyoming_kokoro", "dataset", "speak"]
    common = [
        "--texts",
        str(texts),
        "--rate",
        "16000",
        "--engine",
        "tone",
        "--data-dir",
        str(folder / "data"),
        "--workers",
        "2",
    ]
    began = time.monotonic()
    subprocess.run([*command, str(whole), *common], check=True, capture_output=True, timeout=20 * WAIT_SECONDS)
    local = time.monotonic() - began
    chance = random.Random(7)  # noqa: S311 -- a choice of moments
    limits = sorted(chance.sample(range(lines // 20, lines), kills))
    began, actors = time.monotonic(), 0
    with _cluster_process(2) as address:
        for number, limit in enumerate(limits):
            child = subprocess.Popen(
                [*command, str(cut), *common, "--ray", address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            while child.poll() is None and _sounds(cut) < limit:
                time.sleep(0.05)
            if number % 2:
                child.kill()  # the command that gives the orders
                child.wait()
                continue
            victims = [pid for pid, title in _processes() if title.startswith("ray::SpeechActor")]
            for victim in victims[:1]:
                os.kill(victim, signal.SIGKILL)  # who makes the samples: the rest goes on
                actors += 1
            if number + 1 < kills:
                while child.poll() is None and _sounds(cut) < limits[number + 1]:
                    time.sleep(0.05)
                child.kill()
                child.wait()
            else:
                child.wait(timeout=20 * WAIT_SECONDS)
        subprocess.run(
            [*command, str(cut), *common, "--ray", address], check=True, capture_output=True, timeout=20 * WAIT_SECONDS
        )
    with datasets.opened(whole) as one, datasets.opened(cut) as other:
        rows, others = list(one.catalogue.select()), list(other.catalogue.select())
        problems = list(datasets.check(other, repair=False))
    sounds = {path.name: path.read_bytes() for path in whole.glob("sounds/*/*.wav")}
    same = sounds == {path.name: path.read_bytes() for path in cut.glob("sounds/*/*.wav")}
    return {
        "rows": len(rows),
        "kills of the command": kills - actors + (actors - (kills % 2)),
        "kills of an actor": actors,
        "rows equal": rows == others,
        "sounds equal byte by byte": same,
        "problems": len([each for each in problems if not each.is_advice]),
        "seconds": {"--workers 2": round(local), "--ray, with kills": round(time.monotonic() - began)},
    }


PARTS: dict[str, Callable[[Cluster, argparse.Namespace], Awaitable[dict[str, object]]]] = {
    "overhead": lambda cluster, asked: overhead(cluster, asked.requests),
    "replicas": lambda cluster, asked: replicas(cluster, asked.requests),
    "killed": lambda cluster, _: killed(cluster),
    "overload": lambda cluster, _: overload(cluster),
    "rolling": lambda cluster, _: rolling(cluster),
    "model": lambda cluster, asked: model(cluster, asked.requests),
}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=(*PARTS, "batch"), default=[*PARTS, "batch"])
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if "batch" in asked.only:
            _print("batch", batch(Path(folder), asked.lines, asked.kills))
        if parts := [part for part in PARTS if part in asked.only]:
            cluster = Cluster(Path(folder), cores=4)
            for part in parts:
                _print(part, asyncio.run(_measured(PARTS[part](cluster, asked))))
            fleet.stop()
    return 0


async def _measured(work: Awaitable[dict[str, object]]) -> dict[str, object]:
    return await work


def _print(part: str, found: dict[str, object]) -> None:
    print(json.dumps({part: found}, indent=2), flush=True)


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(WAIT_SECONDS, sock_connect=WAIT_SECONDS)
    )


async def _at_once(count: int, total: int, speak: Callable[[str], Awaitable[Reply]], text: str) -> list[Reply]:
    """Let so many clients ask one after the other, until all requests are answered."""
    numbers = iter(range(total))
    replies: list[Reply] = []

    async def ask() -> None:
        for number in numbers:
            replies.append(await speak(f"{text} {number}."))  # noqa: PERF401 -- the numbers are shared

    await asyncio.gather(*(ask() for _ in range(count)))
    return replies


async def _open_loop(client: Client, rate: float, requests: int) -> list[Reply]:
    """Ask at random moments, whether earlier requests are answered or not."""
    chance = random.Random(3)  # noqa: S311 -- moments
    tasks = set[asyncio.Task[Reply]]()
    for number in range(requests):
        tasks.add(asyncio.create_task(client.speak(_reply(number))))
        await asyncio.sleep(chance.expovariate(rate))
    return await asyncio.gather(*tasks)


async def _replicas_there() -> int:
    return len(_fronts(await asyncio.to_thread(fleet.status)))


def _reply(number: int) -> str:
    return f"The light {number} is now at ten percent. The washing machine will be done in about {number} minutes."


def _fronts(status: dict[str, Any]) -> list[dict[str, Any]]:
    return [replica for front in status["fronts"] for replica in front["replicas"]]


def _settings(folder: Path, http: int, wyoming: int) -> LoadedSettings:
    own = {**SETTINGS, "http.port": http, "wyoming.uri": f"tcp://127.0.0.1:{wyoming}"}
    return load(Paths(folder, folder), own, {})


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def _cluster_process(cores: int) -> Iterator[str]:
    """Run a cluster that outlives what is killed; its address."""
    os.environ["RAY_AUTH_MODE"] = "disabled"  # a token of this user would be asked for; it listens on this machine only
    port = _free_port()
    ray = str(Path(sys.executable).with_name("ray"))
    options = [
        "--head",
        f"--port={port}",
        f"--num-cpus={cores}",
        "--include-dashboard=false",
        "--disable-usage-stats",
        "--block",
    ]
    with subprocess.Popen(
        [ray, "start", "--node-ip-address=127.0.0.1", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            deadline = time.monotonic() + WAIT_SECONDS
            while time.monotonic() < deadline:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.2)
            time.sleep(5)  # until the node has told the cluster that it is there
            yield f"127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(WAIT_SECONDS)


def _sounds(folder: Path) -> int:
    return sum(1 for _ in folder.glob("sounds/*/*.wav"))


def _processes() -> Iterator[tuple[int, str]]:
    """Yield the number and the title of every process of this user."""
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                yield int(path.name), (path / "cmdline").read_bytes().split(b"\0")[0].decode(errors="replace")
            except OSError:
                continue


def _descendants(top: int) -> list[int]:
    """Return the numbers of the processes that a process started, and they, but not its own."""
    parents: dict[int, int] = {}
    for pid, _ in _processes():
        try:
            parents[pid] = int(Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(") ")[2].split()[1])
        except OSError:
            continue
    found: list[int] = []
    waiting = [top]
    while waiting:
        parent = waiting.pop()
        children = [pid for pid, its in parents.items() if its == parent]
        found += children
        waiting += children
    return found


def _processor_seconds(processes: Sequence[int]) -> float:
    ticks = 0
    for pid in processes:
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                fields = (task / "schedstat").read_text("ascii").split()
                ticks += int(fields[0])
        except OSError:
            continue
    return ticks / 1e9


def _memory(processes: Sequence[int]) -> float:
    """Return the memory of some processes in megabytes."""
    total = 0
    for pid in processes:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1e3


def _slow(times: Sequence[float]) -> float:
    return sorted(times)[min(int(len(times) * 0.95), len(times) - 1)]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    sys.exit(main())

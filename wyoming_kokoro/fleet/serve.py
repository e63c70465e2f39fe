"""The servers as a deployment of Ray Serve: it places replicas, watches and restarts them, and rolls updates out.

Clients do not pass through Serve's proxy, which would add ten milliseconds to every first sound: on each machine a
front listens, and hands connections over to the replicas there.
"""

import asyncio
import logging
import os
import stat
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from wyoming_kokoro import log
from wyoming_kokoro.app import Application
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.fleet.cluster import NAMESPACE, connect
from wyoming_kokoro.fleet.front import ConnectionFront
from wyoming_kokoro.fleet.replica import DRAIN_SECONDS, HAND_OVER_SECONDS, FleetReplica, replica_settings
from wyoming_kokoro.settings import LoadedSettings

_LOG = logging.getLogger(__name__)

APPLICATION = "wyoming-kokoro"
DEPLOYMENT = "speech"
_FRONT = f"{APPLICATION}-front-"
_HEALTH_SECONDS = 5.0
"""How often Serve asks a replica whether it is well, and how long the answer may take, of which three are missed."""
_STOP_SECONDS = 10.0
"""For closing, beyond what a replica may take to be replaced and to finish."""
_PATIENCE_SECONDS = 30.0
"""For answers of a front."""


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """What is to run."""

    replicas: int
    cores: int
    """Of each replica."""
    listeners: int
    """That each replica can speak to without a gap; it refuses more."""


class FrontActor:
    """The front of a machine, as an actor: Ray starts it again when it ends."""

    def __init__(self, path: str, http: tuple[str, int], wyoming: tuple[str, int]) -> None:
        self._where = (http, wyoming)
        self._path = Path(path)
        self._front: ConnectionFront | None = None
        self._starting = asyncio.Lock()

    async def listen(self) -> str:
        """Listen, if that was not done yet; return the path for replicas."""
        async with self._starting:
            if self._front is None:
                await asyncio.to_thread(_private_folder, self._path.parent)
                front = ConnectionFront(self._path)
                await front.start(*self._where)
                self._front = front
        return str(self._path)

    async def status(self) -> dict[str, object]:
        """Return what it does now."""
        return {} if self._front is None else self._front.status()

    async def stop(self) -> None:
        """Cease to listen."""
        if self._front is not None:
            await self._front.stop()


class SpeechReplica:
    """A replica, as Serve knows it: it begins with the object, and has ended when `__del__` returns."""

    async def __init__(self, loaded: LoadedSettings, plan: FleetPlan) -> None:  # type: ignore[misc]  # Serve waits for it
        log.start(debug=loaded.settings.log.debug, form=loaded.settings.log.format)
        own = await asyncio.to_thread(
            replica_settings,
            loaded,
            **{
                "engine.threads": loaded.settings.engine.threads or plan.cores,
                "limits.listeners": plan.listeners,
                "limits.queue": plan.listeners,
            },
        )
        where = loaded.settings
        self._front = (where.http.host, where.http.port), _first_address(where.wyoming.uri)
        application = Application(own, listens=False, cores=plan.cores)
        self._replica = FleetReplica(application, self._find_front)
        self._stack = AsyncExitStack()
        await self._stack.enter_async_context(self._replica.running())

    async def check_health(self) -> None:
        """Return if its event loop does."""

    async def process_number(self) -> int:
        """Return the number of its process."""
        return os.getpid()

    async def __del__(self) -> None:
        """Finish what was begun, and end."""
        if hasattr(self, "_stack"):
            await self._stack.aclose()

    async def _find_front(self) -> Path:
        """Return the path of this machine's front, which is started if there is none; OSError where that fails."""
        ray = await asyncio.to_thread(connect)
        node = ray.get_runtime_context().get_node_id()
        try:
            front = await asyncio.to_thread(_front_of, ray, node, *self._front)
            return Path(await front.listen.remote())
        except ray.exceptions.RayError as error:
            _LOG.warning("There is no front: %s", error)
            raise ConnectionError from error


def deploy(loaded: LoadedSettings, plan: FleetPlan, address: str = "") -> None:
    """Start a fleet, or replace the replicas of a running one, one after the other; returns when all are there."""
    connect(address)
    from ray import serve  # noqa: PLC0415 -- see connect

    serve.start(proxy_location="Disabled")
    deployment = serve.deployment(
        name=DEPLOYMENT,
        num_replicas=plan.replicas,
        ray_actor_options={"num_cpus": plan.cores},
        health_check_period_s=_HEALTH_SECONDS,
        health_check_timeout_s=_HEALTH_SECONDS,
        graceful_shutdown_timeout_s=HAND_OVER_SECONDS + DRAIN_SECONDS + _STOP_SECONDS,
    )(SpeechReplica)
    serve.run(deployment.bind(loaded, plan), name=APPLICATION, route_prefix=None)


def status(address: str = "") -> dict[str, object]:
    """Return what runs, for programs."""
    ray = connect(address)
    from ray import serve  # noqa: PLC0415 -- see connect

    application = serve.status().applications.get(APPLICATION)
    if application is None:
        return {"status": "not running", "replicas": {}, "fronts": []}
    replicas = {str(state): count for state, count in application.deployments[DEPLOYMENT].replica_states.items()}
    fronts = ray.get([each.status.remote() for each in _fronts(ray)], timeout=_PATIENCE_SECONDS)
    return {"status": str(application.status.value).lower(), "replicas": replicas, "fronts": fronts}


def stop(address: str = "") -> None:
    """End the fleet: what was begun is served to its end."""
    ray = connect(address)
    from ray import serve  # noqa: PLC0415 -- see connect

    fronts = _fronts(ray)
    ray.get([each.stop.remote() for each in fronts], timeout=_PATIENCE_SECONDS)
    serve.delete(APPLICATION)
    for front in fronts:
        ray.kill(front)


def _fronts(ray: Any) -> list[Any]:  # noqa: ANN401 -- see connect
    named = ray.util.list_named_actors(all_namespaces=True)
    names = [each["name"] for each in named if each["namespace"] == NAMESPACE and each["name"].startswith(_FRONT)]
    return [ray.get_actor(name, namespace=NAMESPACE) for name in names]


def _front_of(ray: Any, node: str, http: tuple[str, int], wyoming: tuple[str, int]) -> Any:  # noqa: ANN401 -- see connect
    """Return the front of a machine; blocks."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy  # noqa: PLC0415 -- see connect

    folder = Path(tempfile.gettempdir()) / f"wyoming-kokoro-{os.getuid()}"
    options = {
        "name": f"{_FRONT}{node}",
        "namespace": NAMESPACE,
        "lifetime": "detached",
        "get_if_exists": True,
        "num_cpus": 0,
        "max_restarts": -1,
        "scheduling_strategy": NodeAffinitySchedulingStrategy(node, soft=False),
    }
    return ray.remote(FrontActor).options(**options).remote(str(folder / f"{node[:16]}.socket"), http, wyoming)


def _first_address(uri: str) -> tuple[str, int]:
    """Return host and port of the first address over TCP."""
    for each in uri.split(","):
        parts = urlsplit(each.strip())
        if parts.scheme == "tcp":
            return parts.hostname or "", parts.port or 0
    raise Unavailable("A fleet needs an address such as tcp://HOST:PORT in wyoming.uri.")


def _private_folder(folder: Path) -> None:
    """Make a folder that only this user can open; Unavailable where another user made it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.getuid() or not stat.S_ISDIR(found.st_mode) or stat.S_IMODE(found.st_mode) & 0o077:
        raise Unavailable(f"{folder} belongs to somebody else, or others can open it.")

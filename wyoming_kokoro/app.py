"""The server program: starts the studio and both servers, follows the settings files, and stops everything in order."""

import asyncio
import logging
import platform
import signal
import socket
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from wyoming_kokoro import __version__, log
from wyoming_kokoro.api import (
    HealthReport,
    HttpServer,
    JudgeProcesses,
    StaticFile,
    VoiceMatches,
    WorkshopJobs,
    make_app,
    memory_bytes,
    static_files,
)
from wyoming_kokoro.assets import web_folder
from wyoming_kokoro.atomic_write import replace_file
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.listening import address, listen
from wyoming_kokoro.playback.running_server import local_url
from wyoming_kokoro.providers.known_providers import reports_as_json
from wyoming_kokoro.settings import LoadedSettings, SettingsWatcher
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.wire import SUPERVISOR, DiscoveryStatus, WyomingServer, announce

_LOG = logging.getLogger(__name__)

_ALL_IPV4 = "0.0.0.0"  # noqa: S104 -- the Supervisor's network has IPv4 only, and each client's address is checked

_LOAD_RECORD_SECONDS = 5.0
"""How often memory and listeners are recorded for the history: at home, times with many listeners are short."""

_CLOSING_SECONDS = 2.5
"""Of the time for stopping, what telling the clients and closing take after requests had theirs: so the process ends
within that time, after which Docker and systemd end it by force."""

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


async def serve(loaded: LoadedSettings, on_ready: Callable[[str], None] | None = None) -> None:
    """Serve until a signal; a second one ends the program at once. `on_ready` gets the address of the HTTP API."""
    application = Application(loaded)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, _stop, stop)
    async with application.running():
        if on_ready is not None:
            await asyncio.to_thread(on_ready, application.url)
        await stop.wait()


class Application:
    """The studio and the servers that use it."""

    def __init__(
        self, loaded: LoadedSettings, supervisor: str = SUPERVISOR, *, listens: bool = True, cores: int | None = None
    ) -> None:
        """Take settings, whether the servers listen, and how many cores to use; all of them unless this is given.

        Where they do not listen, `take` brings their connections.
        """
        self._cores = cores
        self._supervisor = supervisor
        self._listens = listens
        self.watch = SettingsWatcher(loaded, self._apply)
        """Has the current settings."""
        self.url = ""
        """The address at which this machine reaches the HTTP API, once it listens."""
        self._studio: Studio | None = None
        self._wyoming: WyomingServer | None = None
        self._http: HttpServer | None = None
        self._discovery = DiscoveryStatus()
        self._stopping = False
        self._judges = JudgeProcesses()
        self._matches = VoiceMatches()
        self._workshop = WorkshopJobs()
        self._versions = {
            "wyoming_kokoro": __version__,
            **{name: version(name) for name in ("wyoming", "onnxruntime")},
            "python": platform.python_version(),
        }

    @property
    def studio(self) -> Studio:
        """What speaks; raises Unavailable while the server starts or stops."""
        if self._stopping:
            raise Unavailable("The server is stopping; please try again soon.", code="stopping")
        if self._studio is None:
            raise Unavailable("The server is starting; please try again in a moment.", code="starting", retry_after=1)
        return self._studio

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None, None]:
        """Start everything, and stop it in order at the end: requests that have begun are still served."""
        loaded = self.watch.loaded
        loaded.report()
        if problem := await asyncio.to_thread(loaded.sources.paths.prepare):
            _LOG.warning("%s", problem)
        async with AsyncExitStack() as stack:
            pages = await asyncio.to_thread(static_files, web_folder())
            http = await self._start_http(stack, loaded, pages)
            if loaded.sources.paths.options and self._listens:
                await self._start_ingress(stack, loaded, pages)
            studio = await self._start_studio(stack, loaded)
            wyoming = await self._start_wyoming(studio, loaded)
            stack.push_async_callback(self._stop_servers, wyoming, http)
            await stack.enter_async_context(announce(wyoming.sockets, loaded, self._supervisor, self._discovery))
            for work in (self.watch.run(), _record_load(studio)):
                stack.push_async_callback(_cancel, asyncio.create_task(work))
            _LOG.info("wyoming_kokoro %s is ready", __version__)
            yield
            self._stopping = True
            _LOG.info("Stopping")

    def health(self) -> HealthReport:
        """Return the state of the server."""
        if self._studio is None:
            return HealthReport("starting")
        status = self._studio.status()
        mistakes = tuple(mistake.brief for mistake in self.watch.problems)
        problems = (*mistakes, *status.problems, *((status.why,) if status.standing_in else ()))
        return HealthReport(
            "stopping" if self._stopping else "degraded" if problems else "ok",
            reasons=problems,
            engine=status.engine,
            engine_reason=status.why,
            standing_in=status.standing_in,
            model_ways=status.how,
            execution_provider=status.execution_provider,
            model=status.model,
            pronouncers=status.pronouncers,
            voices=len(self._studio.voices.listed()),
            providers=tuple(reports_as_json(status.providers)),
            queue=status.waiting,
            working=status.working,
            settings_problems=mistakes,
            discovery=self._discovery.now,
            wyoming=network_addresses(self._wyoming.addresses) if self._wyoming else (),
            versions=self._versions,
        )

    @property
    def connections(self) -> tuple[int, int]:
        """How many connections have a request, or may soon have one, and how many there are."""
        assert self._http is not None, "it is running"  # noqa: S101
        assert self._wyoming is not None, "it is running"  # noqa: S101
        wyoming = self._wyoming.connections
        return self._http.busy + wyoming, self._http.open + wyoming

    def on_change(self, changed: Callable[[], None]) -> None:
        """Call this whenever that may have changed."""
        assert self._http is not None, "it is running"  # noqa: S101
        assert self._wyoming is not None, "it is running"  # noqa: S101
        self._http.on_change(changed)
        self._wyoming.on_change(changed)

    async def take(self, connection: socket.socket, *, wyoming: bool) -> None:
        """Serve a connection that another process accepted, at one of both servers; raises OSError if it is gone."""
        server = self._wyoming if wyoming else self._http
        assert server is not None, "it is running"  # noqa: S101
        await server.take(connection)

    async def drain(self, grace: float) -> None:
        """Serve the connections that are open to their end, after which this program is to stop."""
        assert self._http is not None, "it is running"  # noqa: S101
        assert self._wyoming is not None, "it is running"  # noqa: S101
        await asyncio.gather(self._wyoming.stop(grace), self._http.drain(grace))

    async def _start_studio(self, stack: AsyncExitStack, loaded: LoadedSettings) -> Studio:
        self._studio = studio = await Studio.open(loaded, cores=self._cores)
        stack.push_async_callback(studio.close)
        _LOG.info("%s speaks: %s", studio.status().engine, studio.status().why)
        return studio

    async def _start_wyoming(self, studio: Studio, loaded: LoadedSettings) -> WyomingServer:
        uris = [uri.strip() for uri in loaded.settings.wyoming.uri.split(",")] if self._listens else []
        self._wyoming = wyoming = WyomingServer(studio, uris)
        await wyoming.start()
        return wyoming

    async def _start_http(
        self, stack: AsyncExitStack, loaded: LoadedSettings, pages: Mapping[str, StaticFile]
    ) -> HttpServer:
        """Start the HTTP API first, so that /health can report on the start."""
        app = make_app(self, files=pages, judges=self._judges, matches=self._matches, workshop=self._workshop)
        self._http = http = HttpServer(app, self)
        where = loaded.settings.http
        listeners = await listen(where.host, where.port) if self._listens else ()
        stack.push_async_callback(http.stop, 0)
        await http.start(listeners)
        for listener in listeners:
            _LOG.info("HTTP clients are served at %s", address(listener).replace("tcp://", "http://"))
        if listeners:
            self.url = local_url(where.host, listeners[0].getsockname()[1])
            await stack.enter_async_context(_address_file(loaded.sources.paths.server, self.url))
        return http

    async def _start_ingress(
        self, stack: AsyncExitStack, loaded: LoadedSettings, pages: Mapping[str, StaticFile]
    ) -> None:
        """Start the HTTP API for Home Assistant's proxy, which has checked who its clients are."""
        settings = loaded.settings.http
        ingress = HttpServer(
            make_app(
                self,
                trusted=True,
                peers=settings.ingress_peers,
                files=pages,
                judges=self._judges,
                matches=self._matches,
                workshop=self._workshop,
            ),
            self,
        )
        listeners = await listen(_ALL_IPV4, settings.ingress_port)
        stack.push_async_callback(ingress.stop, 0)
        await ingress.start(listeners)
        _LOG.info("Home Assistant's proxy is served at %s", address(listeners[0]).replace("tcp://", "http://"))

    async def _stop_servers(self, wyoming: WyomingServer, http: HttpServer) -> None:
        whole = self.watch.loaded.settings.limits.shutdown_timeout
        grace = max(whole - _CLOSING_SECONDS, whole / 2)
        await asyncio.gather(wyoming.stop(grace), http.stop(grace))

    async def _apply(self, loaded: LoadedSettings) -> None:
        """Use new settings, from the next utterance on."""
        log.start(debug=loaded.settings.log.debug, form=loaded.settings.log.format)
        if self._studio is not None:
            await self._studio.follow(loaded)


def network_addresses(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses that other machines can use: paths of sockets on this machine are private."""
    return tuple(each for each in addresses if each.startswith("tcp://"))


@asynccontextmanager
async def _address_file(path: Path, url: str) -> AsyncGenerator[None, None]:
    """Keep the address of the HTTP API in a file while the context lasts: commands find the server by it."""
    content = f"{url}\n".encode()
    with suppress(OSError):
        await asyncio.to_thread(replace_file, path, content)
    try:
        yield
    finally:
        with suppress(OSError):
            await asyncio.to_thread(_remove_file, path, content)


def _remove_file(path: Path, content: bytes) -> None:
    """Remove a file, unless another server has written it since."""
    if path.read_bytes() == content:
        path.unlink(missing_ok=True)


async def _record_load(studio: Studio) -> None:
    """Record memory and listeners again and again; never returns."""
    while True:
        studio.record_load(await asyncio.to_thread(memory_bytes))
        await asyncio.sleep(_LOAD_RECORD_SECONDS)


def _stop(stop: asyncio.Event) -> None:
    """Stop; the next signal has its usual effect, which is to end the program at once."""
    stop.set()
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().remove_signal_handler(number)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

"""Opens both doors, swaps the settings when their files change, and closes everything in order."""

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from importlib.metadata import version

from aiohttp import web

from wyoming_kokoro import __version__, log
from wyoming_kokoro.api import Health, make_app
from wyoming_kokoro.listening import address, listen
from wyoming_kokoro.settings import Loaded, Watch
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.wire import WireServer, announced

_LOG = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


async def serve(loaded: Loaded) -> None:
    """Serve until a signal says stop; a second one leaves at once."""
    server = Server(loaded)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, _stop, stop, number)
    async with server.running():
        await stop.wait()


class Server:
    """Both doors, and what stands between them."""

    def __init__(self, loaded: Loaded) -> None:
        self._watch = Watch(loaded, self._apply)
        self._studio: Studio | None = None
        self._stopping = False

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None, None]:
        """Open everything; on leaving, close it in order: what was asked for is still spoken."""
        loaded = self._watch.loaded
        settings = loaded.settings
        loaded.report()
        if problem := loaded.sources.places.prepare():
            _LOG.warning("%s", problem)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._http(settings.http.host, settings.http.port))
            self._studio = await Studio.open(loaded)
            stack.push_async_callback(self._studio.close)
            status = self._studio.status()
            _LOG.info("%s speaks: %s", status.engine, status.why)
            wire = WireServer(self._studio, [uri.strip() for uri in settings.wyoming.uri.split(",")])
            await wire.start()
            stack.push_async_callback(self._stop_wire, wire)
            await stack.enter_async_context(announced(wire.sockets, loaded))
            stack.push_async_callback(_ended, asyncio.create_task(self._watch.run()))
            _LOG.info("wyoming_kokoro %s is ready", __version__)
            yield
            self._stopping = True
            _LOG.info("Stopping")

    async def _stop_wire(self, wire: WireServer) -> None:
        await wire.stop(self._watch.loaded.settings.limits.stop_seconds)

    async def _apply(self, loaded: Loaded) -> None:
        """Speak with the new settings from the next utterance on."""
        log.start(debug=loaded.settings.log.debug, form=loaded.settings.log.format)
        if self._studio is not None:
            await self._studio.follow(loaded)

    @asynccontextmanager
    async def _http(self, host: str, port: int) -> AsyncGenerator[None, None]:
        runner = web.AppRunner(make_app(self.health), access_log=None)
        await runner.setup()
        try:
            for listener in await listen(host, port):
                await web.SockSite(runner, listener).start()
                _LOG.info("HTTP at %s", _as_http(listener))
            yield
        finally:
            await runner.cleanup()

    def health(self) -> Health:
        """How the server is at the moment."""
        if self._studio is None:
            return Health("stopping" if self._stopping else "starting")
        status = self._studio.status()
        mistakes = tuple(map(str, self._watch.problems))
        stood_in = self._studio.settings.engine.name in ("auto", "kokoro") and status.engine != "kokoro"
        problems = (*mistakes, *status.problems, *((status.why,) if stood_in else ()))
        return Health(
            "stopping" if self._stopping else "degraded" if problems else "ok",
            reasons=problems,
            engine=status.engine,
            engine_reason=status.why,
            voices=len(self._studio.equipment.voices.listed()),
            queue=status.waiting,
            working=status.working,
            settings_problems=mistakes,
            versions={"wyoming_kokoro": __version__, **{name: version(name) for name in ("wyoming", "onnxruntime")}},
        )


def _stop(stop: asyncio.Event, number: signal.Signals) -> None:
    """Stop; the next signal has its usual effect, which is to leave at once."""
    stop.set()
    asyncio.get_running_loop().remove_signal_handler(number)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _as_http(listener: socket.socket) -> str:
    return address(listener).replace("tcp://", "http://")

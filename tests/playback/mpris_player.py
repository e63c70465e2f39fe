"""A media player for tests: it speaks MPRIS on the session bus, and writes down what it is told to do."""

import asyncio
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

service = import_module("dbus_fast.service")  # the package is not in every environment in which types are checked
Interface: Any = service.ServiceInterface

name, state, log = sys.argv[1], sys.argv[2], Path(sys.argv[3])


class Player(Interface):  # type: ignore[misc] # its type is not known
    def __init__(self) -> None:
        super().__init__("org.mpris.MediaPlayer2.Player")
        self.state = state

    @service.dbus_property(access=import_module("dbus_fast.constants").PropertyAccess.READ)  # type: ignore[untyped-decorator]
    def PlaybackStatus(self) -> "s":  # type: ignore[name-defined] # noqa: N802, F821 -- the form of D-Bus
        return self.state

    @service.method()  # type: ignore[untyped-decorator]
    def Pause(self) -> None:  # noqa: N802
        self._become("Paused")

    @service.method()  # type: ignore[untyped-decorator]
    def Play(self) -> None:  # noqa: N802
        self._become("Playing")

    def _become(self, state: str) -> None:
        self.state = state
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{name} {state}\n")


async def main() -> None:
    bus = await import_module("dbus_fast.aio").MessageBus().connect()
    bus.export("/org/mpris/MediaPlayer2", Player())
    await bus.request_name(f"org.mpris.MediaPlayer2.{name}")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await bus.wait_for_disconnect()


asyncio.run(main())

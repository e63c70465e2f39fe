"""Wyoming over TCP and Unix sockets: the door for Home Assistant."""

from wyoming_kokoro.wire.advert import announced
from wyoming_kokoro.wire.server import WireServer

__all__ = ["WireServer", "announced"]

"""Wyoming over TCP and Unix sockets: the door for Home Assistant."""

from wyoming_kokoro.wire.announcement import SUPERVISOR, DiscoveryStatus, announced
from wyoming_kokoro.wire.server import WyomingServer

__all__ = ["SUPERVISOR", "DiscoveryStatus", "WyomingServer", "announced"]

"""The Wyoming server, for Home Assistant: speech over TCP and Unix sockets."""

from wyoming_kokoro.wire.announcement import SUPERVISOR, DiscoveryStatus, announce
from wyoming_kokoro.wire.server import WyomingServer

__all__ = ["SUPERVISOR", "DiscoveryStatus", "WyomingServer", "announce"]

"""Wyoming over TCP and Unix sockets: the door for Home Assistant."""

from wyoming_kokoro.wire.advert import SUPERVISOR, Discovery, announced
from wyoming_kokoro.wire.server import WireServer

__all__ = ["SUPERVISOR", "Discovery", "WireServer", "announced"]

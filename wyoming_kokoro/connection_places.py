"""Which connection makes room for a new one: each address has a share of the places, and the idle give theirs up."""

import ipaddress
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

C = TypeVar("C")

SILENT_SECONDS: Final = 5.0
"""How long a stream of text may bring nothing before it makes room: a language model may think as long."""

_NETWORK_BITS: Final = 64
"""Bits of an IPv6 address that name a network: a machine may use as many addresses in it as it likes."""


@dataclass(frozen=True, slots=True)
class Place:
    """What decides whether a connection keeps its place."""

    owner: str | None
    """Whose it is: see `owner_of`; None where all clients are on this machine."""
    idle_since: float | None
    """Since when there has been no request; None while one is served."""
    silent_from: float | None
    """From when on the request that is served may make room: it is a stream without text; None for other requests."""


def owner_of(address: str | None) -> str | None:
    """Return who counts as the owner of an address: itself, or its network where one machine has many addresses."""
    try:
        known = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return None
    if known.version == 4 or known.is_link_local:  # noqa: PLR2004 -- the version
        return str(known)
    return str(ipaddress.ip_network((known, _NETWORK_BITS), strict=False))


def room_for(newest: C, places: Mapping[C, Place], limit: int, share: float, now: float) -> C | None:
    """Return the connection to close for the newest one, which may be itself; None where there is room.

    At the share of its owner the newest makes room among the owner's own; at the limit the owner with the most
    connections makes room first. Those that are idle go first, then streams that are silent, the longest first.
    """
    counts = Counter(place.owner for place in places.values())
    owner = places[newest].owner
    others = {each: place for each, place in places.items() if each is not newest}
    if owner is not None and counts[owner] > max(1, math.ceil(limit * share)):
        others = {each: place for each, place in others.items() if place.owner == owner}
    elif len(places) <= limit:
        return None
    idle = {each: place.idle_since for each, place in others.items() if place.idle_since is not None}
    if idle:
        return min(idle, key=idle.__getitem__)
    silent = {
        each: (-counts[place.owner], place.silent_from)
        for each, place in others.items()
        if place.silent_from is not None and place.silent_from <= now
    }
    return min(silent, key=silent.__getitem__) if silent else newest

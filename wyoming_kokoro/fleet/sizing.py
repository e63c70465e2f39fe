"""How many listeners a fleet can have: a simulation of replicas that serve requests as they come, by what was measured.

Requests come at random moments (a Poisson process), each goes to the replica that is least busy, and takes what one of
the measured replies took. A replica makes one part of a reply at a time: first for a listener near a gap, then for one
who has heard nothing yet, then for the one whose buffer is empty first, as the program itself does.
"""

import heapq
import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf

from wyoming_kokoro.fleet.service import ReplyPart, ServiceMeasurement
from wyoming_kokoro.scheduler import SHORT

FIRST_SOUND_TARGET = 0.3
"""Seconds within which 95 of 100 listeners hear something."""
SLOW_SHARE = 0.95
REQUESTS = 2_000
"""Of a simulation: a hundred of them are slower than the 95 that count of 100."""
_STEPS = 9
"""Of the search for the highest rate: it is found to a part in five hundred."""


@dataclass(frozen=True, slots=True)
class FleetLoad:
    """What listeners of a fleet notice at one rate of requests."""

    replicas: int
    rate: float
    """Requests in a second."""
    first_sound: float
    """Seconds within which 95 of 100 hear something."""
    listeners: float
    """Who hear or wait at the same time, on average."""
    gaps: float
    """The part of the replies with a gap."""


@dataclass(frozen=True, slots=True)
class FleetSize:
    """The most that a fleet can have within the target."""

    load: FleetLoad
    cores: int
    """Of each replica."""

    @property
    def listeners_per_core(self) -> float:
        """Listeners at the same time for each core."""
        return self.load.listeners / (self.load.replicas * self.cores)

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "replicas": self.load.replicas,
            "cores": self.load.replicas * self.cores,
            "requests_per_second": round(self.load.rate, 3),
            "first_sound": round(self.load.first_sound, 4),
            "listeners": round(self.load.listeners, 2),
            "listeners_per_core": round(self.listeners_per_core, 2),
            "gaps": round(self.load.gaps, 4),
        }


def largest_load(
    service: ServiceMeasurement, replicas: int, *, target: float = FIRST_SOUND_TARGET, overhead: float = 0.0
) -> FleetLoad:
    """Return the highest rate of requests at which the first sound comes in time."""
    highest = replicas / service.work
    low, best = 0.0, simulate(service, replicas, highest / 2**_STEPS, overhead=overhead)
    high = highest
    for _ in range(_STEPS):
        rate = (low + high) / 2
        load = simulate(service, replicas, rate, overhead=overhead, patience=target)
        if load.first_sound <= target and load.gaps <= 1 - SLOW_SHARE:
            low, best = rate, load
        else:
            high = rate
    return best


def simulate(
    service: ServiceMeasurement,
    replicas: int,
    rate: float,
    *,
    overhead: float = 0.0,
    requests: int = REQUESTS,
    patience: float = inf,
) -> FleetLoad:
    """Return what listeners notice at a rate; `overhead` is added to each first sound. The same each time.

    Once more have waited longer than `patience` than may, the rest is not simulated: queues without end take long.
    """
    fleet = _SimulatedFleet(service, replicas, rate, requests)
    fleet.run(patience - overhead)
    if fleet.gave_up:
        return FleetLoad(replicas, rate, inf, inf, 1.0)
    waits = sorted(listener.first_sound + overhead for listener in fleet.served)
    present = sum(listener.left_at - listener.came_at for listener in fleet.served)
    return FleetLoad(
        replicas=replicas,
        rate=rate,
        first_sound=waits[min(int(len(waits) * SLOW_SHARE), len(waits) - 1)],
        listeners=present / max(fleet.now, 1e-9),
        gaps=sum(listener.had_gap for listener in fleet.served) / len(waits),
    )


@dataclass(slots=True, eq=False)
class _SimulatedListener:
    came_at: float
    parts: Sequence[ReplyPart]
    next_part: int = 0
    first_sound: float = 0.0
    plays_until: float = 0.0
    had_gap: bool = False

    @property
    def left_at(self) -> float:
        """When it has heard everything."""
        return self.plays_until

    @property
    def finished(self) -> bool:
        """Whether all parts were made."""
        return self.next_part == len(self.parts)

    def receive(self, now: float) -> None:
        """Take the part that was made."""
        if not self.next_part:
            self.first_sound, self.plays_until = now - self.came_at, now
        elif now > self.plays_until:
            self.had_gap, self.plays_until = True, now
        self.plays_until += self.parts[self.next_part].sound
        self.next_part += 1


@dataclass(slots=True, eq=False)
class _SimulatedReplica:
    fresh: deque[_SimulatedListener] = field(default_factory=deque)
    """Those who have heard nothing, in the order in which they came."""
    playing: list[tuple[float, int, _SimulatedListener]] = field(default_factory=list)
    """Those who wait for another part: a heap, whose buffer is empty first."""
    working_for: _SimulatedListener | None = None
    listeners: int = 0
    _count: int = 0

    def come(self, listener: _SimulatedListener) -> None:
        """Let a listener wait for the first part."""
        self.listeners += 1
        self.fresh.append(listener)

    def go_on(self, listener: _SimulatedListener) -> None:
        """Let a listener wait for the next part, or go."""
        if listener.finished:
            self.listeners -= 1
            return
        self._count += 1  # so that those with the same buffer keep their order
        heapq.heappush(self.playing, (listener.plays_until, self._count, listener))

    def most_urgent(self, now: float) -> _SimulatedListener | None:
        """Return whose part is made next, and no longer count it as waiting."""
        near_a_gap = bool(self.playing) and self.playing[0][0] - now < SHORT
        if self.fresh and not near_a_gap:
            return self.fresh.popleft()
        return heapq.heappop(self.playing)[-1] if self.playing else None


class _SimulatedFleet:
    """Replicas, and the events that are to come."""

    def __init__(self, service: ServiceMeasurement, replicas: int, rate: float, requests: int) -> None:
        self._chance = random.Random(1)  # noqa: S311 -- a simulation, the same each time
        self._replies = service.replies
        self._replicas = [_SimulatedReplica() for _ in range(replicas)]
        self._rate = rate
        self._left = requests
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        self.now = 0.0
        self._waited_long = 0
        self._patience = inf
        self.served: list[_SimulatedListener] = []

    def run(self, patience: float = inf) -> None:
        """Let all requests come and be served, or until too many have waited for too long."""
        self._patience = patience
        may_wait = self._left * (1 - SLOW_SHARE)
        self._come_later()
        while self._events and self._waited_long <= may_wait:
            self.now, _, happen = heapq.heappop(self._events)
            happen()

    @property
    def gave_up(self) -> bool:
        """Whether not all were served."""
        return bool(self._events)

    def _later(self, seconds: float, happen: Callable[[], None]) -> None:
        self._count += 1  # so that events of the same moment happen in order
        heapq.heappush(self._events, (self.now + seconds, self._count, happen))

    def _come_later(self) -> None:
        if self._left:
            self._left -= 1
            self._later(self._chance.expovariate(self._rate), self._come)

    def _come(self) -> None:
        replica = min(self._replicas, key=lambda each: each.listeners)
        replica.come(_SimulatedListener(self.now, self._chance.choice(self._replies)))
        self._begin(replica)
        self._come_later()

    def _begin(self, replica: _SimulatedReplica) -> None:
        if replica.working_for is not None:
            return
        listener = replica.most_urgent(self.now)
        if listener is None:
            return
        replica.working_for = listener
        self._later(listener.parts[listener.next_part].work, lambda: self._made(replica, listener))

    def _made(self, replica: _SimulatedReplica, listener: _SimulatedListener) -> None:
        listener.receive(self.now)
        self._waited_long += listener.next_part == 1 and listener.first_sound > self._patience
        replica.working_for = None
        replica.go_on(listener)
        if listener.finished:
            self.served.append(listener)
        self._begin(replica)

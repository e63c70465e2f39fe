"""What this process and those it has started use: eSpeak NG has one of its own."""

import os
import resource
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROCESSES = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12
"""Where in a process's stat its times are, counted from behind its name."""


def processor_seconds() -> float:
    """How long all their threads have computed, those that have ended among them."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system + sum(map(_spent, _started()))


def megabytes() -> float:
    """What they have in memory now; the most this one ever had, where the system does not tell."""
    pages = sum(_pages(each) for each in (str(os.getpid()), *_started()))
    return pages * resource.getpagesize() / 1e6 or most_megabytes()


def most_megabytes() -> float:
    """The most that this process ever had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def _started() -> Iterator[str]:
    """The processes that this one has started and that still run."""
    for thread in (_PROCESSES / "self" / "task").glob("*/children"):
        with suppress(OSError):
            yield from thread.read_text(encoding="ascii").split()


def _spent(process: str) -> float:
    with suppress(OSError):
        facts = (_PROCESSES / process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(facts[_USER]) + int(facts[_SYSTEM])) / _TICKS
    return 0.0


def _pages(process: str) -> int:
    with suppress(OSError):
        return int((_PROCESSES / process / "statm").read_text(encoding="ascii").split()[1])
    return 0

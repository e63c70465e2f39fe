"""Counts the processor time and the memory of this process and those it has started, such as eSpeak NG's."""

import os
import resource
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROCESSES = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12
"""The indices of the times in a process's stat, counted from behind its name."""


def processor_seconds() -> float:
    """Return the time that all threads have computed, also those that have ended."""
    times = os.times()
    return (
        times.user + times.system + times.children_user + times.children_system + sum(map(_processor_time, _children()))
    )


def megabytes() -> float:
    """Return the memory they use now, or the peak of this process where the system does not report it."""
    pages = sum(_pages(each) for each in (str(os.getpid()), *_children()))
    return pages * resource.getpagesize() / 1e6 or peak_megabytes()


def proportional_megabytes() -> float:
    """Return the memory they use now, with what other processes use too divided among them, as far as it is known."""
    kilobytes = sum(_proportional(each) for each in (str(os.getpid()), *_children()))
    return kilobytes * 1024 / 1e6 or megabytes()


def peak_megabytes() -> float:
    """Return the most memory that this process ever used."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def _children() -> Iterator[str]:
    """Yield the processes that this one has started and that still run."""
    for thread in (_PROCESSES / "self" / "task").glob("*/children"):
        with suppress(OSError):
            yield from thread.read_text(encoding="ascii").split()


def _processor_time(process: str) -> float:
    with suppress(OSError):
        fields = (_PROCESSES / process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS
    return 0.0


def _pages(process: str) -> int:
    with suppress(OSError):
        return int((_PROCESSES / process / "statm").read_text(encoding="ascii").split()[1])
    return 0


def _proportional(process: str) -> int:
    with suppress(OSError, StopIteration):
        lines = (_PROCESSES / process / "smaps_rollup").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return 0

"""What this machine has to compute with."""

import ctypes
import os
import platform
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PROC = Path("/proc")
_CGROUP = Path("/sys/fs/cgroup")
"""Where Linux describes the machine, and what a container may use of it."""


@dataclass(frozen=True, slots=True)
class Host:
    """The processor and the memory that this process may use."""

    machine: str
    """The system's name for the processor: x86_64, aarch64."""
    cores: int
    memory: int
    """In bytes; 0 where it is not known."""
    flags: frozenset[str] = frozenset()
    """The processor's extensions: avx2, avx512_vnni, asimddp."""

    @property
    def multiplies_bytes(self) -> bool:
        """Whether it has instructions for products of small whole numbers, without which int8 models gain little."""
        return not self.flags.isdisjoint({"avx512_vnni", "avx_vnni", "asimddp", "i8mm"})

    @classmethod
    @cache
    def here(cls) -> "Host":
        """Return this machine, within the limits of its container."""
        return cls.read()

    @classmethod
    def read(cls, proc: Path = _PROC, cgroup: Path = _CGROUP) -> "Host":
        """Return the machine that the files in these folders describe."""
        return cls(
            machine=platform.machine(),
            cores=_cores(_text(cgroup / "cpu.max")),
            memory=_memory(_text(proc / "meminfo"), _text(cgroup / "memory.max")),
            flags=_flags(_text(proc / "cpuinfo")),
        )


def give_back_memory() -> None:
    """Return freed memory to the system that the allocator keeps for later: tens of megabytes after a long text."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's; others do it by themselves or not at all
    if trim is not None:
        trim(0)


def _cores(limit: str) -> int:
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, _, period = limit.partition(" ")
    if quota.isdigit() and period.strip().isdigit() and int(period):
        return max(1, min(available, round(int(quota) / int(period))))
    return available


def _memory(meminfo: str, limit: str) -> int:
    total = next((line.split()[1] for line in meminfo.splitlines() if line.startswith("MemTotal:")), "0")
    kilobytes = int(total) if total.isdigit() else 0
    quota = limit.strip()
    sizes = [size for size in (kilobytes * 1024, int(quota) if quota.isdigit() else 0) if size]
    return min(sizes, default=0)


def _flags(cpuinfo: str) -> frozenset[str]:
    for line in cpuinfo.splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("flags", "Features"):
            return frozenset(value.split())
    return frozenset()


def _text(path: Path) -> str:
    """Return the content of a file; nothing where it cannot be read."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""

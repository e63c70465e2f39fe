"""What this machine has to compute with."""

import ctypes
import os
import platform
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")
_CPU_FACTS = Path("/proc/cpuinfo")
_MEMORY_FACTS = Path("/proc/meminfo")
_MEMORY_QUOTA = Path("/sys/fs/cgroup/memory.max")


@dataclass(frozen=True, slots=True)
class Host:
    """The processor and the memory that this process may use."""

    machine: str
    """As the system calls it: x86_64, aarch64."""
    cores: int
    memory: int
    """In bytes; 0 where it is not known."""
    flags: frozenset[str] = frozenset()
    """What the processor can do beyond the ordinary: avx2, avx512_vnni, asimddp."""

    @property
    def multiplies_bytes(self) -> bool:
        """Whether it has instructions for products of small whole numbers, without which int8 models gain little."""
        return not self.flags.isdisjoint({"avx512_vnni", "avx_vnni", "asimddp", "i8mm"})

    @classmethod
    @cache
    def here(cls) -> "Host":
        """This machine, less what a container keeps from us."""
        return cls(
            machine=platform.machine(),
            cores=_cores(_CPU_QUOTA),
            memory=_memory(_MEMORY_FACTS, _MEMORY_QUOTA),
            flags=_flags(_CPU_FACTS),
        )


def give_back_memory() -> None:
    """Let the system have what was freed and is held for the next time: tens of megabytes after a long text."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's; others do it by themselves or not at all
    if trim is not None:
        trim(0)


def _cores(quota_file: Path) -> int:
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, _, period = _text(quota_file).partition(" ")
    if quota.isdigit() and period.strip().isdigit() and int(period):
        return max(1, min(allowed, round(int(quota) / int(period))))
    return allowed


def _memory(facts: Path, quota_file: Path) -> int:
    total = next((line.split()[1] for line in _text(facts).splitlines() if line.startswith("MemTotal:")), "0")
    kilobytes = int(total) if total.isdigit() else 0
    quota = _text(quota_file).strip()
    sizes = [size for size in (kilobytes * 1024, int(quota) if quota.isdigit() else 0) if size]
    return min(sizes, default=0)


def _flags(facts: Path) -> frozenset[str]:
    for line in _text(facts).splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("flags", "Features"):
            return frozenset(value.split())
    return frozenset()


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""

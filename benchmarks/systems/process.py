"""Counts the processor time and memory of a process and those it started."""

import os
import resource
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(process: int) -> float:
    """Return the processor time of a process and of those it started, also those that have ended."""
    return sum(_processor_time(each) for each in process_tree(process))


def memory_megabytes(process: int) -> tuple[float, float]:
    """Return the memory of a process and those it started, and the peak of the process itself."""
    now = sum(_pages(each) for each in process_tree(process)) * resource.getpagesize() / 1e6
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    peak = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), "0")
    return now, int(peak) * 1024 / 1e6


def process_tree(process: int) -> list[int]:
    """Return a process and those it started that still run."""
    tree, parents = [process], {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _stat_fields(int(folder.name))):
            parents[int(folder.name)] = int(fields[1])
    for each in tree:
        tree += [child for child, parent in parents.items() if parent == each]
    return tree


def _processor_time(process: int) -> float:
    fields = _stat_fields(process)
    return sum(map(int, fields[11:15])) / _TICKS if fields else 0.0


def _pages(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0


def _stat_fields(process: int) -> list[str]:
    """Return the fields behind the name in stat: state, parent, ...; utime, stime, cutime, cstime at 11 to 14."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []

"""What a process and those it started have used, as the system counts it."""

import os
import resource
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(process: int) -> float:
    """Processor time of a process and of everything it started, those that have ended among them."""
    return sum(_spent(each) for each in family(process))


def memory_megabytes(process: int) -> tuple[float, float]:
    """Resident now, of the process and everything it started; and the most that the process itself ever was."""
    now = sum(_pages(each) for each in family(process)) * resource.getpagesize() / 1e6
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    peak = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), "0")
    return now, int(peak) * 1024 / 1e6


def family(process: int) -> list[int]:
    """A process and everything it started that still runs."""
    found, parents = [process], {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (facts := _facts(int(folder.name))):
            parents[int(folder.name)] = int(facts[1])
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def _spent(process: int) -> float:
    facts = _facts(process)
    return sum(map(int, facts[11:15])) / _TICKS if facts else 0.0


def _pages(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0


def _facts(process: int) -> list[str]:
    """What stands behind the name in stat: state, parent, ... utime, stime, cutime, cstime at 11 to 14."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []

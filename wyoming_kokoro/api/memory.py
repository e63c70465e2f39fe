"""How much memory the program uses."""

import resource
from pathlib import Path

_STATM = Path("/proc/self/statm")


def memory_bytes(statm: Path = _STATM) -> int:
    """Return the memory in use now; where the system does not say, the most that ever was. Blocks."""
    try:
        return int(statm.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

"""How much memory the program takes."""

import resource
from pathlib import Path

_STATM = Path("/proc/self/statm")


def memory_bytes() -> int:
    """What it has in memory now; where the system does not tell, the most it ever had. Blocks."""
    try:
        return int(_STATM.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

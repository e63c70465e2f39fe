"""One line that shows what a command is doing."""

import sys
import time


class Progress:
    """Shows what is being done: on one line of a terminal, elsewhere on a line each."""

    def __init__(self, name: str, every: float = 0.0) -> None:
        """Show no more than one line in `every` seconds."""
        self._name = name
        self._every = every
        self._next = 0.0
        self._drawn = False

    def __call__(self, doing: str) -> None:
        """Show it, unless something was shown a moment ago."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + self._every
        if sys.stderr.isatty():
            self._drawn = True
            print(f"\r{self._name}: {doing}\x1b[K", end="", file=sys.stderr, flush=True)
        else:
            print(f"{self._name}: {doing}", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Clear the line."""
        if self._drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

"""One line that shows what a command is doing."""

import sys


class Progress:
    """Shows what is being done: on one line of a terminal, elsewhere on a line each."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._drawn = False

    def __call__(self, doing: str) -> None:
        """Show it."""
        if sys.stderr.isatty():
            self._drawn = True
            print(f"\r{self._name}: {doing}\x1b[K", end="", file=sys.stderr, flush=True)
        else:
            print(f"{self._name}: {doing}", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Clear the line."""
        if self._drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

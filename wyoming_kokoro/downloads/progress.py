"""How far a file has come, for people to see: a bar on a terminal, a line now and then elsewhere."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

log = logging.getLogger(__name__)

LINE_EVERY_PERCENT = 5
LINE_EVERY_BYTES = 10_000_000
"""Where the whole is not known."""
DRAW_EVERY_SECONDS = 0.1
"""A terminal over a slow line must not hold up the download."""
BAR_WIDTH = 30


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """How much of a file is there."""

    name: str
    done: int
    total: int | None = None
    trouble: str | None = None
    """Why the last try failed, until the next one gets an answer."""

    @property
    def percent(self) -> int | None:
        """Whole percents, None where the whole is not known."""
        return 100 * self.done // self.total if self.total else None

    def __str__(self) -> str:
        """That it is on its way, how far it has come, and what is in its way."""
        far = None if self.percent is None else f"{self.percent} %"
        trouble = self.trouble and f"the last try failed: {self.trouble}"
        details = ", ".join(filter(None, (far, trouble)))
        return f"{self.name} is on its way ({details})" if details else f"{self.name} is on its way"


Report = Callable[[DownloadProgress], None]
"""Told about each step; it has to be quick."""


def reporter(stream: TextIO) -> Report:
    """A bar if people watch the stream, lines in the log otherwise."""
    return ProgressBar(stream) if stream.isatty() else LogProgress()


def megabytes(size: int) -> str:
    """A size as people read it."""
    return f"{size / 1e6:.0f} MB" if size >= 10_000_000 else f"{size / 1e6:.1f} MB"  # noqa: PLR2004 - two digits


class LogProgress:
    """A line in the log at every five percent."""

    def __init__(self) -> None:
        self._step: dict[str, int] = {}

    def __call__(self, progress: DownloadProgress) -> None:
        """Write a line if this is a new step."""
        if progress.percent is None:
            step, text = progress.done // LINE_EVERY_BYTES, megabytes(progress.done)
        else:
            step = progress.percent // LINE_EVERY_PERCENT
            text = f"{step * LINE_EVERY_PERCENT} % of {megabytes(progress.total or 0)}"
        if self._step.get(progress.name) != step:
            self._step[progress.name] = step
            log.info("Fetching %s: %s", progress.name, text)


class ProgressBar:
    """A bar on one line of a terminal."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._drawn = float("-inf")

    def __call__(self, progress: DownloadProgress) -> None:
        """Draw it anew, if enough time has passed or it is full."""
        full = progress.done == progress.total
        if not full and self._clock() - self._drawn < DRAW_EVERY_SECONDS:
            return
        self._drawn = self._clock()
        end = "\n" if full else ""
        self._stream.write(f"\r{_bar(progress)}\x1b[K{end}")
        self._stream.flush()


def _bar(progress: DownloadProgress) -> str:
    if progress.percent is None:
        return f"{progress.name} {megabytes(progress.done)}"
    filled = BAR_WIDTH * progress.percent // 100
    bar = "█" * filled + "░" * (BAR_WIDTH - filled)
    return f"{progress.name} {bar} {progress.percent:3} % of {megabytes(progress.total or 0)}"

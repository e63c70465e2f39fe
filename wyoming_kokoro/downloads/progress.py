"""Shows the progress of downloads: a bar on a terminal, log lines elsewhere."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

log = logging.getLogger(__name__)

LINE_PERCENT = 5
"""Percent between two log lines."""
LINE_BYTES = 10_000_000
"""Bytes between two log lines, where the total is not known."""
DRAW_SECONDS = 0.1
"""Between two updates of the bar: a terminal over a slow connection must not slow the download down."""
BAR_WIDTH = 30


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """How much of a file is downloaded."""

    name: str
    done: int
    total: int | None = None
    trouble: str | None = None
    """Why the last attempt failed, until the next one has an answer."""

    @property
    def percent(self) -> int | None:
        """The whole percents, None where the total is not known."""
        return 100 * self.done // self.total if self.total else None

    def __str__(self) -> str:
        """Return a clause with the percents and the last problem."""
        percent = None if self.percent is None else f"{self.percent} %"
        trouble = self.trouble and f"the last attempt failed: {self.trouble}"
        details = ", ".join(filter(None, (percent, trouble)))
        return f"{self.name} is being downloaded ({details})" if details else f"{self.name} is being downloaded"


Report = Callable[[DownloadProgress], None]
"""Called for each step; must be quick."""


def reporter(stream: TextIO) -> Report:
    """Return a bar for a terminal, log lines for any other stream."""
    return ProgressBar(stream) if stream.isatty() else LogProgress()


def megabytes(size: int) -> str:
    """Return a size as people read it."""
    return f"{size / 1e6:.0f} MB" if size >= 10_000_000 else f"{size / 1e6:.1f} MB"  # noqa: PLR2004 - two digits


class LogProgress:
    """Writes a log line at every five percent."""

    def __init__(self) -> None:
        self._step: dict[str, int] = {}

    def __call__(self, progress: DownloadProgress) -> None:
        """Write a line if this is a new step."""
        if progress.percent is None:
            step, text = progress.done // LINE_BYTES, megabytes(progress.done)
        else:
            step = progress.percent // LINE_PERCENT
            text = f"{step * LINE_PERCENT} % of {megabytes(progress.total or 0)}"
        if self._step.get(progress.name) != step:
            self._step[progress.name] = step
            log.info("Downloading %s: %s", progress.name, text)


class ProgressBar:
    """Draws a bar on one line of a terminal."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._drawn = float("-inf")

    def __call__(self, progress: DownloadProgress) -> None:
        """Update the bar if enough time has passed or the download is complete."""
        complete = progress.done == progress.total
        if not complete and self._clock() - self._drawn < DRAW_SECONDS:
            return
        self._drawn = self._clock()
        end = "\n" if complete else ""
        self._stream.write(f"\r{_bar(progress)}\x1b[K{end}")
        self._stream.flush()


def _bar(progress: DownloadProgress) -> str:
    if progress.percent is None:
        return f"{progress.name} {megabytes(progress.done)}"
    filled = BAR_WIDTH * progress.percent // 100
    bar = "█" * filled + "░" * (BAR_WIDTH - filled)
    return f"{progress.name} {bar} {progress.percent:3} % of {megabytes(progress.total or 0)}"

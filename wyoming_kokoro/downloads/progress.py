"""Shows the progress of downloads: a bar on a terminal, log lines elsewhere."""

import logging
import time
from collections import deque
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
SPEED_SECONDS = 10.0
"""The time whose speed tells how long the rest will take: shorter ones make that jump, longer ones make it late."""
SPEED_STEPS = 20
"""Moments in that time that are remembered."""
FIRST_SPEED_SECONDS = 1.0
"""Below this the speed is that of the beginning, which is slower than what follows."""


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """How much of a file is downloaded."""

    name: str
    done: int
    total: int | None = None
    trouble: str | None = None
    """Why the last attempt failed, until the next one has an answer."""
    seconds_left: float | None = None
    """How long it will take at the speed of the last seconds, once that is known."""

    @property
    def percent(self) -> int | None:
        """The whole percents, None where the total is not known."""
        return 100 * self.done // self.total if self.total else None

    @property
    def time_left(self) -> str | None:
        """How long it will take, as people read it; None where that is not known, or nothing is left."""
        return f"{duration(self.seconds_left)} left" if self.seconds_left else None

    def __str__(self) -> str:
        """Return a clause with the percents and the last problem."""
        percent = None if self.percent is None else f"{self.percent} %"
        trouble = self.trouble and f"the last attempt failed: {self.trouble}"
        details = ", ".join(filter(None, (percent, self.time_left, trouble)))
        return f"{self.name} is being downloaded ({details})" if details else f"{self.name} is being downloaded"


Report = Callable[[DownloadProgress], None]
"""Called for each step; must be quick."""


def reporter(stream: TextIO) -> Report:
    """Return a bar for a terminal, log lines for any other stream."""
    return ProgressBar(stream) if stream.isatty() else LogProgress()


def megabytes(size: int) -> str:
    """Return a size as people read it."""
    return f"{size / 1e6:.0f} MB" if size >= 10_000_000 else f"{size / 1e6:.1f} MB"  # noqa: PLR2004 - two digits


def duration(seconds: float) -> str:
    """Return a duration as people read it."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


class TimeLeft:
    """Tells how long a download will take, by its speed in the last seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._steps: deque[tuple[float, int]] = deque(maxlen=SPEED_STEPS)
        """When how many bytes were there: the first is the one that the speed is counted from."""

    def seconds(self, done: int, total: int | None) -> float | None:
        """Return the seconds that are left, None while that is not known; to be called for each step."""
        now, steps = self._clock(), self._steps
        if steps and done < steps[-1][1]:
            steps.clear()  # it was started over
        if not steps or now - steps[-1][0] >= SPEED_SECONDS / SPEED_STEPS:
            steps.append((now, done))
        began, had = steps[0]
        if total is None or done == had or now - began < FIRST_SPEED_SECONDS:
            return None
        return (total - done) * (now - began) / (done - had)


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
        text = ", ".join(filter(None, (text, progress.time_left)))
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
    text = f"{progress.name} {bar} {progress.percent:3} % of {megabytes(progress.total or 0)}"
    return ", ".join(filter(None, (text, progress.time_left)))

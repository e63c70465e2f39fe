"""Writes the log: one line for each entry, even if its text has several."""

import codecs
import errno
import json
import logging
import re
import sys
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TextIO

Format = Literal["text", "json"]

_OWN = "wyoming_kokoro"

_CONTROL_CHARACTERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that move the cursor, end the line, change the direction, or cannot be encoded: with them a text could
look like another entry."""

codecs.lookup("unicode_escape")  # its file is opened here, and not when there are no more descriptors to log about

_WITHOUT_TRACEBACK = frozenset({"aiohttp.server"})
"""Loggers that add a traceback when a client sends invalid data: the message is enough."""

_SCARCE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS})
"""Errors of a machine that has no more of something: where they happen says nothing, and they come by the thousand."""

REPEAT_SECONDS = 10.0
"""How long a warning or an error that was logged is not logged again."""

SIMILAR = 5
"""How many that differ in their numbers only are logged in that time: several lines of a file may be wrong."""

_NUMBERS = re.compile(r"0x[0-9a-f]+|\d+")

_MAX_WARNINGS = 20
"""Warnings that are kept for the dashboard."""

_MAX_KINDS = 256
"""Kinds of repeated messages that are counted; above that, the oldest is forgotten."""


def start(*, debug: bool = False, form: str = "text", stream: TextIO | None = None) -> None:
    """Write the log to standard error from now on; can be called again to change the form."""
    stream = stream or sys.stderr
    handler = _TerminalHandler(stream) if stream.isatty() else logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter(debug=debug) if form == "json" else TextFormatter(debug=debug))
    handler.set_name(_OWN)
    handler.addFilter(RepeatFilter())
    root = logging.getLogger()
    for previous in [each for each in root.handlers if each.get_name() == _OWN]:
        root.removeHandler(previous)
    root.addHandler(handler)
    root.addHandler(_warnings)
    root.setLevel(logging.WARNING)
    logging.getLogger(_OWN).setLevel(logging.DEBUG if debug else logging.INFO)
    logging.getLogger("aiohttp.access").setLevel(logging.INFO if debug else logging.WARNING)


@dataclass(frozen=True, slots=True)
class LoggedWarning:
    """A warning or an error that was logged."""

    moment: float
    """Seconds since 1970."""
    level: str
    message: str


def warnings() -> tuple[LoggedWarning, ...]:
    """Return the last warnings and errors since the log was started, oldest first."""
    return tuple(_warnings.entries)


def plain(text: str) -> str:
    """Return the text on one line, with control characters escaped."""
    return _CONTROL_CHARACTERS.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


class TextFormatter(logging.Formatter):
    """Formats entries as 2026-01-31 12:00:00.000 INFO wyoming_kokoro.app: message."""

    def __init__(self, *, debug: bool = False) -> None:
        super().__init__()
        self._debug = debug

    def format(self, record: logging.LogRecord) -> str:
        """Return the entry as one line, with its traceback indented below."""
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(record.created))
        head = f"{moment}.{int(record.msecs):03} {record.levelname} {record.name}: {plain(record.getMessage())}"
        return "\n    ".join([head, *map(plain, _trace(self, record, debug=self._debug))])


class JsonFormatter(logging.Formatter):
    """Formats entries as one JSON object a line: time, level, logger, message, and trace if there is one."""

    def __init__(self, *, debug: bool = False) -> None:
        super().__init__()
        self._debug = debug

    def format(self, record: logging.LogRecord) -> str:
        """Return the entry; JSON escapes what would end the line."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        entry: dict[str, object] = {
            "time": f"{moment}.{int(record.msecs):03}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        trace = _trace(self, record, debug=self._debug)
        if trace:
            entry["trace"] = trace
        return json.dumps(entry)


class RateLimitedLog:
    """Logs repeated messages at most once in a while, with the number of those in between."""

    def __init__(
        self, log: logging.Logger, *, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._log = log
        self._seconds = seconds
        self._clock = clock
        self._kinds: dict[str, tuple[float, int]] = {}

    def warning(self, kind: str, message: str, *arguments: object) -> None:
        """Log a warning, unless one of its kind was logged a short time ago."""
        now = self._clock()
        last, skipped = self._kinds.get(kind, (None, 0))
        if last is not None and now - last < self._seconds:
            self._kinds[kind] = (last, skipped + 1)
            return
        self._kinds.pop(kind, None)
        if len(self._kinds) >= _MAX_KINDS:
            del self._kinds[next(iter(self._kinds))]
        self._kinds[kind] = (now, 0)
        if skipped:
            message, arguments = f"{message} (and %d more like this)", (*arguments, skipped)
        self._log.warning(message, *arguments)


@dataclass(slots=True)
class _Repeats:
    """What was logged of one kind since a moment, and how many were not."""

    since: float
    logged: set[str] = field(default_factory=set)
    skipped: int = 0


class RepeatFilter(logging.Filter):
    """Lets a repeated warning or error pass once in a while, with the number of those in between.

    A client that fails again and again, or a machine without free file descriptors, must not fill the disk.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._kinds: OrderedDict[str, _Repeats] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to log this, and add how many were not."""
        if record.levelno < logging.WARNING:
            return True
        message, now = record.getMessage(), self._clock()
        kind = f"{record.name} {_NUMBERS.sub('#', message)}"
        repeats = self._kinds.get(kind)
        if repeats is not None and now - repeats.since < REPEAT_SECONDS:
            if message in repeats.logged or len(repeats.logged) >= SIMILAR:
                repeats.skipped += 1
                return False
            repeats.logged.add(message)
            return True
        self._kinds.pop(kind, None)
        self._kinds[kind] = _Repeats(now, {message})
        if len(self._kinds) > _MAX_KINDS:
            self._kinds.popitem(last=False)
        if repeats is not None and repeats.skipped:
            record.msg, record.args = f"{message} (and {repeats.skipped} more like this)", None
        return True


class _TerminalHandler(logging.StreamHandler[TextIO]):
    """Writes entries to a terminal, over the bar that a download may have drawn: it is drawn again below."""

    def format(self, record: logging.LogRecord) -> str:
        return f"\r\x1b[K{super().format(record)}"


class _WarningHistory(logging.Handler):
    """Keeps the last warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.entries: deque[LoggedWarning] = deque(maxlen=_MAX_WARNINGS)
        self.set_name(_OWN)

    def emit(self, record: logging.LogRecord) -> None:
        self.entries.append(LoggedWarning(record.created, record.levelname, plain(record.getMessage())))


_warnings = _WarningHistory()


def _trace(formatter: logging.Formatter, record: logging.LogRecord, *, debug: bool) -> list[str]:
    """Return the lines of the entry's traceback, if it has one that is logged."""
    if not record.exc_info or (record.name in _WITHOUT_TRACEBACK and not debug):
        return []
    error = record.exc_info[1]
    if isinstance(error, OSError) and error.errno in _SCARCE:
        return [f"{type(error).__name__}: {error}"]
    return formatter.formatException(record.exc_info).splitlines()

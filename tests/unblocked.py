"""Notices when the program blocks the event loop: waits in it, reads files in it, or computes long in it.

Waiting and reading are seen by what is called, whatever the machine is doing at the time. Computing is measured in
processor time of the loop's own thread, which does not run on while other programs have the processor.
"""

import asyncio
import gc
import inspect
import sys
import threading
import time
from asyncio import events
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

WAITS = {
    "ctypes.dlopen",
    "glob.glob",
    "open",
    "os.fork",
    "os.listdir",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.scandir",
    "os.system",
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "subprocess.Popen",
}
"""Events of Python's auditing that stand for a wait: for a disk, a network, or another program."""

LONG = 0.5
"""Processor seconds in one step of the loop, without garbage collections: a hundred times what a step should take."""

HARMLESS = ("importlib", "linecache", "traceback.py", "asyncio/unix_events.py")
"""Files through which a read is not the program's doing: imports, and tracebacks that show their lines. Since Python
3.13 asyncio itself removes the file of a socket as its server closes.
"""

ASYNC = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR

TESTS = f"{Path(__file__).resolve().parent}/"
"""A test may block the event loop itself."""

PACKAGE = Path(__file__).resolve().parents[1] / "wyoming_kokoro"


class Watch:
    """Records what blocked the loop while this watch was on, as far as code in one folder did it."""

    def __init__(self, folder: Path = PACKAGE, long: float = LONG) -> None:
        self.seen: list[str] = []
        self._folder = f"{folder}/"
        self._long = long

    def called(self, what: str, frame: FrameType | None) -> None:
        """Note a waiting call if it comes from the folder, in a thread whose loop is running."""
        if (place := self._place(frame)) is not None:
            self.seen.append(f"{what} at {place}")

    def computed(self, seconds: float, handle: asyncio.Handle) -> None:
        """Note a step of the loop that computed for too long."""
        if seconds >= self._long:
            self.seen.append(f"{seconds:.1f} s of computing in one step of the loop: {handle!r}")

    def _place(self, frame: FrameType | None) -> str | None:
        """Return where in the folder the call comes from; None if the program did not make it."""
        place = None
        while frame is not None and frame.f_code is not _run.__code__:
            name = frame.f_code.co_filename
            if any(part in name for part in HARMLESS):
                return None
            if place is None and name.startswith(self._folder):
                place = f"{name.removeprefix(self._folder)}:{frame.f_lineno} in {frame.f_code.co_name}"
            if frame.f_code.co_flags & ASYNC:
                return None if name.startswith(TESTS) else place
            frame = frame.f_back
        return place


@contextmanager
def watching(watch: Watch) -> Iterator[Watch]:
    """Keep a watch on."""
    _install()
    _watches.append(watch)
    try:
        yield watch
    finally:
        _watches.remove(watch)


_watches: list[Watch] = []
_collecting = threading.local()
_run_step = events.Handle._run


def _run(handle: asyncio.Handle) -> None:
    begun = _working_time()
    _run_step(handle)
    seconds = _working_time() - begun
    for watch in _watches:
        watch.computed(seconds, handle)


def _working_time() -> float:
    """Return the processor seconds of this thread, without garbage collections: these cover the whole test run."""
    return time.thread_time() - getattr(_collecting, "spent", 0.0)


def _collects(phase: str, _info: object) -> None:
    if phase == "start":
        _collecting.begun = time.thread_time()
    else:
        _collecting.spent = getattr(_collecting, "spent", 0.0) + time.thread_time() - _collecting.begun


def _audit_hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in WAITS or not _watches or events._get_running_loop() is None:
        return
    if event == "socket.connect" and arguments[0].gettimeout() == 0:
        return  # the loop's own way: it does not wait
    if event == "open" and isinstance(arguments[0], int):
        return  # wraps a descriptor that is open already
    _report(event, sys._getframe(1))


def _with_report(what: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that reports to the watches before it waits."""

    def reporting(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # stands in for any function
        caller = sys._getframe(1)
        if _watches and events._get_running_loop() is not None and not _belongs_to_executor(caller):
            _report(what, caller)
        return function(*arguments, **named)

    return reporting


def _belongs_to_executor(frame: FrameType) -> bool:
    """Return whether the wait is for a thread to start, or a check whether a thread is idle: both are short."""
    outer = frame.f_back
    return outer is not None and outer.f_code in (
        threading.Thread.start.__code__,
        ThreadPoolExecutor._adjust_thread_count.__code__,
    )


def _report(what: str, frame: FrameType) -> None:
    for watch in _watches:
        watch.called(what, frame)


def _install() -> None:
    """Listen, once for the whole run: an audit hook cannot be removed."""
    if _run_step is not events.Handle._run:
        return
    sys.addaudithook(_audit_hook)
    gc.callbacks.append(_collects)
    for owner, name, stand_in in (
        (events.Handle, "_run", _run),
        (time, "sleep", _with_report("time.sleep", time.sleep)),
        (threading.Condition, "wait", _with_report("waiting for another thread", threading.Condition.wait)),
        (threading.Thread, "join", _with_report("waiting for a thread's end", threading.Thread.join)),
    ):
        setattr(owner, name, stand_in)

"""One queue for a user: what several processes say is heard one after another, in order, and there is no daemon.

Each process that speaks has an entry, a file whose name is its place. It holds a lock on it as long as it lives, so the
system itself tells who is gone, however they ended. Who is first takes the lock `playing`, and plays. An entry that is
removed by another process is one that is to end: who plays is cut off, who waits is retracted.
"""

import errno
import fcntl
import json
import os
import re
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from wyoming_kokoro.atomic_write import ONLY_OWNER, PRIVATE_FOLDER, locked
from wyoming_kokoro.errors import Unavailable

LOOK_SECONDS = 0.05
"""How often a process looks whether it is its turn: nobody hears so short a pause between two texts."""

PLAYING = "playing"
"""The file whose lock the process has that plays; it holds the name of its entry, and its player."""

NOW, NEXT, LAST = 0, 1, 2
"""Where an entry is put: before everything, before those that wait, or at the end."""


_NAME = re.compile(r"\d-\d+")


class Said(StrEnum):
    """What became of a text."""

    DONE = "done"
    CUT = "cut"
    RETRACTED = "retracted"
    EXPIRED = "expired"


class QueueEntry:
    """The place of this process in the queue."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @property
    def name(self) -> str:
        """Where it stands: names are sorted."""
        return self._path.name

    def is_wanted(self) -> bool:
        """Return whether the entry is still there: another process may have removed it."""
        try:
            return self._path.stat().st_ino == os.fstat(self._descriptor).st_ino
        except OSError:
            return False

    def leave(self) -> None:
        """Leave the queue; harmless when repeated."""
        if self._descriptor >= 0:
            if self.is_wanted():
                with suppress(OSError):
                    self._path.unlink()
            os.close(self._descriptor)
            self._descriptor = -1


class PlayTurn:
    """The right to play."""

    def __init__(self, descriptor: int, entry: str) -> None:
        self._descriptor = descriptor
        self._entry = entry
        self._write(entry)

    def note_player(self, process: int) -> None:
        """Write down which player runs, so that the next process can end it if this one is killed."""
        self._write(f"{self._entry} {process} {_start_of(process)}")

    def _write(self, text: str) -> None:
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)

    def end(self) -> None:
        """Let the next one play."""
        with suppress(OSError):
            os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)


class SpeechQueue:
    """The queue of a user, in a folder that only this user can use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        facts = folder.lstat()
        if facts.st_uid != os.geteuid() or facts.st_mode & 0o077:
            raise Unavailable(
                f"{folder} belongs to another user, or others may write there: texts are not queued there."
            )

    @property
    def folder(self) -> Path:
        """Where the entries are."""
        return self._folder

    def enter(self, where: int = LAST) -> QueueEntry:
        """Take a place in the queue; with NOW, what plays is cut off."""
        temporary = self._folder / f".{os.getpid()}.{os.urandom(4).hex()}"
        descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, ONLY_OWNER)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            os.write(descriptor, json.dumps({"process": os.getpid(), "since": time.time()}).encode())
            with locked(self._folder):
                if where == NOW and (playing := self._playing()):
                    (self._folder / playing).unlink(missing_ok=True)
                number = max((int(name[2:]) for name in self._names()), default=0) + 1
                path = self._folder / f"{where}-{number:09}"
                temporary.rename(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            os.close(descriptor)
            raise
        return QueueEntry(path, descriptor)

    def clear(self) -> int:
        """Retract all that wait, cut off what plays, and return how many there were."""
        with locked(self._folder):
            names = list(self._living())
            for name in names:
                (self._folder / name).unlink(missing_ok=True)
        return len(names)

    def waiting(self) -> int:
        """Return how many processes play or wait."""
        return sum(1 for _ in self._living())

    def wait(self, entry: QueueEntry, seconds: float | None = None) -> PlayTurn | Said:
        """Wait for the turn of an entry; what it became instead, if it was removed or a time is over."""
        until = None if seconds is None else time.monotonic() + seconds
        while True:
            if not entry.is_wanted():
                return Said.RETRACTED
            if until is not None and time.monotonic() > until:
                return Said.EXPIRED
            if next(self._living(), None) == entry.name and (turn := self._take(entry)) is not None:
                return turn
            time.sleep(LOOK_SECONDS)

    def _take(self, entry: QueueEntry) -> PlayTurn | None:
        """Return the turn, None while another process plays, or if somebody has come before us."""
        descriptor = os.open(self._folder / PLAYING, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, ONLY_OWNER)
        if not _lock(descriptor) or next(self._living(), None) != entry.name:
            os.close(descriptor)
            return None
        _end_player(_words(descriptor))
        return PlayTurn(descriptor, entry.name)

    def _playing(self) -> str | None:
        """Return the name of the entry that plays, None if none does."""
        descriptor = os.open(self._folder / PLAYING, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, ONLY_OWNER)
        try:
            words = [] if _lock(descriptor) else _words(descriptor)
            return words[0] if words and _NAME.fullmatch(words[0]) else None
        finally:
            os.close(descriptor)

    def _living(self) -> Iterator[str]:
        """Yield the entries in order, and remove those whose process is gone."""
        for name in self._names():
            path = self._folder / name
            try:
                descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:
                continue
            try:
                if _lock(descriptor, fcntl.LOCK_SH):
                    path.unlink(missing_ok=True)
                else:
                    yield name
            finally:
                os.close(descriptor)

    def _names(self) -> list[str]:
        return sorted(name for name in os.listdir(self._folder) if name[:1].isdigit())  # noqa: PTH208 -- names alone


def queue_folder(data: Path) -> Path:
    """Return the folder for the queue: in the user's run-time folder, else with the data, else a temporary one."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    places = [Path(runtime)] if runtime else []
    places += [data, Path(tempfile.gettempdir()) / f"wyoming-kokoro-{os.geteuid()}"]
    for place in places:
        with suppress(OSError):
            folder = place / "wyoming-kokoro" / "queue"
            folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
    raise Unavailable("There is no folder for the queue; `--no-queue` speaks without it.")


def _lock(descriptor: int, kind: int = fcntl.LOCK_EX) -> bool:
    """Take a lock, and return whether it was free; without locks nobody holds one."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EWOULDBLOCK, errno.EAGAIN)
    return True


def _words(descriptor: int) -> list[str]:
    """Return what is written about the one who plays: its entry, its player, and when that was started."""
    return os.pread(descriptor, 200, 0).decode(errors="replace").split()


def _end_player(words: Sequence[str]) -> None:
    """End the player of a process that was killed while it played: else two would be heard at once."""
    _, process, start = (*words, "", "", "")[:3]
    if process.isdigit() and start and _start_of(int(process)) == start:
        with suppress(OSError):
            os.kill(int(process), signal.SIGKILL)


def _start_of(process: int) -> str:
    """Return when a process was started, in the system's own units; numbers of processes are used again."""
    try:
        return (
            Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19]
        )
    except (OSError, IndexError):
        return ""

"""The cache on disk: limited in size, with a checksum for each entry. If it fails, phrases are rendered again."""

import hashlib
import logging
import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from wyoming_kokoro.speech import PhraseAudio

log = logging.getLogger(__name__)

VERSION = 1
"""Of the layout; files with another version are replaced."""
PAGE_BYTES = 4096
FULL, TARGET = 0.95, 0.80
"""Shares of the capacity: above the first, old entries are removed down to the second, so rarely and many at once."""
BUSY_SECONDS = 0.5
"""How long to wait while another process writes; after that the phrase is rendered again."""
MAX_REBUILDS = 3
"""Of a damaged file; after that the disk is failing, and is not used any more."""

_LAYOUT = """
    CREATE TABLE takes (
        key BLOB PRIMARY KEY,
        samples BLOB NOT NULL,
        lengths BLOB,
        digest BLOB NOT NULL,
        used INTEGER NOT NULL
    )
"""
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH}
"""Including a table that is missing or has other columns."""
_TEMPORARY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

T = TypeVar("T")


class DiskCache:
    """Keeps entries in one SQLite file and removes those unused for longest. Blocks: not for the event loop."""

    def __init__(self, path: Path, capacity: int) -> None:
        self._path = path
        self._capacity = capacity
        self._lock = threading.Lock()
        self._rebuilds = 0
        self._clock = 0
        self._file: sqlite3.Connection | None = None
        self._enabled = True
        with self._lock:
            self._attempt(lambda _file: None)

    def get(self, key: bytes) -> PhraseAudio | None:
        """Return an entry, None if there is none or it is damaged."""
        with self._lock:
            return self._attempt(lambda file: self._get(file, key))

    def holds(self, key: bytes) -> bool:
        """Return whether there is an entry, without checking whether it is damaged."""
        with self._lock:
            query = "SELECT 1 FROM takes WHERE key = ?"
            return bool(self._attempt(lambda file: file.execute(query, (key,)).fetchone()))

    def put(self, key: bytes, audio: PhraseAudio) -> None:
        """Add an entry."""
        with self._lock:
            self._attempt(lambda file: self._put(file, key, audio))

    def clear(self) -> None:
        """Remove every entry."""
        with self._lock:
            self._attempt(lambda file: file.execute("DELETE FROM takes"))

    def close(self) -> None:
        """Close the file; the cache is empty afterwards."""
        with self._lock:
            self._enabled = False
            self._close_file()

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do some work on the file; a damaged file is replaced, and the disk is not used any more if that fails."""
        while self._enabled:
            try:
                if self._file is None:
                    self._file = self._open()
                with self._file:
                    return work(self._file)
            except (sqlite3.Error, OSError) as error:
                code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_IOERR) & 0xFF  # without the extended part
                if code in _TEMPORARY:
                    return None
                if code == sqlite3.SQLITE_FULL and self._file is not None and self._free_space(self._file):
                    return None
                self._give_up(error, damaged=code in _DAMAGED)
        return None

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
        try:
            facts = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise OSError("it is not a regular file")
        if facts.st_size > self._capacity:  # a smaller capacity: a new file is quicker than removing entries
            self._path.unlink()
        file = sqlite3.connect(self._path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level="IMMEDIATE")
        try:
            self._prepare(file)
        except BaseException:
            file.close()
            raise
        return file

    def _prepare(self, file: sqlite3.Connection) -> None:
        file.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        file.execute(f"PRAGMA max_page_count = {max(self._capacity // PAGE_BYTES, 8)}")
        # A killed process leaves an intact file; a power cut may leave a damaged one, which is then replaced.
        file.execute("PRAGMA journal_mode = TRUNCATE")
        file.execute("PRAGMA synchronous = OFF")
        (version,) = file.execute("PRAGMA user_version").fetchone()
        with file:
            if version != VERSION:
                file.execute("DROP TABLE IF EXISTS takes")
                file.execute(_LAYOUT)
                file.execute(f"PRAGMA user_version = {VERSION}")
            (self._clock,) = file.execute("SELECT COALESCE(MAX(used), 0) FROM takes").fetchone()

    def _get(self, file: sqlite3.Connection, key: bytes) -> PhraseAudio | None:
        row = file.execute("SELECT samples, lengths, digest FROM takes WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        audio = _read(key, *row)
        if audio is None:
            log.warning("An entry of the cache on disk is damaged; the phrase is rendered again")
            file.execute("DELETE FROM takes WHERE key = ?", (key,))
            return None
        file.execute("UPDATE takes SET used = ? WHERE key = ?", (self._tick(), key))
        return audio

    def _put(self, file: sqlite3.Connection, key: bytes, audio: PhraseAudio) -> None:
        samples = audio.samples.astype("<f4").tobytes()
        if len(samples) > self._capacity // 4:
            return
        lengths = None if audio.lengths is None else np.array(audio.lengths, "<i8").tobytes()
        self._make_room(file, len(samples))
        file.execute(
            "INSERT OR REPLACE INTO takes VALUES (?, ?, ?, ?, ?)",
            (key, samples, lengths, _digest(key, samples, lengths), self._tick()),
        )

    def _make_room(self, file: sqlite3.Connection, size: int) -> None:
        """Remove the entries unused for longest if the next one would not fit."""
        (pages,) = file.execute("PRAGMA page_count").fetchone()
        (free,) = file.execute("PRAGMA freelist_count").fetchone()
        filled = (pages - free) * PAGE_BYTES + size
        if filled > self._capacity * FULL:
            self._remove_oldest(file, filled - int(self._capacity * TARGET))

    def _remove_oldest(self, file: sqlite3.Connection, size: int) -> None:
        oldest = []
        for key, length in file.execute("SELECT key, LENGTH(samples) FROM takes ORDER BY used"):
            if size <= 0:
                break
            oldest.append((key,))
            size -= length + PAGE_BYTES
        file.executemany("DELETE FROM takes WHERE key = ?", oldest)

    def _free_space(self, file: sqlite3.Connection) -> bool:
        """Remove entries from a full file or disk and return whether that was possible; the new entry is not stored."""
        try:
            with file:
                self._remove_oldest(file, self._capacity // 2)
        except sqlite3.Error:
            return False
        return True

    def _give_up(self, error: Exception, *, damaged: bool) -> None:
        """Remove a damaged file, so that a new one is created; disable the cache if that does not help."""
        self._close_file()
        self._rebuilds += damaged
        if damaged and self._rebuilds <= MAX_REBUILDS:
            log.warning("The cache on disk is damaged and is replaced: %s", error)
            try:
                for name in (self._path, self._path.with_name(f"{self._path.name}-journal")):
                    name.unlink(missing_ok=True)
            except OSError as refusal:
                error = refusal
            else:
                return
        log.warning("The cache on disk is not used: %s", error)
        self._enabled = False

    def _close_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _tick(self) -> int:
        self._clock += 1
        return self._clock


def _digest(key: bytes, samples: bytes, lengths: bytes | None) -> bytes:
    digest = hashlib.blake2b(key, digest_size=16)
    digest.update(b"none" if lengths is None else lengths)
    digest.update(samples)
    return digest.digest()


def _read(key: bytes, samples: object, lengths: object, digest: object) -> PhraseAudio | None:
    """Return the entry in a row, None if the row has changed since it was written."""
    if not isinstance(samples, bytes) or not (lengths is None or isinstance(lengths, bytes)):
        return None
    if _digest(key, samples, lengths) != digest:
        return None
    counts = None if lengths is None else tuple(np.frombuffer(lengths, "<i8").tolist())
    return PhraseAudio(np.frombuffer(samples, "<f4"), counts)

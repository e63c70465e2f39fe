"""The sound of phrases on disk: bounded, checked entry by entry, never needed. Whatever fails costs time, not sound."""

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
"""Of the layout; files with another one are made anew."""
PAGE_BYTES = 4096
FULL, LEAVE = 0.95, 0.80
"""When the file is this full, old entries are removed until it is this full: rarely, and several at once."""
BUSY_SECONDS = 0.5
"""How long to wait while another process writes; after that the sound is made again."""
MOST_REBUILDS = 3
"""A file that is damaged again and again lies on a failing disk, which is then not used."""

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
"""Also a table that is not there, or not as it should be."""
_PASSING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

T = TypeVar("T")


class DiskCache:
    """Entries in one SQLite file; those unused for longest are removed. For any thread but the event loop's."""

    def __init__(self, path: Path, capacity: int) -> None:
        self._path = path
        self._capacity = capacity
        self._lock = threading.Lock()
        self._rebuilds = 0
        self._clock = 0
        self._file: sqlite3.Connection | None = None
        self._on = True
        with self._lock:
            self._attempt(lambda _file: None)

    def get(self, key: bytes) -> PhraseAudio | None:
        """Return an entry, None if there is none or it is damaged."""
        with self._lock:
            return self._attempt(lambda file: self._get(file, key))

    def holds(self, key: bytes) -> bool:
        """Return whether there is an entry; whether it is damaged is seen when it is read."""
        with self._lock:
            asked = "SELECT 1 FROM takes WHERE key = ?"
            return bool(self._attempt(lambda file: file.execute(asked, (key,)).fetchone()))

    def put(self, key: bytes, audio: PhraseAudio) -> None:
        """Add an entry."""
        with self._lock:
            self._attempt(lambda file: self._put(file, key, audio))

    def close(self) -> None:
        """Close the file; it has no entries afterwards."""
        with self._lock:
            self._on = False
            self._shut()

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do some work, with the file made anew if it is damaged; stop using the disk if that does not help."""
        while self._on:
            try:
                if self._file is None:
                    self._file = self._opened()
                with self._file:
                    return work(self._file)
            except (sqlite3.Error, OSError) as error:
                code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_IOERR) & 0xFF  # without the finer reason
                if code in _PASSING:
                    return None
                if code == sqlite3.SQLITE_FULL and self._file is not None and self._emptied(self._file):
                    return None
                self._give_up(error, damaged=code in _DAMAGED)
        return None

    def _opened(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
        try:
            facts = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise OSError("it is not a plain file")
        if facts.st_size > self._capacity:  # the capacity was made smaller: beginning anew is quicker than removing
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
        # A killed process leaves a whole file; a power cut may leave a damaged one, which is then made anew.
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
            log.warning("An entry of the cache on disk is damaged; its sound is made again")
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
        """Remove the entries unused for longest, if the next one would not fit."""
        (pages,) = file.execute("PRAGMA page_count").fetchone()
        (free,) = file.execute("PRAGMA freelist_count").fetchone()
        filled = (pages - free) * PAGE_BYTES + size
        if filled > self._capacity * FULL:
            self._remove_oldest(file, filled - int(self._capacity * LEAVE))

    def _remove_oldest(self, file: sqlite3.Connection, size: int) -> None:
        going = []
        for key, bytes_of_it in file.execute("SELECT key, LENGTH(samples) FROM takes ORDER BY used"):
            if size <= 0:
                break
            going.append((key,))
            size -= bytes_of_it + PAGE_BYTES
        file.executemany("DELETE FROM takes WHERE key = ?", going)

    def _emptied(self, file: sqlite3.Connection) -> bool:
        """Remove entries from a full file, or disk, and return whether that was possible; the new one is not kept."""
        try:
            with file:
                self._remove_oldest(file, self._capacity // 2)
        except sqlite3.Error:
            return False
        return True

    def _give_up(self, error: Exception, *, damaged: bool) -> None:
        """Begin anew with a damaged file; stop using the disk where that does not help."""
        self._shut()
        self._rebuilds += damaged
        if damaged and self._rebuilds <= MOST_REBUILDS:
            log.warning("The cache on disk is damaged and begins anew: %s", error)
            try:
                for name in (self._path, self._path.with_name(f"{self._path.name}-journal")):
                    name.unlink(missing_ok=True)
            except OSError as refusal:
                error = refusal
            else:
                return
        log.warning("The cache on disk is not used: %s", error)
        self._on = False

    def _shut(self) -> None:
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
    """Return the entry in a row, None if anything about the row is not as it was written."""
    if not isinstance(samples, bytes) or not (lengths is None or isinstance(lengths, bytes)):
        return None
    if _digest(key, samples, lengths) != digest:
        return None
    counted = None if lengths is None else tuple(np.frombuffer(lengths, "<i8").tolist())
    return PhraseAudio(np.frombuffer(samples, "<f4"), counted)

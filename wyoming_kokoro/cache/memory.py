"""Takes in memory, and on disk behind that where it is wanted."""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from wyoming_kokoro.cache.disk import DiskCache
from wyoming_kokoro.settings import CacheSettings
from wyoming_kokoro.speech import Phrase, PhraseAudio

MEGABYTE = 1_000_000
LARGEST_SHARE = 4
"""A take that fills more than one part in so many is not kept: it would drive out everything else for one text."""
OVERHEAD = 500
"""Bytes that an entry takes beside its samples, about: many tiny takes have to count too."""


def key_of(identity: str, phrase: Phrase, style: str = "") -> bytes:
    """Stands for everything that made a take: the engine, the phrase, its manner, and the identity of its style."""
    voice = phrase.voice
    made_by = (
        identity,
        style,
        phrase.phonemes,
        phrase.words,
        phrase.language,
        int(phrase.ending),
        tuple(asdict(replace(phrase.delivery, voice=None)).items()),  # its name is how it was asked for
        voice.styles or voice.name,
        voice.language,
        voice.gender,
    )
    return hashlib.blake2b(repr(made_by).encode("utf-8", "surrogatepass"), digest_size=32).digest()


@dataclass(frozen=True, slots=True)
class CacheCounts:
    """How the cache is doing."""

    found_in_memory: int
    found_on_disk: int
    missed: int
    takes: int
    """In memory."""
    bytes: int
    """In memory."""


class Cache:
    """Takes by their keys, the longest unused ones making room; for any thread but the event loop's."""

    def __init__(self, memory_bytes: int, disk: DiskCache | None = None) -> None:
        self._room = memory_bytes
        self._disk = disk
        self._lock = threading.Lock()
        self._takes: OrderedDict[bytes, PhraseAudio] = OrderedDict()
        self._bytes = 0
        self._found_in_memory = self._found_on_disk = self._missed = 0

    def get(self, key: bytes) -> PhraseAudio | None:
        """The take, if it was kept."""
        with self._lock:
            if take := self._takes.get(key):
                self._takes.move_to_end(key)
                self._found_in_memory += 1
                return take
        take = self._disk.get(key) if self._disk else None
        with self._lock:
            if take is None:
                self._missed += 1
                return None
            self._found_on_disk += 1
        self._keep(key, take)
        return take

    def holds(self, key: bytes) -> bool:
        """Whether it was kept; asking changes nothing and is not counted."""
        with self._lock:
            if key in self._takes:
                return True
        return self._disk is not None and self._disk.holds(key)

    def put(self, key: bytes, take: PhraseAudio) -> None:
        """Keep a take; its samples cannot be changed from now on."""
        take = _owned(take)
        self._keep(key, take)
        if self._disk:
            self._disk.put(key, take)

    def counts(self) -> CacheCounts:
        """How it is doing."""
        with self._lock:
            return CacheCounts(self._found_in_memory, self._found_on_disk, self._missed, len(self._takes), self._bytes)

    def close(self) -> None:
        """Let go of everything; nothing is kept afterwards."""
        with self._lock:
            self._room = 0
            self._takes.clear()
            self._bytes = 0
        if self._disk:
            self._disk.close()

    def _keep(self, key: bytes, take: PhraseAudio) -> None:
        size = _size(take)
        with self._lock:
            if size > self._room // LARGEST_SHARE:
                return
            former = self._takes.pop(key, None)
            self._bytes += size - (_size(former) if former else 0)
            self._takes[key] = take
            while self._bytes > self._room:
                _, oldest = self._takes.popitem(last=False)
                self._bytes -= _size(oldest)


def open_cache(settings: CacheSettings, folder: Path) -> Cache:
    """The cache that the settings ask for; what is on disk lies in the folder. Blocks."""
    disk = DiskCache(folder / "takes.sqlite", settings.disk_megabytes * MEGABYTE) if settings.disk else None
    return Cache(settings.memory_megabytes * MEGABYTE, disk)


def _size(take: PhraseAudio) -> int:
    return take.samples.nbytes + 8 * len(take.lengths or ()) + OVERHEAD


def _owned(take: PhraseAudio) -> PhraseAudio:
    """The take with samples of its own: a view would keep a larger block alive, and others could still change it."""
    samples = np.array(take.samples, np.float32)
    samples.flags.writeable = False
    return PhraseAudio(samples, take.lengths)

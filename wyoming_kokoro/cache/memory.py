"""The sound of phrases in memory, and on disk behind that where the settings ask for it."""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from wyoming_kokoro.cache.disk import DiskCache
from wyoming_kokoro.settings import CacheSettings
from wyoming_kokoro.speech import Delivery, Phrase, PhraseAudio

MEGABYTE = 1_000_000
MAX_SHARE = 4
"""An entry larger than the cache divided by this number is not kept: it would displace all others for one text."""
SLOW_SPEECH = "slow speech 2"
"""Changes when slow speech alone gets other samples: in 2, Kokoro's has no vowel before its first word."""
FAST_SPEECH = "fast speech 2"
"""The same for fast speech: in 2, Kokoro's is exactly as fast as it is asked for."""
OVERHEAD = 500
"""Bytes that an entry takes besides its samples, about: many tiny entries have to count too."""


def key_of(identity: str, phrase: Phrase, style: str = "") -> bytes:
    """Return the key of a phrase's sound: a digest of all that makes it, which is everything but the treatment.

    `identity` is the engine's, `style` that of the voice's style.
    """
    voice, speed = phrase.voice, phrase.delivery.speed or 1.0
    parts = (
        identity,
        style,
        phrase.phonemes,
        phrase.words,
        phrase.language,
        int(phrase.ending),
        _as_key(phrase.delivery),
        voice.styles or voice.name,
        voice.language,
        voice.gender,
        *((phrase.before, phrase.after, phrase.starts_with_pause) if phrase.has_context else ()),
        *((change.start, change.end, _as_key(change.delivery)) for change in phrase.changes),
        *((SLOW_SPEECH,) if speed < 1 else (FAST_SPEECH,) if speed > 1 else ()),
    )
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=32).digest()


def _as_key(delivery: Delivery) -> tuple[tuple[str, object], ...]:
    kept = asdict(replace(delivery, voice=None))  # one voice may have several names
    del kept["gender"], kept["hertz"]  # the voice was chosen by it, and the semitones follow from it
    return tuple(kept.items())


@dataclass(frozen=True, slots=True)
class CacheCounts:
    """What the cache holds, and how often it was asked."""

    found_in_memory: int
    found_on_disk: int
    missed: int
    entries: int
    """In memory."""
    bytes: int
    """In memory."""


class Cache:
    """The sound of phrases by key; the entries unused for longest are removed. For any thread but the event loop's."""

    def __init__(self, memory_bytes: int, disk: DiskCache | None = None) -> None:
        self._capacity = memory_bytes
        self._disk = disk
        self._lock = threading.Lock()
        self._entries: OrderedDict[bytes, PhraseAudio] = OrderedDict()
        self._bytes = 0
        self._found_in_memory = self._found_on_disk = self._missed = 0

    def get(self, key: bytes) -> PhraseAudio | None:
        """Return an entry, None if there is none."""
        with self._lock:
            if audio := self._entries.get(key):
                self._entries.move_to_end(key)
                self._found_in_memory += 1
                return audio
        audio = self._disk.get(key) if self._disk else None
        with self._lock:
            if audio is None:
                self._missed += 1
                return None
            self._found_on_disk += 1
        self._store(key, audio)
        return audio

    def holds(self, key: bytes) -> bool:
        """Return whether there is an entry; asking changes nothing and is not counted."""
        with self._lock:
            if key in self._entries:
                return True
        return self._disk is not None and self._disk.holds(key)

    def put(self, key: bytes, audio: PhraseAudio) -> None:
        """Add an entry; its samples cannot be changed from now on."""
        audio = _copied(audio)
        self._store(key, audio)
        if self._disk:
            self._disk.put(key, audio)

    def clear(self) -> None:
        """Remove every entry, from memory and from the disk."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0
        if self._disk:
            self._disk.clear()

    def counts(self) -> CacheCounts:
        """Return what it holds, and how often it was asked."""
        with self._lock:
            return CacheCounts(
                self._found_in_memory, self._found_on_disk, self._missed, len(self._entries), self._bytes
            )

    def close(self) -> None:
        """Remove everything from memory and close the disk; nothing is kept afterwards."""
        with self._lock:
            self._capacity = 0
            self._entries.clear()
            self._bytes = 0
        if self._disk:
            self._disk.close()

    def _store(self, key: bytes, audio: PhraseAudio) -> None:
        size = _size(audio)
        with self._lock:
            if size > self._capacity // MAX_SHARE:
                return
            former = self._entries.pop(key, None)
            self._bytes += size - (_size(former) if former else 0)
            self._entries[key] = audio
            while self._bytes > self._capacity:
                _, oldest = self._entries.popitem(last=False)
                self._bytes -= _size(oldest)


def open_cache(settings: CacheSettings, folder: Path) -> Cache:
    """Return the cache that the settings ask for, whose disk part lies in the folder. Blocks."""
    disk = DiskCache(folder / "takes.sqlite", settings.disk_megabytes * MEGABYTE) if settings.disk else None
    return Cache(settings.memory_megabytes * MEGABYTE, disk)


def _size(audio: PhraseAudio) -> int:
    return audio.samples.nbytes + 8 * len(audio.lengths or ()) + OVERHEAD


def _copied(audio: PhraseAudio) -> PhraseAudio:
    """Return the same with samples of its own: a view keeps a larger block alive, and others could still change it."""
    samples = np.array(audio.samples, np.float32)
    samples.flags.writeable = False
    return PhraseAudio(samples, audio.lengths)

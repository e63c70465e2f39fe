"""The user's own recordings of noise and of rooms, which are used beside those that are made."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from wyoming_kokoro.audio import resample
from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.samples import Samples

SUFFIXES = frozenset((".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a"))
MAX_FILES = 2_000
"""Files of a folder that are used: more variety than that is not heard."""
MAX_KEPT = 16
"""Sounds that stay decoded: ten minutes of each would be a megabyte for every six seconds."""
MAX_RESPONSE_SECONDS = 3.0
"""Of a room: what comes later is inaudible, and computing it would take long."""
SHARE = 0.5
"""How often a recording is taken where the user has given a folder; elsewhere, what the preset says."""


@dataclass(slots=True, eq=False)
class Recordings:
    """Folders of sounds, read when they are used."""

    noises: tuple[Path, ...] = ()
    rooms: tuple[Path, ...] = ()
    _kept: dict[tuple[Path, int], Samples] = field(default_factory=dict)

    @classmethod
    def find(cls, noise_folder: Path | None, room_folder: Path | None) -> "Recordings":
        """Return the recordings of two folders; BadRequest where a folder has none."""
        return cls(_sounds(noise_folder), _sounds(room_folder))

    def noise(self, random: np.random.Generator, count: int, rate: int) -> tuple[Samples, str]:
        """Return a part of a recording of noise, and the file's name; a short one is repeated."""
        path = self.noises[int(random.integers(len(self.noises)))]
        sound = self._read(path, rate)
        start = int(random.integers(len(sound)))
        return np.resize(np.roll(sound, -start) if len(sound) < count else _from(sound, start), count), path.name

    def room(self, random: np.random.Generator, rate: int) -> tuple[Samples, str]:
        """Return the response of a room from its direct sound on, which has the value 1, and the file's name."""
        path = self.rooms[int(random.integers(len(self.rooms)))]
        sound = self._read(path, rate)
        first = int(np.argmax(np.abs(sound)))
        if sound[first] == 0:
            raise BadRequest(f"{path.name} is silent: it is not the response of a room.", code="bad_file")
        return sound[first : first + round(MAX_RESPONSE_SECONDS * rate)] / sound[first], path.name

    def _read(self, path: Path, rate: int) -> Samples:
        key = path, rate
        if key not in self._kept:
            try:
                samples, own = decode(path.read_bytes())
            except OSError as error:
                raise BadRequest(f"{path.name} cannot be read: {error.strerror}.", code="bad_file") from error
            except BadRequest as error:
                raise BadRequest(f"{path.name}: {error.message}", code="bad_file") from error
            while len(self._kept) >= MAX_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = resample(samples, own, rate)
        return self._kept[key]


NO_RECORDINGS = Recordings()


def _from(sound: Samples, start: int) -> Samples:
    """Return a long recording from a place on; at its end it begins again."""
    return np.concatenate((sound[start:], sound[:start]))


def _sounds(folder: Path | None) -> tuple[Path, ...]:
    if folder is None:
        return ()
    if not folder.is_dir():
        raise BadRequest(f"{folder} is not a folder.")
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not found:
        raise BadRequest(f"{folder} has no sounds: {', '.join(sorted(SUFFIXES))}.")
    return tuple(found[:MAX_FILES])

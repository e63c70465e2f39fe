"""How fast each model file was on this machine, measured by `wyoming-kokoro bench`; "auto" chooses by it."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from math import isfinite
from pathlib import Path

from wyoming_kokoro.atomic_write import replace_file
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.errors import SpeechError

_LOG = logging.getLogger(__name__)

MAX_FILE_BYTES = 1_000_000
"""A larger file was not written by this program."""
MAX_SECONDS = 10_000.0
"""For a second of sound; a slower machine was not measured to the end."""


@dataclass(frozen=True, slots=True)
class ModelMeasurement:
    """The speed of one model file."""

    digest: str
    """The SHA-256 of the file that was measured."""
    seconds: float
    """Seconds of work for a second of sound."""


class ModelMeasurements:
    """The measurements in a file; those of other bytes, another machine or another runtime do not count."""

    def __init__(self, file: Path, host: Host | None = None, runtime: str | None = None) -> None:
        self._file = file
        self._host = host
        self._runtime = runtime

    def seconds(self, digest: Callable[[str], str]) -> dict[str, float]:
        """Return the seconds of work for a second of sound, by model file, where the file is unchanged; blocks.

        `digest` returns that of a file that is here, and raises SpeechError or OSError for others.
        """
        seconds = {}
        for name, measurement in self._read().items():
            try:
                unchanged = digest(name) == measurement.digest
            except (SpeechError, OSError):
                continue
            if unchanged:
                seconds[name] = measurement.seconds
        return seconds

    def save(self, measurements: Mapping[str, ModelMeasurement]) -> None:
        """Add these to what else was measured here with the same runtime; OSError where the file cannot be written."""
        entries = {**self._read(), **measurements}
        models = {name: {"digest": entry.digest, "seconds": entry.seconds} for name, entry in entries.items()}
        document = json.dumps({"measured_with": self._setup, "models": models}, indent=1)
        replace_file(self._file, document.encode())

    @property
    def _setup(self) -> str:
        """What identifies the machine and the runtime; blocks the first time."""
        return f"{_fingerprint(self._host or Host.here())} {self._runtime or _runtime()}"

    def _read(self) -> dict[str, ModelMeasurement]:
        """Return what the file holds, if it was measured here."""
        try:
            if self._file.stat().st_size > MAX_FILE_BYTES:
                return {}
            content = json.loads(self._file.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            _LOG.debug("The measurements of models cannot be read: %s", error)
            return {}
        if not isinstance(content, dict) or content.get("measured_with") != self._setup:
            return {}
        models = content.get("models")
        entries = models.items() if isinstance(models, dict) else ()
        return {name: measurement for name, entry in entries if (measurement := _measurement(entry))}


def _measurement(entry: object) -> ModelMeasurement | None:
    if not isinstance(entry, dict):
        return None
    digest, seconds = entry.get("digest"), entry.get("seconds")
    if not isinstance(digest, str) or not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    return ModelMeasurement(digest, float(seconds)) if isfinite(seconds) and 0 < seconds < MAX_SECONDS else None


@cache
def _fingerprint(host: Host) -> str:
    """Return a machine in a few characters: another processor, or another share of it, is another machine."""
    return sha256(f"{host.machine} {host.cores} {host.memory >> 28} {sorted(host.flags)}".encode()).hexdigest()[:16]


@cache
def _runtime() -> str:
    try:
        return version("onnxruntime")
    except PackageNotFoundError:
        return "none"

"""How fast each model file was on this machine, as `wyoming-kokoro bench` found it: what "auto" chooses by."""

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
from wyoming_kokoro.engines.model_choice import MARK
from wyoming_kokoro.errors import SpeechError

_LOG = logging.getLogger(__name__)

LARGEST_FILE = 1_000_000
"""Bytes: what is larger was not written here."""
SLOWEST = 10_000.0
"""Seconds for a second of sound that nobody waited for."""


@dataclass(frozen=True, slots=True)
class ModelMeasurement:
    """One model file's."""

    digest: str
    """The SHA-256 of the file that was measured."""
    seconds: float
    """Of work for a second of sound."""


class ModelMeasurements:
    """What was measured, kept in a file; whatever was measured with other bytes or elsewhere does not count."""

    def __init__(self, file: Path, host: Host | None = None, runtime: str | None = None) -> None:
        self._file = file
        self._host = host
        self._runtime = runtime

    def seconds(self, digest: Callable[[str], str]) -> dict[str, float]:
        """Seconds of work for a second of sound, by the names of files that are still what was measured; blocks.

        `digest` gives that of a file that is here, and raises SpeechError or OSError for others.
        """
        found = {}
        for name, measured in self._read().items():
            try:
                same = digest(name.partition(MARK)[0]) == measured.digest
            except (SpeechError, OSError):
                continue
            if same:
                found[name] = measured.seconds
        return found

    def keep(self, measured: Mapping[str, ModelMeasurement]) -> None:
        """Keep these beside what else was measured here with the same runtime; raises OSError where it cannot be."""
        entries = {**self._read(), **measured}
        models = {name: {"digest": each.digest, "seconds": each.seconds} for name, each in entries.items()}
        document = json.dumps({"measured_with": self._place, "models": models}, indent=1)
        replace_file(self._file, document.encode())

    @property
    def _place(self) -> str:
        """The machine and the runtime; blocks the first time."""
        return f"{_told(self._host or Host.here())} {self._runtime or _runtime()}"

    def _read(self) -> dict[str, ModelMeasurement]:
        """What the file holds, as far as it was measured here."""
        try:
            if self._file.stat().st_size > LARGEST_FILE:
                return {}
            found = json.loads(self._file.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            _LOG.debug("What was measured cannot be read: %s", error)
            return {}
        models = found.get("models") if isinstance(found, dict) and found.get("measured_with") == self._place else None
        entries = models.items() if isinstance(models, dict) else ()
        return {name: measured for name, entry in entries if (measured := _measured(entry))}


def _measured(entry: object) -> ModelMeasurement | None:
    if not isinstance(entry, dict):
        return None
    digest, seconds = entry.get("digest"), entry.get("seconds")
    if not isinstance(digest, str) or not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    return ModelMeasurement(digest, float(seconds)) if isfinite(seconds) and 0 < seconds < SLOWEST else None


@cache
def _told(host: Host) -> str:
    """A machine in a few characters: another processor, or another share of it, is another machine."""
    return sha256(f"{host.machine} {host.cores} {host.memory >> 28} {sorted(host.flags)}".encode()).hexdigest()[:16]


@cache
def _runtime() -> str:
    try:
        return version("onnxruntime")
    except PackageNotFoundError:
        return "none"

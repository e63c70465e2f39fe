"""How many characters were sent to each provider today: kept in a file, so that a restart does not forget them."""

import json
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from wyoming_kokoro.atomic_write import replace_file

_LOG = logging.getLogger(__name__)


class CharacterCount:
    """Counts by provider and day; for any thread."""

    def __init__(self, path: Path, today: Callable[[], date] = date.today) -> None:
        self._path = path
        self._today = today
        self._lock = threading.Lock()
        self._day, self._counts = "", dict[str, int]()

    def load(self) -> None:
        """Read what was counted before. Blocks."""
        with self._lock:
            self._day, self._counts = self._read()

    def today(self, provider: str) -> int:
        """Return how many characters were sent to a provider today."""
        with self._lock:
            self._begin_day()
            return self._counts.get(provider, 0)

    def take(self, provider: str, characters: int, most: int) -> bool:
        """Count characters that are about to be sent, and return whether they may be; 0 is no limit. Blocks shortly."""
        with self._lock:
            self._begin_day()
            count = self._counts.get(provider, 0) + characters
            if most and count > most:
                return False
            self._counts[provider] = count
            content = {"day": self._day, "characters": self._counts}
            try:
                replace_file(self._path, json.dumps(content).encode())
            except OSError:
                _LOG.debug("The count of characters cannot be written", exc_info=True)
            return True

    def _begin_day(self) -> None:
        day = self._today().isoformat()
        if day != self._day:
            self._day, self._counts = day, {}

    def _read(self) -> tuple[str, dict[str, int]]:
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            content = json.loads(self._path.read_text("utf-8"))
            return str(content["day"]), {str(name): int(count) for name, count in content["characters"].items()}
        return "", {}

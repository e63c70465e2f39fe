"""Which sentences are worth making ahead of time: the user's, frequent ones, and what assistants say every day."""

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

FREQUENT = 3
"""How often a sentence is spoken before its text is remembered; until then only its digest is counted."""
MAX_COUNTED = 2000
"""Digests; those not counted for longest are removed."""
MAX_FREQUENT = 100
"""Frequent sentences."""
MAX_LENGTH = 200
"""Characters: frequent sentences are short."""

_DATA = Path(__file__).parent / "data"


def everyday(language: str) -> tuple[str, ...]:
    """Return what assistants say every day in a language (en-US), empty where there is no list. Blocks."""
    path = _DATA / f"everyday-{language.partition('-')[0].lower()}.txt"
    if not path.is_file():
        return ()
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


class PrecomputeList:
    """Returns sentences to make, each once for each configuration; any thread may ask.

    Nothing of it is written down: what is frequent is known until the program ends.
    """

    def __init__(self, of_user: Iterable[str] = (), daily: Iterable[str] = ()) -> None:
        self._of_user = tuple(of_user)
        self._daily = tuple(daily)
        self._lock = threading.Lock()
        self._salt = secrets.token_bytes(16)  # so that digests cannot be looked up in a list of sentences
        self._counts: OrderedDict[bytes, int] = OrderedDict()
        self._frequent: OrderedDict[str, None] = OrderedDict()
        self._configuration = ""
        self._done: set[str] = set()

    def count(self, text: str) -> None:
        """Count a sentence that was just spoken."""
        text = text.strip()
        if not text or len(text) > MAX_LENGTH:
            return
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=self._salt).digest()
        with self._lock:
            count = self._counts.pop(digest, 0) + 1
            self._counts[digest] = count
            if len(self._counts) > MAX_COUNTED:
                self._counts.popitem(last=False)
            if count >= FREQUENT:
                self._remember(text)

    def next(self, configuration: str) -> str | None:
        """Return the next sentence to make, None if none is left.

        `configuration` identifies the engine, the voice and the settings; all sentences are due again when it changes.
        """
        with self._lock:
            if configuration != self._configuration:
                self._configuration, self._done = configuration, set()
            texts = (*self._of_user, *reversed(self._frequent), *self._daily)
            text = next((text for text in texts if text not in self._done), None)
            if text is not None:
                self._done.add(text)
            return text

    def _remember(self, text: str) -> None:
        """Remember a frequent sentence; it was just made, so it is not due before the configuration changes."""
        self._frequent[text] = None
        self._frequent.move_to_end(text)
        self._done.add(text)
        if len(self._frequent) > MAX_FREQUENT:
            oldest, _ = self._frequent.popitem(last=False)
            self._done.discard(oldest)

"""Which sentences are worth making ahead of time: the user's, what is said most, and what assistants say every day."""

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

OFTEN = 3
"""How often a sentence is said before it is kept in mind; until then only its digest is counted."""
MOST_COUNTED = 2000
"""Digests; the longest unheard ones make room."""
MOST_IN_MIND = 100
LONGEST = 200
"""Characters: what is said often is short."""

_DATA = Path(__file__).parent / "data"


def everyday(language: str) -> tuple[str, ...]:
    """What assistants say every day in a language (en-US); nothing where there is no list. Blocks."""
    path = _DATA / f"everyday-{language.partition('-')[0].lower()}.txt"
    if not path.is_file():
        return ()
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


class PrecomputeList:
    """Gives sentences to prepare, each once for every way of speaking; any thread may ask.

    Nothing of it is written down: what is said often is known until the program ends.
    """

    def __init__(self, own: Iterable[str] = (), daily: Iterable[str] = ()) -> None:
        self._own = tuple(own)
        self._daily = tuple(daily)
        self._lock = threading.Lock()
        self._salt = secrets.token_bytes(16)  # so that digests cannot be looked up in a list of sentences
        self._counted: OrderedDict[bytes, int] = OrderedDict()
        self._often: OrderedDict[str, None] = OrderedDict()
        self._way = ""
        self._given: set[str] = set()

    def spoken(self, text: str) -> None:
        """Count a sentence that was just said."""
        text = text.strip()
        if not text or len(text) > LONGEST:
            return
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=self._salt).digest()
        with self._lock:
            count = self._counted.pop(digest, 0) + 1
            self._counted[digest] = count
            if len(self._counted) > MOST_COUNTED:
                self._counted.popitem(last=False)
            if count >= OFTEN:
                self._remember(text)

    def due(self, way: str) -> str | None:
        """The next sentence to prepare; `way` says how one speaks now (engine, voice, settings), and all are due anew
        when that changes. None when there is nothing left.
        """
        with self._lock:
            if way != self._way:
                self._way, self._given = way, set()
            waiting = (text for text in (*self._own, *reversed(self._often), *self._daily) if text not in self._given)
            text = next(waiting, None)
            if text is not None:
                self._given.add(text)
            return text

    def _remember(self, text: str) -> None:
        """Keep a sentence in mind; it was just made, so it is not due before the way of speaking changes."""
        self._often[text] = None
        self._often.move_to_end(text)
        self._given.add(text)
        if len(self._often) > MOST_IN_MIND:
            forgotten, _ = self._often.popitem(last=False)
            self._given.discard(forgotten)

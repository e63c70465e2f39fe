"""What is to be said, and the bytes of its sound while they arrive."""

import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wyoming_kokoro.speech import Background

MAX_WAITING = 64
"""Pieces that are fetched ahead of the player: ten seconds, and a server that sends faster waits."""

BYTES_PER_SECOND = 48_000
"""Of 16-bit samples at the one rate of speech. It is written here because importing `speech` takes longer than a server
needs for its first sound."""

Put = Callable[[bytes], bool]
"""Takes a piece of sound; False when no more is wanted."""

Fetch = Callable[[Put], str]
"""Puts all pieces of a sound, one after another, and returns which engine speaks."""


@dataclass(frozen=True, slots=True)
class SpokenText:
    """A text, and how to speak it."""

    text: str
    voice: str | None = None
    language: str | None = None
    speed: float | None = None
    ssml: bool = False
    background: "Background | None" = None

    def as_request(self, form: str) -> Mapping[str, object]:
        """Return it as the fields of a request to the HTTP API, for sound in a format."""
        under = self.background and {"type": self.background.sound, "level": self.background.level}
        fields = {
            "voice": self.voice,
            "language": self.language,
            "speed": self.speed,
            "background": under,
        }
        given = {name: value for name, value in fields.items() if value is not None}
        return {"input": self.text, "ssml": self.ssml, "response_format": form, **given}


class SoundAhead:
    """Fetches a sound on a thread of its own, ahead of the player: a slow server keeps nobody from stopping it."""

    def __init__(self, fetch: Fetch) -> None:
        self._pieces: queue.Queue[bytes | Exception] = queue.Queue(MAX_WAITING)
        self._unwanted = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(fetch,), daemon=True)
        self._thread.start()

    def next(self, seconds: float) -> bytes | None:
        """Return the next piece, b"" at the end, or None if there is none within a time; raises what went wrong."""
        try:
            piece = self._pieces.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(piece, Exception):
            raise piece
        return piece

    def close(self, patience: float = 2.0) -> None:
        """Fetch no more; the thread gets some time to end, which closes what it has opened."""
        self._unwanted.set()
        self._thread.join(patience)

    def _run(self, fetch: Fetch) -> None:
        end: bytes | Exception = b""
        try:
            fetch(self._put)
        except Exception as error:  # noqa: BLE001 -- it is raised where the sound is played
            end = error
        self._put_any(end)

    def _put(self, piece: bytes) -> bool:
        return self._put_any(piece) if piece else not self._unwanted.is_set()

    def _put_any(self, piece: bytes | Exception) -> bool:
        while not self._unwanted.is_set():
            try:
                self._pieces.put(piece, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False


def whole(fetch: Fetch) -> tuple[bytes, str]:
    """Return all of a sound, and which engine has spoken."""
    pieces: list[bytes] = []

    def put(piece: bytes) -> bool:
        pieces.append(piece)
        return True

    engine = fetch(put)
    return b"".join(pieces), engine

"""An engine that makes its next piece when a test says so, and whoever speaks with it."""

import threading
from collections.abc import Iterator

from wyoming_kokoro.engines import Engine, ToneEngine
from wyoming_kokoro.speech import Phrase, Piece, Voice
from wyoming_kokoro.studio import Studio


class Held(ToneEngine):
    """Hums as many pieces as it is let; counts those that were begun and the renderings that were ended."""

    identity = "held"

    def __init__(self) -> None:
        super().__init__()
        self._allowed = threading.Semaphore(0)
        self.begun = 0
        self.ended = 0

    def allow(self, pieces: int) -> None:
        for _ in range(pieces):
            self._allowed.release()

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        try:
            for piece in super().render(phrase, again=again):
                self.begun += 1
                assert self._allowed.acquire(timeout=20)
                yield piece
        finally:
            self.ended += 1


class Failing(ToneEngine):
    """Hums so many phrases, and then makes no sound."""

    identity = "failing"

    def __init__(self, phrases: int) -> None:
        super().__init__()
        self._left = phrases

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        self._left -= 1
        if self._left >= 0:
            yield from super().render(phrase, again=again)


def spoken_by(studio: Studio, engine: Engine) -> None:
    """Have another engine at the desk."""

    async def engine_for(voice: Voice) -> tuple[Engine, str]:  # noqa: ARG001 -- whoever is asked for
        return engine, "the test says so"

    studio._desk.engine_for = engine_for  # type: ignore[method-assign]

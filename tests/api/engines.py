"""Engines that tests control."""

import threading
from collections.abc import Iterator

from wyoming_kokoro.engines import Engine, ToneEngine
from wyoming_kokoro.speech import Phrase, Piece


class SwitchableEngine(ToneEngine):
    """Speaks with another engine, which a test may change at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.current: Engine = ToneEngine()

    @property
    def identity(self) -> str:  # type: ignore[override]  # a class has it as an attribute
        return self.current.identity

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        return self.current.render(phrase, again=again)


class SteppedEngine(ToneEngine):
    """Makes as many pieces as it is allowed; counts those that were begun and the renderings that were ended."""

    identity = "stepped"

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


class FailingEngine(ToneEngine):
    """Makes so many phrases, and then no sound."""

    identity = "failing"

    def __init__(self, phrases: int) -> None:
        super().__init__()
        self._left = phrases

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        self._left -= 1
        if self._left >= 0:
            yield from super().render(phrase, again=again)

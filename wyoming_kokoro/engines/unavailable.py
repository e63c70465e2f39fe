"""The engine that speaks where no other can: it refuses every request and says why."""

from collections.abc import Iterator

from wyoming_kokoro.engines.engine import Capabilities
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.speech import Phrase, Piece


class UnavailableEngine:
    """Refuses every phrase with the reason why no engine can speak now."""

    name = "none"
    identity = "none"
    capabilities = Capabilities(languages=frozenset())

    def __init__(self, why: str) -> None:
        self._why = why

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:  # noqa: ARG002 -- there is nothing
        """Raise Unavailable."""
        raise Unavailable(self._why, code="no_engine")

    def close(self) -> None:
        """Do nothing: there is nothing to release."""

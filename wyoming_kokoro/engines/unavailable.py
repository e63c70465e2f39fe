"""Nobody: where eSpeak NG is missing and Kokoro is not there yet, a request is told so."""

from collections.abc import Iterator

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.speech import Phrase, Piece


class UnavailableEngine:
    """Says why nothing can be spoken now."""

    name = "none"
    identity = "none"
    longest = 510
    speeds = (1.0, 1.0)
    bends_pitch = False

    def __init__(self, why: str) -> None:
        self._why = why

    def speaks(self, language: str) -> bool:  # noqa: ARG002 -- nobody speaks any
        """Whether it has this language: it has none."""
        return False

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:  # noqa: ARG002 -- there is nothing
        """Raise Unavailable."""
        raise Unavailable(self._why, code="no_engine")

    def close(self) -> None:
        """Nothing is held."""

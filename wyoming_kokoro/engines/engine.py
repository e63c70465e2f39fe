"""What an engine is and what it can do: phrases in, pieces of sound out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from wyoming_kokoro.speech import Phrase, Piece

Reads = Literal["phonemes", "words"]

MAX_PHONEMES = 510
"""What Kokoro's model takes in one call. Engines without a limit of their own use the same, so that texts are
cut in the same way for every engine."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do itself; the studio asks this and never which engine it is."""

    languages: frozenset[str] | None = None
    """Language tags such as en-US; None means that any language can be spoken."""
    speed_range: tuple[float, float] = (1.0, 1.0)
    """The slowest and the fastest speed it speaks well; audio effects do what lies beyond."""
    pitch: bool = False
    """Whether it changes the pitch itself; otherwise an audio effect does."""
    range: bool = False
    """Whether it widens or narrows the pitch range."""
    contour: bool = False
    """Whether it follows a pitch contour."""
    emphasis: bool = False
    """Whether it stresses words; otherwise they become higher, louder and slower as a whole."""
    effects: frozenset[str] = frozenset()
    """The effects of a delivery that it makes itself; the others become softer speech."""
    changes: bool = False
    """Whether the delivery may change within a phrase; otherwise a sentence is made in several calls, one for each."""
    streaming: bool = False
    """Whether the first piece is there before the whole phrase is made."""
    remote: bool = False
    """Whether another machine does the work: then a phrase takes no processor core here."""
    private: bool = True
    """Whether text stays on this machine."""
    max_phonemes: int = MAX_PHONEMES
    """The longest phrase it takes in one call."""
    needs_styles: bool = False
    """Whether it speaks with Kokoro's voice files."""
    model: str = ""
    """The digest of the model file it speaks with, on which its level depends; empty without one."""
    context: bool = False
    """Whether it makes a part of a sentence as it sounds within the sentence, so that parts can be joined."""
    whole_sentences: bool = False
    """Whether it is given sentences whole: it sends its first sound early, or speaks parts of sentences worse."""
    reads: Reads = "phonemes"
    """Which side of a phrase it reads."""

    def speaks(self, language: str) -> bool:
        """Return whether a language can be spoken; regional variants count as the same language."""
        if self.languages is None:
            return True
        return _primary(language) in map(_primary, self.languages)


class Engine(Protocol):
    """Makes sound from phrases, on the thread of the caller."""

    @property
    def name(self) -> str:
        """The name in the settings and in the status: espeak, kokoro, tone."""
        ...

    @property
    def identity(self) -> str:
        """A text that changes whenever the same phrase would sound different: name, version, model, settings."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        """Make a phrase, blocking while the next piece is made; closing the iterator abandons the rest.

        Pieces are at RATE. A phrase with nothing to say yields no piece. `again` asks for another way, after the first
        gave no sound.
        """
        ...

    def close(self) -> None:
        """Release memory; nothing is rendered afterwards."""
        ...


def _primary(tag: str) -> str:
    """Return the language of a tag without its region: en for en-US."""
    return tag.partition("-")[0].lower()

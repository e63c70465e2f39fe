"""When a word of a sample, and each of its phonemes, is said."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class AlignedWord:
    """A word, in seconds of its sample."""

    spoken: str
    start: float
    end: float
    phonemes: str = ""
    starts: tuple[float, ...] = ()
    """When each of the phonemes begins; empty where that is not known."""
    mark: str = ""
    """The marks after it, which phonemes of a sentence have too."""

    def phones(self) -> tuple[tuple[str, float, float], ...]:
        """Return its phonemes with their starts and ends, without gaps; nothing where that is not known."""
        if not self.phonemes or len(self.starts) != len(self.phonemes):
            return ()
        places = [min(max(place, self.start), self.end) for place in self.starts[1:]]
        return tuple(zip(self.phonemes, (self.start, *places), (*places, self.end), strict=True))

    def as_list(self) -> list[object]:
        """Return it as JSON has it."""
        return [self.spoken, self.start, self.end, self.phonemes, list(self.starts), self.mark]

    @classmethod
    def of_list(cls, content: tuple[str, float, float, str, list[float], str]) -> Self:
        """Return what was written as JSON."""
        spoken, start, end, phonemes, starts, mark = content
        return cls(spoken, start, end, phonemes, tuple(starts), mark)

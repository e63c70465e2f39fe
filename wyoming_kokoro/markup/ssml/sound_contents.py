"""The content of sounds: what is spoken where the library lacks one, held back until it is complete."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from wyoming_kokoro.speech import Cue, Line, NamedSound


@dataclass(frozen=True, slots=True)
class SoundContent:
    """Stands in a row of cues where the content of a sound begins."""

    sound: NamedSound


@dataclass(frozen=True, slots=True)
class SoundContentEnd:
    """Stands in a row of cues where the content of a sound ends."""


class SoundContents:
    """Puts the lines inside a sound into its cue; marks and other cues follow it."""

    def __init__(self) -> None:
        self._sound: NamedSound | None = None
        self._depth = 0
        """Sounds inside the sound, which have no effect."""
        self._lines: list[Line] = []
        self._after: list[Cue] = []

    def feed(self, cues: Iterable[Cue | SoundContent | SoundContentEnd]) -> list[Cue]:
        """Return the cues that are complete."""
        complete: list[Cue] = []
        for cue in cues:
            if self._sound is None and not isinstance(cue, SoundContent | SoundContentEnd):
                complete.append(cue)
            else:
                complete += self._feed(cue)
        return complete

    def _feed(self, cue: Cue | SoundContent | SoundContentEnd) -> Iterator[Cue]:
        if isinstance(cue, SoundContent):
            self._depth += self._sound is not None
            self._sound = self._sound or cue.sound
        elif isinstance(cue, SoundContentEnd):
            if self._depth:
                self._depth -= 1
            elif self._sound is not None:
                yield replace(self._sound, otherwise=tuple(self._lines))
                yield from self._after
                self._sound, self._lines, self._after = None, [], []
        elif not isinstance(cue, Line):
            self._after.append(cue)
        elif self._lines and self._lines[-1].continues_with(cue):
            self._lines[-1] = self._lines[-1].joined_to(cue)
        else:
            self._lines.append(cue)

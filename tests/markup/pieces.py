"""Reads a text in pieces of every size, and says what is asked for character by character."""

from collections.abc import Iterable, Iterator, Sequence

from wyoming_kokoro.markup import ReaderOptions, reader
from wyoming_kokoro.speech import Cue, Line, Markup


def in_sizes(text: str, sizes: Sequence[int]) -> Iterator[str]:
    """Yield a text in pieces of these sizes, again and again."""
    at, number = 0, 0
    while at < len(text):
        yield text[at : at + sizes[number % len(sizes)]]
        at += sizes[number % len(sizes)]
        number += 1


def cues_of(pieces: Iterable[str], markup: Markup, options: ReaderOptions | None = None) -> list[Cue]:
    """Return what the pieces of a text ask for."""
    of_text = reader(markup, options or ReaderOptions())
    return [*(cue for piece in pieces for cue in of_text.feed(piece)), *of_text.finish()]


def flat(cues: Iterable[Cue]) -> list[object]:
    """Return every character with how it is spoken and where it stands, and the other cues: however lines were cut."""
    found: list[object] = []
    for cue in cues:
        if not isinstance(cue, Line):
            found.append(cue)
        elif cue.reading is not None:
            found.append((cue.text, cue.reading, cue.delivery, cue.treatment, cue.position(0)))
        else:
            found += [
                (character, cue.delivery, cue.treatment, cue.position(at)) for at, character in enumerate(cue.text)
            ]
    return found


def read_text(cues: Iterable[Cue]) -> str:
    """Return the words that are read, without what is silent, with single blanks."""
    lines = (cue.text for cue in cues if isinstance(cue, Line) and not (cue.reading and cue.reading.kind == "silent"))
    return " ".join("".join(lines).split())

"""Reads random SSML: no markup may be spoken, pieces must give the same as the whole, in time that grows linearly.

Documents are made of known and unknown elements, words, entities, comments, and attributes with words of their
own; half of them are damaged afterwards. The same seed makes the same documents.
"""

import argparse
import gc
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.markup import ReaderOptions, reader
from wyoming_kokoro.markup.ssml import ELEMENTS
from wyoming_kokoro.speech import Line, NamedSound

UNKNOWN = ("flash", "alexa:name", "x-y", "em")
SILENT = frozenset(element.name for element in ELEMENTS if element.name in ("desc", "metadata", "meta", "lexicon"))
EMPTY = frozenset({"break", "mark", "bookmark", "mstts:silence", "mstts:backgroundaudio"})
ATTRIBUTES = tuple(
    sorted({attribute.name for element in ELEMENTS for attribute in element.attributes} | {"lang", "id"})
)
WORDS = ("kettle", "lamp", "door", "water", "seven", "green", "window", "garden")
SECRETS = ("zebra", "quartz", "xylem")
"""Words that stand in attributes and comments only."""
DAMAGE = "<>/\"'&;![]-= "
_ONE_BY_ONE = 10
"""One document of so many is also read character by character, which takes ten times as long."""
_TIMES = 9
"""Each time is the shortest of so many: others use the machine too."""
_DEPTH, _MAX_CHILDREN = 3, 4


@dataclass(frozen=True, slots=True)
class RandomDocument:
    """A document, and the words that are to be read of it."""

    text: str
    words: tuple[str, ...]


def document(source: random.Random) -> RandomDocument:
    """Return a random document that is well formed."""
    words: list[str] = []
    text = "".join(_content(source, words, 0, audible=True))
    return RandomDocument(f"<speak>{text}</speak>", tuple(words))


def damaged(text: str, source: random.Random) -> str:
    """Return a text with some characters removed, added or replaced."""
    characters = list(text)
    for _ in range(source.randint(1, 6)):
        at = source.randrange(len(characters))
        characters[at : at + source.randint(0, 3)] = source.choice(DAMAGE) * source.randint(0, 2)
        if not characters:
            return " "
    return "".join(characters)


def read(text: str, sizes: tuple[int, ...] = ()) -> tuple[object, ...]:
    """Return every character that is read with its style and position, and the other cues; None where it is refused."""
    of_text = reader("ssml", ReaderOptions())
    found: list[object] = []
    try:
        for cue in [*(each for piece in _pieces(text, sizes) for each in of_text.feed(piece)), *of_text.finish()]:
            if isinstance(cue, Line):
                places = (cue.position(at) for at in range(len(cue.text)))
                found += [(*pair, cue.delivery, cue.reading) for pair in zip(cue.text, places, strict=True)]
            else:
                found.append(cue)
    except BadRequest as error:
        return (error.code,)
    return tuple(str(each) if not isinstance(each, tuple) else each for each in found)


def spoken(text: str) -> str:
    """Return the text that is read of a document."""
    of_text = reader("ssml", ReaderOptions())
    words: list[str] = []
    for cue in (*of_text.feed(text), *of_text.finish()):
        lines = cue.otherwise if isinstance(cue, NamedSound) else (cue,) if isinstance(cue, Line) else ()
        words += [line.text for line in lines if not (line.reading and line.reading.kind == "silent")]
    return "".join(words)


def main() -> int:
    """Read many documents, and one long one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    source, began = random.Random(options.seed), time.perf_counter()  # noqa: S311 -- the same documents again
    leaks = differences = 0
    for number in range(options.documents):
        made = document(source)
        text = made.text if number % 2 else damaged(made.text, source)
        whole = read(text)
        differences += whole != read(text, (source.randint(1, 9), source.randint(1, 30)))
        if number % _ONE_BY_ONE == 0:
            differences += whole != read(text, (1,))
        if number % 2:
            read_words = [word for word in spoken(text).replace(".", " ").split() if word != "\ufffc"]
            leaks += read_words != list(made.words)
    took = time.perf_counter() - began
    print(f"{options.documents} documents in {took:.0f} s: {leaks} with markup spoken, {differences} differ in pieces")
    gc.freeze()  # as the server does after its start
    for characters in (10_000, 100_000, 1_000_000):
        unit = "<p>The <emphasis>kettle</emphasis> is <prosody rate='slow'>on</prosody>, and the water is hot.</p> "
        text = f"<speak>{(unit * (characters // len(unit) + 1))[:characters]}</speak>"
        try:
            seconds = min(_reading_time(text) for _ in range(_TIMES))
        except BadRequest as error:
            print(f"{characters} characters: refused ({error.code})")
            continue
        print(f"{characters} characters: {seconds * 1000:.0f} ms of processor time")
    print(f"a million turns of an empty loop: {min(_loop_time() for _ in range(_TIMES)) * 1000:.0f} ms")
    return 1 if leaks or differences else 0


def _reading_time(text: str) -> float:
    of_text, start = reader("ssml"), time.process_time()
    of_text.feed(text)
    of_text.finish()
    return time.process_time() - start


def _loop_time() -> float:
    """Return how fast this machine is now."""
    start = time.process_time()
    for _ in range(1_000_000):
        pass
    return time.process_time() - start


def _content(source: random.Random, words: list[str], depth: int, *, audible: bool) -> Iterator[str]:
    for _ in range(source.randint(1, _MAX_CHILDREN)):
        kind = source.random()
        if kind < 0.4 or depth == _DEPTH:  # noqa: PLR2004 -- two fifths are words
            word = source.choice(WORDS)
            yield f" {word} "
            if audible:
                words.append(word)
        elif kind < 0.45:  # noqa: PLR2004
            yield source.choice((f"<!-- {source.choice(SECRETS)} <b> -->", "&#32;", "\n"))
        else:
            yield from _element(source, words, depth, audible=audible)


def _element(source: random.Random, words: list[str], depth: int, *, audible: bool) -> Iterator[str]:
    name = source.choice((*ELEMENTS.names, *UNKNOWN))
    quote = source.choice("\"'")
    attributes = "".join(
        f" {source.choice(ATTRIBUTES)}={quote}{source.choice(SECRETS)} > {source.choice(SECRETS)}{quote}"
        for _ in range(source.randint(0, 2))
    )
    if name in EMPTY:
        yield f"<{name}{attributes}/>"
        return
    yield f"<{name}{attributes}>"
    yield from _content(source, words, depth + 1, audible=audible and name not in SILENT)
    yield f"</{name}>"


def _pieces(text: str, sizes: tuple[int, ...]) -> Iterator[str]:
    at, number = 0, 0
    while at < len(text):
        size = sizes[number % len(sizes)] if sizes else len(text)
        yield text[at : at + size]
        at, number = at + size, number + 1


if __name__ == "__main__":
    raise SystemExit(main())

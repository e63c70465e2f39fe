"""The words we ship, one line each: what misaki lacks or pronounces unlike a person would, and names of many kinds."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from wyoming_kokoro.pronounce.british import as_british
from wyoming_kokoro.pronounce.respelling import sound
from wyoming_kokoro.sorted_rows import SortedRows

_DATA = Path(__file__).parent / "data"
NAMES = _DATA / "names"
"""Files of names, each of one kind: the name, its American sound in misaki's alphabet, and a British one that differs
in more than the accent."""
PHRASES, MEDICINE_STEMS = NAMES / "phrases.tsv", NAMES / "medicine-stems.tsv"
"""Two files of that folder that are no lists of words."""


class ShippedWords(Mapping[str, str]):
    """Each word with its phonemes, which are computed when they are looked up: most are never needed."""

    def __init__(self, *, british: bool) -> None:
        self._british = british
        files = (path for path in sorted(NAMES.glob("*.tsv")) if path not in (PHRASES, MEDICINE_STEMS))
        self._names = SortedRows(dict(row for path in files for row in rows(path)))
        self._words = dict(rows(_DATA / "en.tsv"))

    def __getitem__(self, word: str) -> str:
        """The phonemes of a word."""
        if (sounds := self._words.get(word)) is not None:
            american, _, british = sounds.partition("\t")
            return sound(british if self._british and british else american, british=self._british)
        return name_sound(self._names[word], word, british=self._british)

    def __contains__(self, word: object) -> bool:
        """Whether we ship the word."""
        return word in self._words or word in self._names

    def __iter__(self) -> Iterator[str]:
        """Every word once."""
        return iter(dict.fromkeys((*self._names, *self._words)))

    def __len__(self) -> int:
        """How many words there are."""
        return sum(1 for _ in self)


def rows(path: Path) -> Iterator[tuple[str, str]]:
    """What is written before the first tab of each line, and what after it; without comments."""
    for line in path.read_text("utf-8").splitlines():
        written, _, rest = line.partition("\t")
        if rest and not line.startswith("#"):
            yield written, rest


def name_sound(sounds: str, written: str, *, british: bool) -> str:
    """The sound of a name from its columns; without a British one it is derived from the American one."""
    american, _, own = sounds.partition("\t")
    return (own or as_british(american, written)) if british else american


@cache
def shipped_words(*, british: bool) -> ShippedWords:
    """The words for one variety of English."""
    return ShippedWords(british=british)

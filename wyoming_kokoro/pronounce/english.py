"""English: each word of a line said as its place in the line asks for."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from wyoming_kokoro.pronounce.compounds import halves
from wyoming_kokoro.pronounce.letters import spelled
from wyoming_kokoro.pronounce.lexicon import Lexicon
from wyoming_kokoro.pronounce.misaki import Heard, Misaki, after
from wyoming_kokoro.pronounce.parts import Said, humps, joined, pieces, silent
from wyoming_kokoro.pronounce.special import After
from wyoming_kokoro.pronounce.stress import lowered

_TAGGED_AT_ONCE = 128
"""Words; a longer line is tagged in parts, so that what it takes of memory has an end."""
_MOST_PIECES = 9
"""Pieces looked up together: "man-of-the-world" has seven, and a chain without end shall not cost its square."""


class Tagger(Protocol):
    """Knows the parts of speech of a sentence's words."""

    def tags(self, words: Sequence[str]) -> list[str]:
        """One for each word, by Penn's names."""
        ...


class Token(NamedTuple):
    """A word without blanks as it is to be said, or a mark."""

    text: str
    tag: str | None = None
    """Its part of speech, where somebody knows it."""
    phonemes: str | None = None
    """Its sound, where that has been decided."""
    source: str = "user"
    """Who decided."""


class Piece(NamedTuple):
    """A word or sign within a token, and its part of speech."""

    text: str
    tag: str


class English:
    """American or British English."""

    def __init__(self, lexicon: Lexicon, tagger: Tagger, guess: Callable[[str], str | None], *, british: bool) -> None:
        self._lexicon = lexicon
        self._misaki = Misaki(lexicon, british=british)
        self._tagger = tagger
        self._guess = guess
        self._british = british

    def say(self, tokens: Sequence[Token]) -> list[list[Said]]:
        """The words each token is said as; nothing for what is silent."""
        said: list[list[Said]] = []
        place = After()
        for token, taken in zip(reversed(tokens), reversed(self._tagged(tokens)), strict=True):
            if token.phonemes is not None:
                words = [Said(token.text, token.phonemes, token.source)]
                place = after(token.phonemes, token.text, token.tag or "", place)
            else:
                words, place = self._written(taken, place)
            said.append(words)
        return said[::-1]

    def knows(self, word: str) -> bool:
        """Whether the better lexicon or our own words have this very word."""
        return self._lexicon.golden(word) is not None

    def _tagged(self, tokens: Sequence[Token]) -> list[list[Piece]]:
        """The pieces of each token with their tags."""
        taken = [pieces(token.text) for token in tokens]
        flat = [piece for each in taken for piece in each]
        tags: list[str] = []
        for start in range(0, len(flat), _TAGGED_AT_ONCE):
            tags += self._tagger.tags(flat[start : start + _TAGGED_AT_ONCE])
        tag = iter(tags)
        return [
            [Piece(piece, token.tag or found) for piece, found in zip(each, tag, strict=False)]
            for token, each in zip(tokens, taken, strict=True)
        ]

    def _written(self, written: Sequence[Piece], place: After) -> tuple[list[Said], After]:
        """A word's parts, from its end, each as long as somebody knows it."""
        parts: list[Said] = []
        rest = [Piece(hump, piece.tag) for piece in written for hump in humps(piece.text)]
        while rest:
            length, part = self._last_part(rest, place)
            if part.phonemes:
                place = after(part.phonemes, part.text, rest[-1].tag, place)
            parts.append(part)
            del rest[-length:]
        return [_as_spoken(said) for said in joined(parts[::-1])], place

    def _last_part(self, rest: Sequence[Piece], place: After) -> tuple[int, Said]:
        """How many pieces the longest known part at the end has, and that part."""
        for length in range(min(len(rest), _MOST_PIECES), 0, -1):
            taken = rest[-length:]
            text = "".join(piece.text for piece in taken)
            heard = self._misaki.word(text, _heaviest(taken), place)
            if heard is not None:
                return length, Said(text, *heard)
        last, tag = rest[-1]
        return 1, Said(last, "", "nothing") if silent(last) else Said(last, *self._unknown(last, tag, place))

    def _unknown(self, word: str, tag: str, place: After) -> Heard:
        """A word misaki does not know: without its accents or capitals, as a compound, guessed, or spelled."""
        plain = _without_accents(word)
        known = self._misaki.word(plain.lower(), tag, place) if plain != word or word.isupper() else None
        return known or self._compound(plain.lower(), tag, place) or self._guessed(word) or Heard("", "nothing")

    def _compound(self, word: str, tag: str, place: After) -> Heard | None:
        found = halves(word, self.knows)
        if found is None:
            return None
        last = self._misaki.word(found[1], tag, place)
        if last is None:
            return None
        first = self._misaki.word(found[0], "NN", after(last.phonemes, found[1], tag, place))
        return None if first is None else Heard(first.phonemes + lowered(last.phonemes), "compound")

    def _guessed(self, word: str) -> Heard | None:
        guessed = self._guess(word)
        if guessed:
            return Heard(guessed, "espeak")
        letters = spelled(_without_accents(word), british=self._british)
        return None if letters is None else Heard(letters, "letters")


def _as_spoken(said: Said) -> Said:
    """With the two symbols misaki's lexicons write otherwise than Kokoro was taught."""
    return said._replace(phonemes=said.phonemes.replace("ɾ", "T").replace("ʔ", "t"))


def _heaviest(taken: Sequence[Piece]) -> str:
    """The tag of the piece with the most letters, capitals counted twice."""
    return max(taken, key=lambda piece: sum(1 if sign == sign.lower() else 2 for sign in piece.text)).tag


def _without_accents(word: str) -> str:
    """The word in plain letters, as far as there are any for it."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFKD", word.translate(_PLAIN))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


_PLAIN = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "đ": "d",
        "ł": "l",
        "Ł": "L",
        "ð": "th",
        "þ": "th",
        "ı": "i",
    }
)

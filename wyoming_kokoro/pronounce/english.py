"""English: each word of a line said as its place in the line asks for."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple, Protocol

from wyoming_kokoro.pronounce.compounds import halves
from wyoming_kokoro.pronounce.endings import with_s
from wyoming_kokoro.pronounce.function_words import FollowingSound, Tag
from wyoming_kokoro.pronounce.homographs import Homographs, plain_stem
from wyoming_kokoro.pronounce.letters import spelled
from wyoming_kokoro.pronounce.lexicon import Lexicon
from wyoming_kokoro.pronounce.misaki import Misaki, Pronounced, after
from wyoming_kokoro.pronounce.stress import lowered
from wyoming_kokoro.pronounce.tagger import NUMBER, normal
from wyoming_kokoro.pronounce.word_parts import SpokenPart, humps, joined, pieces, silent

_TAGGED_AT_ONCE = 128
"""Words; a longer line is tagged in parts, so that what it takes of memory has an end."""
_STEADY_KEPT = 4096
"""Words that sound the same everywhere, kept at hand: most of what is said, numbers above all."""
_TAKEN_KEPT = 1024
"""Words whose pieces are kept: every word of a line is taken apart, for those beside it."""
_MOST_PIECES = 9
"""Pieces looked up together: "man-of-the-world" has seven, and a chain without end shall not cost its square."""


class PartOfSpeechTagger(Protocol):
    """Knows the parts of speech of a sentence's words."""

    def tags(self, words: Sequence[str]) -> Sequence[str]:
        """One for each word, by Penn's names; best found when it is asked for."""
        ...


class Token(NamedTuple):
    """A word as it is to be said, or a mark; with blanks between its letters where it is said letter by letter."""

    text: str
    tag: str | None = None
    """Its part of speech, where somebody knows it."""
    phonemes: str | None = None
    """Its sound, where that has been decided."""
    source: str = "user"
    """Who decided."""


class GuessedWords:
    """Words of one or more lines, to be looked through once for those that have to be guessed."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self.guessed: dict[str, str] = {}
        """How those sound, once the first of them has been asked for."""

    def taken(self) -> Sequence[str]:
        """The words; from then on none."""
        words, self._words = self._words, ()
        return words


class RunContext:
    """A run's words as the tagger and the homographs know them; the tagger is asked once somebody wants to know."""

    def __init__(self, words: Sequence[str], tagger: PartOfSpeechTagger, unseen: GuessedWords) -> None:
        self._given = words
        self._tagger = tagger
        self.unseen = unseen

    @cached_property
    def known(self) -> "TaggedRun":
        """Its words with their tags."""
        return TaggedRun(self._given, self._tagger)


class TaggedRun:
    """A run's words with their parts of speech, each of which is found when it is asked for."""

    def __init__(self, given: Sequence[str], tagger: PartOfSpeechTagger) -> None:
        self.words, self._places = condensed(given)
        """The words, with every number as one."""
        starts = range(0, len(self.words), _TAGGED_AT_ONCE)
        self._tagged = [tagger.tags(self.words[start : start + _TAGGED_AT_ONCE]) for start in starts]

    @property
    def tags(self) -> Sequence[str]:
        """A part of speech for each of the words."""
        return self._tagged[0] if len(self._tagged) == 1 else [tag for tags in self._tagged for tag in tags]

    def place(self, word: int) -> int:
        """Where one of the words that were given stands among those here."""
        return self._places[word]

    def tag(self, word: int) -> str:
        """The part of speech of one of the words that were given."""
        part, place = divmod(self._places[word], _TAGGED_AT_ONCE)
        return self._tagged[part][place]


class TokenPiece(NamedTuple):
    """A word or sign within a token, and which of the line's words it is."""

    text: str
    number: int
    context: RunContext
    known_tag: str | None

    def tag(self) -> str:
        """Its part of speech."""
        return self.known_tag or self.context.known.tag(self.number)


@lru_cache(_TAKEN_KEPT)
def _taken(text: str) -> tuple[str, ...]:
    """The pieces of what a token says; letters to be named are one."""
    return (text.replace(" ", ""),) if " " in text else tuple(pieces(text))


class English:
    """American or British English."""

    def __init__(
        self,
        lexicon: Lexicon,
        tagger: PartOfSpeechTagger,
        homographs: Homographs,
        guess: Callable[[Sequence[str]], Sequence[str]],
        *,
        british: bool,
    ) -> None:
        """`guess` gives the sound of words nobody knows; to guess several at once takes hardly longer than one."""
        self._lexicon = lexicon
        self._misaki = Misaki(lexicon, british=british)
        self._tagger = tagger
        self._homographs = homographs
        self._guess = guess
        self._british = british
        self._anywhere = lru_cache(_STEADY_KEPT)(self._misaki.anywhere)
        self._steady = lru_cache(_STEADY_KEPT)(self._always)

    def say(self, tokens: Sequence[Token], unseen: GuessedWords | None = None) -> list[Sequence[SpokenPart]]:
        """The words each token is said as; nothing for what is silent.

        `unseen` are the words of the whole line, of which these may be a run between others.
        """
        unseen = unseen or GuessedWords([token.text for token in tokens])
        taken = [_taken(token.text) for token in tokens]
        context = RunContext([piece for each in taken for piece in each], self._tagger, unseen)
        number = sum(map(len, taken))
        spoken: list[Sequence[SpokenPart]] = []
        after_it = FollowingSound()
        for token, written in zip(reversed(tokens), reversed(taken), strict=True):
            number -= len(written)
            words: Sequence[SpokenPart]
            if token.phonemes is not None:
                words = [SpokenPart(token.text, token.phonemes, token.source)]
                after_it = after(token.phonemes, token.text, _as_noun, after_it)
            elif (steady := self._steady(token.text)) is not None:
                words = steady
                after_it = after(steady[0].phonemes, token.text, _as_noun, after_it) if steady else after_it
            elif " " in token.text:
                words = [SpokenPart(token.text, self._letters(token.text), "letters")]
                after_it = after(words[0].phonemes, token.text, _as_noun, after_it)
            else:
                its = [TokenPiece(piece, at, context, token.tag) for at, piece in enumerate(written, number)]
                words, after_it = self._written(its, after_it)
            spoken.append(words)
        return spoken[::-1]

    def knows(self, word: str) -> bool:
        """Whether the better lexicon or our own words have this very word."""
        return self._lexicon.golden(word) is not None

    def _always(self, word: str) -> tuple[SpokenPart, ...] | None:
        """A word or sign that sounds the same wherever it stands; None if that is not so."""
        if pieces(word) != [word] or (not word.islower() and len(humps(word)) > 1):
            return None
        if plain_stem(word) in self._homographs.readings:
            return None
        sure, heard = self._anywhere(word)
        if heard is not None and heard.phonemes:
            return (_as_spoken(SpokenPart(word, *heard)),)
        return () if sure and heard is None and silent(word) else None

    def _known(self, word: str, tag: Tag, after_it: FollowingSound) -> Pronounced | None:
        """A word as misaki says it here."""
        sure, heard = self._anywhere(word)
        return heard if sure else self._misaki.word(word, tag, after_it)

    def _written(
        self, written: Sequence[TokenPiece], after_it: FollowingSound
    ) -> tuple[list[SpokenPart], FollowingSound]:
        """A word's parts, from its end, each as long as somebody knows it."""
        rest = [piece if hump == piece.text else piece._replace(text=hump) for piece, hump in _humps(written)]
        parts: list[SpokenPart] = []
        while rest:
            length, part = self._last_part(rest, after_it)
            if part.phonemes:
                after_it = after(part.phonemes, part.text, rest[-1].tag, after_it)
            parts.append(part)
            del rest[-length:]
        return [_as_spoken(spoken) for spoken in joined(parts[::-1])], after_it

    def _last_part(self, rest: Sequence[TokenPiece], after_it: FollowingSound) -> tuple[int, SpokenPart]:
        """How many pieces the longest known part at the end has, and that part."""
        for length in range(min(len(rest), _MOST_PIECES), 0, -1):
            taken = rest[-length:]
            text = "".join(piece.text for piece in taken)
            heard = self._homograph(taken[0]) if length == 1 else None
            heard = heard or self._known(text, _heaviest(taken).tag, after_it)
            if heard is not None:
                return length, SpokenPart(text, *heard)
        last = rest[-1]
        return 1, SpokenPart(last.text, "", "nothing") if silent(last.text) else SpokenPart(
            last.text, *self._unknown(last, after_it)
        )

    def _homograph(self, piece: TokenPiece) -> Pronounced | None:
        """The sound of a word that has several, as it is meant here."""
        word = plain_stem(piece.text)
        if word not in self._homographs.readings:
            return None
        known = piece.context.known
        reading = self._homographs.reading(word, known.words, known.tags, known.place(piece.number))
        spoken = reading.british if self._british else reading.american
        return Pronounced(
            with_s(spoken, british=self._british) if piece.text[-2:] in {"'s", "’s"} else spoken, "homograph"
        )

    def _letters(self, letters: str) -> str:
        """The names of letters in one breath, as in "T S L A"."""
        word, possessive, _ = letters.partition("'s")
        spoken = spelled(word, british=self._british) or ""
        return with_s(spoken, british=self._british) if possessive else spoken

    def _unknown(self, piece: TokenPiece, after_it: FollowingSound) -> Pronounced:
        """A word misaki does not know: without its accents or capitals, as a compound, guessed, or spelled."""
        return self._familiar(piece.text, piece.tag, after_it) or self._guessed(piece) or Pronounced("", "nothing")

    def _familiar(self, word: str, tag: Tag, after_it: FollowingSound) -> Pronounced | None:
        """A word misaki does not know, as words that it knows."""
        plain = _without_accents(word)
        known = self._known(plain.lower(), tag, after_it) if plain != word or word.isupper() else None
        return known or self._compound(plain.lower(), tag, after_it)

    def _compound(self, word: str, tag: Tag, after_it: FollowingSound) -> Pronounced | None:
        found = halves(word, self.knows)
        if found is None:
            return None
        last = self._known(found[1], tag, after_it)
        if last is None:
            return None
        first = self._known(found[0], _as_noun, after(last.phonemes, found[1], tag, after_it))
        return None if first is None else Pronounced(first.phonemes + lowered(last.phonemes), "compound")

    def _guessed(self, piece: TokenPiece) -> Pronounced | None:
        """A word as it is guessed, the first time with all others of the line that will have to be."""
        unseen = piece.context.unseen
        if piece.text not in unseen.guessed:
            others = (spoken for spoken in dict.fromkeys(unseen.taken()) if self._steady(spoken) is None)
            words = (word for spoken in others for each in pieces(spoken) for word in humps(each))
            asked = list(dict.fromkeys((piece.text, *filter(self._strange, dict.fromkeys(words)))))
            unseen.guessed.update(zip(asked, self._guess(asked), strict=True))
        if guessed := unseen.guessed[piece.text]:
            return Pronounced(guessed, "espeak")
        letters = spelled(_without_accents(piece.text), british=self._british)
        return None if letters is None else Pronounced(letters, "letters")

    def _strange(self, word: str) -> bool:
        """Whether nobody knows this word, as far as can be told without its place."""
        if (len(word) == 1 and word.isascii()) or self._known(word, _as_noun, _ALONE) is not None:
            return False
        return self._familiar(word, _as_noun, _ALONE) is None


_ALONE = FollowingSound()


def _as_noun() -> str:
    return "NN"


def _as_spoken(spoken: SpokenPart) -> SpokenPart:
    """With the two symbols misaki's lexicons write otherwise than Kokoro was taught."""
    return spoken._replace(phonemes=spoken.phonemes.replace("ɾ", "T").replace("ʔ", "t"))


def _humps(written: Sequence[TokenPiece]) -> Iterator[tuple[TokenPiece, str]]:
    """Each piece with each of the words capitals show in it."""
    for piece in written:
        for hump in (piece.text,) if piece.text.islower() else humps(piece.text):
            yield piece, hump


def condensed(words: Sequence[str]) -> tuple[list[str], list[int]]:
    """The words with every number as one, and for each word its place among them: that is how taggers know them."""
    kept: list[str] = []
    places = []
    for word in words:
        known = normal(word)
        if kept[-1:] != [NUMBER] or known not in {NUMBER, "one"}:
            kept.append(NUMBER if known == NUMBER else word)
        places.append(len(kept) - 1)
    return kept, places


def _heaviest(taken: Sequence[TokenPiece]) -> TokenPiece:
    """The piece with the most letters, capitals counted twice."""
    if len(taken) == 1:
        return taken[0]
    return max(taken, key=lambda piece: sum(1 if sign == sign.lower() else 2 for sign in piece.text))


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

"""Pronounces English: the words of a line in their context."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple, Protocol

from wyoming_kokoro.pronounce.british import as_british
from wyoming_kokoro.pronounce.compounds import NAME_ENDINGS, compound_halves, name_halves
from wyoming_kokoro.pronounce.endings import stems_of_s, with_s
from wyoming_kokoro.pronounce.function_words import FollowingSound, Tag
from wyoming_kokoro.pronounce.guesses import without_accents
from wyoming_kokoro.pronounce.homographs import Homographs, plain_stem
from wyoming_kokoro.pronounce.letters import spelled
from wyoming_kokoro.pronounce.lexicon import Lexicon
from wyoming_kokoro.pronounce.misaki import Misaki, Pronounced, sound_before
from wyoming_kokoro.pronounce.stress import lowered
from wyoming_kokoro.pronounce.tagger import NUMBER, normal
from wyoming_kokoro.pronounce.word_parts import SpokenPart, humps, is_silent, joined, pieces

_WORDS_PER_TAGGING = 128
"""A longer line is tagged in parts, which limits the memory it takes."""
_CACHED_WORDS = 4096
"""Cached words that sound the same in every context: most of what is spoken, numbers above all."""
_CACHED_PIECES = 1024
"""Cached words with their pieces: every word of a line is split, as context for its neighbours."""
_MAX_PIECES = 9
"""Pieces looked up together: "man-of-the-world" has seven; the limit keeps long chains from taking quadratic time."""


class PartOfSpeechTagger(Protocol):
    """Finds the parts of speech of a sentence's words."""

    def tags(self, words: Sequence[str]) -> Sequence[str]:
        """The tag of each word, from the Penn Treebank; may be found lazily."""
        ...


class Token(NamedTuple):
    """A word to pronounce, or a mark; has blanks between its letters if it is spelled letter by letter."""

    text: str
    tag: str | None = None
    """Its part of speech, if it is known."""
    phonemes: str | None = None
    """Its sound, if that is already decided."""
    source: str = "user"
    """What decided its sound."""


class GuessedWords:
    """The words of one or more lines, searched once for those that have to be guessed."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self.sounds: dict[str, Pronounced] = {}
        """The sounds of the guessed words, filled when the first of them is needed."""

    def take_words(self) -> Sequence[str]:
        """Return the words, and none from then on."""
        words, self._words = self._words, ()
        return words


class RunContext:
    """A run's words, which are tagged when the first tag is needed."""

    def __init__(self, words: Sequence[str], tagger: PartOfSpeechTagger, guessed_words: GuessedWords) -> None:
        self._words = words
        self._tagger = tagger
        self.guessed_words = guessed_words

    @cached_property
    def tagged(self) -> "TaggedRun":
        """Its words with their tags."""
        return TaggedRun(self._words, self._tagger)


class TaggedRun:
    """A run's words with their parts of speech, each of which is found when it is needed."""

    def __init__(self, words: Sequence[str], tagger: PartOfSpeechTagger) -> None:
        self.words, self._places = condensed(words)
        """The words, with every number as one word."""
        starts = range(0, len(self.words), _WORDS_PER_TAGGING)
        self._tagged = [tagger.tags(self.words[start : start + _WORDS_PER_TAGGING]) for start in starts]

    @property
    def tags(self) -> Sequence[str]:
        """A part of speech for each of the words."""
        return self._tagged[0] if len(self._tagged) == 1 else [tag for tags in self._tagged for tag in tags]

    def place(self, word: int) -> int:
        """The index in `words` of one of the run's words."""
        return self._places[word]

    def tag(self, word: int) -> str:
        """The part of speech of one of the run's words."""
        part, place = divmod(self._places[word], _WORDS_PER_TAGGING)
        return self._tagged[part][place]


class TokenPiece(NamedTuple):
    """A word or sign within a token, and its number in the run."""

    text: str
    number: int
    context: RunContext
    known_tag: str | None

    def tag(self) -> str:
        """Its part of speech."""
        return self.known_tag or self.context.tagged.tag(self.number)


@lru_cache(_CACHED_PIECES)
def _pieces_of(text: str) -> tuple[str, ...]:
    """The pieces of a token's text; letters to be spelled are one piece."""
    return (text.replace(" ", ""),) if " " in text else tuple(pieces(text))


class English:
    """American or British English."""

    def __init__(
        self,
        lexicon: Lexicon,
        tagger: PartOfSpeechTagger,
        homographs: Homographs,
        guess: Callable[[Sequence[str]], Sequence[Pronounced]],
        *,
        british: bool,
    ) -> None:
        """`guess` returns the sounds of words that no dictionary has; several at once take hardly longer than one."""
        self._lexicon = lexicon
        self._misaki = Misaki(lexicon, british=british)
        self._tagger = tagger
        self._homographs = homographs
        self._guess = guess
        self._british = british
        self._in_any_context = lru_cache(_CACHED_WORDS)(self._misaki.in_any_context)
        self._constant = lru_cache(_CACHED_WORDS)(self._constant_sound)

    def pronounce(
        self, tokens: Sequence[Token], guessed_words: GuessedWords | None = None
    ) -> list[Sequence[SpokenPart]]:
        """The spoken words of each token; none for what is silent.

        `guessed_words` are the words of the whole line, of which these may be a run between others.
        """
        guessed_words = guessed_words or GuessedWords([token.text for token in tokens])
        pieces_by_token = [_pieces_of(token.text) for token in tokens]
        context = RunContext([piece for some in pieces_by_token for piece in some], self._tagger, guessed_words)
        number = sum(map(len, pieces_by_token))
        spoken: list[Sequence[SpokenPart]] = []
        following = FollowingSound(nothing=True)
        for token, texts in zip(reversed(tokens), reversed(pieces_by_token), strict=True):
            number -= len(texts)
            words: Sequence[SpokenPart]
            if token.phonemes is not None:
                words = [SpokenPart(token.text, token.phonemes, token.source)]
                following = sound_before(token.phonemes, token.text, _as_noun, following)
            elif (constant := self._constant(token.text)) is not None:
                words = constant
                if constant:
                    following = sound_before(constant[0].phonemes, token.text, _as_noun, following)
            elif " " in token.text:
                words = [SpokenPart(token.text, self._letters(token.text), "letters")]
                following = sound_before(words[0].phonemes, token.text, _as_noun, following)
            else:
                token_pieces = [TokenPiece(text, place, context, token.tag) for place, text in enumerate(texts, number)]
                words, following = self._known_parts(token_pieces, following)
            spoken.append(words)
        return spoken[::-1]

    def has_entry(self, word: str) -> bool:
        """Whether the better lexicon or our own words have exactly this word."""
        return self._lexicon.gold(word) is not None and not self._lexicon.is_short_name(word)

    def _constant_sound(self, word: str) -> tuple[SpokenPart, ...] | None:
        """The sound of a word or sign that is the same in every context; None if it is not."""
        if pieces(word) != [word] or (not word.islower() and len(humps(word)) > 1):
            return None
        if plain_stem(word) in self._homographs.readings:
            return None
        constant, sound = self._in_any_context(word)
        if sound is not None and sound.phonemes:
            return (_in_kokoros_symbols(SpokenPart(word, *sound)),)
        return () if constant and sound is None and is_silent(word) else None

    def _from_misaki(self, word: str, tag: Tag, following: FollowingSound) -> Pronounced | None:
        """The sound that misaki gives a word in this context; None where it has none."""
        constant, sound = self._in_any_context(word)
        return sound if constant else self._misaki.word(word, tag, following)

    def _known_parts(
        self, pieces_left: Sequence[TokenPiece], following: FollowingSound
    ) -> tuple[list[SpokenPart], FollowingSound]:
        """Pronounces a word from its end, each time the longest part that has a known sound."""
        rest = [piece if hump == piece.text else piece._replace(text=hump) for piece, hump in _humps(pieces_left)]
        parts: list[SpokenPart] = []
        while rest:
            length, part = self._last_part(rest, following)
            if part.phonemes:
                following = sound_before(part.phonemes, part.text, rest[-1].tag, following)
            parts.append(part)
            del rest[-length:]
        return [_in_kokoros_symbols(part) for part in joined(parts[::-1])], following

    def _last_part(self, rest: Sequence[TokenPiece], following: FollowingSound) -> tuple[int, SpokenPart]:
        """The longest part at the end that has a known sound, and its number of pieces."""
        for length in range(min(len(rest), _MAX_PIECES), 0, -1):
            ending = rest[-length:]
            text = "".join(piece.text for piece in ending)
            sound = self._homograph(ending[0]) if length == 1 else None
            sound = sound or self._from_misaki(text, _heaviest(ending).tag, following)
            if sound is not None:
                return length, SpokenPart(text, *sound)
        last = rest[-1]
        return 1, SpokenPart(last.text, "", "nothing") if is_silent(last.text) else SpokenPart(
            last.text, *self._unknown(last, following)
        )

    def _homograph(self, piece: TokenPiece) -> Pronounced | None:
        """The sound of a homograph in this context; None for other words."""
        word = plain_stem(piece.text)
        if word not in self._homographs.readings:
            return None
        tagged = piece.context.tagged
        place = tagged.place(piece.number)
        reading = self._homographs.spoken_reading(word, tagged.words, tagged.tags, place, piece.known_tag)
        spoken = reading.british if self._british else reading.american
        return Pronounced(
            with_s(spoken, british=self._british) if piece.text[-2:] in {"'s", "’s"} else spoken, "homograph"
        )

    def _letters(self, letters: str) -> str:
        """The names of letters, spoken as one word, as in "T S L A"."""
        word, possessive, _ = letters.partition("'s")
        spoken = spelled(word, british=self._british) or ""
        return with_s(spoken, british=self._british) if possessive else spoken

    def _unknown(self, piece: TokenPiece, following: FollowingSound) -> Pronounced:
        """A word that misaki does not have: without its accents or capitals, as a compound, guessed, or spelled."""
        similar = self._similar_word(piece.text, piece.tag, following)
        return similar or self._guessed(piece) or Pronounced("", "nothing")

    def _similar_word(self, word: str, tag: Tag, following: FollowingSound) -> Pronounced | None:
        """A word that misaki does not have, by words that it has."""
        plain = without_accents(word).replace("’", "'")
        sound = self._from_misaki(plain, tag, following) if plain != word else None
        if sound is None and (plain != word or word.isupper()):
            sound = self._from_misaki(plain.lower(), tag, following)
        if sound is not None:
            return sound
        is_name = word[:1].isupper() and not word.isupper() and tag() in _NAMES
        if is_name:
            return self._name(plain, following)
        return self._compound(plain.lower(), tag, following)

    def _name(self, name: str, following: FollowingSound) -> Pronounced | None:
        """A name by its parts; other words found inside a name are there by chance."""
        halves = name_halves(name, lambda part: self._lexicon.find(part) is not None)
        if halves is None:
            return None
        first = self._from_misaki(halves[0], _as_name, following)
        ending = NAME_ENDINGS[halves[1]]
        ending = as_british(ending, halves[1]) if self._british else ending
        return None if first is None else Pronounced(first.phonemes + ending, "compound")

    def _compound(self, word: str, tag: Tag, following: FollowingSound) -> Pronounced | None:
        halves = compound_halves(word, self.has_entry, self._has_entry_or_stem)
        if halves is None:
            return None
        last = self._from_misaki(halves[1], tag, following)
        if last is None:
            return None
        following = sound_before(last.phonemes, halves[1], tag, following)
        first = self._from_misaki(halves[0], _as_noun, following)
        return None if first is None else Pronounced(first.phonemes + lowered(last.phonemes), "compound")

    def _has_entry_or_stem(self, word: str) -> bool:
        """Whether the better lexicon has a word, or the word that it is a plural of."""
        return self.has_entry(word) or any(map(self.has_entry, stems_of_s(word)))

    def _guessed(self, piece: TokenPiece) -> Pronounced | None:
        """A guessed sound; the first time, all words of the line that need a guess are guessed together."""
        sounds = piece.context.guessed_words.sounds
        if piece.text not in sounds:
            line = dict.fromkeys(piece.context.guessed_words.take_words())
            others = (text for text in line if self._constant(text) is None)
            words = (word for text in others for part in pieces(text) for word in humps(part))
            unknown = list(dict.fromkeys((piece.text, *filter(self._needs_guess, dict.fromkeys(words)))))
            sounds.update(zip(unknown, self._guess(unknown), strict=True))
        if (sound := sounds[piece.text]).phonemes:
            return sound
        letters = spelled(without_accents(piece.text), british=self._british)
        return None if letters is None else Pronounced(letters, "letters")

    def _needs_guess(self, word: str) -> bool:
        """Whether a word has no known sound, judged without its context."""
        if (len(word) == 1 and word.isascii()) or self._from_misaki(word, _as_noun, _NOTHING_FOLLOWS) is not None:
            return False
        return self._similar_word(word, _as_name, _NOTHING_FOLLOWS) is None


_NOTHING_FOLLOWS = FollowingSound()


_NAMES = frozenset({"NNP", "NNPS"})
"""The tags of names."""


def _as_noun() -> str:
    return "NN"


def _as_name() -> str:
    return "NNP"


def _in_kokoros_symbols(part: SpokenPart) -> SpokenPart:
    """Replaces the two symbols that misaki's lexicons write unlike Kokoro's training data."""
    return part._replace(phonemes=part.phonemes.replace("ɾ", "T").replace("ʔ", "t"))


def _humps(token_pieces: Sequence[TokenPiece]) -> Iterator[tuple[TokenPiece, str]]:
    """Each piece with each word inside it, such as "smart" and "Home" in smartHome."""
    for piece in token_pieces:
        for hump in (piece.text,) if piece.text.islower() else humps(piece.text):
            yield piece, hump


def condensed(words: Sequence[str]) -> tuple[list[str], list[int]]:
    """The words with every number merged into one word, as the tagger expects, and for each word its new index."""
    merged: list[str] = []
    places = []
    for word in words:
        plain = normal(word)
        if merged[-1:] != [NUMBER] or plain not in {NUMBER, "one"}:
            merged.append(NUMBER if plain == NUMBER else word)
        places.append(len(merged) - 1)
    return merged, places


def _heaviest(some: Sequence[TokenPiece]) -> TokenPiece:
    """The piece with the most letters, capitals counted twice."""
    if len(some) == 1:
        return some[0]
    return max(some, key=lambda piece: sum(1 if sign == sign.lower() else 2 for sign in piece.text))

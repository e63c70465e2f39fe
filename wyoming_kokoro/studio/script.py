"""A sentence as it is going to be spoken: its words, and where it may come apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from wyoming_kokoro.pronounce import cut_phrases
from wyoming_kokoro.speech import Delivery, Ending, Phrase, Span, Voice, Word
from wyoming_kokoro.text import PhraseBreak, Sentence, break_words, clauses


@dataclass(frozen=True, slots=True)
class BreakPoint:
    """A place between two words, or an end of the sentence."""

    word: int
    """How many words lie before it."""
    tokens: int
    """How many tokens lie before it."""
    breath: PhraseBreak = PhraseBreak.MARK


BEGINNING = BreakPoint(0, 0)


@dataclass(frozen=True, slots=True)
class Script:
    """A sentence that was read and pronounced whole, however it will be cut."""

    words: tuple[Word, ...]
    spans: tuple[Span, ...]
    """With places in the utterance's text."""
    places: tuple[BreakPoint, ...]
    """Where it may be cut, in order; the last is its end."""
    ending: Ending
    first: bool
    """Whether somebody waits for its beginning to be heard."""
    voice: Voice
    delivery: Delivery
    language: str
    longest: int
    """Tokens in one call."""

    @property
    def speaks(self) -> bool:
        """Whether there is anything in it but marks."""
        return any(any(map(str.isalpha, word.phonemes)) for word in self.words)

    @property
    def end(self) -> BreakPoint:
        """Where it is over."""
        return self.places[-1]

    def phrases(self, start: BreakPoint, end: BreakPoint) -> list[Phrase]:
        """What the engine is to make from one place to another: one phrase, unless that is more than it takes."""
        phrases = cut_phrases(
            self.words[start.word : end.word],
            self.spans,
            voice=self.voice,
            delivery=self.delivery,
            language=self.language,
            ending=self._ending(end),
            longest=self.longest,
        )
        return [phrase for phrase in phrases if any(map(str.isalpha, phrase.phonemes))]  # marks alone make no sound

    def _ending(self, end: BreakPoint) -> Ending:
        if end == self.end:
            return self.ending
        return (
            Ending.CLAUSE if end.breath is PhraseBreak.MARK else Ending.NONE
        )  # where no mark is, nobody shall hear a pause


def places_in(cut: Sentence, words: Sequence[Word], spans: Sequence[Span], language: str) -> tuple[BreakPoint, ...]:
    """Where a sentence with these words and spans may be cut: never inside what one rule read as one thing."""
    found = dict(break_words(language).places(cut.text))
    found |= {part.start - cut.start: PhraseBreak.MARK for part in clauses(cut)[1:]}
    return tuple(_places(found, words, spans))


def _places(found: dict[int, PhraseBreak], words: Sequence[Word], spans: Sequence[Span]) -> Iterator[BreakPoint]:
    tokens = list(accumulate((word.spaced + len(word.phonemes) if word.phonemes else 0 for word in words), initial=0))
    for at in range(1, len(words)):
        breath = found.get(spans[words[at].span].start)
        if breath is not None and words[at].span != words[at - 1].span:
            yield BreakPoint(at, tokens[at], breath)
    yield BreakPoint(len(words), tokens[-1])

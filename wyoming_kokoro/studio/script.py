"""A sentence that was read and pronounced: its words, and where it may be cut into phrases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import accumulate
from math import ceil

from wyoming_kokoro.pronounce import cut_phrases, phonemes_of
from wyoming_kokoro.speech import Delivery, Ending, Phrase, Span, Treatment, Voice, Word
from wyoming_kokoro.text import Locale, PhraseBreak, Sentence, break_words, clauses


@dataclass(frozen=True, slots=True)
class BreakPoint:
    """A position between two words, or an end of the sentence."""

    word: int
    """How many words lie before it."""
    tokens: int
    """How many tokens lie before it."""
    kind: PhraseBreak = PhraseBreak.MARK


BEGINNING = BreakPoint(0, 0)


@dataclass(frozen=True)
class Script:
    """A sentence as words, before it is cut, and the same for every voice."""

    sentence: Sentence
    words: tuple[Word, ...]
    spans: tuple[Span, ...]
    """With positions in the utterance's text."""
    written: tuple[str, ...]
    """What is written in each span, without markup."""
    starts: tuple[int, ...]
    """Where each span begins in the sentence."""
    first: bool
    """Whether a listener waits for its beginning to be played."""
    language: str
    before: str = ""
    """The phonemes of the clauses of the same sentence that were spoken before the rest of it arrived."""

    @cached_property
    def break_points(self) -> tuple[BreakPoint, ...]:
        """Where it may be cut, in order; the last is its end."""
        return tuple(_break_points(self))

    @property
    def has_words(self) -> bool:
        """Whether there is anything in it but marks."""
        return any(any(map(str.isalpha, word.phonemes)) for word in self.words)

    def after(self, previous: "Script") -> "Script":
        """Return this script as the rest of a sentence whose beginning was spoken before."""
        return replace(self, before=phonemes_of(previous.words))

    @property
    def end(self) -> BreakPoint:
        """Where it ends."""
        return self.break_points[-1]

    def phrases(
        self,
        start: BreakPoint,
        end: BreakPoint,
        *,
        voice: Voice,
        delivery: Delivery,
        treatment: Treatment,
        max_phonemes: int,
        context: bool = False,
    ) -> list[Phrase]:
        """Return what an engine is to make from one point to another: one phrase, unless that is more than it takes.

        With `context` a phrase also has the phonemes of the sentence around it, as many as the engine takes.
        """
        phrases = cut_phrases(
            self.words[start.word : end.word],
            self.spans,
            voice=voice,
            delivery=delivery,
            language=self.language,
            ending=self._ending(end),
            longest=max_phonemes,
        )
        if context and len(phrases) == 1:
            phrases = [self._in_context(phrases[0], start, end, max_phonemes)]
        audible = (phrase for phrase in phrases if any(map(str.isalpha, phrase.phonemes)))  # marks alone make no sound
        return [replace(phrase, treatment=treatment) for phrase in audible]

    def section(self, start: BreakPoint, longest: int) -> tuple[BreakPoint, BreakPoint]:
        """Return the ends of the part around a point that an engine can speak in one run: mostly the whole sentence."""
        ends = [*_sections(self.break_points, longest)]
        after = next(number for number, end in enumerate(ends) if end.word > start.word)
        return (ends[after - 1] if after else BEGINNING), ends[after]

    def _in_context(self, phrase: Phrase, start: BreakPoint, end: BreakPoint, longest: int) -> Phrase:
        first, last = self.section(start, longest)
        if end.word > last.word:
            return phrase
        spoken, whole = (phonemes_of(self.words[first.word : point.word]) for point in (start, last))
        at = len(spoken) + whole.startswith(" ", len(spoken))
        earlier = f"{self.before} " if self.before and first == BEGINNING else ""
        if len(earlier) + len(whole) > longest:
            earlier = ""
        return replace(
            phrase,
            before=earlier + whole[:at],
            after=whole[at + len(phrase.phonemes) :],
            starts_with_pause=bool(earlier) and start == BEGINNING,
        )

    def _ending(self, end: BreakPoint) -> Ending:
        if end == self.end:
            return self.sentence.ending
        return Ending.CLAUSE if end.kind is PhraseBreak.MARK else Ending.NONE  # no pause where no mark is written


def _sections(points: Sequence[BreakPoint], longest: int) -> Iterator[BreakPoint]:
    """Yield the last point of each part of at most `longest` tokens, of like size, where that is possible."""
    start = BEGINNING
    while start != points[-1]:
        later = [point for point in points if point.word > start.word]
        fitting = [point for point in later if point.tokens - start.tokens <= longest]
        left = max(points[-1].tokens - start.tokens, 1)
        size = left / ceil(left / longest)
        best = partial(_unfitness, start, size)
        start = min(fitting, key=best) if fitting else later[0]
        yield start


def _unfitness(start: BreakPoint, size: float, point: BreakPoint) -> float:
    """Return how far a point is from a part of this size, and how bad a place it is for a cut, as a share of it."""
    return abs(point.tokens - start.tokens - size) / size + point.kind / len(PhraseBreak)


def _break_points(script: Script) -> Iterator[BreakPoint]:
    """Yield where a script may be cut: never inside what one rule read as one thing."""
    words, sentence = script.words, script.sentence
    kinds = dict(break_words(Locale(script.language).base).places(sentence.text))
    kinds |= {clause.start - sentence.start: PhraseBreak.MARK for clause in clauses(sentence)[1:]}
    tokens = list(accumulate((word.spaced + len(word.phonemes) if word.phonemes else 0 for word in words), initial=0))
    for at in range(1, len(words)):
        kind = kinds.get(script.starts[words[at].span])
        if kind is not None and words[at].span != words[at - 1].span:
            yield BreakPoint(at, tokens[at], kind)
    yield BreakPoint(len(words), tokens[-1])

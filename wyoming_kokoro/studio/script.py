"""A sentence that was read and pronounced: its words, and where it may be cut into phrases."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import accumulate, pairwise
from math import ceil

from wyoming_kokoro.pronounce import cut_phrases, ending_after, phonemes_of, spans_of
from wyoming_kokoro.speech import (
    Delivery,
    DeliveryChange,
    Ending,
    Phrase,
    Resumption,
    Span,
    Treatment,
    Voice,
    VolumeChange,
    Word,
    equal_runs,
)
from wyoming_kokoro.studio.roles import Role
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
    """A sentence as words, before it is cut."""

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
    roles: tuple[Role, ...] = ()
    """In which it is spoken, each once."""
    span_roles: tuple[int, ...] = ()
    """The number of the role of each span; empty where one role speaks all."""
    before_roles: tuple[int, ...] = ()
    """The same for each phoneme before it."""

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
        before = phonemes_of(previous.words)
        roles = (*self.roles, *(role for role in previous.roles if role not in self.roles))
        if len(roles) <= 1:
            return replace(self, before=before)
        numbers = [roles.index(previous.roles[number]) for number in previous.numbers(previous.words)]
        span_roles = self.span_roles or (0,) * len(self.spans)
        return replace(self, before=before, roles=roles, span_roles=span_roles, before_roles=tuple(numbers))

    def since(self, resumption: Resumption) -> "Script":
        """Return the rest of this script, from a word on, or from the beginning of its clause or sentence.

        It is read as part of the whole: no word of the rest is another one.
        """
        spans = self.spans
        word = next(
            (at for at, each in enumerate(self.words) if spans[each.span].start >= resumption.position), len(self.words)
        )
        start = 0
        if resumption.unit == "word":
            start = word
        elif resumption.unit == "clause":
            marks = (point.word for point in self.break_points if point.kind is PhraseBreak.MARK)
            start = max((at for at in marks if at <= word), default=0)
        if start == 0 or start >= len(self.words):
            return self if start == 0 else replace(self, words=())
        return replace(self, words=self.words[start:], before="", before_roles=())

    def numbers(self, words: Sequence[Word]) -> list[int]:
        """Return the number of the role of each phoneme of some of its words."""
        return [self.span_roles[span] if self.span_roles else 0 for span in spans_of(words)]

    @property
    def first_role(self) -> int:
        """The number of the role of its first word."""
        return next(iter(self.numbers(self.words)), 0)

    def calls(self, joins: Callable[[int, int], bool]) -> "list[Script]":
        """Return the parts of it that can be made in one call each: `joins` tells which roles can follow in one call.

        A mark is spoken with the word before it.
        """
        starts, role = [0], self.first_role
        for at, word in enumerate(self.words):
            number = self.span_roles[word.span] if self.span_roles else 0
            if any(map(str.isalpha, word.phonemes)) and number != role:
                starts += [] if joins(role, number) else [at]
                role = number
        parts = [self._part(start, end) for start, end in pairwise((*starts, len(self.words)))]
        return parts if len(parts) > 1 else [self]

    def _part(self, start: int, end: int) -> "Script":
        words = self.words[start:end]
        part = self if start == 0 else replace(self, first=False, before="", before_roles=())
        ending = self.sentence.ending if end == len(self.words) else ending_after(words)
        return replace(part, words=words, sentence=replace(self.sentence, ending=ending))

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
        role_deliveries: Sequence[Delivery] = (),
        role_volumes: Sequence[float] = (),
    ) -> list[Phrase]:
        """Return what an engine is to make from one point to another: one phrase, unless that is more than it takes.

        With `context` a phrase also has the phonemes of the sentence around it, as many as the engine takes. Where
        several roles speak it, each has a delivery, and a factor for the volume.
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
        if len(role_deliveries) > 1:
            phrases = [*self._in_roles(phrases, start, role_deliveries, role_volumes)]
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

    def _in_roles(
        self, phrases: Sequence[Phrase], start: BreakPoint, deliveries: Sequence[Delivery], volumes: Sequence[float]
    ) -> Iterator[Phrase]:
        """Yield phrases from a point on, in which each phoneme has the delivery and the volume of its role."""
        text, numbers = phonemes_of(self.words), self.numbers(self.words)
        at = len(phonemes_of(self.words[: start.word]))
        if self.before_roles:
            text, at = f"{self.before} {text}", at + len(self.before) + 1
            numbers = [*self.before_roles, self.before_roles[-1], *numbers]
        for phrase in phrases:
            at = text.index(phrase.phonemes, at)
            of_sentence = numbers[at - len(phrase.before) :][: len(phrase.sentence)]
            own = of_sentence[len(phrase.before) :][: len(phrase.phonemes)]
            changes = [
                DeliveryChange(first, last, delivery)
                for first, last, delivery in equal_runs([deliveries[number] for number in of_sentence])
                if delivery != phrase.delivery
            ]
            factors = [
                VolumeChange(first, last, factor)
                for first, last, factor in equal_runs([volumes[number] for number in own])
                if factor != 1
            ]
            yield replace(phrase, changes=tuple(changes), volumes=tuple(factors))
            at += len(phrase.phonemes)

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

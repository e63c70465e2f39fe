"""Cuts words into phrases that an engine can make in one call: at the best place, of similar size, losing nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil

from wyoming_kokoro.pronounce.alphabet import STRESSES
from wyoming_kokoro.speech import Delivery, Ending, Phrase, Span, Voice, Word

_SENTENCE = frozenset(".!?…")
_CLAUSE = frozenset(";:,—")
_CLOSERS = frozenset('"”)')

# The cost of a cut, added to its distance from a cut into equal parts, as a share of a part: the end of a sentence is
# worth a distance of most of a part, and a cut inside a word is the last resort.
_COSTS = {Ending.SENTENCE: 0.0, Ending.CLAUSE: 0.4, Ending.NONE: 0.8}
_INSIDE = 4.0

_NEVER_FIRST = frozenset("ː\u0303ʰʲᵝ↓→↗↘")


def cut_phrases(
    words: Sequence[Word],
    spans: Sequence[Span],
    *,
    voice: Voice,
    delivery: Delivery,
    language: str,
    ending: Ending,
    longest: int,
) -> list[Phrase]:
    """Cut words into phrases of at most `longest` phonemes; the last has the given ending.

    A phrase holds the spans of its words.
    """
    chunks = [chunk for word in _audible(words) for chunk in _chunks(word, longest)]
    phrases = []
    for start, end in pairwise(_cuts(chunks, longest)):
        last = ending if end == len(chunks) else _ending(chunks, end)
        phrases.append(_phrase(chunks[start:end], spans, Phrase("", "", voice, delivery, language, ending=last)))
    return phrases


def phonemes_of(words: Sequence[Word]) -> str:
    """Return the phonemes of words as a phrase has them, with blanks between words."""
    audible = [*_audible(words)]
    return "".join(" " * (word.spaced and number > 0) + word.phonemes for number, word in enumerate(audible))


def spans_of(words: Sequence[Word]) -> list[int]:
    """Return the span of each of their phonemes; a blank belongs to the word after it."""
    spans = list[int]()
    for number, word in enumerate(_audible(words)):
        spans += [word.span] * (len(word.phonemes) + (word.spaced and number > 0))
    return spans


def ending_after(words: Sequence[Word]) -> Ending:
    """Return the kind of ending that some words of a sentence have by their marks."""
    audible = [*_audible(words)]
    return _ending(audible, len(audible))


def _audible(words: Sequence[Word]) -> Iterator[Word]:
    """The words that have phonemes; a blank before a silent word moves to the next."""
    blank = False
    for word in words:
        blank = blank or word.spaced
        if word.phonemes:
            yield replace(word, spaced=blank)
            blank = False


def _chunks(word: Word, longest: int) -> Iterator[Word]:
    """A word; one that is too long for a call in equal parts, keeping modifiers with their phonemes."""
    phonemes = word.phonemes
    parts = ceil(len(phonemes) / longest)
    start = spoken = 0
    while len(phonemes) - start > longest:
        end = min(start + ceil(len(phonemes) / parts), start + longest)
        while end > start + 1 and (phonemes[end] in _NEVER_FIRST or phonemes[end - 1] in STRESSES):
            end -= 1
        until = len(word.spoken) * end // len(phonemes)
        yield replace(
            word, phonemes=phonemes[start:end], spoken=word.spoken[spoken:until], spaced=word.spaced and start == 0
        )
        start, spoken = end, until
    yield replace(word, phonemes=phonemes[start:], spoken=word.spoken[spoken:], spaced=word.spaced and start == 0)


def _cuts(words: list[Word], longest: int) -> list[int]:
    """The first word of each phrase, and the end of the last."""
    ends = [0]
    for word in words:
        ends.append(ends[-1] + word.spaced + len(word.phonemes))
    cuts = [0]
    while cuts[-1] < len(words):
        cuts.append(_next(words, ends, cuts[-1], longest))
    return cuts


def _next(words: list[Word], ends: list[int], start: int, longest: int) -> int:
    """The best end for a phrase that begins at this word."""
    before = ends[start] + words[start].spaced  # a phrase does not begin with its blank
    left = ends[-1] - before
    if left <= longest:
        return len(words)
    ideal = left / ceil(left / longest)
    best, least = start + 1, float("inf")
    for end in range(start + 1, len(words)):
        length = ends[end] - before
        if length > longest:
            break
        cost = abs(length - ideal) / ideal + (_COSTS[_ending(words, end)] if words[end].spaced else _INSIDE)
        if cost < least:
            best, least = end, cost
    return best


def _ending(words: list[Word], end: int) -> Ending:
    """The kind of ending that the words before a cut have."""
    written = "".join(word.phonemes[-3:] for word in words[max(0, end - 3) : end]).rstrip("".join(_CLOSERS))
    last = written[-1:]
    return Ending.SENTENCE if last in _SENTENCE else Ending.CLAUSE if last in _CLAUSE else Ending.NONE


def _phrase(words: list[Word], spans: Sequence[Span], phrase: Phrase) -> Phrase:
    """The phrase with these words filled in."""
    used = sorted({word.span for word in words})
    place = {span: number for number, span in enumerate(used)}
    phonemes, spoken, owners = "", "", list[int]()
    for number, word in enumerate(words):
        if number and word.spaced:
            phonemes, spoken = phonemes + " ", spoken + " "
            owners.append(-1)
        phonemes += word.phonemes
        spoken += word.spoken
        owners += [place[word.span]] * len(word.phonemes)
    return replace(
        phrase, phonemes=phonemes, words=spoken, spans=tuple(spans[number] for number in used), owners=tuple(owners)
    )

"""Cuts words to phrases that an engine takes in one call: at the best place, in parts of like size, losing nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil

from wyoming_kokoro.pronounce.alphabet import STRESSES
from wyoming_kokoro.speech import Delivery, Ending, Phrase, Span, Voice, Word

_SENTENCE = frozenset(".!?…")
_CLAUSE = frozenset(";:,—")
_CLOSERS = frozenset('"”)')

# What a cut costs besides the distance from parts of equal size, which counts as a share of that size: a sentence's end
# is worth a detour of most of a part, the inside of a word is the last resort.
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
    """The words as phrases of at most `longest` phonemes; the last ends as told, the others as they are cut.

    A phrase holds the spans its words belong to, as they are given.
    """
    whole = [chunk for word in _audible(words) for chunk in _chunks(word, longest)]
    phrases = []
    for start, end in pairwise(_cuts(whole, longest)):
        last = ending if end == len(whole) else _ending(whole, end)
        phrases.append(_phrase(whole[start:end], spans, Phrase("", "", voice, delivery, language, ending=last)))
    return phrases


def _audible(words: Sequence[Word]) -> Iterator[Word]:
    """The words that sound; a blank before one that does not is not lost."""
    blank = False
    for word in words:
        blank = blank or word.spaced
        if word.phonemes:
            yield replace(word, spaced=blank)
            blank = False


def _chunks(word: Word, longest: int) -> Iterator[Word]:
    """A word that no call can take whole in equal parts, not parting a sign from what it belongs to."""
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
    """Where phrases begin, and where the last one ends."""
    ends = [0]
    for word in words:
        ends.append(ends[-1] + word.spaced + len(word.phonemes))
    cuts = [0]
    while cuts[-1] < len(words):
        cuts.append(_next(words, ends, cuts[-1], longest))
    return cuts


def _next(words: list[Word], ends: list[int], start: int, longest: int) -> int:
    """Where the phrase that begins at a word ends best."""
    before = ends[start] + words[start].spaced  # a phrase does not begin with its blank
    left = ends[-1] - before
    if left <= longest:
        return len(words)
    wanted = left / ceil(left / longest)
    best, least = start + 1, float("inf")
    for end in range(start + 1, len(words)):
        length = ends[end] - before
        if length > longest:
            break
        cost = abs(length - wanted) / wanted + (_COSTS[_ending(words, end)] if words[end].spaced else _INSIDE)
        if cost < least:
            best, least = end, cost
    return best


def _ending(words: list[Word], end: int) -> Ending:
    """What the words before a cut end with."""
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

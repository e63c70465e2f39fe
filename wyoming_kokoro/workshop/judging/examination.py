"""Examines a take once judges have heard it: whose mistakes the differences are, repeated words, gaps, homographs."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.workshop.judging.choices import Choice, Segment
from wyoming_kokoro.workshop.judging.homograph_check import HomographResult, homograph_questions, homograph_results
from wyoming_kokoro.workshop.judging.judge import Chooser, Measure
from wyoming_kokoro.workshop.judging.phoneme_distance import distance, edits, sounds_of
from wyoming_kokoro.workshop.judging.questions import difference_choice, sentence_choice
from wyoming_kokoro.workshop.judging.reading import ReadWord, read_words
from wyoming_kokoro.workshop.judging.spoken_form import compare
from wyoming_kokoro.workshop.judging.take import Take
from wyoming_kokoro.workshop.judging.verdicts import (
    Difference,
    Evidence,
    Verdict,
    differences,
    second_errors,
    settle,
)

VERSION = "5"
"""Of what is derived from what judges heard: a new one derives it again."""
REPEATED, MISSING = "repeated", "missing"
EXTRA_MARGIN = 0.03
"""By how much a sentence with a word twice, or without it, must fit better where no recogniser heard that."""


QUIET_FRAME, QUIET_DECIBELS = 0.01, -25.0
"""Seconds of a frame, and how far below the loud ones it is if nothing is said in it."""
SHORTEST_MISSING = 3
"""Phonemes of a word that can be called missing: people swallow "the" and "of", and the chooser then misses them."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of a take."""

    first: str
    second: str | None = None
    phonemes: str | None = None


@dataclass(frozen=True, slots=True)
class WordFault:
    """A word that is spoken twice, or left out, as only the chooser found."""

    word: str
    place: int
    kind: str
    margin: float

    def spoken(self, words: Sequence[ReadWord]) -> tuple[ReadWord, ...]:
        """Return the words that were spoken, if it is one."""
        times = 2 if self.kind == REPEATED else 0
        return (*words[: self.place], *(words[self.place],) * times, *words[self.place + 1 :])


def word_rates(take: Take, heard: Heard) -> Iterator[Measure]:
    """Yield the errors of words, characters and phonemes, after both sides were read by our rules."""
    found = compare(take.text, heard.first, take.language)
    yield Measure("words", found.words)
    yield Measure("wrong_words", len(found.wrong))
    yield Measure("wer", len(found.wrong) / found.words if found.words else 0.0)
    words, others = read_words(take.text, take.language), read_words(heard.first, take.language)
    ours, theirs = "".join(word.spelled for word in words), "".join(word.spelled for word in others)
    yield Measure("cer", edits(ours, theirs) / len(ours) if ours else 0.0)
    if heard.phonemes:
        expected = sounds_of(take.phonemes or "".join(word.sound for word in words))
        yield Measure("per", distance(expected, heard.phonemes) / len(expected) if expected else 0.0)


def examine(take: Take, heard: Heard, chooser: Chooser | None) -> Iterator[Measure]:
    """Yield what follows from all that was heard; blocks while the chooser decodes."""
    yield from word_rates(take, heard)
    words = read_words(take.text, take.language)
    found = differences(take.text, heard.first, take.language)
    open_ones = [each for each in found if each.verdict is Verdict.AMBIGUOUS]
    segments: list[Segment] = []
    margins: list[float | None] = [None] * len(open_ones)
    if chooser is not None and words:
        segments = chooser.segments(take, sentence_choice(words, take.language))
        margins = chooser.margins(take, [difference_choice(words, each, take.language) for each in open_ones])
    settled = iter(
        settle(each, take.text, take.language, Evidence(heard.second, margin, heard.phonemes))
        for each, margin in zip(open_ones, margins, strict=True)
    )
    results = [next(settled) if each.verdict is Verdict.AMBIGUOUS else each for each in found]
    if heard.second is not None:
        results += second_errors(take.text, heard.first, heard.second, take.language)
    yield from _verdict_measures(results)
    if chooser is None or not words:
        return
    faults = _word_faults(take, words, segments, results, chooser)
    yield Measure("word_faults", _listed(each for each in faults if _is_heard(each, words, heard.phonemes)))
    yield from _gap(take, words, segments)
    homographs = spoken_homographs(take, words, segments, chooser)
    yield Measure("homographs", json.dumps([each.as_json() for each in homographs], ensure_ascii=False))


def spoken_homographs(
    take: Take, words: Sequence[ReadWord], segments: Sequence[Segment], chooser: Chooser
) -> list[HomographResult]:
    """Return how each homograph of a sentence was spoken."""
    questions = list(homograph_questions(words, take.language, take.phonemes))
    if not questions:
        return []
    margins = chooser.margins(take, [each.choice for each in questions])
    lengths = {each.word: each.end - each.start for each in segments if each.word >= 0}
    return homograph_results(questions, margins, lengths or None)


def _verdict_measures(results: Sequence[Difference]) -> Iterator[Measure]:
    yield Measure("differences", json.dumps([each.as_json() for each in results], ensure_ascii=False))
    for verdict in Verdict:
        count = sum(each.verdict is verdict for each in results)
        if count:
            yield Measure(f"verdict_{verdict.value}", count)


def _word_faults(
    take: Take,
    words: Sequence[ReadWord],
    segments: Sequence[Segment],
    results: Sequence[Difference],
    chooser: Chooser,
) -> list[WordFault]:
    """Return words that were left out or said twice, which recognisers tend to correct."""
    known = {place for each in results for place in range(each.start, each.end)}
    candidates = [each for each in _candidates(words, segments) if each[0] not in known]
    sentence = sentence_choice(words, take.language)
    choices = [
        Choice(sentence.words, place, place + 1, sentence.words[place : place + 1] * times)
        for place, times in candidates
    ]
    margins = chooser.margins(take, choices)
    return [
        WordFault(words[place].spelled, place, REPEATED if times else MISSING, -margin)
        for (place, times), margin in zip(candidates, margins, strict=True)
        if margin is not None and margin < -EXTRA_MARGIN
    ]


def _is_heard(fault: WordFault, words: Sequence[ReadWord], phonemes: str | None) -> bool:
    """Return whether the phonemes that were heard do not speak against a fault."""
    if not phonemes:
        return True
    ours, theirs = (sounds_of("".join(word.sound for word in each)) for each in (words, fault.spoken(words)))
    return distance(theirs, phonemes) < distance(ours, phonemes)


def _candidates(words: Sequence[ReadWord], segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """Return the places of words that were heard twice or not at all, and how often they were heard."""
    if not segments:
        return []
    heard = Counter(each.word for each in segments)
    return [
        (place, min(heard[place], 2))
        for place, word in enumerate(words)
        if heard[place] > 1 or (not heard[place] and len(sounds_of(word.sound)) >= SHORTEST_MISSING)
    ]


def _gap(take: Take, words: Sequence[ReadWord], segments: Sequence[Segment]) -> Iterator[Measure]:
    """Yield the longest silence between two words without a mark between them; a chooser also takes speech for one."""
    longest, after = 0.0, -1
    last = -1
    quiet = _quiet_frames(take)
    for each in segments:
        if each.word >= 0:
            last = each.word
        elif 0 <= last < len(words) - 1 and not words[last].pause_after:
            length = _longest_run(quiet[round(each.start / QUIET_FRAME) : round(each.end / QUIET_FRAME)]) * QUIET_FRAME
            if length > longest:
                longest, after = length, last
    yield Measure("gap_seconds", longest)
    if after >= 0:
        yield Measure("gap_after", words[after].spelled)


def _quiet_frames(take: Take) -> NDArray[np.bool_]:
    """Return for each frame whether nothing is said in it."""
    size = max(round(QUIET_FRAME * take.rate), 1)
    samples = np.nan_to_num(np.asarray(take.samples, np.float32))
    whole = len(samples) // size * size
    power = np.square(samples[:whole].reshape(-1, size), dtype=np.float64).mean(axis=1)
    loud = float(np.percentile(power, 90)) if len(power) else 0.0
    quiet: NDArray[np.bool_] = power <= loud * 10 ** (QUIET_DECIBELS / 10)
    return quiet


def _longest_run(flags: NDArray[np.bool_]) -> int:
    """Return the length of the longest row of frames that are quiet."""
    return max((sum(1 for _ in run) for is_quiet, run in groupby(flags.tolist()) if is_quiet), default=0)


def _listed(faults: Iterable[WordFault]) -> str:
    rows = [{"word": each.word, "kind": each.kind, "margin": round(each.margin, 4)} for each in faults]
    return json.dumps(rows, ensure_ascii=False)

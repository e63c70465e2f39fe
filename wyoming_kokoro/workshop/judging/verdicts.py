"""Says for each difference between a text and what was heard whose mistake it is: the twelve verdicts.

Both sides are read by our own reader, so most differences in writing vanish. What is left is compared by its phonemes,
and where those differ, a second recogniser, a chooser and a recogniser of phonemes say which side the sound is on.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from wyoming_kokoro.workshop.judging.alignment import Step, align
from wyoming_kokoro.workshop.judging.phoneme_distance import distance, edits, relative_distance, sounds_of
from wyoming_kokoro.workshop.judging.reading import ReadWord, read_words
from wyoming_kokoro.workshop.judging.spoken_form import with_colons
from wyoming_kokoro.workshop.judging.weak_forms import is_small, ways_to_say_all


class Verdict(Enum):
    """Whose mistake a difference is; the value is its name for programs."""

    PASS = "pass"  # noqa: S105 -- a verdict
    HOMOPHONE = "homophone"
    COMPOUND = "compound"
    SPELLING_VARIANT = "spelling_variant"
    ABBREVIATION = "abbreviation"
    FILLER_WORD = "filler_word"
    TEXT_ERROR = "gt_error"
    TEXT_TYPO = "gt_typo"
    RECOGNISER_ERROR = "stt_error"
    SECOND_ERROR = "second_error"
    SPEECH_FAILURE = "tts_failure"
    AMBIGUOUS = "ambiguous"


MEANINGS: Mapping[Verdict, str] = {
    Verdict.PASS: "The words are the same.",
    Verdict.HOMOPHONE: "Another word that sounds the same: blew, blue.",
    Verdict.COMPOUND: "The same sound, written as another number of words: book shelves, bookshelves.",
    Verdict.SPELLING_VARIANT: "The same word in another spelling: labelled, labeled.",
    Verdict.ABBREVIATION: "The same words, of which one side is written short: Dr., doctor.",
    Verdict.FILLER_WORD: "A filler such as um, which recognisers leave out.",
    Verdict.TEXT_ERROR: "The text seems to be damaged: words without a blank between them, letters of two scripts.",
    Verdict.TEXT_TYPO: "The text seems to have a typing error.",
    Verdict.RECOGNISER_ERROR: "The recogniser is wrong; the speech is right.",
    Verdict.SECOND_ERROR: "The second recogniser is wrong; the first one and the speech are right.",
    Verdict.SPEECH_FAILURE: "The speech is wrong: it says something else than the text.",
    Verdict.AMBIGUOUS: "It cannot be said who is wrong.",
}

HARMLESS = frozenset(
    {
        *(Verdict.PASS, Verdict.HOMOPHONE, Verdict.COMPOUND, Verdict.SPELLING_VARIANT, Verdict.ABBREVIATION),
        *(Verdict.FILLER_WORD, Verdict.RECOGNISER_ERROR, Verdict.SECOND_ERROR),
    }
)
"""Verdicts by which the speech says what the text says."""

MARGIN, GAIN = 0.02, 0.4
"""The margin of a chooser, and the gain of phonemes, that weigh as one vote; measured on pairs of similar words."""
SECOND = 1.0
"""The votes of a second recogniser."""
MOST = 3.0
"""The most votes that one witness has."""
SETTLED = 0.5
"""The votes that settle a difference."""
AGAINST, OUTVOTED = 0.5, 3.0
"""From when on a witness contradicts the other one, and how many times its votes the other one needs to be believed."""
MARGIN_OF_WHOLE, SECOND_OF_WHOLE = 0.03, 1.5
"""The margin of a chooser for each unit of distance between two words, and what a second recogniser says, as parts of
the way from one word to the other."""
BLAMED = -1.4
"""How far on that way the sound must be before speech is blamed for another word: with phonemes alone it is at most 1.
Slurred speech is on the way; five of forty clean clips were blamed without this limit."""
LEAST_WHOLE = 0.1
"""The least distance that two words count as having."""
SAME = 0.02
"""The relative distance of phonemes below which two words sound the same."""
_SPELLING = 2
_FILLER_SOUNDS = frozenset("əʌɐɜɛɑmnhɹ")
_LONGEST_FILLER = 3
_ALPHABETS = frozenset(("LATIN", "CYRILLIC", "GREEK"))
_SMALL_WORDS = frozenset(
    ("a", "an", "the", "of", "to", "in", "on", "at", "is", "was", "were", "be", "it", "he", "she", "we", "and", "or")
)
"""Words that are never the first or last part of a compound."""
_SHAPES = ((1, 0), (0, 1), (1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3), (2, 3), (3, 2))
_GAP = 0.75
"""The price of a word that is missing or added; two of them cost more than any word in place of another."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of a text for which something else was heard."""

    start: int
    end: int
    """Which words of the text, by their places."""
    expected: tuple[ReadWord, ...]
    found: tuple[ReadWord, ...]
    verdict: Verdict
    margin: float | None = None
    """By how much the sound fits the text better than what was heard; None where that was not asked."""

    @property
    def said(self) -> str:
        """Return the words of the text."""
        return " ".join(word.spelled for word in self.expected)

    @property
    def heard(self) -> str:
        """Return the words that were heard."""
        return " ".join(word.spelled for word in self.found)

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        margin = None if self.margin is None else round(self.margin, 4)
        return {
            "said": self.said,
            "heard": self.heard,
            "verdict": self.verdict.value,
            "margin": margin,
            "start": self.expected[0].start if self.expected else None,
            "end": self.expected[-1].end if self.expected else None,
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """What else is known of a difference."""

    second: str | None = None
    """What a second recogniser heard in the whole sound; None if there is none."""
    margin: float | None = None
    """By how much a chooser finds that the text fits better."""
    phonemes: str | None = None
    """What a recogniser of phonemes heard in the whole sound."""


def differences(text: str, heard: str, language: str) -> list[Difference]:
    """Return every difference, with the verdict that follows from the words alone; AMBIGUOUS where none does."""
    expected, found = read_words(text, language), read_words(with_colons(heard, text), language)
    parts = list[Difference]()
    for step in align(expected, found, _price, _SHAPES):
        verdict = _verdict_by_words(step)
        end = step.start + len(step.expected)
        part = Difference(step.start, end, step.expected, step.found, verdict)
        if parts and _is_one(parts[-1], part):
            parts[-1] = _joined(parts[-1], part)
        else:
            parts.append(part)
    return [part for part in parts if part.verdict is not Verdict.PASS]


def settle(difference: Difference, text: str, language: str, evidence: Evidence) -> Difference:
    """Return a difference with its verdict, once there is evidence."""
    if difference.verdict is not Verdict.AMBIGUOUS:
        return difference
    votes = _votes(difference, text, language, evidence)
    verdict = Verdict.AMBIGUOUS
    if votes > SETTLED:
        verdict = Verdict.RECOGNISER_ERROR
    elif votes < -SETTLED and _is_another_word(difference, text, language, evidence):
        verdict = Verdict.SPEECH_FAILURE
    return replace(difference, verdict=verdict, margin=evidence.margin)


def second_errors(text: str, first: str, second: str, language: str) -> list[Difference]:
    """Return what only the second recogniser heard otherwise."""
    own = {place for each in differences(text, first, language) for place in range(each.start, each.end + 1)}
    return [
        replace(each, verdict=Verdict.SECOND_ERROR)
        for each in differences(text, second, language)
        if each.verdict is Verdict.AMBIGUOUS and not own & set(range(each.start, each.end + 1))
    ]


def _votes(difference: Difference, text: str, language: str, evidence: Evidence) -> float:
    """Return above 0 if the sound says what the text says, below 0 if it says what was heard.

    A chooser knows the words and not the voice, phonemes are heard without any word: together they are right far more
    often than one of them.
    """
    chooser = 0.0 if evidence.margin is None else _limited(evidence.margin / MARGIN)
    phonemes = _limited(_phoneme_gain(difference, text, language, evidence.phonemes) / GAIN)
    both = 0.0 if _contradict(chooser, phonemes) else chooser + phonemes
    return both + SECOND * _second_vote(difference, text, language, evidence.second)


def _contradict(one: float, other: float) -> bool:
    """Return whether two witnesses say the opposite, and neither is much surer than the other."""
    weaker, stronger = sorted((abs(one), abs(other)))
    return one * other < 0 and weaker >= AGAINST and stronger < OUTVOTED * weaker


def _is_another_word(difference: Difference, text: str, language: str, evidence: Evidence) -> bool:
    """Return whether the sound is that of what was heard, rather than slurred speech between that and the text.

    A recogniser that writes what no dictionary has, next to a word that one has, has understood nothing. Small words
    are said so quickly that no judge is sure of them.
    """
    if not (difference.expected and difference.found):
        return True
    if all(map(is_small, difference.expected)):
        return False
    if not all(word.is_known for word in difference.found) and all(word.is_known for word in difference.expected):
        return False
    (ours, *_), (theirs, *_) = _both_ways(difference, text, language)
    whole = max(distance(ours, theirs), LEAST_WHOLE)
    way = _limited((evidence.margin or 0.0) / (MARGIN_OF_WHOLE * whole))
    way += max(_phoneme_gain(difference, text, language, evidence.phonemes) / whole, -1.0)
    return way + SECOND_OF_WHOLE * _second_vote(difference, text, language, evidence.second) < BLAMED


def _limited(vote: float) -> float:
    return max(-MOST, min(MOST, vote))


def _second_vote(difference: Difference, text: str, language: str, second: str | None) -> int:
    """Return 1 if the second recogniser agrees with the text here, -1 if it heard what the first one heard."""
    if second is None:
        return 0
    here = [
        each
        for each in differences(text, second, language)
        if each.verdict not in HARMLESS and each.start <= difference.end and difference.start <= each.end
    ]
    if not here:
        return 1
    same = any(_sounds(each.found) == _sounds(difference.found) and each.start == difference.start for each in here)
    return -1 if same else 0


def _phoneme_gain(difference: Difference, text: str, language: str, heard: str | None) -> float:
    """Return how much closer the phonemes of the whole sound are to the text than to what was heard."""
    if not heard:
        return 0.0
    ours, theirs = (min(distance(way, heard) for way in ways) for ways in _both_ways(difference, text, language))
    return theirs - ours


def _both_ways(difference: Difference, text: str, language: str) -> tuple[list[str], list[str]]:
    """Return the phonemes of the whole text, and those with what was heard in its place, each in several ways."""
    words = read_words(text, language)
    before, after = _sounds(words[: difference.start]), _sounds(words[difference.end :])
    ours, theirs = (
        [f"{before}{sounds_of(way)}{after}" for way in ways_to_say_all(some)]
        for some in (difference.expected, difference.found)
    )
    return ours, theirs


def _is_one(last: Difference, part: Difference) -> bool:
    """Return whether two differences are one: both open and side by side, or the same short form."""
    if last.verdict is not part.verdict or last.end != part.start:
        return False
    if part.verdict is Verdict.ABBREVIATION:
        return any(ours[-1].start == theirs[0].start for ours, theirs in _sides(last, part))
    return part.verdict is Verdict.AMBIGUOUS


def _joined(last: Difference, part: Difference) -> Difference:
    expected, found = last.expected + part.expected, last.found + part.found
    verdict = part.verdict if part.verdict is Verdict.ABBREVIATION else _verdict_of(expected, found)
    return Difference(last.start, part.end, expected, found, verdict)


def _sides(last: Difference, part: Difference) -> list[tuple[tuple[ReadWord, ...], tuple[ReadWord, ...]]]:
    sides = ((last.expected, part.expected), (last.found, part.found))
    return [(ours, theirs) for ours, theirs in sides if ours and theirs and not ours[-1].is_plain]


def _price(expected: Sequence[ReadWord], found: Sequence[ReadWord]) -> float | None:
    """Return the price of a step in the alignment."""
    if not expected or not found:
        return _GAP
    if len(expected) == len(found) == 1:
        if expected[0].spelled == found[0].spelled:
            return 0.0
        return 0.01 + relative_distance(expected[0].sound, found[0].sound)
    size = 0.01 * (len(expected) + len(found))
    if "".join(each.spelled for each in expected) == "".join(each.spelled for each in found):
        return size
    ours, theirs = _sounds(expected), _sounds(found)
    if abs(len(ours) - len(theirs)) > 1:
        return None
    apart = relative_distance(ours, theirs)
    return size + apart if apart <= SAME else None


def _verdict_by_words(step: Step[ReadWord]) -> Verdict:
    if [each.spelled for each in step.expected] == [each.spelled for each in step.found]:
        return Verdict.PASS if all(map(_same_writing, step.expected, step.found)) else Verdict.ABBREVIATION
    return _verdict_of(step.expected, step.found)


def _verdict_of(expected: tuple[ReadWord, ...], found: tuple[ReadWord, ...]) -> Verdict:
    if _is_damaged(expected, found):
        return Verdict.TEXT_ERROR
    if len(expected) == len(found) == 1 and _is_typo(expected[0], found[0]):
        return Verdict.TEXT_TYPO
    if found and expected and _sounds_same(expected, found):
        return _verdict_on_writing(expected, found)
    if expected and not found and all(map(_is_filler, expected)):
        return Verdict.FILLER_WORD
    return Verdict.AMBIGUOUS


def _verdict_on_writing(expected: tuple[ReadWord, ...], found: tuple[ReadWord, ...]) -> Verdict:
    """Return the verdict where both sides sound the same."""
    if not all(each.is_plain for each in (*expected, *found)):
        return Verdict.ABBREVIATION
    if len(expected) != len(found):
        return Verdict.COMPOUND
    ours, theirs = "".join(each.spelled for each in expected), "".join(each.spelled for each in found)
    if len(expected) > 1 and ours == theirs:
        return Verdict.COMPOUND
    close = edits(ours, theirs) <= _SPELLING
    both_known = all(each.is_known for each in (*expected, *found))
    return Verdict.SPELLING_VARIANT if close and (not both_known or _is_variant(ours, theirs)) else Verdict.HOMOPHONE


def _is_variant(one: str, other: str) -> bool:
    """Return whether two spellings differ as American and British ones do."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == len(longer):
        pairs = {frozenset(pair) for pair in zip(one, other, strict=True) if pair[0] != pair[1]}
        return bool(pairs) and pairs <= {frozenset("sz"), frozenset("ea"), frozenset("er"), frozenset("cs")}
    kept = [longer[:place] + longer[place + 1 :] for place in range(len(longer)) if longer[place] in "ulecm"]
    return shorter in kept


def _same_writing(one: ReadWord, other: ReadWord) -> bool:
    return one.is_plain == other.is_plain or one.written.lower().strip(".") == other.written.lower().strip(".")


def _sounds(words: Sequence[ReadWord]) -> str:
    return sounds_of("".join(word.sound for word in words))


def _sounds_same(expected: Sequence[ReadWord], found: Sequence[ReadWord]) -> bool:
    ours, theirs = _sounds(expected), _sounds(found)
    return bool(ours) and relative_distance(ours, theirs) <= SAME


def _is_filler(word: ReadWord) -> bool:
    return (
        len(word.sound) <= _LONGEST_FILLER
        and _FILLER_SOUNDS.issuperset(sounds_of(word.sound))
        and (word.spelled not in _SMALL_WORDS)
    )


def _is_typo(expected: ReadWord, found: ReadWord) -> bool:
    """Return whether the text has a word that no dictionary has, next to one that was heard."""
    close = edits(expected.spelled, found.spelled) <= _SPELLING
    return (
        close
        and not expected.is_known
        and found.is_known
        and relative_distance(expected.sound, found.sound) <= 1 / max(len(sounds_of(found.sound)), 1)
    )


def _is_damaged(expected: Sequence[ReadWord], found: Sequence[ReadWord]) -> bool:
    """Return whether a word of the text is two words without a blank, or has letters of two scripts."""
    for word in expected:
        if len(_scripts(word.token)) > 1:
            return True
        letters = [each.spelled for each in found]
        parts_known = len(letters) > 1 and all(each.is_known for each in found)
        if not word.is_known and parts_known and "".join(letters) == word.spelled and _SMALL_WORDS & set(letters):
            return True
    return False


def _scripts(text: str) -> set[str]:
    """Return the scripts of alphabets in a word whose letters look alike."""
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha())
    return {name for name in names if name in _ALPHABETS}

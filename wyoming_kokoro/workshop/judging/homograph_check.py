"""Checks in the sound how homographs were spoken: read, lead, close."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import chain

from wyoming_kokoro.pronounce.homographs import english_readings
from wyoming_kokoro.workshop.judging.choices import Choice, ChoiceWord
from wyoming_kokoro.workshop.judging.homograph_table import is_active
from wyoming_kokoro.workshop.judging.phoneme_distance import distance, sounds_of
from wyoming_kokoro.workshop.judging.phones import all_phones
from wyoming_kokoro.workshop.judging.questions import sentence_choice
from wyoming_kokoro.workshop.judging.reading import ReadWord

MARGIN = 0.01
"""By how much one reading must fit better than the other."""
LEAST_DISTANCE = 0.2
"""How different two readings must be to be told apart by their phonemes: stress alone is not heard."""
MIN_SECONDS = 0.08
"""The shortest word whose sound can be told."""


class HomographVerdict(Enum):
    """How a homograph was spoken."""

    CORRECT = "correct"
    SUSPECT = "suspect"
    UNSURE = "unsure"
    UNSCORABLE = "unscorable"


@dataclass(frozen=True, slots=True)
class HomographQuestion:
    """A homograph in a sentence, with the reading that is expected and another one."""

    word: str
    place: int
    expected: str
    other: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class HomographResult:
    """How one was spoken."""

    word: str
    place: int
    verdict: HomographVerdict
    margin: float | None

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        margin = None if self.margin is None else round(self.margin, 4)
        active = is_active(self.word)
        return {"word": self.word, "verdict": self.verdict.value, "margin": margin, "active": active}


def homograph_questions(words: Sequence[ReadWord], language: str, sent: str = "") -> Iterator[HomographQuestion]:
    """Yield a question for each other reading of each homograph whose readings sound different.

    What is expected is what our reader says, or what was sent to the model, where that is known.
    """
    sentence = sentence_choice(words, language)
    for place, word in enumerate(words):
        readings = _readings(word.spelled)
        if len(readings) < 2:  # noqa: PLR2004 -- a homograph has two
            continue
        spoken = _sent_sound(sent, words, place) or word.sound
        groups = sorted(readings, key=lambda group: min(distance(sound, spoken) for sound in group))
        expected, others = groups[0], groups[1:]
        for other in others:
            if min(distance(ours, theirs) for ours in expected for theirs in other) < LEAST_DISTANCE:
                continue
            ours = ChoiceWord(word.spelled, all_phones((spoken, *expected)))
            theirs = ChoiceWord(word.spelled, all_phones(other))
            around = (*sentence.words[:place], ours, *sentence.words[place + 1 :])
            yield HomographQuestion(
                word.spelled, place, expected[0], other[0], Choice(around, place, place + 1, (theirs,))
            )


def homograph_results(
    questions: Sequence[HomographQuestion], margins: Sequence[float | None], lengths: dict[int, float] | None = None
) -> list[HomographResult]:
    """Return the result of each homograph: the worst of its questions."""
    results: dict[int, HomographResult] = {}
    for question, margin in zip(questions, margins, strict=True):
        length = None if lengths is None else lengths.get(question.place)
        result = HomographResult(question.word, question.place, _verdict(margin, length), margin)
        known = results.get(question.place)
        if known is None or _SEVERITY[result.verdict] > _SEVERITY[known.verdict]:
            results[question.place] = result
    return list(results.values())


_SEVERITY = {
    HomographVerdict.CORRECT: 0,
    HomographVerdict.UNSCORABLE: 1,
    HomographVerdict.UNSURE: 2,
    HomographVerdict.SUSPECT: 3,
}


def _verdict(margin: float | None, seconds: float | None) -> HomographVerdict:
    if margin is None or (seconds is not None and seconds < MIN_SECONDS):
        return HomographVerdict.UNSCORABLE
    if margin > MARGIN:
        return HomographVerdict.CORRECT
    return HomographVerdict.SUSPECT if margin < -MARGIN else HomographVerdict.UNSURE


@cache
def _readings(word: str) -> tuple[tuple[str, ...], ...]:
    """Return the sounds of each reading, in America and in Britain; readings that sound the same are one."""
    groups: list[list[str]] = []
    for reading in english_readings().get(word, ()):
        sounds = [sounds_of(reading.american), sounds_of(reading.british)]
        same = next((group for group in groups if not set(group).isdisjoint(sounds)), None)
        if same is None:
            groups.append(list(dict.fromkeys(sounds)))
        else:
            same += [sound for sound in sounds if sound not in same]
    return tuple(tuple(group) for group in groups)


def _sent_sound(sent: str, words: Sequence[ReadWord], place: int) -> str:
    """Return the sound of a word in the phonemes that were sent to the model, where these can be told apart."""
    parts = [sounds_of(part) for part in sent.split() if any(letter.isalpha() for letter in part)]
    return parts[place] if len(parts) == len(words) else ""


def all_homographs() -> list[str]:
    """Return every word that can be checked."""
    return [word for word in english_readings() if _is_checkable(word)]


def _is_checkable(word: str) -> bool:
    groups = _readings(word)
    pairs = ((one, other) for number, one in enumerate(groups) for other in groups[number + 1 :])
    return any(
        min(distance(ours, theirs) for ours, theirs in _product(one, other)) >= LEAST_DISTANCE for one, other in pairs
    )


def _product(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[str, str]]:
    return chain.from_iterable(((ours, theirs) for theirs in other) for ours in one)

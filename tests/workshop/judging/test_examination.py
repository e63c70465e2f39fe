"""Words that were left out or said twice are found where all who hear them agree."""

import json
from collections.abc import Sequence

import numpy as np
import pytest

from tests.workshop.judging.fake_judges import RATE, take
from wyoming_kokoro.workshop.judging.choices import Choice, Segment
from wyoming_kokoro.workshop.judging.examination import Heard, examine
from wyoming_kokoro.workshop.judging.take import Take

TEXT = "The class visited this museum."
WITH, WITHOUT = "ðəklæsvɪzᵻtᵻdðɪsmjuziəm", "ðəklæsvɪzᵻtᵻdmjuziəm"
SHORT = "The class visited the museum."


class MissesTheFourthWord:
    """A chooser that does not hear a word."""

    version = "misses-1"

    def margins(self, take: Take, choices: Sequence[Choice]) -> list[float | None]:
        assert take.text in (TEXT, SHORT)
        return [-0.06 for _ in choices]

    def segments(self, take: Take, choice: Choice) -> list[Segment]:
        assert take.text in (TEXT, SHORT)
        return [Segment(place, place / 10, (place + 1) / 10) for place in range(len(choice.words)) if place != 3]


def missing_words(text: str, phonemes: str | None) -> list[str]:
    heard = Heard(text, None, phonemes)
    found = {each.name: each.value for each in examine(take(text=text), heard, MissesTheFourthWord())}
    return [each["word"] for each in json.loads(str(found["word_faults"])) if each["kind"] == "missing"]


@pytest.mark.parametrize(("phonemes", "missing"), [(WITHOUT, ["this"]), (WITH, []), (None, ["this"])])
def test_a_word_is_only_missing_if_its_phonemes_are(phonemes: str | None, missing: list[str]) -> None:
    assert missing_words(TEXT, phonemes) == missing


def test_a_short_word_that_people_swallow_is_not_missing() -> None:
    assert missing_words(SHORT, WITHOUT) == []


class HearsAPause:
    """A chooser that takes the last third of a sound's first second for silence."""

    version = "pause-1"

    def margins(self, take: Take, choices: Sequence[Choice]) -> list[float | None]:
        del take
        return [0.1 for _ in choices]

    def segments(self, take: Take, choice: Choice) -> list[Segment]:
        del take
        return [
            *(Segment(place, place / 10, (place + 1) / 10) for place in range(3)),
            Segment(-1, 0.3, 1.0),
            *(Segment(place, place / 10 + 0.7, place / 10 + 0.8) for place in range(3, len(choice.words))),
        ]


@pytest.mark.parametrize(("silent", "seconds"), [(0.0, 0.0), (0.5, 0.5)])
def test_a_pause_is_what_is_silent_and_not_what_a_chooser_does_not_understand(silent: float, seconds: float) -> None:
    tone = np.sin(np.arange(2 * RATE) * 0.05).astype(np.float32) * np.float32(0.2)
    tone[round(0.4 * RATE) : round((0.4 + silent) * RATE)] = 0
    spoken = Take("take", tone, RATE, TEXT)
    found = {each.name: each.value for each in examine(spoken, Heard(TEXT), HearsAPause())}
    assert found["gap_seconds"] == pytest.approx(seconds)
    assert found.get("gap_after") == ("visited" if seconds else None)

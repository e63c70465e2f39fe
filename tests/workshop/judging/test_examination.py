"""Words that were left out or said twice are found where all who hear them agree."""

import json
from collections.abc import Sequence

import pytest

from tests.workshop.judging.fake_judges import take
from wyoming_kokoro.workshop.judging.choices import Choice, Segment
from wyoming_kokoro.workshop.judging.examination import Heard, examine
from wyoming_kokoro.workshop.judging.take import Take

TEXT = "The class visited the museum."
WITH, WITHOUT = "ðəklæsvɪzᵻtᵻdðəmjuziəm", "ðəklæsvɪzᵻtᵻdmjuziəm"


class MissesTheFourthWord:
    """A chooser that does not hear a word."""

    version = "misses-1"

    def margins(self, take: Take, choices: Sequence[Choice]) -> list[float | None]:
        assert take.text == TEXT
        return [-0.06 for _ in choices]

    def segments(self, take: Take, choice: Choice) -> list[Segment]:
        assert take.text == TEXT
        return [Segment(place, place / 10, (place + 1) / 10) for place in range(len(choice.words)) if place != 3]


@pytest.mark.parametrize(("phonemes", "missing"), [(WITHOUT, ["the"]), (WITH, []), (None, ["the"])])
def test_a_short_word_is_only_missing_if_its_phonemes_are(phonemes: str | None, missing: list[str]) -> None:
    found = {
        each.name: each.value for each in examine(take(text=TEXT), Heard(TEXT, None, phonemes), MissesTheFourthWord())
    }
    faults = json.loads(str(found["word_faults"]))
    assert [(each["word"], each["kind"]) for each in faults] == [(word, "missing") for word in missing]

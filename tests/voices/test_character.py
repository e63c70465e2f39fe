"""Words for the style of a voice follow from what was measured, and only where it clearly differs from others."""

import json
from typing import Any

import pytest

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.voices.character import MIN_VOICES, RULES, characters_of

MIDDLE = {"pitch": 200.0, "range": 8.0, "speed": 12.0, "level": -20.0, "brightness": -15.0, "clearness": 12.0}


def entry(name: str, kind: str = "female en-US", **figures: float) -> dict[str, Any]:
    gender, language = kind.split()
    return {"id": name, "gender": gender, "language": language, "measured": {**MIDDLE, **figures}}


def words(**figures: float) -> tuple[str, ...]:
    """The words of a voice with these figures, among others in the middle."""
    others = [entry(str(number)) for number in range(MIN_VOICES)]
    return characters_of([*others, entry("it", "female en-US", **figures)])["it"].words


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({}, ()),
        ({"pitch": 226.0}, ("high",)),
        ({"pitch": 177.0}, ("low",)),
        ({"pitch": 215.0}, ()),
        ({"range": 10.5, "speed": 13.5}, ("lively", "quick")),
        ({"range": 5.5, "speed": 10.5}, ("calm", "slow")),
        ({"brightness": -11.0, "clearness": 9.5}, ("bright", "breathy")),
        ({"brightness": -19.0, "clearness": 14.5}, ("dark", "clear")),
        ({"level": -16.5}, ("loud",)),
        ({"level": -24.0}, ("quiet",)),
        ({"level": -22.5}, ()),
    ],
)
def test_a_voice_gets_a_word_where_it_clearly_differs(figures: dict[str, float], expected: tuple[str, ...]) -> None:
    assert words(**figures) == expected


def test_pitch_is_compared_with_voices_of_the_same_gender_only() -> None:
    women = [entry(f"f{number}") for number in range(MIN_VOICES)]
    men = [entry(f"m{number}", "male en-US", pitch=110.0) for number in range(MIN_VOICES)]
    assert all(character.words == () for character in characters_of([*women, *men]).values())


def test_in_a_language_with_few_voices_none_is_called_quick() -> None:
    others = [entry(f"e{number}") for number in range(MIN_VOICES)]
    few = [entry("it_1", "female it-IT", speed=20.0), entry("it_2", "female it-IT", speed=10.0)]
    assert all(character.words == () for character in characters_of([*others, *few]).values())


def test_a_voice_that_was_not_measured_has_no_character() -> None:
    assert characters_of([{"id": "af", "gender": "female", "language": "en-US"}]) == {}


def test_every_rule_has_words_and_a_figure_of_its_own() -> None:
    assert len({word for rule in RULES for word in (rule.above, rule.below)}) == 2 * len(RULES)
    assert {rule.figure for rule in RULES} == set(MIDDLE)


def test_every_published_voice_but_the_mixture_was_measured() -> None:
    entries = json.loads((voices_folder() / "catalogue.json").read_text("utf-8"))["voices"]
    measured = {each["id"]: each["measured"] for each in entries if "measured" in each}
    assert set(measured) == {each["id"] for each in entries} - {"af"}
    for name, figures in measured.items():
        low, high = (70, 300) if name[1] == "m" else (130, 380)
        assert low < figures["pitch"] < high, name
        assert 2 < figures["range"] < 18 and 5 < figures["speed"] < 25 and -32 < figures["level"] < -10, name

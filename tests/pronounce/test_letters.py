"""Words that are spelled."""

import pytest

from wyoming_kokoro.pronounce.letters import is_initials, spelled


def test_letters_are_named_and_the_last_is_stressed() -> None:
    assert spelled("TSLA", british=False) == "tˌiˌɛsˌɛlˈA"
    assert spelled("b", british=False) == "bˈi"
    assert spelled("RGB", british=True) == "ˌɑːʤˌiːbˈiː"


def test_the_last_letter_has_a_british_and_an_american_name() -> None:
    assert spelled("Z", british=False) == "zˈi"
    assert spelled("Z", british=True) == "zˈɛd"


@pytest.mark.parametrize("word", ["", "é", "4", "漢"])
def test_letters_without_a_name_are_not_spelled(word: str) -> None:
    assert spelled(word, british=False) is None


@pytest.mark.parametrize("word", ["TSLA", "MQTT", "HVAC", "LED", "HTTPS", "OCPP", "SHTF"])
def test_short_or_unpronounceable_words_in_capitals_are_initials(word: str) -> None:
    assert is_initials(word)


@pytest.mark.parametrize("word", ["ZIGBEE", "TASMOTA", "Tsla", "mqtt", "LORAWAN"])
def test_pronounceable_or_lower_case_words_are_not_initials(word: str) -> None:
    assert not is_initials(word)

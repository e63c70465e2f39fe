"""Words said by their letters."""

import pytest

from wyoming_kokoro.pronounce.letters import is_initials, spelled


def test_letters_are_named_and_the_last_is_stressed() -> None:
    assert spelled("TSLA", british=False) == "tˌiˌɛsˌɛlˈA"
    assert spelled("b", british=False) == "bˈi"
    assert spelled("RGB", british=True) == "ˌɑːʤˌiːbˈiː"


def test_the_last_letter_has_its_name_from_where_one_speaks() -> None:
    assert spelled("Z", british=False) == "zˈi"
    assert spelled("Z", british=True) == "zˈɛd"


@pytest.mark.parametrize("word", ["", "é", "4", "漢"])
def test_what_has_no_name_is_not_spelled(word: str) -> None:
    assert spelled(word, british=False) is None


@pytest.mark.parametrize("word", ["TSLA", "MQTT", "HVAC", "LED", "HTTPS", "OCPP", "SHTF"])
def test_short_or_unsayable_words_in_capitals_are_initials(word: str) -> None:
    assert is_initials(word)


@pytest.mark.parametrize("word", ["ZIGBEE", "TASMOTA", "Tsla", "mqtt", "LORAWAN"])
def test_sayable_words_and_small_ones_are_not(word: str) -> None:
    assert not is_initials(word)

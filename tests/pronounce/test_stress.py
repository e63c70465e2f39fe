"""Stress marks."""

from wyoming_kokoro.pronounce.stress import at_least_primary, at_least_secondary, is_stressed, lowered, weight


def test_lowering_makes_the_primary_stress_secondary() -> None:
    assert lowered("kˈɑmpˌækt") == "kˌɑmpækt"
    assert lowered("ðə") == "ðə"
    assert lowered("ˌʌs") == "ˌʌs"


def test_a_word_gets_a_secondary_stress_before_its_first_vowel() -> None:
    assert at_least_secondary("hæv") == "hˌæv"
    assert at_least_secondary("bˈO") == "bˈO"


def test_a_word_gets_a_primary_stress() -> None:
    assert at_least_primary("hæv") == "hˈæv"
    assert at_least_primary("ˌʌs") == "ˈʌs"
    assert at_least_primary("kˈɑmpˌækt") == "kˈɑmpˌækt"


def test_a_word_without_a_vowel_cannot_be_stressed() -> None:
    assert at_least_primary("hmm") == "hmm"
    assert not is_stressed(at_least_secondary("ʃ"))


def test_diphthongs_weigh_as_two_sounds() -> None:
    assert weight("bO") == weight("bɪt") == 3

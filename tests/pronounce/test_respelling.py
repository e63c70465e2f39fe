"""Respellings and phonemes become symbols of misaki's alphabet."""

import pytest

from wyoming_kokoro.pronounce.alphabet import SYMBOLS
from wyoming_kokoro.pronounce.respelling import LONGEST, InvalidRespelling, from_ipa, sound


@pytest.mark.parametrize(
    ("written", "american", "british"),
    [
        ("WUH-zunt", "wˈʌzənt", "wˈʌzənt"),
        ("ak-wuh-ZISH-un", "ækwəzˈɪʃən", "akwəzˈɪʃən"),
        ("EE-lon", "ˈilɑn", "ˈiːlɒn"),
        ("JOY", "ʤˈY", "ʤˈY"),
        ("REZ-oo-may", "ɹˈɛzumA", "ɹˈɛzuːmA"),
        ("ri-ZOOM", "ɹɪzˈum", "ɹɪzˈuːm"),
        ("YOO-toob", "jˈutub", "jˈuːtuːb"),
        ("nGOO-yen", "ŋˈujɛn", "ŋˈuːjɛn"),
        ("KWAY-ker", "kwˈAkəɹ", "kwˈAkə"),
        ("jif", "ʤˈɪf", "ʤˈɪf"),
        ("fite", "fˈIt", "fˈIt"),
        ("hm", "hm", "hm"),
        ("POH-lish FLAG", "pˈOlɪʃ flˈæɡ", "pˈQlɪʃ flˈaɡ"),
        ("shi-VAWN", "ʃɪvˈɔn", "ʃɪvˈɔːn"),
        ("FUR-ee", "fˈɜɹi", "fˈɜːɹi"),
    ],
)
def test_a_respelling_gives_its_sound(written: str, american: str, british: str) -> None:
    assert sound(written) == american
    assert sound(written, british=True) == british


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("/ˈiːlɒn/", "ˈilɑn"),
        ("/ˌækwɪˈzɪʃən/", "ˌækwɪzˈɪʃən"),
        ("/dʒɪf/", "ʤɪf"),
        ("/wˈʌzᵊnt/", "wˈʌzᵊnt"),
        ("/ˈɡoʊ təˈdeɪ/", "ɡˈO tədˈA"),
        ("/t͡ʃɝt͡ʃ/", "ʧɜɹʧ"),
    ],
)
def test_phonemes_between_slashes_are_in_either_alphabet(written: str, spoken: str) -> None:
    assert sound(written) == spoken


@pytest.mark.parametrize("wrong", ["", "   ", "//", "/ˈ/", "/漢/", "-", "n'go", "x" * (LONGEST + 1), "漢字", "NK-ah"])
def test_an_invalid_respelling_is_refused_with_a_reason(wrong: str) -> None:
    with pytest.raises(InvalidRespelling, match=r"\w+"):
        sound(wrong)


def test_any_alphabet_gives_symbols_of_kokoro() -> None:
    assert SYMBOLS.issuperset(from_ipa("ʁɛstoˈʁɑ̃ ħaʕʟ"))

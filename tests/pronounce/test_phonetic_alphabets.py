"""Phonemes that a writer gives, in three alphabets."""

import pytest

from wyoming_kokoro.pronounce.alphabet import SYMBOLS
from wyoming_kokoro.pronounce.phonetic_alphabets import PhoneticAlphabet, kokoro_symbols


@pytest.mark.parametrize(
    ("phonemes", "alphabet", "language", "symbols"),
    [
        ("təˈmeɪtoʊ", "ipa", "en-US", "təˈmAtO"),
        ("/pɪˈkɑːn/", "ipa", "en-US", "pɪˈkɑn"),
        ("təˈmɑː.təʊ", "ipa", "en-GB", "təˈmɑːtQ"),
        ("t͡ʃiːz", "ipa", "en-US", "ʧiz"),
        ("tʃiːz", "ipa", "en-US", "ʧiz"),
        ("bed", "ipa", "en-GB", "bɛd"),
        ("ˈʃøːn", "ipa", "de-DE", "ˈʃøːn"),
        ("bɔ̃ʒuʁ", "ipa", "fr-FR", "bɔ̃ʒuʁ"),
        ('t@"meItoU', "x-sampa", "en-US", "təˈmAtO"),
        ('p@"kA:n', "x-sampa", "en-US", "pəˈkɑn"),
        ('r\\u"ti:n', "x-sampa", "en-US", "ɹuˈtin"),
        ("S2:n", "x-sampa", "de-DE", "ʃøːn"),
        ("kˈOkəɹO", "misaki", "en-US", "kˈOkəɹO"),
        ("k'OkəɹO", "misaki", "en-US", "kˈOkəɹO"),
    ],
)
def test_phonemes_become_symbols(phonemes: str, alphabet: PhoneticAlphabet, language: str, symbols: str) -> None:
    assert kokoro_symbols(phonemes, alphabet, language) == symbols
    assert SYMBOLS.issuperset(symbols)


@pytest.mark.parametrize(
    ("phonemes", "alphabet"),
    [
        ("b☃d", "ipa"),
        ("ʘa", "ipa"),
        ("€", "x-sampa"),
        ("hello1X", "misaki"),
        ("", "ipa"),
        (" ", "misaki"),
        ("12", "ipa"),
    ],
)
def test_phonemes_that_are_not_known_are_refused(phonemes: str, alphabet: PhoneticAlphabet) -> None:
    assert kokoro_symbols(phonemes, alphabet, "en-US") is None

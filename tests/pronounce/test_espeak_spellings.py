"""Words that eSpeak NG would read incorrectly are spelled for it as they are spoken."""

from pathlib import Path

import pytest

import wyoming_kokoro.pronounce
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce.espeak import EspeakPronouncer
from wyoming_kokoro.pronounce.espeak_spellings import espeak_spelling
from wyoming_kokoro.text import LANGUAGES

ESPEAK = EspeakPronouncer(EspeakNg.open())
TABLE = Path(wyoming_kokoro.pronounce.__path__[0]) / "data" / "espeak-spellings.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(
    ("language", "words", "spoken"),
    [
        ("es-ES", ["el", "IVA", "sube"], "ˈiβa"),
        ("es-ES", ["tres", "gigabytes", "libres"], "ɣˌiɣaβˈIts"),
        ("fr-FR", ["de", "l'ONU", "hier"], "lonˈy"),
        ("it-IT", ["gli", "USA", "oggi"], "ˈuza"),
        ("de-DE", ["drei", "Gigabyte", "frei"], "ɡˈiːɡabˌIt"),
    ],
)
def test_a_word_sounds_as_it_is_spoken_in_its_language(language: str, words: list[str], spoken: str) -> None:
    assert ESPEAK.words_in_context([words], language)[0][1] == spoken


def test_initials_are_only_replaced_where_they_are_in_capitals() -> None:
    assert espeak_spelling("AVE", "es") == "ave"
    assert espeak_spelling("Pin", "de") == "Pin"
    assert espeak_spelling("Gigabytes", "es") == "guigabaits"
    assert espeak_spelling("IVA", "pl") == "IVA"


def test_the_flap_of_hindi_has_its_symbol() -> None:
    assert ESPEAK.word("बड़ा", "hi-IN") == "bˈʌɽaː"
    assert ESPEAK.word("साढ़े", "hi-IN") == "sˈaːɽʰeː"


def test_no_word_is_listed_twice_and_every_language_has_rules() -> None:
    assert len({(language, word) for language, word, _ in ROWS}) == len(ROWS)
    assert {language for language, _, _ in ROWS} <= set(LANGUAGES)

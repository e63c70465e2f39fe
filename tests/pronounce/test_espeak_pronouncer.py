"""eSpeak NG's output, in the alphabet that Kokoro was trained with."""

import json
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wyoming_kokoro.engines.kokoro.vocabulary import PUBLISHED_FILE
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce.alphabet import SYMBOLS
from wyoming_kokoro.pronounce.espeak import EspeakPronouncer, adapted
from wyoming_kokoro.text import Locale, rules_of

KOKOROS = ["en-US", "en-GB", "es-ES", "fr-FR", "hi-IN", "it-IT", "ja-JP", "pt-BR", "zh-CN"]


@pytest.fixture(scope="module")
def espeak() -> EspeakPronouncer:
    return EspeakPronouncer(EspeakNg.open())


@pytest.mark.parametrize(
    ("word", "language", "phonemes"),
    [
        ("joy", "en-US", "ʤˈY"), ("five", "en-US", "fˈIv"), ("page", "en-US", "pˈAʤ"), ("church", "en-US", "ʧˈɜɹʧ"),
        ("go", "en-US", "ɡˈO"), ("house", "en-US", "hˈWs"), ("butter", "en-US", "bˈʌTəɹ"), ("button", "en-US", "bˈʌtn"),
        ("little", "en-US", "lˈɪTᵊl"), ("about", "en-US", "əbˈWt"), ("start", "en-US", "stˈɑɹt"),
        ("hair", "en-US", "hˈɛɹ"),
        ("fur", "en-US", "fˈɜɹ"), ("further", "en-US", "fˈɜɹðəɹ"), ("loch", "en-US", "lˈɑk"),
        ("fire", "en-US", "fˈIəɹ"),
        ("goat", "en-GB", "ɡˈQt"), ("hair", "en-GB", "hˈɛː"), ("here", "en-GB", "hˈɪə"), ("nurse", "en-GB", "nˈɜːs"),
        ("north", "en-GB", "nˈɔːθ"), ("cat", "en-GB", "kˈat"), ("lot", "en-GB", "lˈɒt"), ("fire", "en-GB", "fˈIə"),
        ("pizza", "it-IT", "pˈiʦːa"), ("ciao", "it-IT", "ʧˈao"), ("zelo", "it-IT", "ʣˈɛlo"), ("hoy", "es-ES", "ˈoɪ"),
        ("bon", "fr-FR", "bˈɔ̃"), ("não", "pt-BR", "nˈɐ̃ʊ̃"), ("नमस्ते", "hi-IN", "nəmˈʌsteː"),
    ],
)  # fmt: skip
def test_a_word_has_the_symbols_that_kokoro_was_trained_with(
    espeak: EspeakPronouncer, word: str, language: str, phonemes: str
) -> None:
    assert espeak.word(word, language) == phonemes


def test_the_symbols_are_those_of_kokoros_own_configuration() -> None:
    assert set(json.loads(PUBLISHED_FILE.read_text("utf-8"))) == SYMBOLS


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.sampled_from([*KOKOROS, "de", "ru", "vi"]))
def test_every_symbol_is_in_kokoros_vocabulary(text: str, language: str) -> None:
    assert SYMBOLS.issuperset(EspeakPronouncer(EspeakNg.open()).word(text, language))


@pytest.mark.slow
@pytest.mark.parametrize("language", [*KOKOROS, "de-DE"])
def test_no_letter_that_espeak_ng_writes_for_a_language_is_lost(espeak: EspeakPronouncer, language: str) -> None:
    words = sorted(
        {word for rule in rules_of(Locale(language)) for says in rule.says.values() for word in says.split()}
    )
    words = [word for word in words if word.isalpha() and not (language == "ja-JP" and _HAN.search(word))]
    assert len(words) > 50
    assert all(espeak.isolated_words(words, language))
    if language != "zh-CN":  # whose words eSpeak NG gives as names of phonemes, not in letters
        letters = set("".join(EspeakNg.open().phonemes_of(words, language)))
        lost = {each for each in letters if unicodedata.category(each) == "Ll" and not adapted(each, language)}
        assert not lost


_HAN = re.compile("[\u3400-\u9fff]")
"""In Japanese these have no sound of their own: an extra package reads them."""

SOME_WORDS = ["the", "of", "and", "house", "21", "I", "am", "in", "out", "going", "to", "x", "½", "don't", "Привет"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(SOME_WORDS), max_size=12),
    st.sampled_from(KOKOROS),
)
def test_each_word_has_one_pronunciation(words: list[str], language: str) -> None:
    assert len(EspeakPronouncer(EspeakNg.open()).words_in_context([words], language)[0]) == len(words)


def test_words_are_pronounced_in_context(espeak: EspeakPronouncer) -> None:
    assert espeak.words_in_context([["les", "amis"]], "fr-FR")[0] == ["lez", "amˈi"]
    assert espeak.words_in_context([["a", "house"]], "en-US")[0][0] != espeak.word("a", "en-US")


def test_joined_words_are_separated(espeak: EspeakPronouncer) -> None:
    together = espeak.words_in_context([["out", "of", "the", "house"]], "en-US")[0]
    assert all(together) and len(together) == 4


@pytest.mark.parametrize("language", KOKOROS)
def test_no_words_give_no_phonemes(espeak: EspeakPronouncer, language: str) -> None:
    assert espeak.words_in_context([[]], language) == [[]]
    assert espeak.word("", language) == ""


def test_tie_bars_are_removed(espeak: EspeakPronouncer) -> None:
    assert adapted("p͡fˈɛɾt", "de") == "pfˈɛɾt"
    assert espeak.identity.startswith("espeak-1.")


def test_a_word_repeated_many_times_sounds_the_same(espeak: EspeakPronouncer) -> None:
    assert espeak.words_in_context([["lamp"] * 100], "de")[0] == [espeak.word("lamp", "de")] * 100

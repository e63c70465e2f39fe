"""Spans become words and marks, each with its sound and whether a blank precedes it."""

import pickle
import re

import espeakng_loader
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce import pronunciation as pronunciation_module
from wyoming_kokoro.pronounce.alphabet import SYMBOLS
from wyoming_kokoro.pronounce.user_words import parse
from wyoming_kokoro.speech import Span, Word


@pytest.fixture(scope="module")
def pronunciation() -> Pronunciation:
    return Pronunciation(EspeakNg.open())


def spans(written: str, *parts: str) -> list[Span]:
    """Spans for parts in the order in which they stand in what is written."""
    found, place = [], 0
    for part in parts:
        place = written.index(part, place)
        found.append(Span(place, place + len(part), part, "word"))
        place += len(part)
    return found


def shown(words: tuple[Word, ...]) -> str:
    return "".join((" " if word.spaced else "") + word.spoken for word in words)


@pytest.mark.parametrize(
    "written",
    ["Hello, world.", '"Hello" he said', "“Hello” he said (twice)!", "yes—no", "yes — no", "wait… what?"],
)
def test_marks_are_spaced_as_written(pronunciation: Pronunciation, written: str) -> None:
    marks = ',."“”()!—…?'
    parts = "".join(f"\0{sign}\0" if sign in marks else sign for sign in written).replace(" ", "\0").split("\0")
    assert shown(pronunciation.words(spans(written, *filter(None, parts)), "en-US")).strip() == written


def test_each_word_has_its_span_and_its_source(pronunciation: Pronunciation) -> None:
    words = pronunciation.words(
        [
            Span(0, 2, "five dollars", "money"),
            Span(2, 3, ",", "mark"),
            Span(4, 9, "", "emoji"),
            Span(10, 13, "Kira", "user", phonemes="kˈɪɹə"),
            Span(13, 14, "~", "mark"),
        ],
        "en-US",
    )
    assert [(word.spoken, word.span, word.source) for word in words[:4]] == [
        ("five", 0, "lexicon"), ("dollars", 0, "lexicon"), (",", 1, "mark"), ("Kira", 3, "user"),
    ]  # fmt: skip
    assert words[0].phonemes == "fˈIv" and words[3].phonemes == "kˈɪɹə"


def test_a_span_of_another_language_is_pronounced_in_it(pronunciation: Pronunciation) -> None:
    english, german = (
        pronunciation.words([Span(0, 5, "Jäger", "word", language=language)], "en-US")[0].phonemes
        for language in (None, "de")
    )
    assert english != german and german.startswith("jˈ")


def test_marks_of_other_scripts_become_marks_of_kokoro(pronunciation: Pronunciation) -> None:
    words = pronunciation.words(spans("好，吗？", "好", "，", "吗", "？"), "zh-CN")
    assert [word.phonemes for word in words if word.source == "mark"] == [",", "?"]


def test_a_character_without_sound_has_no_phonemes(pronunciation: Pronunciation) -> None:
    (word,) = pronunciation.words([Span(0, 1, "\u200b", "x")], "en-US")
    assert word.source == "nothing" and word.phonemes == ""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=8))
def test_every_symbol_is_in_the_vocabulary(spoken: list[str]) -> None:
    found = [Span(place, place + 1, each, "x") for place, each in enumerate(spoken)]
    words = Pronunciation(EspeakNg.open()).words(found, "en-US")
    assert all(SYMBOLS.issuperset(word.phonemes) for word in words)
    assert {word.span for word in words} == {place for place, each in enumerate(spoken) if each.split()}


def test_the_identity_of_the_pronunciation_names_its_parts(pronunciation: Pronunciation) -> None:
    assert "espeak" in pronunciation.identity


def sounds(pronunciation: Pronunciation, text: str, language: str = "en-US") -> dict[str, str]:
    """Each word of a text with its phonemes."""
    found, place = [], 0
    for part in re.findall(r"[\w'’-]+|[^\w\s]", text):
        place = text.index(part, place)
        found.append(Span(place, place + len(part), part, "word"))
        place += len(part)
    return {word.spoken: word.phonemes for word in pronunciation.words(found, language)}


@pytest.mark.parametrize(
    ("text", "word", "phonemes"),
    [
        ("It wasn't me.", "wasn't", "wˈʌzᵊnt"),
        ("It wasn’t me.", "wasn’t", "wˈʌzᵊnt"),
        ("WASN'T it good?", "WASN'T", "wˈʌzᵊnt"),
        ("Hmm, let me think.", "Hmm", "hmm"),
        ("hmm", "hmm", "hmm"),
        ("TSLA is up.", "TSLA", "tˌiˌɛsˌɛlˈA"),
        ("The acquisition of the firm", "acquisition", "ˌækwəzˈɪʃən"),
        ("Elon said so.", "Elon", "ˈilɔn"),
        ("I met Elon's friend.", "Elon's", "ˈilɔnz"),
        ("Joy to the world", "Joy", "ʤˈY"),
        ("What a joy!", "joy", "ʤˈY"),
        ("But true!...", "But", "bˌʌt"),
        ("But true!...", "true", "tɹˈu"),
        ("TASMOTA is on", "TASMOTA", "tæzmˈOTə"),
        ("my lightstrip is on", "lightstrip", "lˈItstɹˌɪp"),
        ("two LEDs", "LEDs", "ˌɛlˌidˈiz"),
    ],
)
def test_known_words_have_the_right_sound(english: Pronunciation, text: str, word: str, phonemes: str) -> None:
    assert sounds(english, text)[word] == phonemes


@pytest.mark.parametrize(
    ("word", "source"),
    [
        ("light", "lexicon"), ("Zigbee", "ours"), ("MQTT", "letters"), ("B", "letters"), ("lightstrip", "compound"),
        ("Brzęczyszczykiewicz", "espeak"), ("—", "mark"), ("\u200b", "nothing"), ("naive", "lexicon"),
    ],
)  # fmt: skip
def test_each_word_has_the_source_of_its_sound(english: Pronunciation, word: str, source: str) -> None:
    (spoken,) = english.words([Span(0, len(word), word, "word")], "en-US")
    assert spoken.source == source


def test_british_english_has_its_own_sounds(english: Pronunciation) -> None:
    assert sounds(english, "my new bath", "en-GB")["bath"] == "bˈɑːθ"
    assert sounds(english, "my new bath", "en-AU")["bath"] == "bˈɑːθ"
    assert sounds(english, "my new bath", "en-US")["bath"] == "bˈæθ"


def test_function_words_depend_on_what_follows(english: Pronunciation) -> None:
    assert sounds(english, "to the apple")["the"] == "ði"
    assert sounds(english, "to the pear")["to"] == "tə"
    assert sounds(english, "where to?")["to"] == "tu"


def test_a_word_in_parts_may_be_several_words(english: Pronunciation) -> None:
    words = english.words([Span(0, 6, "and/or", "word")], "en-US")
    assert [(word.spoken, word.spaced, word.span) for word in words] == [("and", False, 0), ("or", True, 0)]


def test_without_espeak_the_lexicon_and_letters_remain() -> None:
    alone = Pronunciation(None)
    assert sounds(alone, "light")["light"] == "lˈIt"
    assert sounds(alone, "Brzk")["Brzk"] == "bˌiˌɑɹzˌikˈA"
    assert alone.missing == ("eSpeak NG is missing, so words no lexicon has are spelled",)
    assert alone.words([Span(0, 3, "Tür", "word")], "de")[0].source == "nothing"


def test_the_lexicon_is_still_used_when_espeak_fails_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: "/nowhere/libespeak-ng.so")
    alone = Pronunciation(EspeakNg(start=False))
    assert sounds(alone, "light")["light"] == "lˈIt"
    assert sounds(alone, "Brzk")["Brzk"] == "bˌiˌɑɹzˌikˈA"
    assert alone.words([Span(0, 3, "Tür", "word")], "de")[0].phonemes == ""


def test_a_complete_installation_has_every_pronouncer(english: Pronunciation) -> None:
    english.preload("en-US")
    assert not english.missing
    assert "misaki's lexicons" in english.pronouncers


def test_the_dictionary_has_the_words_of_the_lexicon(english: Pronunciation) -> None:
    assert "page" in english.dictionary("en-US")
    assert "bidge" not in english.dictionary("en-US")
    assert "page" not in english.dictionary("de-DE")


def test_a_lexicon_that_cannot_be_read_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    complete = Pronunciation(None)
    monkeypatch.setattr(pronunciation_module, "misaki_lexicon", lambda **_: None)
    damaged = Pronunciation(None)
    assert damaged.words([Span(0, 8, "thorough", "word")], "en-US")[0].source == "guess"
    assert "cannot be read: install the program again" in damaged.missing[0]
    assert damaged.identity != complete.identity


def test_a_pronunciation_can_be_pickled_with_user_words() -> None:
    original = Pronunciation(EspeakNg.open(), parse("Nabu = NAH-boo").entries)
    copy = pickle.loads(pickle.dumps(original))  # noqa: S301 - our own
    spans = [Span(0, 4, "Nabu", "word"), Span(5, 10, "light", "word"), Span(11, 16, "bzqrk", "word")]
    assert copy.words(spans, "en-US") == original.words(spans, "en-US")
    assert copy.identity == original.identity

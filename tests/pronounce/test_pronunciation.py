"""Spans become words and marks, each with its sound and whether a blank stands before it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce.alphabet import SYMBOLS
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
    return "".join((" " if word.spaced else "") + word.said for word in words)


@pytest.mark.parametrize(
    "written",
    ["Hello, world.", '"Hello" he said', "“Hello” he said (twice)!", "yes—no", "yes — no", "wait… what?"],
)
def test_marks_stand_as_they_were_written(pronunciation: Pronunciation, written: str) -> None:
    marks = ',."“”()!—…?'
    parts = "".join(f"\0{sign}\0" if sign in marks else sign for sign in written).replace(" ", "\0").split("\0")
    assert shown(pronunciation.words(spans(written, *filter(None, parts)), "en-US")).strip() == written


def test_each_word_knows_its_span_and_its_source(pronunciation: Pronunciation) -> None:
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
    assert [(word.said, word.span, word.source) for word in words[:4]] == [
        ("five", 0, "espeak"), ("dollars", 0, "espeak"), (",", 1, "mark"), ("Kira", 3, "user"),
    ]  # fmt: skip
    assert words[0].phonemes == "fˈIv" and words[3].phonemes == "kˈɪɹə"


def test_a_span_of_another_language_is_asked_in_it(pronunciation: Pronunciation) -> None:
    english, german = (
        pronunciation.words([Span(0, 5, "Jäger", "word", language=language)], "en-US")[0].phonemes
        for language in (None, "de")
    )
    assert english != german and german.startswith("jˈ")


def test_marks_of_other_scripts_are_those_kokoro_knows(pronunciation: Pronunciation) -> None:
    words = pronunciation.words(spans("好，吗？", "好", "，", "吗", "？"), "zh-CN")
    assert [word.phonemes for word in words if word.source == "mark"] == [",", "?"]


def test_a_sign_without_sound_is_nothing(pronunciation: Pronunciation) -> None:
    (word,) = pronunciation.words([Span(0, 1, "\u200b", "x")], "en-US")
    assert word.source == "nothing" and word.phonemes == ""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=8))
def test_every_symbol_is_in_the_vocabulary(said: list[str]) -> None:
    found = [Span(place, place + 1, each, "x") for place, each in enumerate(said)]
    words = Pronunciation(EspeakNg.open()).words(found, "en-US")
    assert all(SYMBOLS.issuperset(word.phonemes) for word in words)
    assert [word.said for word in words] == [part for each in said for part in each.split()]


def test_it_says_what_it_is(pronunciation: Pronunciation) -> None:
    assert "espeak" in pronunciation.identity

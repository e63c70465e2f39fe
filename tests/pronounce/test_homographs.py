"""Homographs have the sound of their meaning."""

import numpy as np
import pytest

from benchmarks.homographs import judge, own_cases, recognize
from training.tagger import as_weights
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce.alphabet import SYMBOLS
from wyoming_kokoro.pronounce.feature_weights import FeatureWeights, row
from wyoming_kokoro.pronounce.homographs import english_readings
from wyoming_kokoro.speech import Span
from wyoming_kokoro.text import Locale, read

CASES = list(own_cases())
HARD = ("bass", "bow", "close", "lead", "live", "minute", "read", "record", "tear", "wind")


@pytest.mark.parametrize("word", sorted({case.word for case in CASES}))
def test_homographs_in_sentences_have_the_right_sound(english: Pronunciation, word: str) -> None:
    cases = [case for case in CASES if case.word == word]
    judgements = [judge(english, case) for case in cases]
    wrong = [(each.case.text, each.recognized, each.case.reading) for each in judgements if not each.right]
    assert wrong == []


def test_every_hard_homograph_has_a_sentence_for_each_reading() -> None:
    readings = {word: {case.reading for case in CASES if case.word == word} for word in HARD}
    assert [word for word, each in readings.items() if len(each) < 2] == []


def test_readings_of_a_word_have_different_sounds() -> None:
    for readings in english_readings().values():
        assert len({reading.american for reading in readings}) == len(readings)
        assert all(recognize(readings, reading.american.replace("ɾ", "T")) == reading.name for reading in readings)
        assert all(SYMBOLS.issuperset(reading.american + reading.british) for reading in readings)


@pytest.mark.parametrize(
    ("text", "word", "american", "british"),
    [
        ("His resume is long.", "resume", "ɹˈɛzəmˌA", "ɹˈɛzjʊmA"),
        ("Please resume.", "resume", "ɹəzˈum", "ɹɪzjˈuːm"),
        ("an upset customer", "upset", "ˌʌpsˈɛt", "ˌʌpsˈɛt"),
        ("She was very upset.", "upset", "ˌʌpsˈɛt", "ˌʌpsˈɛt"),
        ("What an upset!", "upset", "ˈʌpsˌɛt", "ˈʌpsɛt"),
        ("The lead's weight", "lead's", "lˈɛdz", "lˈɛdz"),
        ("the close-up of a lead pipe", "lead", "lˈɛd", "lˈɛd"),
    ],
)
def test_a_reading_has_a_british_and_an_american_sound(
    english: Pronunciation, text: str, word: str, american: str, british: str
) -> None:
    start = text.index(word)
    spans = [Span(0, start, text[:start], "x"), Span(start, start + len(word), word, "x")]
    spans.append(Span(start + len(word), len(text), text[start + len(word) :], "x"))
    for language, phonemes in (("en-US", american), ("en-GB", british)):
        (spoken,) = (each for each in english.words(spans, language) if each.span == 1)
        assert (spoken.phonemes, spoken.source) == (phonemes, "homograph")


def test_weights_are_the_same_after_reading() -> None:
    table = np.random.default_rng(1).normal(size=(16, 3)).astype(np.float32)
    weights = as_weights(table, ["A", "B", "C"], 0.5)
    again = FeatureWeights.read(weights.written())
    features = [["one", "two"], ["three"], []]
    assert again.classes == ("A", "B", "C")
    assert [weights.scores(weights.total(each)) for each in features] == [
        again.scores(again.total(each)) for each in features
    ]


def test_scores_are_the_sums_of_a_tables_rows() -> None:
    table = np.random.default_rng(1).integers(-127, 128, (512, 5)).astype(np.float32)
    table[0, 0] = 127  # the greatest is a step of 127, so that every weight stays as it is
    weights = as_weights(table, list("ABCDE"), 0.5)
    for features in (["one"], ["one", "two", "three"], [f"feature {number}" for number in range(200)]):
        expected = table[[row(feature, 9) for feature in features]].sum(0)
        total = weights.total(features)
        scores = np.array(weights.scores(total), np.int64)
        assert np.array_equal(scores - scores[0], expected - expected[0])
        assert weights.best(total) == "ABCDE"[int(expected.argmax())]


def test_a_possessive_is_a_noun(english: Pronunciation) -> None:
    spans = read("It was a minute's worth of minute detail.", Locale("en-US"))
    spoken = {word.spoken: word.phonemes for word in english.words(spans, "en-US")}
    assert spoken["minute's"] == "mˈɪnəts"
    assert spoken["minute"] == "mInˈut"

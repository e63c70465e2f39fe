"""Short phrases get a sentence after them and a stress, and exactly that sentence is cut off."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_kokoro.engines.kokoro.short_phrases import (
    FADE_OUT,
    QUIETEST,
    SENTENCE_AFTER,
    CarrierPhrase,
    before_sentence,
    cut_out,
    pad_with_dots,
    stress,
)
from wyoming_kokoro.engines.kokoro.vocabulary import Vocabulary

VOCABULARY = Vocabulary.published()
(STOP,) = VOCABULARY.tokens(".")


@given(st.lists(st.integers(1, 177), min_size=1, max_size=60))
def test_the_phrase_comes_before_a_sentence(tokens: list[int]) -> None:
    carrier = before_sentence(tokens, VOCABULARY)
    assert list(carrier.tokens[: carrier.end]) == tokens
    after = VOCABULARY.tokens(SENTENCE_AFTER)
    assert carrier.tokens[-len(after) :] == tuple(after)
    assert carrier.pause == len(carrier.tokens) - len(after) - 1
    assert carrier.tokens[carrier.pause] in VOCABULARY.tokens(".!?…,;:—")


@pytest.mark.parametrize("mark", ".!?…,")
def test_a_phrase_with_final_punctuation_gets_no_second_mark(mark: str) -> None:
    phrase = VOCABULARY.tokens("jˈɛs" + mark)
    assert before_sentence(phrase, VOCABULARY).tokens == (*phrase, *VOCABULARY.tokens(SENTENCE_AFTER))
    unmarked = before_sentence(phrase[:-1], VOCABULARY)
    assert unmarked.tokens == (*phrase[:-1], STOP, *VOCABULARY.tokens(SENTENCE_AFTER))


@pytest.mark.parametrize(
    ("phonemes", "alone"),
    [
        ("ˌɔn.", "ˈɔn."),
        ("ˌɔn", "ˈɔn"),
        ("ˌOkˈA", "ˌOkˈA"),
        ("ˌɪt ˌɪz.", "ˌɪt ˈɪz."),
        ("ma.", "ma."),
        ("jˈɛs.", "jˈɛs."),
    ],
)
def test_a_word_that_is_said_alone_is_stressed(phonemes: str, alone: str) -> None:
    assert stress(VOCABULARY.tokens(phonemes), VOCABULARY) == tuple(VOCABULARY.tokens(alone))


@given(st.lists(st.integers(1, 177), min_size=1, max_size=20), st.integers(2, 40))
def test_padding_adds_only_silence_on_both_sides(tokens: list[int], min_phonemes: int) -> None:
    padding = pad_with_dots(tokens, VOCABULARY, min_phonemes)
    sides = (len(padding.tokens) - len(tokens)) // 2
    assert sides >= 2 and len(padding.tokens) >= min_phonemes
    assert list(padding.tokens[sides:-sides]) == tokens
    assert set(padding.tokens[:sides]) == set(VOCABULARY.tokens("… "))
    assert padding.end is None


def test_the_cut_is_at_the_quietest_point(rng: np.random.Generator) -> None:
    samples = rng.uniform(0.1, 0.2, 6000).astype(np.float32)
    samples[3000:3300] = 0.001
    phrase, lengths = cut_out(samples, np.array([2000, 600, 1400, 2000]), CarrierPhrase((1, 2, 3, 4), end=3, pause=2))
    assert len(phrase) - FADE_OUT in range(3000 + QUIETEST, 3300 + 1)
    assert lengths.tolist() == [2000, 600, len(phrase) - 2600]


def test_the_cut_is_in_the_mark_that_was_put_between_and_the_sound_dies_away_after_it() -> None:
    samples = np.full(2400, 0.5, np.float32)
    samples[1000:1200] = 0
    phrase, lengths = cut_out(samples, np.array([600, 300, 400, 1100]), CarrierPhrase((1, 2, 3, 4), end=2, pause=2))
    cut = len(phrase) - FADE_OUT
    assert cut in range(1000 + QUIETEST, 1200 + 1) and lengths.tolist() == [600, len(phrase) - 600]
    np.testing.assert_array_equal(phrase[:cut], samples[:cut])
    assert np.all(np.abs(phrase[cut:]) <= np.abs(samples[cut : len(phrase)]))
    assert phrase[-1] == 0 and np.abs(phrase[-FADE_OUT // 3 :]).max() < 0.5 / 8


def test_a_phrase_that_runs_into_the_sentence_does_not_break_off() -> None:
    samples = np.full(4800, 0.5, np.float32)
    phrase, _ = cut_out(samples, np.array([1200, 600, 3000]), CarrierPhrase((1, 2, 3), end=1, pause=1))
    assert 1200 <= len(phrase) <= 1800 + FADE_OUT
    assert np.abs(np.diff(phrase)).max() < 0.01


def test_the_cut_is_not_inside_the_phrase() -> None:
    samples = np.full(1200, 0.5, np.float32)
    samples[:600] = 0
    phrase, lengths = cut_out(samples, np.array([900, 100, 200]), CarrierPhrase((1, 2, 3), end=1, pause=1))
    assert len(phrase) == 1200 and lengths.tolist() == [1200]
    np.testing.assert_array_equal(phrase[600:1000], samples[600:1000])


def test_a_phrase_alone_is_not_cut(rng: np.random.Generator) -> None:
    samples, lengths = rng.uniform(-1, 1, 1200).astype(np.float32), np.array([600, 600])
    assert cut_out(samples, lengths, CarrierPhrase((1, 2))) == (samples, lengths)

"""Short phrases are repeated often min_phonemes, and exactly the last repetition is cut out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_kokoro.engines.kokoro.short_phrases import (
    FADE,
    MAX_REPETITIONS,
    CarrierPhrase,
    cut_out,
    pad_with_dots,
    repeat,
)
from wyoming_kokoro.engines.kokoro.vocabulary import Vocabulary

VOCABULARY = Vocabulary.published()
YES = tuple(VOCABULARY.tokens("jˈɛs"))
STOP, BLANK = VOCABULARY.tokens(". ")


def test_repetitions_are_separated_like_sentences() -> None:
    assert repeat(YES, VOCABULARY, 12).tokens == (*YES, STOP, BLANK, *YES, STOP, BLANK, *YES)


@pytest.mark.parametrize("mark", ".!?…")
def test_a_phrase_with_final_punctuation_gets_no_second_mark(mark: str) -> None:
    (end,) = VOCABULARY.tokens(mark)
    assert repeat((*YES, end), VOCABULARY, 7).tokens == (*YES, end, BLANK, *YES, end)


@given(st.lists(st.integers(1, 177), min_size=1, max_size=60), st.integers(2, 40))
def test_the_last_repetition_is_the_phrase(tokens: list[int], min_phonemes: int) -> None:
    carrier = repeat(tokens, VOCABULARY, min_phonemes)
    assert list(carrier.tokens[carrier.begin :]) == tokens
    assert carrier.begin - carrier.pause == 2
    copies = (len(carrier.tokens) - len(tokens)) // carrier.begin + 1
    assert 2 <= copies <= MAX_REPETITIONS
    assert len(carrier.tokens) >= min(min_phonemes, MAX_REPETITIONS * len(tokens))


@given(st.lists(st.integers(1, 177), min_size=1, max_size=20), st.integers(2, 40))
def test_padding_adds_only_silence_on_both_sides(tokens: list[int], min_phonemes: int) -> None:
    padding = pad_with_dots(tokens, VOCABULARY, min_phonemes)
    sides = (len(padding.tokens) - len(tokens)) // 2
    assert sides >= 2 and len(padding.tokens) >= min_phonemes
    assert list(padding.tokens[sides:-sides]) == tokens
    assert set(padding.tokens[:sides]) == set(VOCABULARY.tokens("… "))
    assert padding.begin == 0


def test_the_cut_is_at_the_quietest_point(rng: np.random.Generator) -> None:
    samples = rng.uniform(0.1, 0.2, 6000).astype(np.float32)
    samples[3000:3300] = 0.001
    phrase, lengths = cut_out(samples, np.array([2000, 600, 1400, 2000]), CarrierPhrase((1, 2, 3, 4), 1, 3))
    assert len(phrase) in range(3000 - 300, 3000 + 1)
    assert lengths.tolist() == [len(phrase)]
    assert phrase[0] == 0 and abs(phrase[FADE - 1]) <= 0.001


def test_the_cut_is_not_inside_the_repetition_before() -> None:
    samples = np.full(1200, 0.5, np.float32)
    samples[:600] = 0
    phrase, lengths = cut_out(samples, np.array([600, 0, 0, 600]), CarrierPhrase((1, 2, 3, 4), 1, 3))
    assert len(phrase) == 600 and lengths.tolist() == [600]
    np.testing.assert_array_equal(phrase[FADE:], samples[600 + FADE :])


def test_a_phrase_that_is_not_repeated_is_not_cut(rng: np.random.Generator) -> None:
    samples, lengths = rng.uniform(-1, 1, 1200).astype(np.float32), np.array([600, 600])
    assert cut_out(samples, lengths, CarrierPhrase((1, 2))) == (samples, lengths)

"""The lengths of tokens follow what is heard: blanks begin the next word, and the sound leads the model's frames."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wyoming_kokoro.engines.kokoro.heard_lengths import SOUND_LEAD, heard_lengths

BLANK, A, B, PAD = 16, 43, 44, 0


def _heard(lengths: list[int], *tokens: int) -> list[int]:
    heard: list[int] = heard_lengths(np.array(lengths), tokens, BLANK).tolist()
    return heard


def test_a_word_begins_with_its_blank_and_before_its_frames() -> None:
    heard = _heard([6000, 3000, 1800, 2400, 600], PAD, A, BLANK, B, PAD)
    assert heard == [9000 - SOUND_LEAD, 0, 4800 + SOUND_LEAD]


def test_the_silence_of_the_pads_goes_to_their_neighbours() -> None:
    assert _heard([6000, 3000, 2400, 600], PAD, A, B, PAD) == [9000 - SOUND_LEAD, 3000 + SOUND_LEAD]
    assert _heard([6000, 3000, 600], PAD, A, PAD) == [9600]


def test_several_blanks_begin_the_same_word() -> None:
    heard = _heard([6000, 3000, 600, 1200, 2400, 600], PAD, A, BLANK, BLANK, B, PAD)
    assert heard == [9000 - SOUND_LEAD, 0, 0, 4800 + SOUND_LEAD]


def test_nothing_is_heard_before_the_beginning() -> None:
    assert _heard([0, 600, 600, 600, 0], PAD, A, B, A, PAD) == [0, 1200 - SOUND_LEAD, 600 + SOUND_LEAD]


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from([BLANK, A, B])), min_size=1, max_size=30))
def test_the_sum_stays_the_same_and_no_length_is_negative(tokens: list[tuple[int, int]]) -> None:
    lengths = [3000, *(frames * 600 for frames, _ in tokens), 600]
    heard = _heard(lengths, PAD, *(token for _, token in tokens), PAD)
    assert len(heard) == len(tokens)
    assert sum(heard) == sum(lengths)
    assert min(heard) >= 0

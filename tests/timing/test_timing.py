"""Written words have their times."""

import numpy as np
import pytest

from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.speech import Delivery, Phrase, Samples, Span, Voice, WordTime
from wyoming_kokoro.timing import CLOSURE, within_sound, word_times

VOICE = Voice("af_heart", "en-US", "female", "Heart")


def test_a_written_word_has_one_time_however_many_words_are_spoken_for_it() -> None:
    spans = (Span(0, 2, "five dollars", "money"), Span(2, 3, ",", "mark"), Span(4, 7, "now", "word"))
    phonemes = "fIv dɑlɚz, nW"
    owners = (0, 0, 0, -1, 0, 0, 0, 0, 0, 1, -1, 2, 2)
    phrase = Phrase(phonemes, "five dollars, now", VOICE, Delivery(), "en-US", spans, owners)
    first, second = word_times(phrase, [100] * len(phonemes), 1000)
    assert (first.start, first.end, first.start_sample, first.end_sample) == (0, 2, 1000, 1900)
    assert (second.start, second.end, second.start_sample, second.end_sample) == (4, 7, 2100, 2300)
    assert first.phonemes == "fIv dɑlɚz" and second.phonemes == "nW"


def test_word_times_stop_at_the_last_known_phoneme_length() -> None:
    spans = (Span(0, 1, "a", "word"), Span(2, 3, "b", "word"))
    phrase = Phrase("ɐ bi", "a b", VOICE, Delivery(), "en-US", spans, (0, -1, 1, 1))
    assert [each.spoken for each in word_times(phrase, [5, 5], 0)] == ["a"]
    assert list(word_times(phrase, [], 0)) == []


def _sounding(*places: tuple[int, int]) -> Samples:
    samples = np.full(24_000, QUIET, np.float32)  # as quiet as silence can be
    for start, end in places:
        samples[start:end] = 0.2
    return samples


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 9_000, (3_000, 8_000)),  # a first word begins with its sound, after what the engine puts before it
        (3_000, 9_000, (3_000, 8_000)),
        (9_000, 16_000, (12_000 - CLOSURE, 14_000)),  # after a pause it does as well, with the closure of its t
        (12_000 - CLOSURE, 14_000, (12_000 - CLOSURE, 14_000)),  # silence before a p, t or k belongs to the word
        (15_000, 20_000, (15_000, 20_000)),  # a word of which nothing is heard stays where it is
    ],
)
def test_a_word_lasts_as_long_as_it_is_heard(start: int, end: int, expected: tuple[int, int]) -> None:
    samples = _sounding((3_000, 8_000), (12_000, 14_000))
    word = within_sound(WordTime(0, 3, "ten", start, end, "tˈɛn"), samples, max(end, 14_000))
    assert (word.start_sample, word.end_sample) == expected


def test_silence_before_a_word_without_a_closure_does_not_belong_to_it() -> None:
    samples = _sounding((3_000, 8_000), (12_000, 14_000))
    word = within_sound(WordTime(0, 3, "and", 12_000 - CLOSURE, 14_000, "ænd"), samples, 14_000)
    assert (word.start_sample, word.end_sample) == (12_000, 14_000)


def test_the_breath_after_a_word_does_not_belong_to_it() -> None:
    samples = _sounding((3_000, 8_000))
    samples[8_000:9_000] = 0.0035
    word = within_sound(WordTime(0, 3, "on", 3_000, 9_000, "ˌɔn"), samples)
    assert (word.start_sample, word.end_sample) == (3_000, 8_000)


@pytest.mark.parametrize("following", [12_000, None])
def test_what_is_heard_of_a_word_after_its_mark_has_begun_belongs_to_it(following: int | None) -> None:
    samples = _sounding((3_000, 8_000), (12_000, 14_000))
    word = within_sound(WordTime(0, 3, "open", 3_000, 6_000, "ˈOpən"), samples, following)
    assert (word.start_sample, word.end_sample) == (3_000, 8_000)


def test_silence_inside_a_word_changes_nothing() -> None:
    word = WordTime(0, 3, "one", 1_000, 9_000)
    assert within_sound(word, _sounding((1_000, 3_000), (7_000, 9_000)), 9_000) == word

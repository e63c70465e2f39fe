"""Written words have their times."""

from wyoming_kokoro.speech import Delivery, Phrase, Span, Voice
from wyoming_kokoro.timing import word_times

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

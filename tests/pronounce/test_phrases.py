"""Phrases are cut at good places, and nothing is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wyoming_kokoro.pronounce import cut_phrases
from wyoming_kokoro.speech import Delivery, Ending, Phrase, Span, Voice, Word

VOICE = Voice("af_heart", "en-US", "female", "Heart")


def words_and_spans(text: str) -> tuple[list[Word], list[Span]]:
    """Words and spans of a text in which a word sounds as it is written; marks stand at the end of words."""
    words, spans, place = [], list[Span](), 0
    for written in text.split(" "):
        for spoken, spaced in _split_marks(written):
            words.append(Word(spoken, spoken, len(spans), "ours", spaced))
            spans.append(Span(place, place + len(spoken), spoken, "word"))
            place += len(spoken)
        place += 1
    return words, spans


def _split_marks(written: str) -> list[tuple[str, bool]]:
    bare = written.rstrip(".,!?")
    marks = [(mark, False) for mark in written[len(bare) :]]
    return [(bare, True), *marks] if bare else marks


def cut(text: str, longest: int, ending: Ending = Ending.SENTENCE) -> list[Phrase]:
    words, spans = words_and_spans(text)
    return cut_phrases(
        words, spans, voice=VOICE, delivery=Delivery(speed=1.5), language="en-US", ending=ending, longest=longest
    )


def phonemes(text: str, longest: int) -> list[str]:
    return [phrase.phonemes for phrase in cut(text, longest)]


def test_a_short_text_is_one_phrase() -> None:
    (phrase,) = cut("the light is on.", 16, Ending.PARAGRAPH)
    assert phrase.phonemes == phrase.words == "the light is on."
    assert phrase.ending == Ending.PARAGRAPH
    assert (phrase.voice, phrase.delivery, phrase.language) == (VOICE, Delivery(speed=1.5), "en-US")


def test_the_end_of_a_sentence_is_the_best_cut() -> None:
    assert phonemes("one two. three four five six", 20) == ["one two.", "three four five six"]


def test_the_end_of_a_clause_is_a_better_cut_than_a_blank() -> None:
    assert phonemes("aaa bbb ccc, ddd eee fff ggg", 20) == ["aaa bbb ccc,", "ddd eee fff ggg"]


def test_parts_without_marks_have_similar_sizes() -> None:
    sizes = [len(part) for part in phonemes(" ".join(["word"] * 130), 510)]
    assert len(sizes) == 2 and max(sizes) - min(sizes) <= 10


def test_a_very_long_word_is_cut_inside() -> None:
    assert phonemes("x" * 25, 10) == ["x" * 9, "x" * 9, "x" * 7]


def test_a_stress_stays_with_its_vowel_and_length_with_its_sound() -> None:
    word = Word("x", "aaaaˈoːaaa", 0, "ours")
    parts = cut_phrases(
        [word],
        [Span(0, 1, "x", "word")],
        voice=VOICE,
        delivery=Delivery(),
        language="en",
        ending=Ending.NONE,
        longest=5,
    )
    assert [part.phonemes for part in parts] == ["aaaa", "ˈoːaaa"[:5], "a"]


def test_a_mark_stays_with_its_word() -> None:
    assert all(part[0].isalpha() for part in phonemes("aaaa, bbbb. cccc! dddd? eeee", 6))


@pytest.mark.parametrize(
    ("text", "endings"),
    [
        ("aa bb. cc dd", [Ending.SENTENCE, Ending.NONE]),
        ("aa bb, cc dd", [Ending.CLAUSE, Ending.NONE]),
        ("aaa bb cc dd", [Ending.NONE, Ending.NONE]),
    ],
)
def test_the_ending_of_a_phrase_depends_on_the_cut(text: str, endings: list[Ending]) -> None:
    assert [phrase.ending for phrase in cut(text, 6, Ending.NONE)] == endings


def test_quotes_after_a_full_stop_do_not_hide_the_full_stop() -> None:
    words = [
        Word("aaa", "aaa", 0, "ours"),
        Word(".", ".", 1, "mark", spaced=False),
        Word("”", "”", 2, "mark", spaced=False),
    ]
    spans = [Span(place, place + 1, "", "x") for place in range(4)]
    first, _ = cut_phrases(
        [*words, Word("bbb", "bbb", 3, "ours")],
        spans, voice=VOICE, delivery=Delivery(), language="en", ending=Ending.NONE, longest=6,
    )  # fmt: skip
    assert first.phonemes == "aaa.”" and first.ending == Ending.SENTENCE


def test_silent_words_are_left_out_but_their_blank_is_kept() -> None:
    words = [Word("a", "a", 0, "ours"), Word("?", "", 1, "nothing"), Word("b", "b", 2, "ours", spaced=False)]
    spans = [Span(place, place + 1, "", "x") for place in range(3)]
    (phrase,) = cut_phrases(
        words, spans, voice=VOICE, delivery=Delivery(), language="en", ending=Ending.NONE, longest=9
    )
    assert phrase.phonemes == "a b" and phrase.owners == (0, -1, 1)
    assert phrase.spans == (spans[0], spans[2])


def test_silent_words_give_no_phrase() -> None:
    assert cut("", 10) == []


TEXTS = st.lists(
    st.text("abˈː", min_size=1, max_size=30).map(lambda word: "a" + word), min_size=1, max_size=60
).flatmap(
    lambda words: st.lists(st.sampled_from(["", ".", ",", "!?"]), min_size=len(words), max_size=len(words)).map(
        lambda marks: " ".join(word + mark for word, mark in zip(words, marks, strict=True))
    )
)


@settings(deadline=None)
@given(TEXTS, st.integers(3, 80))
def test_no_phoneme_is_lost(text: str, longest: int) -> None:
    phrases = cut(text, longest)
    assert "".join(phrase.phonemes for phrase in phrases).replace(" ", "") == text.replace(" ", "")
    assert "".join(phrase.words for phrase in phrases).replace(" ", "") == text.replace(" ", "")
    assert all(0 < len(phrase.phonemes) <= longest for phrase in phrases)
    assert all(phrase.phonemes.strip() == phrase.phonemes for phrase in phrases)


@settings(deadline=None)
@given(TEXTS, st.integers(3, 80))
def test_every_phoneme_has_the_span_of_its_word(text: str, longest: int) -> None:
    for phrase in cut(text, longest):
        assert len(phrase.owners) == len(phrase.phonemes)
        for phoneme, owner in zip(phrase.phonemes, phrase.owners, strict=True):
            assert (owner == -1) == (phoneme == " ")
            if owner >= 0:
                span = phrase.spans[owner]
                assert phoneme in text[span.start : span.end]
        assert [span.start for span in phrase.spans] == sorted(span.start for span in phrase.spans)


def test_the_longest_text_of_a_request_is_cut_quickly() -> None:
    phrases = cut("word " * 4000 + "end", 510)
    assert len(phrases) == -(-len("word " * 4000 + "end") // 510)

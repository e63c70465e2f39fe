"""What is worth making ahead of time is given once for each way of speaking, the user's own sentences first."""

from wyoming_kokoro.cache import PrecomputeList, everyday
from wyoming_kokoro.cache.precompute import FREQUENT, MAX_COUNTED, MAX_FREQUENT, MAX_LENGTH


def given(book: PrecomputeList, way: str) -> list[str]:
    """All that is due."""
    sentences = []
    while (sentence := book.next(way)) is not None:
        sentences.append(sentence)
    return sentences


def test_each_sentence_is_due_once() -> None:
    book = PrecomputeList(["Dinner, children!"], ["Yes.", "No."])
    assert given(book, "kokoro") == ["Dinner, children!", "Yes.", "No."]
    assert given(book, "kokoro") == []


def test_a_change_of_voice_makes_all_sentences_due_again() -> None:
    book = PrecomputeList(daily=["Yes."])
    assert given(book, "af_heart") == ["Yes."]
    assert given(book, "af_sky") == ["Yes."]


def test_frequent_sentences_are_due_when_the_voice_changes() -> None:
    book = PrecomputeList(daily=["Yes."])
    for _ in range(FREQUENT):
        book.count(" The cat wants in. ")
    for _ in range(FREQUENT - 1):
        book.count("The dog wants out.")
    assert given(book, "") == ["Yes."]
    assert given(book, "new voice") == ["The cat wants in.", "Yes."]


def test_the_latest_frequent_sentence_comes_first() -> None:
    book = PrecomputeList()
    for text in ("One.", "Two.", "Three.", "One."):
        for _ in range(FREQUENT):
            book.count(text)
    assert given(book, "new") == ["One.", "Three.", "Two."]


def test_rare_sentences_are_not_kept_in_memory() -> None:
    book = PrecomputeList()
    book.count("A secret.")
    assert "A secret." not in repr(vars(book))


def test_two_lists_have_different_digests_for_the_same_text() -> None:
    one, two = PrecomputeList(), PrecomputeList()
    one.count("Yes.")
    two.count("Yes.")
    assert repr(vars(one)) != repr(vars(two))


def test_the_numbers_of_counts_and_of_sentences_are_limited() -> None:
    book = PrecomputeList()
    for number in range(MAX_COUNTED + MAX_FREQUENT):
        for _ in range(FREQUENT):
            book.count(f"Sentence {number}.")
    sizes = [len(value) for value in vars(book).values() if hasattr(value, "__len__")]
    assert max(sizes) == MAX_COUNTED
    assert len(given(book, "new")) == MAX_FREQUENT


def test_empty_and_long_texts_are_not_counted() -> None:
    book = PrecomputeList()
    for _ in range(FREQUENT):
        book.count("  ")
        book.count("x" * (MAX_LENGTH + 1))
        book.count("\ud800")
    assert given(book, "new") == ["\ud800"]


def test_everyday_sentences_are_short_and_unique() -> None:
    sentences = everyday("en-GB")
    assert sentences and len(set(sentences)) == len(sentences)
    assert all(sentence[-1] in ".!?" and len(sentence) < 60 for sentence in sentences)
    assert everyday("en") == sentences


def test_a_language_without_a_list_has_no_everyday_sentences() -> None:
    assert everyday("xx") == ()
    assert everyday("../../secret") == ()

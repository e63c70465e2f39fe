"""Each sentence is due once for each voice, and the user's own sentences come first."""

from wyoming_kokoro.cache import PrecomputeList, everyday
from wyoming_kokoro.cache.precompute import FREQUENT, MAX_COUNTED, MAX_FREQUENT, MAX_LENGTH


def due_sentences(precompute_list: PrecomputeList, way: str) -> list[str]:
    """Return all sentences that are due."""
    sentences = []
    while (sentence := precompute_list.next(way)) is not None:
        sentences.append(sentence)
    return sentences


def test_each_sentence_is_due_once() -> None:
    precompute_list = PrecomputeList(["Dinner, children!"], ["Yes.", "No."])
    assert due_sentences(precompute_list, "kokoro") == ["Dinner, children!", "Yes.", "No."]
    assert due_sentences(precompute_list, "kokoro") == []


def test_a_change_of_voice_makes_all_sentences_due_again() -> None:
    precompute_list = PrecomputeList(daily=["Yes."])
    assert due_sentences(precompute_list, "af_heart") == ["Yes."]
    assert due_sentences(precompute_list, "af_sky") == ["Yes."]


def test_frequent_sentences_are_due_when_the_voice_changes() -> None:
    precompute_list = PrecomputeList(daily=["Yes."])
    for _ in range(FREQUENT):
        precompute_list.count(" The cat wants in. ")
    for _ in range(FREQUENT - 1):
        precompute_list.count("The dog wants out.")
    assert due_sentences(precompute_list, "") == ["Yes."]
    assert due_sentences(precompute_list, "new voice") == ["The cat wants in.", "Yes."]


def test_the_latest_frequent_sentence_comes_first() -> None:
    precompute_list = PrecomputeList()
    for text in ("One.", "Two.", "Three.", "One."):
        for _ in range(FREQUENT):
            precompute_list.count(text)
    assert due_sentences(precompute_list, "new") == ["One.", "Three.", "Two."]


def test_rare_sentences_are_not_kept_in_memory() -> None:
    precompute_list = PrecomputeList()
    precompute_list.count("A secret.")
    assert "A secret." not in repr(vars(precompute_list))


def test_two_lists_have_different_digests_for_the_same_text() -> None:
    one, two = PrecomputeList(), PrecomputeList()
    one.count("Yes.")
    two.count("Yes.")
    assert repr(vars(one)) != repr(vars(two))


def test_the_numbers_of_counts_and_of_sentences_are_limited() -> None:
    precompute_list = PrecomputeList()
    for number in range(MAX_COUNTED + MAX_FREQUENT):
        for _ in range(FREQUENT):
            precompute_list.count(f"Sentence {number}.")
    sizes = [len(value) for value in vars(precompute_list).values() if hasattr(value, "__len__")]
    assert max(sizes) == MAX_COUNTED
    assert len(due_sentences(precompute_list, "new")) == MAX_FREQUENT


def test_empty_and_long_texts_are_not_counted() -> None:
    precompute_list = PrecomputeList()
    for _ in range(FREQUENT):
        precompute_list.count("  ")
        precompute_list.count("x" * (MAX_LENGTH + 1))
        precompute_list.count("\ud800")
    assert due_sentences(precompute_list, "new") == ["\ud800"]


def test_everyday_sentences_are_short_and_unique() -> None:
    sentences = everyday("en-GB")
    assert sentences and len(set(sentences)) == len(sentences)
    assert all(sentence[-1] in ".!?" and len(sentence) < 60 for sentence in sentences)
    assert everyday("en") == sentences


def test_a_language_without_a_list_has_no_everyday_sentences() -> None:
    assert everyday("xx") == ()
    assert everyday("../../secret") == ()

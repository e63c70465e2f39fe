"""Random SSML: no markup is spoken, and pieces give the same as the whole."""

import random

import pytest

from benchmarks.markup import damaged, document, read, spoken


@pytest.mark.parametrize("seed", range(20))
def test_the_words_of_a_document_are_read_and_nothing_else(seed: int) -> None:
    source = random.Random(seed)  # noqa: S311 -- the same documents again
    for _ in range(10):
        made = document(source)
        words = [word for word in spoken(made.text).replace(".", " ").split() if word != "\ufffc"]
        assert words == list(made.words), made.text


@pytest.mark.parametrize("seed", range(20))
def test_damaged_documents_are_the_same_in_pieces(seed: int) -> None:
    source = random.Random(seed)  # noqa: S311 -- the same documents again
    for _ in range(4):
        text = damaged(document(source).text, source)
        whole = read(text)
        for sizes in ((1,), (2, 5), (50,)):
            assert read(text, sizes) == whole, text

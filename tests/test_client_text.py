"""Text from clients is counted up to the limit and can be encoded."""

import pytest

from wyoming_kokoro.client_text import TextLimit, without_surrogates
from wyoming_kokoro.errors import BadRequest


@pytest.mark.parametrize("pieces", [("x" * 20,), ("x",) * 20, ("x" * 19, "", "x")])
def test_a_text_may_be_as_long_as_the_limit_whole_or_in_pieces(pieces: tuple[str, ...]) -> None:
    limit = TextLimit(20)
    for piece in pieces:
        limit.count(piece)
    assert limit.characters == 20
    with pytest.raises(BadRequest) as caught:
        limit.count("x")
    assert (caught.value.code, caught.value.about) == ("text_too_long", "input")


def test_the_error_names_the_field_of_the_request() -> None:
    with pytest.raises(BadRequest) as caught:
        TextLimit(1, "text").count("ab")
    assert caught.value.about == "text"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", ""), ("plain", "plain"), ("über 😀", "über 😀"), ("a\ud83db", "a b"), ("\udc00\ud83d", "  ")],
)
def test_halves_of_surrogate_pairs_become_spaces(text: str, expected: str) -> None:
    assert without_surrogates(text) == expected

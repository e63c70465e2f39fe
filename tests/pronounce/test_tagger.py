"""A word's part of speech is computed when it is needed, and does not depend on the order of requests."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from wyoming_kokoro.pronounce.tagger import SentenceTags, Tagger, english_tagger

CASES = Path(__file__).parents[1] / "text" / "cases" / "en" / "mixed.tsv"
LINES = [line.partition("\t")[0].split() for line in CASES.read_text("utf-8").splitlines()]


ORDERS: dict[str, Callable[[range], Iterable[int]]] = {
    "backwards": reversed,
    "shuffled": lambda places: random.Random(1).sample(places, len(places)),  # noqa: S311 - the same order each time
}


@pytest.mark.parametrize("order", ORDERS)
def test_tags_do_not_depend_on_the_order_of_requests(order: str) -> None:
    for words in LINES:
        from_left_to_right = list(english_tagger().tags(words))
        tags = english_tagger().tags(words)
        places = range(len(words))
        tag_of = {place: tags[place] for place in ORDERS[order](places)}
        assert [tag_of[place] for place in places] == from_left_to_right


def test_only_the_needed_tags_are_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    computed = list[int]()
    tag = Tagger.tag

    def counted(self: Tagger, words: list[str], plain: list[str], place: int, last: str, last_but_one: str) -> str:
        computed.append(place)
        return tag(self, words, plain, place, last, last_but_one)

    monkeypatch.setattr(Tagger, "tag", counted)
    tags = english_tagger().tags([*["home"] * 50, "!", "!", "run"])
    assert tags[-1]
    assert computed == [52], "two before it are certain"
    assert tags[2]
    assert computed == [52, 0, 1, 2]
    assert tags[1]
    assert len(computed) == 4, "it is known"


def test_tags_are_a_sequence() -> None:
    tags = english_tagger().tags(["the", "lamp", "is", "on"])
    assert isinstance(tags, SentenceTags)
    assert tags[1:3] == list(tags)[1:3]
    assert tags[-1] == tags[3]
    with pytest.raises(IndexError):
        tags[4]
    assert list(english_tagger().tags([])) == []

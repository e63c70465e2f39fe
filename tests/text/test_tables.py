"""The tables of words: no list has a word twice, and English has no list that no rule uses."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import wyoming_kokoro.text
from wyoming_kokoro.text.en.vocabulary import alternatives, any_of, readings, word_list
from wyoming_kokoro.text.tables import lines, table

TEXT = Path(wyoming_kokoro.text.__path__[0])
TABLES = [
    path
    for path in sorted(TEXT.glob("*/data/*"))
    if path.suffix in {".tsv", ".txt"} and path.name != "examples.tsv"  # a rule has as many examples as it likes
]
TABLES_OF_LISTS = {"nouns.tsv", "phrase_breaks.tsv", "stops.tsv", "word_lists.tsv"}
"""Tables whose rows hold the name of a list and some of its words."""
LISTS = sorted({name for name, _ in table("en", "word_lists.tsv")})


def entries(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield what may stand only once in a table."""
    for line in lines(path.parents[1].name, path.name):
        row = line.split("\t")
        if path.name in TABLES_OF_LISTS:
            yield from ((row[0], word) for word in row[1].split())
        elif path.name == "abbreviations.tsv":
            yield (row[0], *row[2:])  # an abbreviation may have another reading in another place
        else:
            yield (row[0],)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: str(path.relative_to(TEXT)))
def test_no_table_has_a_word_twice(path: Path) -> None:
    assert [entry for entry, count in Counter(entries(path)).items() if count > 1] == []


@pytest.mark.parametrize("name", LISTS)
def test_a_word_list_is_used_by_the_module_in_its_name(name: str) -> None:
    family, _, _ = name.partition(".")
    assert re.search(rf"""["']{re.escape(name)}["']""", (TEXT / "en" / f"{family}.py").read_text("utf-8"))


def test_a_list_may_have_several_rows_and_entries_of_several_words() -> None:
    assert {"Worth", "McMurray"} <= set(word_list("abbreviations.forts"))
    assert "world war" in word_list("romans.counted")
    assert re.fullmatch(rf"{any_of('romans.counted')}[ ]I", "world war I", re.VERBOSE)


def test_the_longer_of_two_words_is_preferred() -> None:
    match = re.match(alternatives(["vol", "vol.", "p"]), "vol. 5")
    assert match is not None and match[0] == "vol."


def test_a_table_maps_written_words_to_spoken_words() -> None:
    assert readings("clipped.tsv")["til"] == "until"


def test_a_table_that_does_not_exist_is_empty() -> None:
    assert table("tlh", "words.txt") == ()

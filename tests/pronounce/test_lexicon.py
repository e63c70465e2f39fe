"""misaki's lexicon, packed and looked up."""

from pathlib import Path

import pytest

from wyoming_kokoro.pronounce.lexicon import Lexicon
from wyoming_kokoro.pronounce.packed_lexicon import LexiconEntry, PackedLexicon, packed


def test_both_kinds_of_english_have_their_sounds(american: PackedLexicon, british: PackedLexicon) -> None:
    assert american.find("light") == british.find("light") == LexiconEntry("lˈIt", is_gold=True)
    assert american.find("garden") == LexiconEntry("ɡˈɑɹdən", is_gold=True)
    assert british.find("garden") == LexiconEntry("ɡˈɑːdᵊn", is_gold=True)


def test_all_entries_are_found_as_they_are_listed(american: PackedLexicon) -> None:
    listed = list(american.entries())
    assert len(listed) > 170_000
    found = [(word, american.find(word)) for word, _ in listed[::500]]
    assert [(word, entry.entry) for word, entry in found if entry] == listed[::500]


def test_words_and_names_are_found_with_or_without_a_capital(american: PackedLexicon) -> None:
    assert american.find("Thermostat") == american.find("thermostat") != None  # noqa: E711 - all three are compared
    assert american.find("elon") == american.find("Elon")
    assert american.find("Polish") != american.find("polish")


@pytest.mark.parametrize("word", ["", "zzzzzz", "\t", "\n", "漢字", "\ud800", "a\tb", "~~~", "a" * 1000])
def test_other_words_are_not_found(american: PackedLexicon, word: str) -> None:
    assert american.find(word) is None


def test_gold_hides_silver_under_both_spellings(tmp_path: Path) -> None:
    path = tmp_path / "small"
    path.write_bytes(packed({"Polish": "pˈOlɪʃ"}, {"polish": "pˈɑlɪʃ", "rest": "ɹˈɛst", "Elf": "ˈɛlf"}))
    small = PackedLexicon(path)
    assert small.find("polish") == LexiconEntry("pˈOlɪʃ", is_gold=True)
    assert small.find("Rest") == LexiconEntry("ɹˈɛst", is_gold=False)
    assert small.find("elf") == LexiconEntry("ˈɛlf", is_gold=False)
    small.close()


def test_an_entry_may_depend_on_the_part_of_speech(tmp_path: Path) -> None:
    path = tmp_path / "small"
    entry: dict[str, str | None] = {"DEFAULT": "ˌʌs", "NOUN": None}
    path.write_bytes(packed({"US": entry}, {}))
    small = PackedLexicon(path)
    assert small.find("US") == LexiconEntry(entry, is_gold=True)
    small.close()


def test_our_words_have_priority_over_misaki(american: PackedLexicon) -> None:
    lexicon = Lexicon({"joy": "ʤˈɔI", "Nabu": "nˈɑbu"}, american)
    assert lexicon.find("Joy") == LexiconEntry("ʤˈɔI", is_gold=True, is_ours=True)
    assert lexicon.find("nabu") == LexiconEntry("nˈɑbu", is_gold=True, is_ours=True)
    assert lexicon.gold("light") == "lˈIt"
    assert lexicon.gold("zzzzzz") is None


def test_without_a_packed_lexicon_our_words_are_found() -> None:
    lexicon = Lexicon({"joy": "ʤˈY"})
    assert lexicon.gold("joy") == "ʤˈY"
    assert lexicon.find("light") is None


def test_a_file_that_is_not_a_lexicon_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other"
    path.write_bytes(b"something else that is long enough to be looked at")
    with pytest.raises(ValueError, match="other is not a packed lexicon"):
        PackedLexicon(path)

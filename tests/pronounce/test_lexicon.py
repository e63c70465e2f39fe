"""misaki's lexicon, packed and looked up."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from wyoming_kokoro.pronounce.lexicon import Lexicon, LexiconEntry, PackedLexicon
from wyoming_kokoro.pronounce.pack_lexicons import VARIETIES, misaki_folder, packed, packed_name


def test_every_packed_entry_is_found(american: PackedLexicon, british: PackedLexicon, misaki: Path) -> None:
    for lexicon, variety in ((american, "us"), (british, "gb")):
        gold = json.loads((misaki / "data" / f"{variety}_gold.json").read_text("utf-8"))
        for word in [*list(gold)[::200], min(gold), max(gold)]:
            assert lexicon.find(word) == LexiconEntry(gold[word], is_gold=True)


def test_silver_entries_are_found_and_marked(american: PackedLexicon, misaki: Path) -> None:
    silver = json.loads((misaki / "data" / "us_silver.json").read_text("utf-8"))
    found = {word: american.find(word) for word in list(silver)[::500]}
    assert all(found.values())
    assert sum(not entry.is_gold for entry in found.values() if entry) > len(found) * 0.9


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
    assert not lexicon.is_complete
    assert lexicon.gold("joy") == "ʤˈY"
    assert lexicon.find("light") is None


def test_a_file_that_is_not_a_lexicon_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other"
    path.write_bytes(b"something else that is long enough to be looked at")
    with pytest.raises(ValueError, match="other is not a packed lexicon"):
        PackedLexicon(path)


@pytest.mark.slow
def test_the_packing_program_leaves_only_complete_files(tmp_path: Path, misaki: Path) -> None:
    subprocess.run([sys.executable, "-m", "wyoming_kokoro.pronounce.pack_lexicons", str(tmp_path / "new")], check=True)
    names = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert names == sorted(packed_name(variety, misaki) for variety in VARIETIES)


def test_misaki_is_found_without_being_imported() -> None:
    module = "wyoming_kokoro.pronounce.pack_lexicons"
    program = f"import sys; from {module} import misaki_folder; print(misaki_folder().name, *sys.modules)"
    found = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    name, *modules = found.stdout.split()
    assert name == "misaki"
    assert "misaki" not in modules
    assert misaki_folder() is not None

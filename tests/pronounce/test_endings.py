"""What -s, -ed and -ing do to a word's spelling and sound."""

import pytest

from wyoming_kokoro.pronounce.endings import stems_of_ed, stems_of_ing, stems_of_s, with_ed, with_ing, with_s


@pytest.mark.parametrize(
    ("stem", "american", "british"),
    [("lˈIt", "lˈIts", "lˈIts"), ("dˈɔɹ", "dˈɔɹz", "dˈɔɹz"), ("swˈɪʧ", "swˈɪʧᵻz", "swˈɪʧɪz")],
)
def test_the_sound_of_s_depends_on_the_stem(stem: str, american: str, british: str) -> None:
    assert with_s(stem, british=False) == american
    assert with_s(stem, british=True) == british


@pytest.mark.parametrize(
    ("stem", "american", "british"),
    [
        ("lˈɑk", "lˈɑkt", "lˈɑkt"),
        ("klˈOz", "klˈOzd", "klˈOzd"),
        ("ˈæd", "ˈædᵻd", "ˈædɪd"),
        ("stˈɑɹt", "stˈɑɹɾᵻd", "stˈɑɹtɪd"),
        ("pˈAnt", "pˈAntᵻd", "pˈAntɪd"),
        ("t", "tɪd", "tɪd"),
    ],
)
def test_the_sound_of_ed_depends_on_the_stem(stem: str, american: str, british: str) -> None:
    assert with_ed(stem, british=False) == american
    assert with_ed(stem, british=True) == british


@pytest.mark.parametrize(
    ("stem", "american", "british"),
    [("hˈit", "hˈiɾɪŋ", "hˈitɪŋ"), ("tˈɜɹn", "tˈɜɹnɪŋ", "tˈɜɹnɪŋ"), ("wˈIə", "wˈIəɪŋ", "wˈIəɹɪŋ")],
)
def test_ing_taps_an_american_t_and_links_a_british_r(stem: str, american: str, british: str) -> None:
    assert with_ing(stem, british=False) == american
    assert with_ing(stem, british=True) == british


def test_the_likeliest_stem_comes_first() -> None:
    assert list(stems_of_s("switches")) == ["switche", "switch"]
    assert list(stems_of_s("batteries")) == ["batterie", "battery"]
    assert list(stems_of_s("house's")) == ["house'", "house"]
    assert list(stems_of_ed("closed")) == ["close", "clos"]
    assert list(stems_of_ing("running")) == ["runn", "runne", "run"]
    assert list(stems_of_ing("closing")) == ["clos", "close"]


@pytest.mark.parametrize("word", ["as", "glass", "need", "add", "king", "ring", "bed"])
def test_short_words_have_few_stems(word: str) -> None:
    stems = [*stems_of_s(word), *stems_of_ed(word), *stems_of_ing(word)]
    assert all(len(stem) > 1 for stem in stems)

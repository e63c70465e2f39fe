"""Names of places, people, makers, medicines and athletes: our own files, the second dictionary, and parts of names."""

from pathlib import Path

import pytest

from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce.alphabet import PRIMARY, SYMBOLS
from wyoming_kokoro.pronounce.british import as_british
from wyoming_kokoro.pronounce.compounds import NAME_ENDINGS, compound_halves, name_halves
from wyoming_kokoro.pronounce.lexicon import Lexicon
from wyoming_kokoro.pronounce.name_phrases import name_phrases, sounds_of_phrases
from wyoming_kokoro.pronounce.packed_lexicon import LexiconEntry, PackedLexicon
from wyoming_kokoro.pronounce.shipped_lexicons import second_dictionary
from wyoming_kokoro.pronounce.shipped_words import MEDICINE_STEMS, NAMES, PHRASES, rows, shipped_words
from wyoming_kokoro.speech import Span

FILES = sorted(path for path in NAMES.glob("*.tsv") if path not in (PHRASES, MEDICINE_STEMS))


def sound(english: Pronunciation, text: str, language: str = "en-US") -> str:
    words = english.words([Span(0, len(word), word, "word") for word in text.split()], language)
    return " ".join(word.phonemes for word in words)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_name_has_a_sound_in_kokoros_symbols(path: Path) -> None:
    names = [name for name, _ in rows(path)]
    assert len(names) == len(set(names)) > 100, path.name
    for british in (False, True):
        words = shipped_words(british=british)
        for name in names:
            assert SYMBOLS.issuperset(words[name]), name
            assert words[name].count(PRIMARY) <= 1, name


def test_no_name_hides_an_ordinary_word_at_the_beginning_of_a_sentence(american: PackedLexicon) -> None:
    names = [name for path in FILES for name, _ in rows(path) if name[0].isupper()]
    common = {"do", "nice", "inter", "munch", "le", "villa", "pant", "will", "may", "long", "rose", "page", "hung"}
    assert not common & {name.lower() for name in names} - {"le"}
    assert len(names) > 3000
    assert american.find("lamp") is not None


def test_three_letters_in_capitals_are_no_name(english: Pronunciation) -> None:
    dictionary = english.dictionary("en-US")
    known = [word for word in ("ngo", "tse", "cui", "may", "jose", "hmm") if word in dictionary]
    assert known == ["may", "jose", "hmm"]
    assert sound(english, "Ngo") == "nˈO"


@pytest.mark.parametrize(
    ("name", "american", "british"),
    [
        ("Loughborough", "lˈʌfbəɹə", "lˈʌfbəɹə"),
        ("Guadalajara", "ɡwˌɑdələhˈɑɹə", None),
        ("Siobhan", "ʃəvˈɔn", None),
        ("O'Sullivan", "Osˈʌlɪvən", "Qsˈʌlɪvən"),
        ("McCallum", "məkˈæləm", "məkˈaləm"),
        ("Nguyen", None, None),
        ("Villaraigosa", "vˌiəɹIɡˈOsə", "vˌiːəɹIɡˈQsə"),
        ("Hubitat", "hˈʌbɪtˌæt", "hˈʌbɪtat"),
        ("rosuvastatin", "ɹOsˌuvəstˈætᵊn", "ɹQsˌuːvəstˈatᵊn"),
        ("Djokovic", "ʤˈOkəvɪʧ", "ʤˈQkəvɪʧ"),
        ("Houthis", "hˈuθiz", "hˈuːθɪz"),
    ],
)
def test_names_of_many_kinds(english: Pronunciation, name: str, american: str | None, british: str | None) -> None:
    if american:
        assert sound(english, name) == american
    if british:
        assert sound(english, name, "en-GB") == british


def test_the_second_dictionary_has_what_misaki_lacks(english: Pronunciation, american: PackedLexicon) -> None:
    second = second_dictionary(british=False)
    assert second is not None
    assert american.find("kathleen") is None
    assert second.find("Kathleen") == LexiconEntry("kæθlˈin", is_gold=False)
    assert sound(english, "Kathleen") == "kæθlˈin"
    assert sound(english, "Kathleen's") == "kæθlˈinz"
    gold_words = ("house", "lamp", "Berlin", "wanted")
    assert all(second.find(word) is None for word in gold_words)


def test_forms_of_misakis_words_are_no_names(english: Pronunciation) -> None:
    assert sound(english, "bodies") == "bˈɑdiz"
    assert sound(english, "wanted") == "wˈɑntᵻd"


def test_initials_are_not_looked_up_among_names(american: PackedLexicon) -> None:
    second = second_dictionary(british=False)
    lexicon = Lexicon({}, american, second)
    assert lexicon.find("ABA") is None
    assert lexicon.find("McCallum") is not None


def test_a_name_of_ours_does_not_hide_another_word_in_small_letters(american: PackedLexicon) -> None:
    lexicon = Lexicon({"Slough": "slˈW", "Zibble": "zˈɪbəl"}, american)
    assert lexicon.find("Slough") == LexiconEntry("slˈW", is_gold=True, is_ours=True)
    assert lexicon.find("slough") == american.find("slough")
    assert lexicon.find("zibble") == LexiconEntry("zˈɪbəl", is_gold=True, is_ours=True)


def test_the_notice_of_cmudict_is_beside_its_words() -> None:
    notice = (NAMES.parent / "cmudict-notice.txt").read_text("utf-8")
    assert "Carnegie Mellon University" in notice and "Redistributions in binary form" in notice


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Des Moines", "də mˈYn"),
        ("in Terre Haute", "ɪn tˌɛɹə hˈOt"),
        ("Houston Street", "hˈWstən stɹˈit"),
        ("Houston", "hjˈustᵊn"),
        ("Cairo , Illinois", "kˈɛɹO , ˌɪlənˈY"),
        ("Cairo", "kˈIɹO"),
    ],
)
def test_names_of_several_words(english: Pronunciation, text: str, spoken: str) -> None:
    assert sound(english, text) == spoken


def test_a_phrase_is_found_where_all_its_words_are() -> None:
    phrases = name_phrases(british=False)
    assert sounds_of_phrases(["Des", "Moines"], phrases) == {0: "də", 1: "mˈYn"}
    assert sounds_of_phrases(["Des"], phrases) == sounds_of_phrases(["Moines", "Des"], phrases) == {}
    assert list(sounds_of_phrases(["in", "Lima", ",", "Ohio"], phrases)) == [1]


@pytest.mark.parametrize(
    ("name", "halves"),
    [
        ("Bramblewick", ("Bramble", "wick")),
        ("Goldthorpe", ("Gold", "thorpe")),
        ("Fernandes", None),
        ("Beauchamp", None),
        ("Ham", None),
    ],
)
def test_names_are_split_only_into_parts_of_names(name: str, halves: tuple[str, str] | None) -> None:
    known = {"bramble", "gold", "fern", "andes", "beau", "champ"}
    assert name_halves(name, lambda part: part.lower() in known) == halves
    assert all(SYMBOLS.issuperset(ending) for ending in NAME_ENDINGS.values())


def test_prefixes_and_suffixes_are_no_halves_of_compounds() -> None:
    words = {"commend", "able", "over", "careful", "light", "strip", "snow", "leopard"}
    known, plural = words.__contains__, lambda word: word in words or word.removesuffix("s") in words
    assert compound_halves("commendable", known, plural) is None
    assert compound_halves("overcareful", known, plural) is None
    assert compound_halves("lightstrip", known, plural) == ("light", "strip")
    assert compound_halves("snowleopards", known, plural) == ("snow", "leopards")


@pytest.mark.parametrize(
    ("written", "american", "british"),
    [
        ("Carter", "kˈɑɹTəɹ", "kˈɑːtə"),
        ("Potter", "pˈɑTəɹ", "pˈɒtə"),
        ("Florence", "flˈɔɹəns", "flˈɒɹəns"),
        ("Harry", "hˈɛɹi", "hˈaɹi"),
        ("Newton", "nˈutᵊn", "njˈuːtᵊn"),
        ("radio", "ɹˈAdiˌO", "ɹˈAdɪQ"),
        ("Pearl", "pˈɜɹl", "pˈɜːl"),
        ("Romano", "ɹOmˈɑnO", "ɹQmˈɑːnQ"),
    ],
)
def test_american_sounds_become_british(written: str, american: str, british: str) -> None:
    assert as_british(american, written) == british

"""What is nearly a wake word: enough of it in every language, one sound away, and never what sounds the same."""

from collections.abc import Sequence
from functools import cache

import pytest

from wyoming_kokoro.workshop.jobs import TextReader
from wyoming_kokoro.workshop.judging.phoneme_distance import edits
from wyoming_kokoro.workshop.wake.commands import BEFORE, COMMAND, texts_of
from wyoming_kokoro.workshop.wake.japanese_words import japanese_words
from wyoming_kokoro.workshop.wake.near_phrases import NEAR, PART, PhraseWords, near_phrases
from wyoming_kokoro.workshop.wake.phrase import read_phrase
from wyoming_kokoro.workshop.wake.planning import sounds_of_language
from wyoming_kokoro.workshop.wake.sound_index import SoundIndex, SpelledWord
from wyoming_kokoro.workshop.wake.sounds import BLANK, core, split_sounds
from wyoming_kokoro.workshop.wake.variants import variants_of

WORDS = {
    "en-US": "hey katya,okay nabu,alexa,hey jarvis,computer,hey mycroft,okay house,jarvis,hello marvin,hey mifa",
    "de-DE": "hallo katja,okay nabu,alexa,hey jarvis,computer,hallo haus,sesam,guten tag anna,hey mifa,hausgeist",
    "fr-FR": "dis maison,bonjour camille,ok nabu,salut jean,ordinateur,alexa,dis lucie,bonjour maison,hé marcel,jarvis",
    "es-ES": "hola casa,oye carlos,ordenador,alexa,hola lucía,oye jarvis,buenos días casa,hola nabu,oye mipa,casa mía",
    "it-IT": "ciao casa,ehi marta,computer,alexa,ciao lucia,ok nabu,buongiorno casa,ehi jarvis,senti casa,ehi mifa",
}
LEAST_DISTINCT = 20
INDEX = SoundIndex([SpelledWord("carter", "kˈɑɹTəɹ"), SpelledWord("cat", "kˈæt"), SpelledWord("day", "dˈA")])


def bare(phonemes: str) -> str:
    """Return phonemes without stress, length and blanks, a character for each sound."""
    return "".join(core(sound) + "~" * ("\u0303" in sound) for sound in split_sounds(phonemes) if sound != BLANK)


def changes(one: str, other: str) -> int:
    """Return how many sounds are changed, added or left out."""
    letters: dict[str, str] = {}

    def row(phonemes: str) -> str:
        sounds = [sound.lstrip("ˈˌ") for sound in split_sounds(phonemes) if sound != BLANK]
        return "".join(letters.setdefault(sound, chr(0x4E00 + len(letters))) for sound in sounds)

    return edits(row(one), row(other))


@cache
def sounds(language: str, reader: TextReader) -> Sequence[str]:
    return sounds_of_language(language, reader)


@pytest.mark.parametrize("language", WORDS)
def test_ten_wake_words_have_twenty_phrases_one_sound_away_and_no_homophone(reader: TextReader, language: str) -> None:
    for word in WORDS[language].split(","):
        phrase = read_phrase(word, [], language, reader)
        own = phrase.accents[0].phrase
        found = near_phrases(own, sounds(language, reader), INDEX, phrase.readings, 0)
        keys = [bare(each.phonemes) for each in found]
        assert not set(keys) & {bare(reading) for reading in phrase.readings}, f"{word}: a homophone"
        assert len(set(keys)) == len(keys), f"{word}: a phrase twice"
        one_away = {each.phonemes for each in found if changes(own.phonemes, each.phonemes) == 1 and each.role == NEAR}
        assert len(one_away) >= LEAST_DISTINCT, f"{word}: only {len(one_away)}"


def test_every_kind_is_made_and_words_are_spelled_where_they_are_words(reader: TextReader) -> None:
    phrase = read_phrase("hey katya", [], "en-US", reader)
    found = near_phrases(phrase.accents[0].phrase, sounds("en-US", reader), INDEX, phrase.readings, 0)
    kinds = {each.kind: each for each in reversed(found)}
    assert set(kinds) == {
        "replaced", "left out", "added", "doubled", "replaced twice", "dictionary", "word", "beginning", "end",
        "swapped", "other word",
    }  # fmt: skip
    assert kinds["dictionary"].text == "day katya" and kinds["dictionary"].is_spelled and kinds["swapped"].role == PART
    assert kinds["swapped"].phonemes == "kˈɑtjə hˈA" and kinds["word"].text in {"hey", "katya"}
    assert kinds["replaced"].text == f"/{kinds['replaced'].phonemes}/" and not kinds["replaced"].is_spelled
    texts = {each.text for each in found}
    assert {"/hˈA kˈɑdjə/", "/hˈA ɡˈɑtjə/", "/hˈA kˈɑjə/"} <= texts


def test_a_spelling_that_sounds_the_same_is_left_out() -> None:
    own = PhraseWords(("hey", "katya"), ("hˈA", "kˈɑtjə"))
    homophones = SoundIndex([SpelledWord("catia", "kˈɑːtjə"), SpelledWord("hay", "hˈA"), SpelledWord("hair", "hˈɛɹ")])
    found = near_phrases(own, (), homophones, [own.phonemes, "hˈA kˈɑːtjə"], 0)
    assert not {"hey catia", "hay katya"} & {each.text for each in found}


def test_no_phrase_has_the_wake_word_within_it(reader: TextReader) -> None:
    phrase = read_phrase("okay nabu", [], "en-US", reader)
    words = SoundIndex([SpelledWord("tokay", "tOkˈA"), SpelledWord("decay", "dəkˈA")])
    found = near_phrases(phrase.accents[0].phrase, ("t", "s"), words, phrase.readings, 0)
    said = {bare(reading) for reading in phrase.readings}
    assert not [each.text for each in found if any(one in bare(each.phonemes) for one in said)]
    texts = {each.text for each in found}
    assert "decay nabu" in texts and "tokay nabu" not in texts and {"/ˌOkˈAs nˈɑbu/"} <= texts


def test_the_index_finds_what_a_plain_edit_distance_finds() -> None:
    words = [SpelledWord(sound, sound) for sound in ("kæt", "kˈɑt", "bæt", "bæts", "ɹˈæbɪt", "ə")]
    found = {(distance, word.phonemes) for distance, word in SoundIndex(words).near("kˈæt", 2)}
    bare_words = {word.phonemes: word.phonemes.replace("ˈ", "") for word in words}
    assert found == {(edits("kæt", plain), own) for own, plain in bare_words.items() if edits("kæt", plain) <= 2}
    assert next(SoundIndex(words).near("kˈæt", 2))[0] == 0 and list(SoundIndex([]).near("kæt", 2)) == []


def test_variants_differ_in_one_thing_and_the_usual_reading_comes_first() -> None:
    found = variants_of("ˌQkˈA nˈɑːbuː", "en-GB")
    assert found[0] == "ˌQkˈA nˈɑːbuː" and len(found) == len(set(found))
    assert {"ˌQkˈA nˈabuː", "ˌOkˈA nˈɑːbuː", "QkˈA nˈɑːbuː", "ˌQkˈA, nˈɑːbuː", "ˌQkˈAnˈɑːbuː"} <= set(found)
    assert "hˈalo kˈatjɑː" in variants_of("hˈaloː kˈatjɑː", "de-DE")
    assert variants_of("kˈaza", "it-IT") == ["kˈaza"]


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "hi", "ja", "zh"])
def test_every_language_of_ours_has_commands_that_no_other_has(language: str) -> None:
    commands, before = texts_of(language, COMMAND), texts_of(language, BEFORE)
    assert len(commands) >= 12 and len(before) >= 4 and len(set(commands) | set(before)) == len(commands) + len(before)


def test_words_of_japanese_are_found_by_their_sounds() -> None:
    near = {word.text: distance for distance, word in SoundIndex(japanese_words()).near("sakɯɾa", 1)}
    assert near["さくら"] == 0 and near["まくら"] == 1 and "さかな" not in near

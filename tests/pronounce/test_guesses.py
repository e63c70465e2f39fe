"""Words that no dictionary has are guessed by our own model, medicines by their stems, and by eSpeak NG last."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce.alphabet import PRIMARY, SYMBOLS
from wyoming_kokoro.pronounce.guesser import read_models, written_models
from wyoming_kokoro.pronounce.guesses import guessed_sounds
from wyoming_kokoro.pronounce.medicines import medicine_stems, stem_of
from wyoming_kokoro.speech import Span

MODEL = Path(__file__).resolve().parents[2] / "wyoming_kokoro" / "pronounce" / "data" / "guesser-en.bin"


@pytest.mark.parametrize(
    ("word", "american", "british"),
    [
        ("blenkish", "blˈɛŋkɪʃ", "blˈɛŋkɪʃ"),
        ("Harbington", "hˈɑɹbɪŋtən", "hˈɑːbɪŋtən"),
        ("Nachtmund", "nˈæktmənd", "nˈaktmənd"),
        ("unglampable", "ˌʌnɡlˈæmpəbᵊl", "ʌnɡlˈampəbᵊl"),
    ],
)
def test_invented_words_sound_as_a_reader_would_say_them(word: str, american: str, british: str) -> None:
    assert guessed_sounds([word], british=False) == [american]
    assert guessed_sounds([word], british=True) == [british]


def test_words_sound_the_same_alone_and_among_others() -> None:
    words = ["Blenkish", "Harbonton", "trelliper", "Varnhold", "zot", "Quillimore", "O'Brannagh"] * 20
    assert guessed_sounds(words, british=False) == [guessed_sounds([word], british=False)[0] for word in words]


def test_every_guess_has_one_main_stress_and_known_symbols() -> None:
    words = [
        f"{first}{middle}{last}" for first in "bdgkmst" for middle in ("ara", "oli", "ent") for last in ("n", "tor")
    ]
    for sound in guessed_sounds(words, british=False) + guessed_sounds(words, british=True):
        assert sound.count(PRIMARY) == 1 and SYMBOLS.issuperset(sound)
        assert "ɹɹ" not in sound


def test_the_possessive_of_a_guessed_name_is_formed() -> None:
    (name, possessive), (hissing,) = (
        guessed_sounds(["Varnhold", "Varnhold's"], british=False),
        guessed_sounds(["Brannox's"], british=False),
    )
    assert possessive == name + "z"
    assert hissing.endswith("sᵻz")


@pytest.mark.parametrize("word", ["", "gpa", "tmobile", "hmpf", "x1", "日本", "b" * 50, "don't"])
def test_what_is_no_word_is_left_to_espeak(word: str) -> None:
    assert guessed_sounds([word], british=False) == [""]


def test_espeak_is_the_last_resort(english: Pronunciation) -> None:
    words = english.words([Span(0, 8, "Blenkish", "word"), Span(9, 16, "tmobile", "word")], "en-US")
    assert [word.source for word in words] == ["guess", "espeak"]


def test_the_model_is_small_and_fast() -> None:
    assert MODEL.stat().st_size < 2_000_000
    program = """
import time
from wyoming_kokoro.pronounce.guesses import guessed_sounds
words = [f"mar{letter}{other}on" for letter in "bcdfghkl" for other in "aeiou"]
guessed_sounds(words[:1], british=False)
began = time.process_time()
for word in words:
    guessed_sounds([word], british=False)
print((time.process_time() - began) / len(words))
"""
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout
    assert float(printed) < 0.01, "two milliseconds on an idle machine"


def test_written_models_are_read_again() -> None:
    one = {"a": np.array([[0.5, -1.0], [0.0, 2.0]], np.float32), "b": np.array([3.0, -0.25], np.float32)}
    other = {name: -2 * table for name, table in one.items()}
    classes, read = read_models(written_models(["x", ""], [one, other]))
    assert classes == ["x", ""]
    for name, table in one.items():
        assert np.allclose(read[name].whole(), [table, -2 * table], atol=0.04)


@pytest.mark.parametrize("count", [1, 24, 25, 100])
def test_a_matrix_multiplies_any_number_of_rows(count: int, rng: np.random.Generator) -> None:
    table = {"a": rng.standard_normal((157, 96)).astype(np.float32)}
    _, read = read_models(written_models([], [table, {"a": 3 * table["a"]}]))
    matrix, rows = read["a"], rng.standard_normal((2, count, 96)).astype(np.float32)
    expected = rows @ matrix.whole().swapaxes(1, 2)
    assert np.allclose(matrix.matrix().times(rows), expected, atol=1e-3)
    some = rows[:, :, 10:40] @ matrix.whole()[:, :, 10:40].swapaxes(1, 2)
    assert np.allclose(matrix.matrix(10, 40).times(rows[:, :, 10:40]), some, atol=1e-3)


@pytest.mark.parametrize(
    ("word", "ending"),
    [
        ("pitavastatin", "stˈætᵊn"),
        ("dexlansoprazole", "ˈOpɹəzˌOl"),
        ("azilsartan", "sˈɑɹtˌæn"),
        ("moexipril", "pɹˌɪl"),
        ("bimekizumab", "ˈɪzəmˌæb"),
        ("dulaglutide", "ɡlˈutˌId"),
        ("isradipine", "ˈædəpˌin"),
        ("ertugliflozin", "ɡlɪflˈOzᵊn"),
        ("betrixaban", "ˈɪksəbˌæn"),
        ("capmatinib", "ˈætənˌɪb"),
    ],
)
def test_medicines_end_as_their_stems_do(word: str, ending: str) -> None:
    (sound,) = guessed_sounds([word], british=False)
    assert sound.endswith(ending)
    assert sound.count(PRIMARY) == 1


def test_stems_are_no_names() -> None:
    assert stem_of("Mackpril") is None
    stem = stem_of("Lovastatin")
    assert stem is not None and stem.written == "statin"
    assert all(SYMBOLS.issuperset(each.sound) and each.stressed_before in {0, 1, 2} for each in medicine_stems())

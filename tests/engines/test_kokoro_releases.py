"""Each release of Kokoro gets its own symbols, and symbols keep the places of the phonemes that they stand for."""

from dataclasses import replace
from pathlib import Path
from shutil import copy

import numpy as np
import pytest

from tests.data.make_tiny_model import TINY, expected
from tests.engines.conftest import HEART, Styles, phrase
from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions
from wyoming_kokoro.engines.kokoro.bopomofo import in_bopomofo
from wyoming_kokoro.engines.kokoro.espeak_letters import in_espeak_letters
from wyoming_kokoro.engines.kokoro.releases import RELEASES, release_of
from wyoming_kokoro.engines.kokoro.vocabulary import PAD, Vocabulary
from wyoming_kokoro.settings.kokoro_releases import AUTO, CHINESE, FIRST, RELEASE_NAMES, SECOND

ENGLISH = "ðə lˈIt ɪn ðə kˈɪʧən ɪz ˈɔn."
MANDARIN = "ʨi→ntʰjɛ→n tʰjɛ→nʨʰi↘ xə↓n xau↓."


@pytest.mark.parametrize(
    ("file", "release"),
    [
        ("model_q4.onnx", SECOND),
        ("kokoro-v1.0.int8.onnx", SECOND),
        ("my_model.onnx", SECOND),
        ("kokoro-v0_19.onnx", FIRST),
        ("kokoro-v0_19.int8.onnx", FIRST),
        ("kokoro-v1.1-zh.onnx", CHINESE),
        ("Kokoro-v1_1-zh.onnx", CHINESE),
    ],
)
def test_the_name_of_a_model_file_tells_its_release(file: str, release: str) -> None:
    assert release_of(file).name == release


def test_the_setting_wins_over_the_name() -> None:
    assert release_of("kokoro-v1.1-zh.onnx", FIRST).name == FIRST
    assert {release.name for release in RELEASES} | {AUTO} == set(RELEASE_NAMES)


def test_every_release_has_its_own_numbers_for_symbols() -> None:
    first, chinese, second = (Vocabulary.published(release_of("", name)) for name in (FIRST, CHINESE, SECOND))
    assert chinese.tokens("ㄓ十月5R/") == [23, 144, 99, 170, 34, 7]
    assert second.tokens("ㄓ十月5R/") == [PAD] * 6
    assert second.tokens("ꭧɚɥɻɤ↓→↗↘") == [23, 85, 99, 126, 140, 169, 171, 172, 173]
    assert chinese.tokens("ꭧɚɥɻɤ↓→↗↘") == [PAD] * 9
    shared = "abdefhijklmnopstuvwzæðŋɑɔəɛɜɡɪɹʃʊʌʒθˈˌː .,!?"
    assert first.tokens(shared) == second.tokens(shared) == chinese.tokens(shared)
    assert first.tokens("$ʣᵊ") == [PAD] * 3


@pytest.mark.parametrize(
    ("phonemes", "letters"),
    [
        ("kˈOkəɹO", "kˈoʊkɚɹoʊ"),
        ("lˈɛTəɹ", "lˈɛɾɚ"),
        ("nˈɜɹs", "nˈɜːs"),
        ("hˈɜɹiɪŋ", "hˈɜːɹiɪŋ"),
        ("ʤˈʌʤ bˈY nˈW sˈA mˈI", "dʒˈʌdʒ bˈɔɪ nˈaʊ sˈeɪ mˈaɪ"),
        ("nˈQ tˈiː", "nˈəʊ tˈiː"),
        ("sˈi ˈɔn hˈæpi", "sˈiː ˈɔːn hˈæpi"),
    ],
)
def test_the_first_release_reads_what_espeak_writes(phonemes: str, letters: str) -> None:
    assert "".join(symbol for symbol, _ in in_espeak_letters(phonemes)) == letters


@pytest.mark.parametrize(
    ("phonemes", "symbols"),
    [
        (MANDARIN, "ㄐ阴1ㄊ言1/ㄊ言1ㄑㄧ4/ㄏㄣ3/ㄏㄠ3."),
        ("wo↓ ʨjau↘ ma→ma, ni↓ nɤ?", "我3/ㄐ要4/ㄇㄚ1ㄇㄚ5, ㄋㄧ3/ㄋㄜ5?"),
        ("ꭧɨ→ ʦɨ↘ p pwo→ two→ ɚ↘", "ㄓ十1/ㄗㄭ4 p ㄅㄛ1/ㄉ我1/ㄦ4"),
        ("ɥe↘ ɥɛ↗n ʨy→n lwə↗n wə→ŋ ɕjʊ↗ŋ tʊ→ŋ", "月4/元2/ㄐ云1/ㄌ文2/瓮1/ㄒ用2/ㄉ中1"),
        ("i↗xwei↘ɚ xwa→ɚ", "ㄧ2ㄏ为R4/ㄏ穵R1"),
        ("tʰjɛ→na→nmə↗n", "ㄊ言1ㄢ1ㄇㄣ2"),
        ("ʨi→nwa↓n i→nɥe↘ i↘njɛ↗n xau↓nwa↓n", "ㄐ阴1万3/阴1月4/ㄧ4ㄋ言2/ㄏㄠ3ㄋ万3"),
        ("wɪː ænd hˈOm ni↓xau↓", "wɪː ænd hˈOm ㄋㄧ3ㄏㄠ3"),
        ("tu ma wi", "tu ma wi"),
    ],
)
def test_chinese_is_written_in_bopomofo(phonemes: str, symbols: str) -> None:
    assert "".join(symbol for symbol, _ in in_bopomofo(phonemes)) == symbols


@pytest.mark.parametrize("spell", [in_bopomofo, in_espeak_letters])
@pytest.mark.parametrize("phonemes", [ENGLISH, MANDARIN, "", "… ", "hˈOm ni↓xau↓"])
def test_places_are_those_of_phonemes_and_never_go_back(spell: object, phonemes: str) -> None:
    places = [place for _, place in spell(phonemes)]  # type: ignore[operator]
    assert places == sorted(places)
    assert set(places) <= set(range(len(phonemes)))


@pytest.mark.parametrize(("file", "phonemes"), [("kokoro-v0_19.onnx", ENGLISH), ("kokoro-v1.1-zh.onnx", MANDARIN)])
def test_a_model_gets_the_symbols_of_its_release(tmp_path: Path, styles: Styles, file: str, phonemes: str) -> None:
    release = release_of(file)
    engine = KokoroEngine(Path(copy(TINY, tmp_path / file)), styles)
    (piece,) = engine.render(phrase(phonemes))
    numbers = Vocabulary.published(release)
    tokens = [token for token, _ in numbers.spelled(phonemes)]
    symbols = "".join(symbol for symbol, _ in release.spelling(phonemes))
    assert tokens == numbers.tokens(symbols)
    row = styles(HEART)[len(tokens) - 1]
    np.testing.assert_allclose(piece.samples, expected([PAD, *tokens, PAD], row), atol=1e-4)
    assert piece.lengths is not None
    assert len(piece.lengths) == len(phonemes)
    assert sum(piece.lengths) == len(piece.samples)
    assert engine.capabilities.max_phonemes == 255


def test_the_release_belongs_to_the_identity_of_the_sound(tiny: Path, styles: Styles) -> None:
    options = KokoroOptions()
    identities = {KokoroEngine(tiny, styles, options=replace(options, release=name)).identity for name in RELEASE_NAMES}
    assert len(identities) == len(RELEASES)

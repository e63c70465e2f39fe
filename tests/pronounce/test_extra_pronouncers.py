"""misaki's extra pronouncers are used if they are installed, and reported if they are missing."""

import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce.alphabet import SYMBOLS
from wyoming_kokoro.pronounce.extra_pronouncers import extra_pronouncer
from wyoming_kokoro.speech import Span, Word

ESPEAK = EspeakNg.open()


@pytest.fixture(autouse=True)
def empty_pronouncer_cache() -> Iterator[None]:
    extra_pronouncer.cache_clear()
    yield
    extra_pronouncer.cache_clear()


def _words(text: str, language: str, pronunciation: Pronunciation) -> tuple[Word, ...]:
    return pronunciation.words((Span(0, len(text), text, "words.word"),), language)


class _Chinese:
    """As misaki's, with one word."""

    def __call__(self, text: str) -> tuple[str, None]:
        if text == "灯":
            raise ValueError("a fault of theirs")
        return {"客厅": ("kʰɤ↘tʰi→ŋ❓", None)}.get(text, ("❓", None))


@pytest.mark.parametrize(("language", "name"), [("zh-CN", "zh"), ("ja-JP", "ja")])
def test_a_missing_pronouncer_is_reported_when_needed_and_espeak_is_used(
    language: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, {"ja": "misaki.cutlet", "zh": "misaki.zh"}[name], None)
    pronunciation = Pronunciation(ESPEAK)
    before = pronunciation.missing
    words = _words("あ" if name == "ja" else "客厅", language, pronunciation)
    assert [word.source for word in words] == ["espeak"] and words[0].phonemes
    (reason,) = set(pronunciation.missing) - set(before)
    assert f"wyoming-kokoro[{name}]" in reason


@pytest.mark.parametrize(("python", "named"), [((3, 11, 7), False), ((3, 12, 1), False), ((3, 13, 0), True)])
def test_the_reason_names_the_python_that_misaki_needs(
    python: tuple[int, ...], *, named: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "misaki.zh", None)
    monkeypatch.setattr(sys, "version_info", python)
    reason = extra_pronouncer("zh")
    assert isinstance(reason, str)
    assert ("with Python 3.12 or 3.11" in reason) is named


def test_an_installed_pronouncer_is_used_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "misaki.zh", SimpleNamespace(ZHG2P=_Chinese))
    (word,) = _words("客厅", "zh-CN", Pronunciation(ESPEAK))
    assert (word.phonemes, word.source) == ("kʰɤ↘tʰi→ŋ", "misaki")


@pytest.mark.parametrize("text", ["你好", "灯"], ids=["unknown to it", "a fault of its own"])
def test_espeak_pronounces_words_that_the_extra_pronouncer_lacks(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "misaki.zh", SimpleNamespace(ZHG2P=_Chinese))
    (word,) = _words(text, "zh-CN", Pronunciation(ESPEAK))
    assert word.source == "espeak" and word.phonemes and SYMBOLS.issuperset(word.phonemes)


def test_japanese_has_the_alphabet_that_kokoro_was_trained_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "misaki.cutlet", SimpleNamespace(Cutlet=lambda: lambda _: ("koɲɲiʨiβa", None)))
    (word,) = _words("こんにちは", "ja-JP", Pronunciation(ESPEAK))
    assert (word.phonemes, word.source) == ("koɲɲiʨiβa", "misaki") and SYMBOLS.issuperset(word.phonemes)


def test_kanji_without_a_sound_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "misaki.cutlet", None)
    pronunciation = Pronunciation(ESPEAK)
    (kana,) = _words("です", "ja-JP", pronunciation)
    (mixed,) = _words("鯖です", "ja-JP", pronunciation)
    assert mixed.phonemes == kana.phonemes


@pytest.mark.parametrize(
    ("kanji", "kana"),
    [
        ("三百", "さんびゃく"), ("六百八", "ろっぴゃくはち"), ("三千", "さんぜん"),
        ("八千", "はっせん"), ("二十一", "にじゅういち"), ("七時", "しちじ"),
        ("四時", "よじ"), ("三十分", "さんじゅっぷん"), ("五分", "ごふん"),
        ("三分", "さんぷん"), ("九月", "くがつ"), ("二日", "ふつか"),
        ("一月一日", "いちがつついたち"), ("一日", "いちにち"), ("二十日", "はつか"), ("三人", "さんにん"),
        ("一人", "ひとり"), ("一万円", "いちまんえん"), ("零点五", "れいてんご"),
        ("二十一点五度", "にじゅういってんごど"), ("千二十五年", "せんにじゅうごねん"), ("一つ", "ひとつ"),
        ("〇三", "ぜろさん"),
    ],
)  # fmt: skip
def test_numbers_are_read_in_japanese_without_misaki(kanji: str, kana: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "misaki.cutlet", None)
    pronunciation = Pronunciation(ESPEAK)
    assert _words(kanji, "ja-JP", pronunciation)[0].phonemes == _words(kana, "ja-JP", pronunciation)[0].phonemes


def test_other_languages_have_no_extra_pronouncer() -> None:
    pronunciation = Pronunciation(ESPEAK)
    before = pronunciation.missing
    assert _words("Licht", "de", pronunciation)[0].source == "espeak"
    assert pronunciation.missing == before

"""misaki's own pronouncers are asked where they are, and missed with a word where they are not."""

import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce.alphabet import SYMBOLS
from wyoming_kokoro.pronounce.extras import extra
from wyoming_kokoro.speech import Span, Word

ESPEAK = EspeakNg.open()


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    extra.cache_clear()
    yield
    extra.cache_clear()


def _words(text: str, language: str, pronunciation: Pronunciation) -> tuple[Word, ...]:
    return pronunciation.words((Span(0, len(text), text, "words.word"),), language)


class _Chinese:
    """As misaki's, with one word."""

    def __call__(self, text: str) -> tuple[str, None]:
        if text == "灯":
            raise ValueError("a fault of theirs")
        return {"客厅": ("kʰɤ↘tʰi→ŋ❓", None)}.get(text, ("❓", None))


@pytest.mark.parametrize(("language", "name"), [("zh-CN", "zh"), ("ja-JP", "ja")])
def test_what_is_not_installed_is_told_once_it_would_be_needed_and_espeak_answers(
    language: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, f"misaki.{name}", None)
    pronunciation = Pronunciation(ESPEAK)
    before = pronunciation.missing
    words = _words("あ" if name == "ja" else "客厅", language, pronunciation)
    assert [word.source for word in words] == ["espeak"] and words[0].phonemes
    told = set(pronunciation.missing) - set(before)
    assert len(told) == 1 and f"wyoming-kokoro[{name}]" in told.pop()


def test_what_is_installed_is_asked_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "misaki.zh", SimpleNamespace(ZHG2P=_Chinese))
    (word,) = _words("客厅", "zh-CN", Pronunciation(ESPEAK))
    assert (word.phonemes, word.source) == ("kʰɤ↘tʰi→ŋ", "misaki")


@pytest.mark.parametrize("text", ["你好", "灯"], ids=["unknown to it", "a fault of its own"])
def test_what_it_does_not_know_espeak_says(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "misaki.zh", SimpleNamespace(ZHG2P=_Chinese))
    (word,) = _words(text, "zh-CN", Pronunciation(ESPEAK))
    assert word.source == "espeak" and word.phonemes and SYMBOLS.issuperset(word.phonemes)


def test_japanese_is_asked_without_the_dictionary_that_has_to_be_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def japanese(version: str) -> object:
        asked.append(version)
        return lambda _: ("koɲɲiʨiβa", None)

    monkeypatch.setitem(sys.modules, "misaki.ja", SimpleNamespace(JAG2P=japanese))
    (word,) = _words("こんにちは", "ja-JP", Pronunciation(ESPEAK))
    assert word.source == "misaki" and SYMBOLS.issuperset(word.phonemes) and asked == ["pyopenjtalk"]


def test_other_languages_need_none() -> None:
    pronunciation = Pronunciation(ESPEAK)
    before = pronunciation.missing
    assert _words("Licht", "de", pronunciation)[0].source == "espeak"
    assert pronunciation.missing == before

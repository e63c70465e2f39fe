"""Mandarin keeps its tones and Japanese its moras, as Kokoro was trained with them."""

import pytest

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce.alphabet import SYMBOLS
from wyoming_kokoro.pronounce.espeak import EspeakPronouncer

ESPEAK = EspeakPronouncer(EspeakNg.open())


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("妈", "ma→"), ("麻", "ma↗"), ("马", "ma↓"), ("骂", "ma↘"), ("吗", "ma"), ("你好", "ni↓xau↓"),
        ("天", "tʰjɛ→n"), ("爷", "je"), ("元", "ɥɛ↗n"), ("云", "y↗n"), ("月", "ɥe↘"), ("因", "i→n"), ("五", "u↓"),
        ("文", "wə↗n"), ("翁", "wə→ŋ"), ("我", "wo↓"), ("中", "ꭧʊ→ŋ"), ("吃", "ꭧʰɨ→"), ("日", "ɻɨ↘"), ("思", "sɨ→"),
        ("二", "ɚ↘"), ("绿", "ly↘"), ("用", "jʊ↘ŋ"), ("熊", "ɕjʊ↗ŋ"), ("穷", "ʨʰjʊ↗ŋ"), ("英雄", "i→ŋɕjʊ↗ŋ"),
        ("快", "kʰwai↘"), ("贵", "kwei↘"), ("酒", "ʨjou↓"), ("两", "lja↓ŋ"), ("床", "ꭧʰwa↗ŋ"), ("儿", "ɚ↗"),
    ],
)  # fmt: skip
def test_a_syllable_has_its_tone_after_its_vowel(written: str, spoken: str) -> None:
    assert ESPEAK.word(written, "zh-CN") == spoken


def test_english_within_chinese_is_english() -> None:
    assert ESPEAK.word("我用iPhone", "zh-CN") == f"wo↓ jʊ↘ŋ {ESPEAK.word('iPhone', 'en-US')}"


def test_digits_are_pronounced_in_chinese() -> None:
    assert ESPEAK.word("5", "zh-CN") == ESPEAK.word("五", "zh-CN")
    assert "tjɛ↗n" in ESPEAK.word("3.5", "zh-CN")


def test_the_most_frequent_characters_have_a_sound() -> None:
    bytes_of = [(row, cell) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF if row < 0xD7 else 0xFA)]
    common = [bytes(each).decode("gb2312") for each in bytes_of]
    assert len(common) == 3755
    spoken = {character: ESPEAK.word(character, "zh-CN") for character in common[::4]}
    assert [character for character, sound in spoken.items() if not sound] == []
    assert all(SYMBOLS.issuperset(each) and " " not in each for each in spoken.values())


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("こんにちは", "konɲiʨiha"), ("つき", "ʦɨkʲi"), ("おかあさん", "okaːsaɴ"), ("ラーメン", "ɾaːmeɴ"),
        ("ちず", "ʨizɨ"),        ("ふじさん", "ɸɯʥisaɴ"), ("わたし", "βataɕi"), ("ひと", "çito"), ("ざる", "ʣaɾɯ"),
    ],
)  # fmt: skip
def test_kana_are_moras_without_stress(written: str, spoken: str) -> None:
    assert ESPEAK.word(written, "ja-JP") == spoken

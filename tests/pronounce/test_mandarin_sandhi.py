"""The tones of 一 and 不 depend on the syllable after them."""

import pytest

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce.espeak import EspeakPronouncer
from wyoming_kokoro.pronounce.mandarin_sandhi import changed_tones

ESPEAK = EspeakPronouncer(EspeakNg.open())


@pytest.mark.parametrize(
    ("text", "tones", "changed"),
    [
        ("一盒", [1, 2], {0: 4}), ("一天", [1, 1], {0: 4}), ("一起", [1, 3], {0: 4}), ("一次", [1, 4], {0: 2}),
        ("一个", [1, 0], {0: 2}), ("一百", [1, 3], {0: 4}), ("一万", [1, 4], {0: 2}), ("一亿", [1, 4], {0: 2}),
        ("第一次", [4, 1, 4], {1: 1}), ("星期一", [1, 1, 1], {2: 1}), ("周一至", [1, 1, 4], {1: 1}),
        ("一月一日", [1, 4, 1, 4], {0: 1, 2: 1}), ("一楼", [1, 2], {0: 1}), ("一年级", [1, 2, 2], {0: 1}),
        ("一年", [1, 2], {0: 4}), ("十一个", [2, 1, 0], {1: 1}), ("一九九八", [1, 3, 3, 1], {0: 1}),
        ("统一", [3, 1], {1: 1}), ("同一个", [2, 1, 0], {1: 2}), ("一点五", [1, 3, 3], {0: 1}),
        ("一点", [1, 3], {0: 4}), ("两点一刻", [3, 3, 1, 4], {2: 2}), ("三点一四", [1, 3, 1, 4], {2: 1}),
        ("看一看", [4, 1, 4], {1: 0}), ("一", [1], {0: 1}), ("一五一十", [1, 3, 1, 2], {0: 4, 2: 4}),
        ("不是", [4, 4], {0: 2}), ("不好", [4, 3], {0: 4}), ("不来", [4, 2], {0: 4}), ("不", [4], {0: 4}),
        ("好不好", [3, 4, 3], {1: 0}), ("不一定", [4, 1, 4], {0: 4, 1: 2}),
    ],
)  # fmt: skip
def test_one_and_not_have_the_tone_of_their_place(text: str, tones: list[int], changed: dict[int, int]) -> None:
    assert changed_tones(text, tones) == changed


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("一盒", "i↘ xɤ↗"), ("一个", "i↗kɤ"), ("一月", "i→ ɥe↘"), ("不错", "pu↗ʦʰwo↘"), ("不好", "pu↘ xau↓"),
        ("一会儿", "i↗xwei↘ɚ"), ("幺", "jau→"),
    ],
)  # fmt: skip
def test_espeak_pronounces_them_so(written: str, spoken: str) -> None:
    assert ESPEAK.word(written, "zh-CN") == spoken

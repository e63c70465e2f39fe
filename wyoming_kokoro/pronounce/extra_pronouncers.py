"""misaki's pronouncers of Japanese and Chinese, if their packages are installed (the extras `ja` and `zh`)."""

import importlib
import logging
import re
import sys
import threading
from collections.abc import Callable
from functools import cache, lru_cache
from types import ModuleType
from typing import Final

from wyoming_kokoro.pronounce.alphabet import to_symbols
from wyoming_kokoro.pronounce.japanese import counted_in_kana, text_parts
from wyoming_kokoro.pronounce.mandarin_sandhi import NOT, ONE, changed_tones

_LOG = logging.getLogger(__name__)

_Speller = Callable[[str], tuple[str, object]]
"""A pronouncer of misaki: returns a text's phonemes, and its tokens if there are any."""

EXTRAS = {"ja": "Japanese", "zh": "Chinese"}
"""The languages that misaki pronounces better than eSpeak NG, if its packages are installed."""

_LAST_PYTHON = (3, 12)
"""misaki has no release for later ones."""

_CACHED_WORDS = 2048
"""Words whose sound is cached: each needs a search in a dictionary."""


class ExtraPronouncer:
    """Pronounces one language."""

    def __init__(self, language: str, speller: _Speller) -> None:
        self._language = language
        self._speller = speller
        self._lock = threading.Lock()  # misaki's dependencies are not thread-safe
        self.word = lru_cache(_CACHED_WORDS)(self._word)
        """The sound of a word; empty where it has none."""

    def _word(self, word: str) -> str:
        try:
            with self._lock:
                phonemes, _ = self._speller(word)
        except Exception as error:  # noqa: BLE001 -- code of misaki; eSpeak NG is used instead
            _LOG.debug("misaki's %s failed on a word: %s", EXTRAS[self._language], error)
            return ""
        return " ".join(to_symbols(phonemes.replace("❓", "")).split())


def _japanese_speller(module: ModuleType) -> _Speller:
    """Misaki's Japanese, which gets numbers in kana, as they sound with their counters."""
    cutlet = module.Cutlet()

    def spell(word: str) -> tuple[str, object]:
        counted = counted_in_kana(word)
        parts = text_parts(word) if counted is None else [counted]
        return " ".join(cutlet(part)[0] if isinstance(part, str) else in_katakana(part) for part in parts), None

    def in_katakana(parts: list[str]) -> str:
        return " ".join(cutlet(_katakana(part))[0].replace(" ", "") for part in parts)

    return spell


def _katakana(kana: str) -> str:
    """The same in katakana, in which no kana is taken for a particle."""
    katakana = "".join(chr(ord(sign) + _TO_KATAKANA) if "ぁ" <= sign <= "ゖ" else sign for sign in kana)
    return _LONG_VOWEL.sub("ー", katakana)


_TO_KATAKANA: Final = ord("ァ") - ord("ぁ")
_LONG_VOWEL: Final = re.compile("(?<=[ュョユヨトコソノモロ])ウ|(?<=[レセケテネメ])イ|(?<=ト)オ")


def _mandarin_speller(module: ModuleType) -> _Speller:
    """Misaki's Chinese, with the tones that 一 and 不 have in their place."""
    whole = module.ZHG2P()

    def spell(word: str) -> tuple[str, object]:
        if not _HAN.fullmatch(word) or not {ONE, NOT} & {*word}:
            return whole(word)  # type: ignore[no-any-return]
        parts = module.jieba.lcut(word)
        syllables = [module.lazy_pinyin(part, style=module.Style.TONE3, neutral_tone_with_five=True) for part in parts]
        if [*map(len, syllables)] != [*map(len, parts)]:
            return whole(word)  # type: ignore[no-any-return]
        tones = changed_tones(word, [int(one[-1]) % _LIGHT for of_part in syllables for one in of_part])
        spoken, at = [], 0
        for of_part in syllables:
            sounds = ""
            for syllable in of_part:
                tone = tones.get(at)
                sounds += module.ZHG2P.py2ipa(syllable if tone is None else f"{syllable[:-1]}{tone or _LIGHT}")
                at += 1
            spoken.append(sounds)
        return " ".join(spoken).replace("\u032f", ""), None

    return spell


_LIGHT: Final = 5
"""The number of the light tone in pinyin."""
_HAN: Final = re.compile("[\u4e00-\u9fff]+")


@cache
def extra_pronouncer(language: str) -> ExtraPronouncer | str | None:
    """The extra pronouncer of a language, or why it is missing; None for languages that have none."""
    if language not in EXTRAS:
        return None
    try:
        # Of misaki's two Japanese pronouncers, Kokoro was trained with this one; it downloads no dictionary.
        module = importlib.import_module("misaki.cutlet" if language == "ja" else "misaki.zh")
        speller = _japanese_speller(module) if language == "ja" else _mandarin_speller(module)
    except Exception:  # noqa: BLE001 -- after any error it cannot be used
        fitting = "" if sys.version_info[:2] <= _LAST_PYTHON else ", with Python 3.12 or 3.11"
        return (
            f"misaki's {EXTRAS[language]} is not installed (pip install 'wyoming-kokoro[{language}]'{fitting}), "
            "so eSpeak NG pronounces it"
        )
    return ExtraPronouncer(language, speller)

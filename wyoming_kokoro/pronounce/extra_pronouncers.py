"""misaki's pronouncers of Japanese and Chinese, if their packages are installed (the extras `ja` and `zh`)."""

import importlib
import logging
import threading
from collections.abc import Callable
from functools import cache, lru_cache

from wyoming_kokoro.pronounce.alphabet import to_symbols

_LOG = logging.getLogger(__name__)

_Speller = Callable[[str], tuple[str, object]]
"""A pronouncer of misaki: returns a text's phonemes, and its tokens if there are any."""

EXTRAS = {"ja": "Japanese", "zh": "Chinese"}
"""The languages that misaki pronounces better than eSpeak NG, if its packages are installed."""

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


@cache
def extra_pronouncer(language: str) -> ExtraPronouncer | str | None:
    """The extra pronouncer of a language, or why it is missing; None for languages that have none."""
    if language not in EXTRAS:
        return None
    try:
        # Of misaki's two Japanese pronouncers, Kokoro was trained with this one; it downloads no dictionary.
        module = importlib.import_module("misaki.cutlet" if language == "ja" else "misaki.zh")
        speller = module.Cutlet() if language == "ja" else module.ZHG2P()
    except Exception:  # noqa: BLE001 -- after any error it cannot be used
        return (
            f"misaki's {EXTRAS[language]} is not installed (pip install 'wyoming-kokoro[{language}]'), "
            "so eSpeak NG pronounces it"
        )
    return ExtraPronouncer(language, speller)

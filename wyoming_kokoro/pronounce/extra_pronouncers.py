"""misaki's own pronouncers of Japanese and Chinese, where what they need is installed (the extras `ja` and `zh`)."""

import importlib
import logging
import threading
from collections.abc import Callable
from functools import cache, lru_cache

from wyoming_kokoro.pronounce.alphabet import known

_LOG = logging.getLogger(__name__)

_Speller = Callable[[str], tuple[str, object]]
"""What misaki's pronouncers are: a text gives its phonemes, and tokens if there are any."""

EXTRAS = {"ja": "Japanese", "zh": "Chinese"}
"""The languages that misaki pronounces better than eSpeak NG does, where it can."""

_KEPT = 2048
"""Words whose sound is kept: each costs a look through a dictionary."""


class ExtraPronouncer:
    """Pronounces one language."""

    def __init__(self, language: str, speller: _Speller) -> None:
        self._language = language
        self._speller = speller
        self._lock = threading.Lock()  # what misaki uses was not made for threads
        self.word = lru_cache(_KEPT)(self._word)
        """How a word sounds; nothing where it does not know."""

    def _word(self, word: str) -> str:
        try:
            with self._lock:
                phonemes, _ = self._speller(word)
        except Exception as error:  # noqa: BLE001 -- somebody else's code; eSpeak NG answers in its place
            _LOG.debug("misaki's %s failed on a word: %s", EXTRAS[self._language], error)
            return ""
        return " ".join(known(phonemes.replace("❓", "")).split())


@cache
def extra(language: str) -> ExtraPronouncer | str | None:
    """The pronouncer of a language, why it is missing, or None for languages that need none."""
    if language not in EXTRAS:
        return None
    try:
        # Of misaki's two pronouncers of Japanese this is the one Kokoro was taught with; it fetches no dictionary.
        module = importlib.import_module("misaki.cutlet" if language == "ja" else "misaki.zh")
        speller = module.Cutlet() if language == "ja" else module.ZHG2P()
    except Exception:  # noqa: BLE001 -- whatever hinders it: it is not there
        return (
            f"misaki's {EXTRAS[language]} is not installed (pip install 'wyoming-kokoro[{language}]'), "
            "so eSpeak NG pronounces it"
        )
    return ExtraPronouncer(language, speller)

"""Finds the parts of a text that are written in another script than the voice's language, and their language."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from wyoming_kokoro.text.locale import Locale


@dataclass(frozen=True, slots=True)
class ScriptRun:
    """A part of the text in one script."""

    start: int
    end: int
    language: str | None
    """None: the voice's own."""


def is_ideographic(sign: str) -> bool:
    """Whether a character is Japanese, Chinese or Korean."""
    return "\u3040" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3"


def script_runs(text: str, locale: Locale) -> tuple[ScriptRun, ...]:
    """Divide the whole text into parts by script, in order."""
    if text.isascii() and locale.base not in _SCRIPT_OF:
        return (ScriptRun(0, len(text), None),) if text else ()
    runs: list[ScriptRun] = []
    east = "ja-JP" if _KANA.search(text) else "zh-CN"
    at = 0
    for match in _foreign(locale.base).finditer(text):
        if match.start() > at:
            runs.append(ScriptRun(at, match.start(), None))
        runs.append(ScriptRun(*match.span(), east if match.lastgroup == "east" else _TAGS[match.lastgroup or ""]))
        at = match.end()
    if at < len(text):
        runs.append(ScriptRun(at, len(text), None))
    return tuple(runs)


_SCRIPTS: Final = {
    "east": "\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    "hi": "\u0900-\u0963\u0966-\u097f",
    "ru": "\u0400-\u052f",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "ar": "\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc",
    "he": "\u0591-\u05f4",
    "ko": "\u1100-\u11ff\uac00-\ud7a3",
    "th": "\u0e01-\u0e3a\u0e40-\u0e4e",
}
_TAGS: Final = {
    **{"hi": "hi-IN", "ru": "ru-RU", "el": "el-GR", "ar": "ar", "he": "he-IL", "ko": "ko-KR", "th": "th-TH"},
    **{"latin": "en-US", "kana": "ja-JP"},
}
_SCRIPT_OF: Final = {
    "ja": "east",
    "zh": "east",
    "hi": "hi",
    "ru": "ru",
    "el": "el",
    "ar": "ar",
    "he": "he",
    "ko": "ko",
}
"""Languages written in another script than the Latin one."""
_BETWEEN: Final = (
    r"""(?:[\s\d.,:;!?…'"()«»“”。、，！？；：「」।%-]|°[CF]?)"""  # characters that may be inside a run of one script
)
_NUMBER_BEFORE: Final = r"(?:(?<![\w.,/:-])\d[\d.,/:]{0,20}(?<=\d))?"
_NUMBER_AFTER: Final = r"(?:\d[\d.,/:]{0,20}(?<=\d)(?:%|°[CF]?)?(?![\w]))?"
"""Digits next to a word belong to it: 5月, 第3."""
_KANAS: Final = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
_KANA: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa]")


@cache
def _foreign(base: str) -> re.Pattern[str]:
    """A pattern for runs of every script but the language's own; a single Greek letter is a sign."""
    own = _SCRIPT_OF.get(base)
    shapes = [
        rf"(?P<{name}>{_NUMBER_BEFORE}[{signs}]{'{2}' if name == 'el' else ''}[{signs}]*+"
        rf"(?>(?:(?>{_BETWEEN}{{1,8}})[{signs}]++)*){_NUMBER_AFTER})"
        for name, signs in _SCRIPTS.items()
        if name != own
    ]
    if base == "zh":
        shapes.append(rf"(?P<kana>[{_KANAS}](?:[{_SCRIPTS['east']}]*[{_KANAS}])?)")
    if own:
        shapes.append(
            r"(?P<latin>(?<![\d°%µμA-Za-zÀ-ɏ])(?<![\d.][ ])(?<![A-Za-z][./])"
            r"[A-Za-zÀ-ɏ]++(?>(?:[ '’.,:/@&+_-]{1,3}+[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9]*+|[./@_-][0-9]++)*))"
        )
    return re.compile("|".join(shapes))

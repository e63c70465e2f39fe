"""Language tags: Kokoro's letters for languages, comparing tags, and finding a language in a voice's name."""

import re
from collections.abc import Mapping
from typing import Final

KOKORO_LETTERS: Final[Mapping[str, str]] = {
    "a": "en-US",
    "b": "en-GB",
    "e": "es-ES",
    "f": "fr-FR",
    "h": "hi-IN",
    "i": "it-IT",
    "j": "ja-JP",
    "p": "pt-BR",
    "z": "zh-CN",
}
"""The language for each letter with which Kokoro abbreviates one: the first letter of its voices' names."""

FINE_TUNED_LETTERS: Final[Mapping[str, str]] = {"d": "de-DE"}
"""Letters of languages that Kokoro itself lacks, with which voices of fine-tuned models begin."""

HOME_ASSISTANT_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
"""The tags that Home Assistant compares with its user's language: language, script and region, nothing else."""

_CURRENT_CODES = {"no": "nb", "iw": "he", "in": "id", "cmn": "zh"}
"""The code in use for each outdated or equivalent one."""

_KOKORO_NAME = re.compile(rf"[{''.join(KOKORO_LETTERS)}][fm]_")
_PIPER_NAME = re.compile(r"([a-z]{2,3})[_-]([A-Z]{2})(?![A-Za-z])")


def base(tag: str) -> str:
    """The language alone, by its current code: nb for no-NO."""
    first = tag.replace("_", "-").partition("-")[0].lower()
    return _CURRENT_CODES.get(first, first)


def is_same(one: str, other: str) -> bool:
    """Whether two tags name the same language, script and region."""
    return base(one) == base(other) and _after_language(one) == _after_language(other)


def is_same_base(one: str, other: str) -> bool:
    """Whether two tags name the same language, of whatever region."""
    return base(one) == base(other)


def language_in_name(name: str) -> str | None:
    """The language that a voice's name tells: by Kokoro's first letter, or by a tag in front as in Piper's names."""
    if _KOKORO_NAME.match(name):
        return KOKORO_LETTERS[name[0]]
    match = _PIPER_NAME.match(name)
    return f"{match[1]}-{match[2]}" if match else None


def _after_language(tag: str) -> str:
    return tag.replace("_", "-").partition("-")[2].lower()

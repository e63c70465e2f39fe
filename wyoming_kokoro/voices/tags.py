"""Tags of languages: which are meant by one another."""

import re

WELL_FORMED = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
"""What Home Assistant matches with its user's language: language, script and region, nothing else."""

_SAME = {"no": "nb", "iw": "he", "in": "id", "cmn": "zh"}


def base(tag: str) -> str:
    """The language alone, by its newest code: nb for no-NO."""
    first = tag.replace("_", "-").partition("-")[0].lower()
    return _SAME.get(first, first)


def same(one: str, other: str) -> bool:
    """Whether two tags name the same language, script and region."""
    return base(one) == base(other) and _rest(one) == _rest(other)


def in_name(name: str) -> str | None:
    """The language that a voice's name speaks of: Kokoro's first letter, or the tag in front as in Piper's names."""
    if re.match("[abefhijpz][fm]_", name):
        return KOKORO[name[0]]
    match = re.match(r"([a-z]{2,3})[_-]([A-Z]{2})(?![A-Za-z])", name)
    return f"{match[1]}-{match[2]}" if match else None


KOKORO = {
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
"""What the first letter of a Kokoro voice's name stands for."""


def _rest(tag: str) -> str:
    return tag.replace("_", "-").partition("-")[2].lower()

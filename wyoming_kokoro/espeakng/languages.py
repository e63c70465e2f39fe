"""The languages of eSpeak NG: one file of its data each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class EspeakLanguage:
    """A language of eSpeak NG."""

    tag: str
    """The first tag in eSpeak NG's file, in the usual letters: en-US, fa-Latn, vi-VN-x-south."""
    name: str
    file: Path
    priorities: tuple[tuple[str, int], ...]
    """Every tag it answers to, in small letters; the lowest number wins."""

    @property
    def base(self) -> str:
        """The language without script and region."""
        return self.tag.partition("-")[0]


def read_languages(folder: Path) -> tuple[EspeakLanguage, ...]:
    """Return every language of the data folder, sorted by tag."""
    files = (file for file in sorted((folder / "lang").rglob("*")) if file.is_file())
    languages = (language for file in files if (language := _read_language(file, folder)))
    return tuple(sorted(languages, key=lambda language: (language.tag, language.name)))


def nearest(tag: str, languages: tuple[EspeakLanguage, ...]) -> EspeakLanguage | None:
    """Return the language for a tag: for all of it, else with parts left off at its end, else of the same base."""
    base, separator, rest = tag.replace("_", "-").lower().partition("-")
    base = _CURRENT_CODES.get(base, base)
    for candidate in _shorter_and_shorter(base + separator + rest):
        matches = [
            (priority, language.tag, language)
            for language in languages
            for name, priority in language.priorities
            if name == candidate
        ]
        if matches:
            return min(matches, key=lambda match: match[:2])[2]
    return next((language for language in languages if language.base == base), None)


_CURRENT_CODES = {"iw": "he", "in": "id", "ji": "yi"}
"""Codes of languages that have been replaced and that clients still send."""

_DEFAULT_PRIORITY = 5
"""What eSpeak NG assumes for a language line without a number."""

_REGION_LENGTH = 2


def _shorter_and_shorter(tag: str) -> Iterator[str]:
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


def _read_language(file: Path, folder: Path) -> EspeakLanguage | None:
    lines = [line.partition("//")[0].split() for line in file.read_text("utf-8").splitlines()]
    values = {line[0]: line[1:] for line in lines if line}
    priorities = [
        (tag.lower(), int(number[0]) if number else _DEFAULT_PRIORITY)
        for tag, *number in (line[1:] for line in lines if line[:1] == ["language"])
    ]
    if not priorities:
        return None
    # A few languages have a voice file, but no dictionary: they cannot say a word.
    dictionary = values.get("dictionary", [priorities[0][0].partition("-")[0]])[0]
    if not (folder / f"{dictionary}_dict").is_file():
        return None
    return EspeakLanguage(_usual_case(priorities[0][0]), " ".join(values.get("name", [])), file, tuple(priorities))


def _usual_case(tag: str) -> str:
    """Return a tag with its script as Latn and its region as US; parts after an x stay as they are."""
    language, *others = tag.split("-")
    private = False
    parts = [language]
    for part in others:
        private = private or len(part) == 1
        if private:
            parts.append(part)
        elif re.fullmatch("[a-z]{4}", part):
            parts.append(part.title())
        else:
            parts.append(part.upper() if len(part) == _REGION_LENGTH else part)
    return "-".join(parts)

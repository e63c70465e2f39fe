"""Which languages eSpeak NG has: one file of its data each."""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class EspeakLanguage:
    """A language of eSpeak NG."""

    tag: str
    """As eSpeak NG's file says it first, in the usual letters: en-US, fa-Latn, vi-VN-x-south."""
    name: str
    file: Path
    ranks: tuple[tuple[str, int], ...]
    """Every tag it answers to, in small letters; the lower number is asked first."""

    @property
    def base(self) -> str:
        """The language without script and region."""
        return self.tag.partition("-")[0]


def read(folder: Path) -> tuple[EspeakLanguage, ...]:
    """Every language of the data folder, in the order of their tags."""
    found = (_language(file, folder) for file in sorted((folder / "lang").rglob("*")) if file.is_file())
    return tuple(sorted((each for each in found if each), key=lambda each: (each.tag, each.name)))


def nearest(tag: str, languages: tuple[EspeakLanguage, ...]) -> EspeakLanguage | None:
    """The language for a tag: as it stands, else with less behind it, else any that shares its first part."""
    first, separator, rest = tag.replace("_", "-").lower().partition("-")
    first = _NOW_WRITTEN.get(first, first)
    wanted = first + separator + rest
    while wanted:
        claims = [(rank, each.tag, each) for each in languages for name, rank in each.ranks if name == wanted]
        if claims:
            return min(claims, key=lambda claim: claim[:2])[2]
        wanted = wanted.rpartition("-")[0]
    return next((each for each in languages if each.base == first), None)


_NOW_WRITTEN = {"iw": "he", "in": "id", "ji": "yi"}
"""Codes of languages that have been replaced and are still sent."""

_DEFAULT_RANK = 5
"""What eSpeak NG takes for a language line without a number."""


def _language(file: Path, folder: Path) -> EspeakLanguage | None:
    lines = [line.partition("//")[0].split() for line in file.read_text("utf-8").splitlines()]
    says = {line[0]: line[1:] for line in lines if line}
    ranks = [
        (tag.lower(), int(rank[0]) if rank else _DEFAULT_RANK)
        for tag, *rank in (line[1:] for line in lines if line[:1] == ["language"])
    ]
    if not ranks:
        return None
    # A few languages have a file and nothing else: a voice without words.
    dictionary = says.get("dictionary", [ranks[0][0].partition("-")[0]])[0]
    if not (folder / f"{dictionary}_dict").is_file():
        return None
    return EspeakLanguage(_usual(ranks[0][0]), " ".join(says.get("name", [])), file, tuple(ranks))


def _usual(tag: str) -> str:
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
            parts.append(part.upper() if len(part) == 2 else part)  # noqa: PLR2004
    return "-".join(parts)

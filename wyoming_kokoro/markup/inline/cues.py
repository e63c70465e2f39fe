"""Sounds and gestures that are written beside the words, such as (laughs), and what becomes of them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from wyoming_kokoro.markup.options import CueMode
from wyoming_kokoro.markup.style import Style
from wyoming_kokoro.markup.tables import rows
from wyoming_kokoro.speech import Delivery, GivenReading, Treatment

MAX_WORDS = 6
"""Words of a cue: "takes a long and deep breath"."""

_SOUNDS: Mapping[str, tuple[str, float]] = {"breath": ("həː", 0.2), "sigh": ("hˈɑːː", 0.25), "gasp": ("hˈʌ", 0.25)}
"""The sounds that a voice can make by whispering them: phonemes, and a volume of -12 to -14 decibels."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*['’]?")
_CONTENT = re.compile(r"[^\W\d_][^\W\d_'’ ,.!…-]*(?:[ ,.!…'’-]+[^\W\d_'’ ,.!…-]+)*[ .!…]*")


@dataclass(frozen=True, slots=True)
class WrittenCue:
    """A sound or a gesture."""

    name: str
    only_in_brackets: bool
    words: Mapping[str, str] = field(compare=False)
    """The word that may be spoken for it, by the language; "" is for the others."""
    sound: str
    """The sound that may be made for it; empty if there is none."""

    @property
    def rule(self) -> str:
        """What an explanation shows as the rule."""
        return f"cue.{self.name.replace(' ', '_')}"

    def said(self, mode: CueMode, language: str) -> tuple[GivenReading, Style]:
        """Return how it is read, and in which style."""
        if mode == "words" and (word := self.words.get(language) or self.words.get("")):
            return GivenReading("alias", word, rule=self.rule), Style()
        if mode == "sounds" and self.sound:
            phonemes, volume = _SOUNDS[self.sound]
            return GivenReading("misaki", phonemes, rule=self.rule), Style(
                Delivery(effect="whisper"), Treatment(volume)
            )
        return GivenReading("silent", rule=self.rule), Style()


def cue_called(content: str, *, in_brackets: bool = True) -> tuple[WrittenCue, str] | None:
    """Return the cue that a text is, and the language of its words; None where it is anything more than a cue."""
    if not _CONTENT.fullmatch(content):
        return None
    words = [word[0] for word in _WORD.finditer(content.lower().replace("’", "'"))]
    if not 0 < len(words) <= MAX_WORDS:
        return None
    forms = [_forms().get(tuple(part)) or _forms().get(_without_beside(part)) for part in _parts(words)]
    found = [form for form in forms if form is not None]
    if not found or len(found) < len(forms) or (found[0].only_in_brackets and not in_brackets):
        return None
    return found[0], _language(words)


def may_become_cue(content: str) -> bool:
    """Return whether a text may be the beginning of a cue."""
    words = _WORD.findall(content.lower().replace("’", "'"))
    if len(words) > MAX_WORDS or not re.fullmatch(
        r"[^\W\d_]?[^\W\d_'’ ,.!…-]*(?:[ ,.!…'’-]+[^\W\d_'’ ,.!…-]*)*", content
    ):
        return False
    if words and content[-1:].isalpha():
        last = words.pop()
        at = bisect_left(_vocabulary(), last)
        if at == len(_vocabulary()) or not _vocabulary()[at].startswith(last):
            return False
    return all(word in _known() for word in words)


@cache
def written_cues() -> Mapping[WrittenCue, tuple[str, ...]]:
    """Return every cue with its forms, the blanks between their words as they are written."""
    cues: dict[WrittenCue, tuple[str, ...]] = {}
    for name, where, spoken, sound, written in rows("cues.tsv"):
        parts = (each.rpartition(":") for each in spoken.split())
        cue = WrittenCue(name, where == "brackets", {language: word for language, _, word in parts}, sound)
        cues[cue] = tuple(form.replace("_", " ") for form in written.split())
    return cues


def _parts(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words between "and"."""
    part: list[str] = []
    for word in (*words, "and"):
        if word not in _beside()["joined"]:
            part.append(word)
        elif part:
            yield part
            part = []


def _without_beside(words: Sequence[str]) -> tuple[str, ...]:
    beside = _beside()
    return tuple(word for word in words if not any(word in beside[kind] for kind in ("articles", "people", "manners")))


def _language(words: Sequence[str]) -> str:
    """Return the language whose words can be spoken for a cue of these words; empty for English and unknown ones."""
    return next((language for language, some in _typical().items() if some.intersection(words)), "")


@cache
def _typical() -> Mapping[str, frozenset[str]]:
    """Return words that only one of the languages with own words has."""
    return {
        language: frozenset(words.split())
        for language, words in (
            ("es", "ríe ríen risa risas riendo risita risilla jiji suelta"),
            ("it", "ride ridono risata risate ridendo ridacchia ridacchiando risatina"),
        )
    }


@cache
def _beside() -> Mapping[str, frozenset[str]]:
    return {row[0]: frozenset(row[1].split()) for row in rows("cue_words.tsv")}


@cache
def _forms() -> Mapping[tuple[str, ...], WrittenCue]:
    """Return the cue of each form, and of each form without the words that may stand beside it."""
    forms: dict[tuple[str, ...], WrittenCue] = {}
    for cue, written in written_cues().items():
        for each in written:
            form = tuple(each.split())
            forms.setdefault(form, cue)
            if len(form) > 1 and len(bare := _without_beside(form)) > 1:
                forms.setdefault(bare, cue)
    return forms


@cache
def _known() -> frozenset[str]:
    beside = (word for kind in _beside().values() for word in kind)
    return frozenset({*beside, *(word for form in _forms() for word in form)})


@cache
def _vocabulary() -> tuple[str, ...]:
    return tuple(sorted(_known()))

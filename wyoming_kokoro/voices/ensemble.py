"""Chooses voices for a conversation that are easy to tell apart, by how alike they were measured to be."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from wyoming_kokoro.speech import Voice
from wyoming_kokoro.voices.catalogue import Catalogue
from wyoming_kokoro.voices.language_tags import base

ALIKE = 80
"""Percent of similarity from which on two voices are not used for one conversation: one voice with other words has
about 92, two voices of one language and gender between 60 and 90."""

_SAME_GENDER, _OTHER_GENDER = 79, 60
"""Percent for voices that were not measured: the user's own, and eSpeak NG's."""

_WORST_GRADE = "Z"


class VoiceSimilarity:
    """How alike the published voices sound, in percent."""

    def __init__(self, percent: Mapping[str, Mapping[str, int]]) -> None:
        self._percent = percent

    @classmethod
    def load(cls, folder: Path) -> "VoiceSimilarity":
        """Read the table that is shipped."""
        return _read(folder / "similarity.json")

    def knows(self, voice: Voice) -> bool:
        """Return whether a voice was measured: the published ones were."""
        return voice.name in self._percent

    def percent(self, one: Voice, other: Voice) -> int:
        """Return how alike two voices are; a blend is like its largest part."""
        if one.styles and one.styles == other.styles:
            return 100
        known = self._percent.get(_largest_part(one), {}).get(_largest_part(other))
        if known is not None:
            return known
        return 100 if one.name == other.name else _SAME_GENDER if one.gender == other.gender else _OTHER_GENDER


def every_voice(_: Voice) -> bool:
    """Say that a voice can be chosen."""
    return True


def another_voice(
    catalogue: Catalogue,
    like: Voice,
    taken: Sequence[Voice],
    similarity: VoiceSimilarity,
    available: Callable[[Voice], bool] = every_voice,
) -> Voice:
    """Return a voice of the same language that is not like those that are taken; the same for the same ones.

    Those that are not available come last: another voice would have to speak in the place of each of them. Genders
    alternate, and good voices come first. Where all are alike to one that is taken, it is the least alike.
    """
    free = [
        voice for voice in catalogue.listed() if similarity.knows(voice) and base(voice.language) == base(like.language)
    ]
    free = [voice for voice in free if voice.name not in {each.name for each in taken}] or [
        voice for voice in catalogue.listed() if not voice.remote
    ]
    last = taken[-1].gender if taken else None

    def order(voice: Voice) -> tuple[object, ...]:
        alike = max((similarity.percent(voice, each) for each in taken), default=0)
        return (
            not available(voice),
            alike >= ALIKE,
            alike if alike >= ALIKE else 0,
            voice.gender == last,
            voice.language != like.language,
            _grade(voice),
            alike,
            voice.name,
        )

    return min(free, key=order)


def _grade(voice: Voice) -> int:
    """Return the letter of a voice's grade as a number; voices of a lower one sound worse."""
    return ord((voice.grade or _WORST_GRADE)[:1])


def _largest_part(voice: Voice) -> str:
    return max(voice.styles, key=lambda part: part[1])[0] if voice.styles else voice.name


@cache
def _read(path: Path) -> VoiceSimilarity:
    table = json.loads(path.read_text("utf-8"))
    names = table["voices"]
    return VoiceSimilarity({name: dict(zip(names, row, strict=True)) for name, row in table["percent"].items()})

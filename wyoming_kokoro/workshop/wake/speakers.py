"""Who says a wake word: voices, blends of two and voices of providers, each in one part of the data set only."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.speech import Voice
from wyoming_kokoro.voices import Catalogue
from wyoming_kokoro.voices.language_tags import base
from wyoming_kokoro.workshop.datasets import PUBLISHED_BLENDS, SPLITS
from wyoming_kokoro.workshop.datasets.splitting import VoiceGroup, assign

WEIGHTS = (0.2, 0.35, 0.5, 0.65, 0.8)
"""Of the first voice of a blend."""
TRAIN, VALIDATION, TEST = SPLITS


@dataclass(frozen=True, slots=True)
class WakeSpeaker:
    """A voice or a blend, and the part of the data set that it is in."""

    voice: str
    language: str
    """Its own."""
    part: str
    provider: str = ""
    reads_words: bool = False
    """Whether it reads words, not phonemes."""


def chosen_voices(names: str, language: str, catalogue: Catalogue) -> list[Voice]:
    """Return the voices that are asked for: names, languages, or all; without any those of the language.

    BadRequest where there is none.
    """
    listed = [voice for voice in catalogue.listed() if not voice.remote and voice.name not in PUBLISHED_BLENDS]
    found: dict[str, Voice] = {}
    for name in [name.strip() for name in names.split(",") if name.strip()] or [base(language)]:
        if name == "all":
            some = [voice for voice in listed if voice.styles]
        else:
            some = [voice for voice in listed if name in (voice.language, base(voice.language))]
            some = [voice for voice in some if voice.styles] or some
        if not some and names.strip():
            some = [catalogue.find(name)]
        found.update((voice.name, voice) for voice in some)
    if not found:
        raise BadRequest(
            f"No voice speaks {language}; --voices all lets voices of other languages say it.", about="language"
        )
    return list(found.values())


def parts_of(voices: Sequence[Voice], shares: Sequence[float], holdout: Iterable[str], seed: int) -> dict[str, str]:
    """Return the part of each voice: by language, so that each accent is in each part if there are enough voices.

    Voices that are held out are in the test alone.
    """
    held = set(holdout)
    parts = {voice.name: TEST for voice in voices if voice.name in held or voice.remote.partition("/")[0] in held}
    languages = dict.fromkeys(voice.language for voice in voices)
    for language in languages:
        names = [voice.name for voice in voices if voice.language == language and voice.name not in parts]
        groups = [VoiceGroup((name,), 1.0) for name in names]
        parts.update(_in_each_part(assign(groups, shares, seed), shares))
    return parts


def _in_each_part(parts: dict[str, str], shares: Sequence[float]) -> dict[str, str]:
    """Move a voice into each part that is to have some and has none, as long as the largest part has two more."""
    for part, share in zip(reversed(SPLITS), reversed(shares), strict=True):
        names = {each: [name for name, own in parts.items() if own == each] for each in SPLITS}
        largest = max(SPLITS, key=lambda each: len(names[each]))
        if share and not names[part] and len(names[largest]) > 1:
            parts[names[largest][-1]] = part
    return parts


def speakers_of(voices: Sequence[Voice], parts: dict[str, str]) -> list[WakeSpeaker]:
    """Return the voices as speakers."""
    return [
        WakeSpeaker(voice.name, voice.language, parts[voice.name], voice.remote.partition("/")[0], not voice.styles)
        for voice in voices
    ]


def blends_of(voices: Sequence[Voice], parts: dict[str, str], count: int, seed: int) -> list[WakeSpeaker]:
    """Return so many blends of two voices, both in the same part and of the same language, as far as there are so many.

    Each part has as many as it has pairs among all.
    """
    single = [voice for voice in voices if voice.styles and len(voice.styles) == 1]
    pairs = [
        (one, other)
        for one, other in combinations(single, 2)
        if parts[one.name] == parts[other.name] and one.language == other.language
    ]
    every = [(one, other, weight) for one, other in pairs for weight in WEIGHTS]
    chance = random.Random(f"{seed} blends")  # noqa: S311 -- a choice of blends
    chosen = sorted(chance.sample(range(len(every)), min(count, len(every))))
    return [
        WakeSpeaker(f"{one.name}*{weight:g} + {other.name}*{1 - weight:.3g}", one.language, parts[one.name])
        for one, other, weight in (every[place] for place in chosen)
    ]

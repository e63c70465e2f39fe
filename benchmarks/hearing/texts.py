"""The texts that are spoken to be judged, in sets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.voices import Catalogue
from wyoming_kokoro.workshop.judging.prompts import LANGUAGE, all_prompts

DATA = Path(__file__).parents[1] / "data"
VOICE = "af_heart"
SHORT_VOICES = ("af_heart", "af_bella", "am_michael", "am_fenrir", "bf_emma", "bm_george")
OTHER_VOICES = frozenset({"af"})
"""Published voices that script/real-kokoro does not bring."""


@dataclass(frozen=True, slots=True)
class Item:
    """A text to be spoken by a voice."""

    key: str
    """The name of its files."""
    kind: str
    """Its class: numbers, questions..."""
    text: str
    voice: str
    language: str


def prompts() -> list[Item]:
    """Return a hundred prompts in ten classes, in one voice."""
    return [Item(each.key, each.kind, each.text, VOICE, LANGUAGE) for each in all_prompts()]


def quiet() -> list[Item]:
    """Return every fifth prompt: what is compared sample by sample, without noise."""
    return prompts()[::5]


def short() -> list[Item]:
    """Return thirty short texts in six voices."""
    return [
        Item(f"{number:02}-{voice}", kind, text, voice, language_of(voice))
        for number, (kind, text) in enumerate(_rows("short.tsv"), 1)
        for voice in SHORT_VOICES
    ]


def voices() -> list[Item]:
    """Return a sentence for each voice, in its language."""
    sentences = dict(_rows("voices.tsv"))
    return [
        Item(voice, language, sentences[language], voice, language)
        for voice, language in _languages().items()
        if voice not in OTHER_VOICES
    ]


def long() -> list[Item]:
    """Return the long text."""
    return [Item("long", "long", (DATA / "long.txt").read_text("utf-8").strip(), VOICE, "en-US")]


SETS = {"prompts": prompts, "quiet": quiet, "short": short, "voices": voices, "long": long}
"""The sets by name."""


def language_of(voice: str) -> str:
    """Return the language of a published voice."""
    return _languages()[voice]


@cache
def _languages() -> dict[str, str]:
    return {voice.name: voice.language for voice in Catalogue.load(voices_folder()).listed()}


def _rows(name: str) -> Iterator[tuple[str, str]]:
    for line in (DATA / name).read_text("utf-8").splitlines():
        kind, _, text = line.partition("\t")
        yield kind, text


def classes(items: Sequence[Item]) -> list[str]:
    """Return the classes of items, in order."""
    return list(dict.fromkeys(item.kind for item in items))

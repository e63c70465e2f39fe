"""Sentences that are made in parts by the published model sound like one run: as long, without pauses and clicks."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from tests.model.conftest import OpenedOnce
from wyoming_kokoro.engines.kokoro import KokoroEngine
from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import RATE, Delivery, Phrase, Piece, Samples, Utterance, WordTime
from wyoming_kokoro.studio import Studio

pytestmark = [pytest.mark.model, pytest.mark.slow]

SENTENCES = {
    "bm_george": "The heating in the living room starts at six o'clock tomorrow because it will be cold in the "
    "morning.",
    "af_heart": "When the sun goes down, the lights in the garden go on by themselves, and the blinds are closed with "
    "a delay.",
}
PAUSE = 0.06
HALF_A_PAUSE = 0.03
NEAR = 0.08
"""Seconds from the border of two words within which a pause belongs to it."""


@dataclass(frozen=True, slots=True)
class RecordingEngine(OpenedOnce):
    """Remembers which phrases were rendered."""

    phrases: list[Phrase] = field(default_factory=list)

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        self.phrases.append(phrase)
        return self.engine.render(phrase, again=again)


@dataclass(frozen=True, slots=True, eq=False)
class InParts:
    """A sentence in parts, and in one run."""

    samples: Samples
    words: tuple[WordTime, ...]
    phrases: tuple[Phrase, ...]
    one_run: Samples

    @property
    def joins(self) -> Iterator[tuple[int, bool]]:
        """Where two parts meet, and whether a mark is written there."""
        for phrase in self.phrases[1:]:
            start = phrase.extent[0]
            at = next(number for number, word in enumerate(self.words) if word.start >= start)
            middle = (self.words[at - 1].end_sample + self.words[at].start_sample) // 2
            yield middle, not phrase.before.rstrip()[-1].isalpha()


@pytest.fixture(scope="module", params=["complete", "word by word"])
def spoken(
    request: pytest.FixtureRequest,
    split_engine: KokoroEngine,
    shared_data: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[InParts]:
    """The sentences as a listener hears them."""
    paths = Paths(tmp_path_factory.mktemp("joins"), shared_data)
    return asyncio.run(_all_spoken(split_engine, paths, arrives=request.param != "complete"))


async def _all_spoken(split_engine: KokoroEngine, paths: Paths, *, arrives: bool) -> list[InParts]:
    engine = RecordingEngine(split_engine)
    settings: dict[str, object] = {"cache.precompute": False, "cache.memory_megabytes": 0, "downloads.enabled": False}
    settings["speech.normalize_loudness"] = False
    studio = await Studio.open(load(paths, settings, {}), engine=engine)
    try:
        return [await _spoken(studio, engine, text, voice, arrives=arrives) for voice, text in SENTENCES.items()]
    finally:
        await studio.close()


async def _spoken(studio: Studio, engine: RecordingEngine, text: str, voice: str, *, arrives: bool) -> InParts:
    async def arriving() -> AsyncIterator[str]:
        for word in text.split(" "):
            yield f"{word} "

    engine.phrases.clear()
    utterance = Utterance("" if arrives else text, Delivery(voice))
    blocks = [block async for block in studio.speak(utterance, arriving() if arrives else None)]
    words = tuple(word for block in blocks for word in block.words)
    phrases = tuple(engine.phrases)
    last = phrases[-1]
    sentence = replace(last, phonemes=last.sentence, before="", after="", starts_with_pause=False)
    (whole,) = await asyncio.to_thread(list, engine.engine.render(sentence))
    return InParts(np.concatenate([block.samples for block in blocks]), words, phrases, whole.samples)


def test_they_are_as_long_as_in_one_run(spoken: list[InParts]) -> None:
    assert all(len(each.phrases) > 1 for each in spoken)
    in_parts, whole = (
        sum(map(_sounding, sounds)) for sounds in ([each.samples for each in spoken], [each.one_run for each in spoken])
    )
    assert in_parts == pytest.approx(whole, rel=0.02)


def test_there_is_no_pause_where_parts_meet_without_a_mark_and_one_run_has_none(spoken: list[InParts]) -> None:
    for each in spoken:
        later = _first_sound(each.one_run) - _first_sound(each.samples)
        for join, marked in each.joins:
            pause = _longest_silence(each.samples, join, NEAR)
            assert marked or pause < max(PAUSE, _longest_silence(each.one_run, join + later, 2 * NEAR) + HALF_A_PAUSE)


def test_there_is_no_click_where_parts_meet(spoken: list[InParts]) -> None:
    for each in spoken:
        largest = np.abs(np.diff(each.one_run)).max()
        for join, _ in each.joins:
            around = each.samples[join - round(NEAR * RATE) : join + round(NEAR * RATE)]
            assert np.abs(np.diff(around)).max() <= 1.2 * largest


def _sounding(samples: Samples) -> int:
    """The samples from the first sound to the last."""
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    return int(loud[-1] - loud[0])


def _first_sound(samples: Samples) -> int:
    return int(np.flatnonzero(np.abs(samples) > QUIET)[0])


def _longest_silence(samples: Samples, middle: int, near: float) -> float:
    """The longest silence around a sample, in seconds."""
    around = samples[max(middle - round(near * RATE), 0) : middle + round(near * RATE)]
    loud = np.flatnonzero(np.abs(around) > QUIET)
    return int(np.diff(loud, prepend=0, append=len(around)).max()) / RATE

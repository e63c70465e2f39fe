"""Several listeners at once, on a machine whose speed and time are simulated: who waits, and who hears a gap."""

import asyncio
import re
from collections.abc import AsyncIterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from tests.simulated import (
    ALONE,
    LONG_TEXT,
    SHARED,
    SHORT_TEXT,
    SimulatedLoop,
    SimulatedStudio,
    at_once,
    simulate,
    texts,
)
from wyoming_kokoro.scheduler import NEWCOMER_MAX_WAIT


@pytest.fixture(autouse=True)
def unblocked() -> None:
    """The loop is not watched here: what runs on threads elsewhere runs in it."""


@pytest.mark.parametrize("apart", [0.0, 0.3, 0.7, 2.0])
@pytest.mark.parametrize("text", [SHORT_TEXT, LONG_TEXT], ids=["short", "long"])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_four_listeners_hear_no_gap(tmp_path: Path, count: int, text: str, apart: float) -> None:
    listeners = at_once(tmp_path, texts(text, count), apart)
    assert [each.gaps for each in listeners] == [()] * count
    assert max(each.first for each in listeners) < 2  # a long sentence of each of two others


@pytest.mark.parametrize("text", [SHORT_TEXT, LONG_TEXT], ids=["short", "long"])
@pytest.mark.parametrize("apart", [0.0, 0.7])
def test_eight_listeners_hear_no_gap_on_a_machine_fast_enough_for_almost_eight(
    tmp_path: Path, text: str, apart: float
) -> None:
    listeners = at_once(tmp_path, texts(text, 8), apart, shared=0.27)
    assert [each.gaps for each in listeners] == [()] * 8
    assert max(each.first for each in listeners) < NEWCOMER_MAX_WAIT + 2


def test_the_first_sound_is_soon_even_with_too_many_listeners(tmp_path: Path) -> None:
    listeners = at_once(tmp_path, texts(SHORT_TEXT, 8))
    assert max(each.first for each in listeners) < NEWCOMER_MAX_WAIT + 2


def test_new_listeners_get_their_first_sound_in_order_of_arrival(tmp_path: Path) -> None:
    listeners = at_once(tmp_path, texts(SHORT_TEXT, 4), apart=0.05)
    moments = [each.first + 0.05 * number for number, each in enumerate(listeners)]
    assert moments == sorted(moments)


def _rendered_phrases(folder: Path, text: str, alone: float, **settings: object) -> list[str]:
    """What the engine is given for a text, on a machine of that speed."""

    async def main(loop: SimulatedLoop) -> list[str]:
        simulated = await SimulatedStudio.open(loop, folder, alone, 2 * alone, **settings)
        listeners = await simulated.listen(text)
        await simulated.studio.close()
        assert listeners.gaps == () or alone >= 1
        return simulated.engine.rendered

    return simulate(main)


def _written(words: str) -> str:
    return re.sub(r" ([,.])", r"\1", words)


TWO = (
    "The heating in the living room starts at six o'clock tomorrow. "
    "If it gets colder than it is now, it will go on earlier, and I will tell you about it in the morning."
)


def test_a_slower_machine_cuts_a_text_into_more_phrases(tmp_path: Path) -> None:
    counts = [len(_rendered_phrases(tmp_path, TWO, alone)) for alone in (0.05, 0.3, 0.6, 0.9)]
    assert counts == sorted(counts) and counts[0] < counts[-1]


def test_sentences_stay_whole_on_a_fast_machine(tmp_path: Path) -> None:
    text = " ".join(texts(LONG_TEXT, 1))
    made = [_written(words) for words in _rendered_phrases(tmp_path, text, 0.05)]
    sentences = re.split(r"(?<=\.) ", text)
    assert made[0] != sentences[0] and " ".join(made[:2]) == sentences[0] and made[2:] == sentences[1:]


def test_a_sentence_cached_whole_is_not_rendered_again(tmp_path: Path) -> None:
    async def main(loop: SimulatedLoop) -> None:
        simulated = await SimulatedStudio.open(loop, tmp_path, 0.05, 0.1, **{"cache.memory_megabytes": 64})
        first, second = re.split(r"(?<=\.) ", TWO)
        await simulated.listen(f"{first} {second}")
        assert len(simulated.engine.rendered) == 3  # the first sentence comes in two parts
        await simulated.listen(second)
        await simulated.listen(f"{first} {second}")
        assert len(simulated.engine.rendered) == 3
        await simulated.studio.close()

    simulate(main)


def test_cached_speech_does_not_wait_for_rendering(tmp_path: Path) -> None:
    async def main(loop: SimulatedLoop) -> None:
        simulated = await SimulatedStudio.open(loop, tmp_path, 1.0, 2.0, **{"cache.memory_megabytes": 64})
        await simulated.listen("Good night.")
        others = [asyncio.create_task(simulated.listen(text)) for text in texts(SHORT_TEXT, 4)]
        await asyncio.sleep(0.1)
        assert (await simulated.listen("Good night.")).first == pytest.approx(0, abs=0.001)
        await asyncio.gather(*others)
        await simulated.studio.close()

    simulate(main)


def test_idle_jobs_wait_while_a_request_is_spoken(tmp_path: Path) -> None:
    async def main(loop: SimulatedLoop) -> list[str]:
        simulated = await SimulatedStudio.open(loop, tmp_path, 0.5, 1.0)
        turns, made = simulated.studio._scheduler, simulated.engine.rendered

        def chore(number: int) -> None:
            made.append(f"prepared {number}")
            loop.spend(2.0)

        async def prepare() -> None:
            for number in range(3):
                await turns.when_idle(partial(chore, number))

        preparing = asyncio.create_task(prepare())
        await asyncio.sleep(1)
        listeners = await simulated.listen("Good night to everybody.")
        assert listeners.first < 2.0 + 1.5  # one run of each core, and its own
        await preparing
        await simulated.studio.close()
        return made

    assert simulate(main) == ["prepared 0", "Good night to everybody.", "prepared 1", "prepared 2"]


def test_streamed_text_is_spoken_without_a_gap(tmp_path: Path) -> None:
    async def main(loop: SimulatedLoop) -> None:
        simulated = await SimulatedStudio.open(loop, tmp_path, ALONE, SHARED)

        async def arriving(text: str) -> AsyncIterator[str]:
            for word in text.split():
                await asyncio.sleep(0.1)
                yield f"{word} "

        listeners = await asyncio.gather(
            *(simulated.listen("", arriving=arriving(text)) for text in texts(LONG_TEXT, 2))
        )
        assert all(each.gaps == () and each.first < 2 for each in listeners)
        await simulated.studio.close()

    simulate(main)


def test_simulated_time_passes_only_during_sleep_and_work() -> None:
    async def main(loop: SimulatedLoop) -> list[float]:
        moments = [loop.time()]
        for wait, work in pairwise((0.0, 2.0, 3.0)):
            await asyncio.sleep(wait)
            await loop.run_in_executor(None, loop.spend, work)
            moments.append(loop.time())
        return moments

    assert simulate(main) == [0.0, 2.0, 7.0]

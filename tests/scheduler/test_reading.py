"""Texts that are read and not spoken: whose turn it is, and how many there may be."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.scheduler import MAX_READINGS, MAX_READINGS_OF_CALLER, Reading, Scheduler
from wyoming_kokoro.scheduler.reading import MAX_SECONDS


class _WorkClock:
    """Time that passes only where work is done."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def work(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def work_clock() -> _WorkClock:
    return _WorkClock()


@pytest.fixture
async def scheduler(work_clock: _WorkClock) -> AsyncGenerator[Scheduler, None]:
    made = Scheduler(1, 3, work_clock)
    yield made
    made.close()


async def test_callers_share_the_time_whatever_they_send(scheduler: Scheduler, work_clock: _WorkClock) -> None:
    order: list[str] = []

    async def read(caller: str, seconds: float, pages: int) -> None:
        with Reading(scheduler, caller) as reading:
            for _ in range(pages):
                await reading.page(lambda: work_clock.work(seconds))
                order.append(caller)

    await asyncio.gather(read("slow", 1.0, 3), read("slow", 1.0, 3), read("quick", 0.1, 6))
    assert order.index("quick") < 3
    assert order[:9].count("quick") == 6


async def test_a_caller_has_a_limited_number_of_texts(scheduler: Scheduler) -> None:
    readings = [Reading(scheduler, "one") for _ in range(MAX_READINGS_OF_CALLER)]
    for reading in readings:
        reading.__enter__()
    with pytest.raises(Unavailable), Reading(scheduler, "one"):
        pass
    with Reading(scheduler, "another"):
        pass
    readings[0].__exit__()
    with Reading(scheduler, "one"):
        pass


async def test_all_callers_together_have_a_limited_number_of_texts(scheduler: Scheduler) -> None:
    for number in range(MAX_READINGS):
        Reading(scheduler, f"caller {number}").__enter__()
    with pytest.raises(Unavailable), Reading(scheduler, "one more"):
        pass


async def test_a_text_that_takes_too_long_is_given_up(scheduler: Scheduler, work_clock: _WorkClock) -> None:
    with Reading(scheduler, "one") as reading:
        await reading.page(lambda: work_clock.work(MAX_SECONDS + 1))
        with pytest.raises(BadRequest, match="too long to read"):
            await reading.page(lambda: None)


async def test_a_server_that_stops_reads_nothing_more(scheduler: Scheduler) -> None:
    scheduler.close()
    with Reading(scheduler, "one") as reading, pytest.raises(Unavailable):
        await reading.page(lambda: None)

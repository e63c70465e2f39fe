"""Whose turn it is."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator

import pytest

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.scheduler import (
    NEWCOMER_MAX_WAIT,
    SHORT,
    SHORT_WHEN_OVERLOADED,
    Listener,
    PlaybackBuffer,
    Scheduler,
)
from wyoming_kokoro.scheduler.priority import LONG_TEXT_DELAY, SHORT_TEXT_MAX_WAIT
from wyoming_kokoro.studio.read_ahead import read_ahead


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
async def scheduler(clock: _Clock) -> AsyncGenerator[Scheduler, None]:
    made = Scheduler(1, 3, clock)
    yield made
    made.close()


def _joined_listener(scheduler: Scheduler) -> Listener:
    listener = Listener(scheduler)
    listener.join()
    return listener


class _Gate:
    """Holds the only thread until it is opened, so that what comes meanwhile has to queue."""

    def __init__(self) -> None:
        self._open = threading.Event()

    def wait(self) -> None:
        self._open.wait(10)

    def open(self) -> None:
        self._open.set()


async def _order(scheduler: Scheduler, *jobs: tuple[str, Listener]) -> list[str]:
    """In which order those are served who want something while the only thread is busy."""
    order: list[str] = []
    gate, other = _Gate(), _joined_listener(scheduler)
    holding = asyncio.create_task(other.make(gate.wait))
    await asyncio.sleep(0)
    tasks = [
        asyncio.create_task(listener.make(lambda name=name: order.append(name)))  # type: ignore[misc]
        for name, listener in jobs
    ]
    await asyncio.sleep(0)
    other.leave()
    gate.open()
    await asyncio.gather(holding, *tasks)
    return order


async def test_new_listeners_come_first_and_then_the_listener_with_the_shortest_buffer(
    scheduler: Scheduler,
) -> None:
    rich, poor, new = _joined_listener(scheduler), _joined_listener(scheduler), _joined_listener(scheduler)
    rich.deliver(9)
    poor.deliver(SHORT + 1)
    assert await _order(scheduler, ("rich", rich), ("poor", poor), ("new", new)) == ["new", "poor", "rich"]


async def test_a_listener_with_a_short_buffer_precedes_a_new_listener_up_to_a_maximum_wait(
    scheduler: Scheduler, clock: _Clock
) -> None:
    short, new = _joined_listener(scheduler), _joined_listener(scheduler)
    short.deliver(SHORT / 2)
    assert await _order(scheduler, ("new", new), ("short", short)) == ["short", "new"]
    clock.now = NEWCOMER_MAX_WAIT
    assert await _order(scheduler, ("short", short), ("new", new)) == ["new", "short"]


async def test_a_new_listener_with_a_short_text_precedes_those_with_longer_ones_that_came_shortly_before(
    scheduler: Scheduler, clock: _Clock
) -> None:
    long, short = _joined_listener(scheduler), Listener(scheduler)
    clock.now += LONG_TEXT_DELAY / 2
    short.join(has_short_text=True)
    assert await _order(scheduler, ("long", long), ("short", short)) == ["short", "long"]
    short.leave()
    clock.now += LONG_TEXT_DELAY
    later = Listener(scheduler)
    later.join(has_short_text=True)
    assert await _order(scheduler, ("later", later), ("long", long)) == ["long", "later"], "nobody waits without end"


async def test_a_new_listener_with_a_short_text_waits_less_for_those_near_a_gap(
    scheduler: Scheduler, clock: _Clock
) -> None:
    heard, new = _joined_listener(scheduler), Listener(scheduler)
    new.join(has_short_text=True)
    clock.now = SHORT_TEXT_MAX_WAIT
    heard.deliver(SHORT / 2)
    assert await _order(scheduler, ("heard", heard), ("new", new)) == ["new", "heard"]


@pytest.mark.parametrize(("supplied", "order"), [(2.0, ["heard", "new"]), (3.0, ["new", "heard"])])
async def test_under_overload_new_listeners_wait_until_the_buffers_of_others_are_longer(
    clock: _Clock, supplied: float, order: list[str]
) -> None:
    scheduler = Scheduler(1, 3, clock, lambda: supplied)
    heard, new = _joined_listener(scheduler), _joined_listener(scheduler)
    heard.deliver((SHORT + SHORT_WHEN_OVERLOADED) / 2)
    third = _joined_listener(scheduler)
    assert await _order(scheduler, ("new", new), ("heard", heard)) == order
    third.leave()
    scheduler.close()


async def test_idle_jobs_run_one_at_a_time_while_there_are_no_listeners(clock: _Clock) -> None:
    scheduler = Scheduler(2, 3, clock)
    listener = _joined_listener(scheduler)
    doing: list[str] = []
    gate = _Gate()

    def first() -> None:
        doing.append("first")
        gate.wait()

    idle = [asyncio.create_task(scheduler.when_idle(work)) for work in (first, lambda: doing.append("second"))]
    await listener.make(lambda: None)
    await asyncio.sleep(0.02)
    assert doing == []
    listener.leave()
    while not doing:  # noqa: ASYNC110 -- a thread has no event for the loop
        await asyncio.sleep(0.001)
    await asyncio.sleep(0.02)
    assert doing == ["first"]
    await _joined_listener(scheduler).make(lambda: None)
    gate.open()
    await idle[0]
    assert doing == ["first"] and not idle[1].done()
    scheduler.close()
    await asyncio.gather(*idle, return_exceptions=True)


async def test_a_listener_can_request_its_next_phrase_before_another_listener_starts(scheduler: Scheduler) -> None:
    order: list[str] = []
    poor, rich = _joined_listener(scheduler), _joined_listener(scheduler)
    poor.deliver(1)
    rich.deliver(9)

    async def twice() -> None:
        for _ in range(2):
            await poor.make(lambda: order.append("poor"))

    both = asyncio.create_task(twice()), asyncio.create_task(rich.make(lambda: order.append("rich")))
    await asyncio.gather(*both)
    assert order == ["poor", "poor", "rich"]


async def test_reading_text_does_not_wait_for_rendering(scheduler: Scheduler) -> None:
    listener, gate = _joined_listener(scheduler), _Gate()
    holding = asyncio.create_task(listener.make(gate.wait))
    await asyncio.sleep(0)
    assert await listener.read(lambda: "read") == "read"
    assert not holding.done() and scheduler.working == 1
    gate.open()
    await holding
    assert scheduler.idle


async def test_a_text_waiting_for_its_dictionary_does_not_delay_another_text(scheduler: Scheduler) -> None:
    slow, quick, gate = _joined_listener(scheduler), _joined_listener(scheduler), _Gate()
    waiting = asyncio.create_task(slow.read(gate.wait))
    await asyncio.sleep(0)
    assert await quick.read(lambda: "read") == "read"
    assert not waiting.done()
    gate.open()
    await waiting


async def test_a_playback_buffer_has_the_remaining_seconds_and_the_number_of_listeners(
    scheduler: Scheduler, clock: _Clock
) -> None:
    listener, other = _joined_listener(scheduler), _joined_listener(scheduler)
    assert await listener.make(listener.buffer) == PlaybackBuffer(0.0, 1, 1)
    listener.deliver(3)
    clock.now = 1.0
    both = await asyncio.gather(other.make(other.buffer), listener.make(listener.buffer))
    assert list(both) == [PlaybackBuffer(0.0, 1, 1), PlaybackBuffer(2.0, 1, 1)]
    assert (
        PlaybackBuffer(0, 5, 2).together,
        PlaybackBuffer(0, 5, 2).share,
        PlaybackBuffer(0, 1, 2).together,
        PlaybackBuffer(0, 1, 2).share,
    ) == (2, 2.5, 1, 1)


async def test_too_many_waiting_listeners_are_refused_until_a_place_is_free(scheduler: Scheduler) -> None:
    waiting = [_joined_listener(scheduler) for _ in range(3)]
    with pytest.raises(Unavailable) as refused:
        _joined_listener(scheduler)
    assert refused.value.code == "queue_full"
    waiting[0].deliver(1)
    _joined_listener(scheduler)
    waiting[1].leave()
    waiting[1].leave()
    _joined_listener(scheduler)
    with pytest.raises(Unavailable):
        _joined_listener(scheduler)


async def test_a_job_cancelled_in_the_queue_never_starts(scheduler: Scheduler) -> None:
    started: list[str] = []
    gate = _Gate()
    listener = _joined_listener(scheduler)
    holding = asyncio.create_task(listener.make(gate.wait))
    await asyncio.sleep(0)
    leaving = asyncio.create_task(_joined_listener(scheduler).make(lambda: started.append("left")))
    await asyncio.sleep(0)
    leaving.cancel()
    gate.open()
    await holding
    await listener.make(lambda: None)
    assert started == []


async def test_an_error_is_raised_to_its_caller_and_the_next_job_runs(scheduler: Scheduler) -> None:
    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await _joined_listener(scheduler).make(fail)
    assert await _joined_listener(scheduler).make(lambda: 5) == 5


async def test_a_closed_scheduler_refuses_jobs_and_listeners(scheduler: Scheduler) -> None:
    listener = _joined_listener(scheduler)
    scheduler.close()
    with pytest.raises(Unavailable):
        await listener.make(lambda: None)
    with pytest.raises(Unavailable):
        _joined_listener(scheduler)


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("last", [False, True])
async def test_items_of_an_iterator_are_returned_in_order(scheduler: Scheduler, known: bool, last: bool) -> None:  # noqa: FBT001 -- cases
    items = [(1, False), (2, last)]
    assert [item async for item in _joined_listener(scheduler).each(iter(items), cached=known)] == [1, 2]


async def test_no_item_is_requested_after_the_last(scheduler: Scheduler) -> None:
    def make() -> Iterator[tuple[int, bool]]:
        yield 1, True
        raise AssertionError

    assert [item async for item in _joined_listener(scheduler).each(make())] == [1]


async def test_an_iterator_abandoned_between_two_items_is_closed(scheduler: Scheduler) -> None:
    closed: list[bool] = []

    def make() -> Iterator[tuple[int, bool]]:
        try:
            yield 1, False
            yield 2, False
        finally:
            closed.append(True)

    items = _joined_listener(scheduler).each(make())
    await anext(items)
    await items.aclose()
    assert closed == [True]


async def test_an_iterator_abandoned_while_a_thread_runs_it_is_closed_by_that_thread(scheduler: Scheduler) -> None:
    closed: list[str] = []
    gate, inside = _Gate(), threading.Event()

    def make() -> Iterator[tuple[int, bool]]:
        try:
            inside.set()
            gate.wait()
            yield 1, False
            yield 2, False
        finally:
            closed.append(threading.current_thread().name)

    listener = _joined_listener(scheduler)

    async def get_one_item() -> int:
        return await anext(listener.each(make()))

    taking = asyncio.create_task(get_one_item())
    await asyncio.to_thread(inside.wait, 10)
    taking.cancel()
    await asyncio.gather(taking, return_exceptions=True)
    assert closed == []
    gate.open()
    await listener.make(lambda: None)
    assert len(closed) == 1 and closed[0].startswith("maker")


async def _count(to: int, made: list[int], closed: list[bool]) -> AsyncGenerator[int, None]:
    try:
        for number in range(to):
            made.append(number)
            yield number
    finally:
        closed.append(True)


@pytest.mark.parametrize(("most", "together"), [(1, [0, 1]), (2.5, [0, 1, 2, 3])])
async def test_read_ahead_is_limited_and_closing_it_closes_the_source(most: float, together: list[int]) -> None:
    made: list[int] = []
    closed: list[bool] = []
    items = read_ahead(_count(100, made, closed), lambda: most)
    assert await anext(items) == 0
    for _ in range(20):
        await asyncio.sleep(0)
    assert made == together
    await items.aclose()
    assert closed == [True] and made == together


async def test_read_ahead_asks_for_its_limit_again_after_each_item() -> None:
    made: list[int] = []
    limits = [5.0]
    items = read_ahead(_count(100, made, []), lambda: limits[0])
    assert await anext(items) == 0
    for _ in range(20):
        await asyncio.sleep(0)
    assert made == list(range(6))
    limits[0] = 1.0
    for expected in range(1, 6):
        assert await anext(items) == expected
        await asyncio.sleep(0)
        assert made == list(range(max(6, expected + 2)))
    await items.aclose()


async def test_read_ahead_returns_all_items_in_order_and_then_the_error() -> None:
    async def source() -> AsyncGenerator[int, None]:
        yield 1
        yield 2
        raise ValueError("end")

    got: list[int] = []
    items = read_ahead(source())
    got += [await anext(items), await anext(items)]
    with pytest.raises(ValueError, match="end"):
        await anext(items)
    assert got == [1, 2]


async def test_the_scheduler_is_quiet_when_no_job_was_requested_for_some_time(clock: _Clock) -> None:
    scheduler = Scheduler(1, 3, clock)
    quiet = asyncio.create_task(scheduler.quiet(0.02))
    await scheduler.when_idle(lambda: None)
    clock.now = 0.01
    listener = _joined_listener(scheduler)
    await listener.make(lambda: None)
    listener.leave()
    clock.now = 0.025
    await asyncio.sleep(0.05)
    assert not quiet.done()
    clock.now = 0.031
    await asyncio.wait_for(quiet, 20)
    scheduler.close()

"""Whose turn it is."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator

import numpy as np
import pytest

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.speech import RATE, Piece
from wyoming_kokoro.turns import Turns, ahead


def _second(number: float = 1.0) -> Piece:
    return Piece(np.full(round(RATE * number), 0.5, np.float32))


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
async def turns(clock: _Clock) -> AsyncGenerator[Turns, None]:
    made = Turns(1, 3, clock)
    yield made
    made.close()


class _Door:
    """Holds the only thread until it is opened, so that what comes meanwhile has to queue."""

    def __init__(self) -> None:
        self._open = threading.Event()

    def wait(self) -> None:
        self._open.wait(10)

    def open(self) -> None:
        self._open.set()


async def test_a_first_sound_goes_before_everybodys_later_ones_and_then_who_runs_dry_first(turns: Turns) -> None:
    order: list[str] = []
    rich, poor, new = turns.join(), turns.join(), turns.join()
    rich.give(_second(9))
    poor.give(_second(1))
    door = _Door()
    holding = asyncio.create_task(poor.make(door.wait))
    await asyncio.sleep(0)
    others = [
        asyncio.create_task(listener.make(lambda name=name: order.append(name)))  # type: ignore[misc]
        for name, listener in (("rich", rich), ("poor", poor), ("new", new))
    ]
    idle = asyncio.create_task(turns.when_idle(lambda: order.append("idle")))
    await asyncio.sleep(0)
    assert turns.queue == 4 and not turns.idle
    door.open()
    await asyncio.gather(holding, idle, *others)
    assert order == ["new", "poor", "rich", "idle"]
    assert turns.idle


async def test_too_many_newcomers_are_refused_and_places_come_free(turns: Turns) -> None:
    waiting = [turns.join() for _ in range(3)]
    with pytest.raises(Unavailable) as refused:
        turns.join()
    assert refused.value.code == "queue_full"
    waiting[0].give(_second())
    turns.join()
    waiting[1].leave()
    waiting[1].leave()
    turns.join()
    with pytest.raises(Unavailable):
        turns.join()


async def test_what_is_cancelled_while_it_waits_is_never_begun(turns: Turns) -> None:
    begun: list[str] = []
    door = _Door()
    holding = asyncio.create_task(turns.join().make(door.wait))
    await asyncio.sleep(0)
    leaving = asyncio.create_task(turns.join().make(lambda: begun.append("left")))
    await asyncio.sleep(0)
    leaving.cancel()
    door.open()
    await holding
    await turns.when_idle(lambda: None)
    assert begun == []


async def test_an_error_reaches_who_asked_and_the_next_goes_on(turns: Turns) -> None:
    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await turns.join().make(fail)
    assert await turns.join().make(lambda: 5) == 5


async def test_nothing_begins_after_the_end(turns: Turns) -> None:
    listener = turns.join()
    turns.close()
    with pytest.raises(Unavailable):
        await listener.make(lambda: None)
    with pytest.raises(Unavailable):
        turns.join()


async def test_a_rendering_gives_its_pieces_in_order(turns: Turns) -> None:
    pieces = [_second(), _second(2)]
    assert [piece async for piece in turns.join().pieces(iter(pieces))] == pieces


async def test_a_rendering_left_between_pieces_is_closed(turns: Turns) -> None:
    closed: list[bool] = []

    def render() -> Iterator[Piece]:
        try:
            yield _second()
            yield _second()
        finally:
            closed.append(True)

    pieces = turns.join().pieces(render())
    await anext(pieces)
    await pieces.aclose()
    assert closed == [True]


async def test_a_rendering_left_while_a_thread_is_inside_is_closed_by_that_thread(turns: Turns) -> None:
    closed: list[str] = []
    door, inside = _Door(), threading.Event()

    def render() -> Iterator[Piece]:
        try:
            inside.set()
            door.wait()
            yield _second()
            yield _second()
        finally:
            closed.append(threading.current_thread().name)

    listener = turns.join()

    async def take_one() -> Piece:
        return await anext(listener.pieces(render()))

    taking = asyncio.create_task(take_one())
    await asyncio.to_thread(inside.wait, 10)
    taking.cancel()
    await asyncio.gather(taking, return_exceptions=True)
    assert closed == []
    door.open()
    await turns.when_idle(lambda: None)
    assert len(closed) == 1 and closed[0].startswith("turn")


async def _count(to: int, made: list[int], closed: list[bool]) -> AsyncGenerator[int, None]:
    try:
        for number in range(to):
            made.append(number)
            yield number
    finally:
        closed.append(True)


async def test_a_bounded_number_is_made_ahead_and_leaving_closes_the_source() -> None:
    made: list[int] = []
    closed: list[bool] = []
    things = ahead(_count(100, made, closed))
    assert await anext(things) == 0
    for _ in range(10):
        await asyncio.sleep(0)
    assert made == [0, 1, 2]
    await things.aclose()
    assert closed == [True] and made == [0, 1, 2]


async def test_ahead_gives_everything_in_order_and_then_the_error() -> None:
    async def source() -> AsyncGenerator[int, None]:
        yield 1
        yield 2
        raise ValueError("end")

    got: list[int] = []
    things = ahead(source())
    got += [await anext(things), await anext(things)]
    with pytest.raises(ValueError, match="end"):
        await anext(things)
    assert got == [1, 2]


async def test_it_is_quiet_when_nobody_has_wanted_anything_for_a_while(clock: _Clock) -> None:
    turns = Turns(1, 3, clock)
    quiet = asyncio.create_task(turns.quiet(0.02))
    await turns.when_idle(lambda: None)
    clock.now = 0.01
    await turns.join().make(lambda: None)
    clock.now = 0.025
    await asyncio.sleep(0.05)
    assert not quiet.done()
    clock.now = 0.031
    await asyncio.wait_for(quiet, 20)
    turns.close()

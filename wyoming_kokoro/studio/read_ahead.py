"""Makes items ahead of their use, as many as are bounded."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TypeVar

T = TypeVar("T")


def _one(_item: object = None) -> float:
    return 1.0


async def read_ahead(
    source: AsyncGenerator[T, None], limit: Callable[[], float] = _one, size: Callable[[T], float] = _one
) -> AsyncGenerator[T, None]:
    """Yield the same items, made ahead of their use until those that wait are of `limit` together, or one more.

    The limit is asked for after each item, as it may change. Closing this closes the source.
    """
    ready: deque[T] = deque()
    failure: Exception | None = None
    waiting, done = 0.0, False
    arrived, used = asyncio.Event(), asyncio.Event()

    async def fill() -> None:
        nonlocal failure, done, waiting
        try:
            async with aclosing(source):
                async for item in source:
                    ready.append(item)
                    waiting += size(item)
                    arrived.set()
                    while waiting >= limit():
                        used.clear()
                        await used.wait()
        except Exception as error:  # noqa: BLE001 -- it is raised again where the items are used
            failure = error
        done = True
        arrived.set()

    filling = asyncio.create_task(fill())
    try:
        while True:
            while ready:
                item = ready.popleft()
                waiting -= size(item)
                used.set()
                yield item
            if done:
                break
            arrived.clear()
            await arrived.wait()
        if failure is not None:
            raise failure
    finally:
        filling.cancel()
        await asyncio.gather(filling, return_exceptions=True)

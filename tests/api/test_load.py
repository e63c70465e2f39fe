"""Many requests, one after the other and at once, leave nothing behind."""

import asyncio
import gc
from pathlib import Path

import pytest

from tests.api.doors import Api
from tests.api.held import Held, spoken_by
from wyoming_kokoro.api.memory import memory_bytes

VOICES = ("af_heart", "am_adam", "bf_emma", "bm_george")
LIMIT = 64 * 1024 * 1024
"""Bytes of growth that are no leak: what the allocator keeps after a burst."""


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_a_hundred_requests_leave_no_files_open(api: Api) -> None:
    await api.say("Number 0.")
    files, memory = _open_files(), memory_bytes()
    for number in range(100):
        await api.say(f"Number {number}.", voice=VOICES[number % 4], response_format=("mp3", "pcm")[number % 2])
    gc.collect()
    assert _open_files() <= files + 4
    assert memory_bytes() - memory < LIMIT


async def test_as_many_as_may_wait_are_all_served_and_not_mixed_up(api: Api) -> None:
    most = api.stage.studio.settings.limits.queue
    texts = [(f"This is text number {number}.", VOICES[number % 4]) for number in range(most)]
    together = await asyncio.gather(*(api.say(text, voice=voice, response_format="pcm") for text, voice in texts))
    alone = [await api.say(text, voice=voice, response_format="pcm") for text, voice in texts]
    assert together == alone and len(set(alone)) == most


async def test_above_that_they_are_told_to_come_again(api: Api) -> None:
    engine = Held()
    spoken_by(api.stage.studio, engine)
    most = api.stage.studio.settings.limits.queue
    asked = [
        asyncio.create_task(api.ask("POST", "/v1/audio/speech", json={"input": f"Text number {number}."}))
        for number in range(most + 8)
    ]
    async with asyncio.timeout(20):
        while sum(task.done() for task in asked) < 8:  # noqa: ASYNC110 -- sockets tell nobody
            await asyncio.sleep(0.01)
    assert (await api.ask("GET", "/health"))[0] == 200
    engine.allow(10_000)
    answers = await asyncio.gather(*asked)
    refused = [headers for status, headers, body in answers if status == 503 and b"queue_full" in body]
    assert len(refused) == 8 and all(int(headers["Retry-After"]) > 0 for headers in refused)
    assert sum(status == 200 for status, _, _ in answers) == most


@pytest.mark.parametrize("form", ["mp3", "opus", "aac", "flac"])
async def test_answers_that_are_broken_off_leave_no_memory_behind(api: Api, form: str) -> None:
    story = " ".join(f"This is sentence number {number} of a longer story." for number in range(12))
    body = {"input": story, "response_format": form}

    async def leave() -> None:
        async with api.session.post(f"{api.base}/v1/audio/speech", json=body) as answer:
            await answer.content.readany()
            answer.close()

    for _ in range(10):  # what threads and codecs keep for the next time is no leak
        await leave()
    files, memory = _open_files(), memory_bytes()
    for _ in range(30):
        await leave()
    gc.collect()
    assert _open_files() <= files + 6 and memory_bytes() - memory < LIMIT

"""What is held back for clients that want their response whole is bounded for all of them together."""

import asyncio
import json
from base64 import b64decode

import aiohttp
import pytest

from tests.api.client import Api, until
from tests.api.engines import SteppedEngine, SwitchableEngine
from tests.programs import Program
from wyoming_kokoro.api.http import whole_responses
from wyoming_kokoro.api.http.whole_responses import HeldResponses
from wyoming_kokoro.errors import Unavailable

STORY = " ".join(f"This is sentence number {number} of a longer story." for number in range(12))
LONGEST = ("The kettle is on the stove and the garden gate is open. " * 400)[:20_000]
LIMIT = 192 * 1024 * 1024
"""Bytes that many long whole responses may take together."""


def test_room_is_reserved_for_the_length_of_the_text_and_given_back() -> None:
    responses = HeldResponses(room=10_000)
    with responses.reserve(4), responses.reserve(4):
        assert responses.size == 8 * 1024
        with pytest.raises(Unavailable, match="whole responses"), responses.reserve(4):
            pass
    assert responses.size == 0


def test_a_response_that_outgrows_its_room_takes_more_until_there_is_none() -> None:
    responses = HeldResponses(room=10_000)
    with responses.reserve(1) as held:
        assert held.add(b"x" * 1_000) and responses.size == 1_024
        assert held.add(b"x" * 8_000) and responses.size == 9_000
        assert not held.add(b"x" * 1_001)
    assert responses.size == 0


async def test_a_whole_response_is_refused_while_there_is_no_room_for_it(
    api: Api, engine: SwitchableEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_responses, "WHOLE_BYTES", 20_000_000)
    engine.current = stepped = SteppedEngine()
    body = {"input": LONGEST, "stream": False, "response_format": "pcm"}
    waiting = [asyncio.create_task(api.ask("POST", "/v1/audio/speech", json=body)) for _ in range(2)]
    await until(lambda: stepped.begun)
    status, headers, content = await api.ask("POST", "/dev/captioned_speech", json=body)
    assert status == 503 and int(headers["Retry-After"]) >= 1
    assert json.loads(content)["error"]["code"] == "whole_responses_full"
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    stepped.allow(10_000)
    await until(lambda: not api.server.working)
    status, headers, _ = await api.ask("POST", "/v1/audio/speech", json={**body, "input": STORY})
    assert status == 200 and int(headers["Content-Length"]) > 0


async def test_captions_that_are_sent_whole_have_their_length_and_the_same_sound(api: Api) -> None:
    body = {"input": STORY, "response_format": "pcm"}
    sound = await api.say(STORY, response_format="pcm")
    status, headers, content = await api.ask("POST", "/dev/captioned_speech", json={**body, "stream": False})
    document = json.loads(content)
    assert status == 200 and int(headers["Content-Length"]) == len(content)
    assert b64decode(document["audio"]) == sound and document["timestamps"][0]["word"] == "This"


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/v1/audio/speech", "/dev/captioned_speech"])
async def test_many_long_whole_responses_at_once_do_not_fill_the_memory(program: Program, path: str) -> None:
    async with aiohttp.ClientSession(program.web, timeout=aiohttp.ClientTimeout(None)) as session:

        async def ask(text: str) -> int:
            async with session.post(path, json={"input": text, "stream": False, "response_format": "pcm"}) as answer:
                highest.extend([program.memory async for _ in answer.content.iter_any()])
                assert answer.status == 200 or answer.headers["Retry-After"], answer.status
                return answer.status

        highest: list[int] = []
        await ask("What is loaded with the first answer is no leak.")
        before = program.memory
        statuses = await asyncio.gather(*(ask(LONGEST) for _ in range(32)))
        assert statuses.count(200) >= 2 and set(statuses) == {200, 503}
        assert max(highest) - before < LIMIT

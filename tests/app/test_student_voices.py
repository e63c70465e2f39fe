"""A student of Kokoro is one more voice in both servers, while another engine speaks the others."""

import asyncio
import json
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.api.client import Api, opened
from tests.data.make_student import SMALL, make_student
from tests.wire.client import WyomingClient, sound
from wyoming_kokoro.frames import pack
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import Delivery, Utterance
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.wire import WyomingServer

VOICE = "if_sara:small"
TEXT = "La luce in cucina è accesa."
RATE = 24_000


@pytest.fixture
async def studio(loaded: LoadedSettings) -> AsyncIterator[Studio]:
    """A studio with the tone engine, and a student of if_sara."""
    folder = loaded.sources.paths.downloads / "students"
    folder.mkdir(parents=True)
    (folder / "if_sara.onnx").write_bytes(make_student(SMALL).SerializeToString())
    studio = await Studio.open(loaded)
    yield studio
    await studio.close()


@pytest.fixture
async def api(studio: Studio, loaded: LoadedSettings) -> AsyncIterator[Api]:
    """The studio's HTTP API."""
    async with opened(studio, loaded) as api:
        yield api


async def _spoken(studio: Studio, voice: str, speed: float = 1.0) -> list[float]:
    """Return the samples of the text, as a plain list."""
    samples: list[float] = []
    async for block in studio.speak(Utterance(TEXT, Delivery(voice=voice, speed=speed))):
        samples += block.samples.tolist()
    return samples


async def test_both_servers_list_it_and_speak_with_it(api: Api, studio: Studio) -> None:
    _, _, body = await api.ask("GET", "/v1/audio/voices")
    (row,) = (each for each in json.loads(body)["voices"] if each["id"] == VOICE)
    assert (row["kind"], row["language"], row["gender"]) == ("student", "it-IT", "female")
    spoken = await api.say(TEXT, voice=VOICE, response_format="pcm")
    assert len(spoken) > RATE and spoken != await api.say(TEXT, voice="if_sara", response_format="pcm")

    server = WyomingServer(studio, ["tcp://127.0.0.1:0"])
    await server.start()
    try:
        client = WyomingClient(*await asyncio.open_connection(*server.sockets[0].getsockname()))
        await client.send(pack("describe"))
        (info,) = await client.receive_until("info")
        (voice,) = (each for each in info.data["tts"][0]["voices"] if each["name"] == VOICE)
        assert voice["languages"] == ["it-IT"]
        await client.send(pack("synthesize", {"text": TEXT, "voice": {"name": VOICE}}))
        assert sound(await client.receive_until("audio-stop")) == spoken
        client.writer.close()
    finally:
        await server.stop(0)


async def test_its_words_have_times_that_end_with_the_sound(api: Api) -> None:
    request = {"input": TEXT, "voice": VOICE, "response_format": "pcm"}
    _, _, body = await api.ask("POST", "/v1/audio/captions", json=request)
    *lines, _ = [json.loads(line) for line in body.splitlines()]
    words = [word for line in lines for word in line["words"]]
    seconds = sum(len(b64decode(line["audio"])) for line in lines) / 2 / RATE
    assert [word["text"] for word in words] == ["La", "luce", "in", "cucina", "è", "accesa"]
    times = [time for word in words for time in (word["start_time"], word["end_time"])]
    assert times == sorted(times) and seconds / 2 < times[-1] <= seconds


async def test_speeds_and_names_with_a_speed_make_it_shorter(studio: Studio) -> None:
    usual = len(await _spoken(studio, VOICE))
    assert len(await _spoken(studio, VOICE, 1.5)) < 0.8 * usual
    assert len(await _spoken(studio, f"{VOICE}@1.5")) < 0.8 * usual


async def test_it_has_entries_of_its_own_in_the_cache(studio: Studio) -> None:
    first = await _spoken(studio, VOICE)
    before = studio.cache_counts().found_in_memory
    assert await _spoken(studio, VOICE) == first and studio.cache_counts().found_in_memory > before
    before = studio.cache_counts().found_in_memory
    assert await _spoken(studio, "if_sara") != first and studio.cache_counts().found_in_memory == before


async def test_a_listener_may_leave_in_the_middle(studio: Studio) -> None:
    text = " ".join([TEXT] * 20)
    async for _ in studio.speak(replace(Utterance(text), delivery=Delivery(voice=VOICE))):
        break
    async with asyncio.timeout(20):
        while studio.status().working:  # noqa: ASYNC110 -- a studio has no event for it
            await asyncio.sleep(0.01)
    assert len(await _spoken(studio, VOICE)) > RATE // 2


async def test_it_cannot_be_blended(api: Api) -> None:
    status, _, _ = await api.ask("POST", "/v1/audio/speech", json={"input": TEXT, "voice": f"{VOICE}+if_sara"})
    assert status == 400

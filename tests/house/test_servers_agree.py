"""A text sounds the same through the Wyoming server and the HTTP API, with every engine."""

import asyncio
import json
from base64 import b64decode
from collections.abc import AsyncIterator
from itertools import product
from shutil import copy

import numpy as np
import pytest
from numpy.typing import NDArray
from wyoming.audio import AudioChunk
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)

from tests.api.client import Api, opened
from tests.data.make_tiny_model import TINY
from tests.downloads.origin import voice_bytes
from wyoming_kokoro.settings import LoadedSettings, load
from wyoming_kokoro.speech import RATE
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.wire import WyomingServer

MARKED = (
    "<speak>It is <prosody rate='150%' volume='soft'>five &amp; a half.</prosody> "
    "<voice name='bm_george'>And who are you?</voice><break time='300ms'/>Good night!</speak>"
)
"""Another speed, volume and voice inside one utterance."""

FORMS = "The door is open. [pause:400ms] [whispers] I shall [really](+2) close it. (laughs) Good night!"
"""Short forms and a cue, in plain text."""

TEXTS = [
    "The lights are on. Outside it is raining, and the windows are closed. Good night!",
    "Dr. Smith paid $5.50 on 12/18/2013; it wasn't the TSLA acquisition.",
    "Yes.",
    ".",
    "See https://www.example.com/some-page, or call at 5:30 p.m.",
    "\N{GRINNING FACE} naïve café — 3.14!",
    MARKED,
    FORMS,
]

ONE_CALL = ["The lights are on.", "Yes.", ".", "Good night!", "It is raining outside."]
"""Texts of one engine call: longer ones are cut by how many listen and how fast the machine is at the moment."""

Pcm = NDArray[np.int16]


VOICES = ("af_heart", "bm_george")
OWN = ("mine_first", "mine_second")
"""Voices of the tiny model: they are not published ones, so they may have any content."""


@pytest.fixture(params=["tone", "espeak", "kokoro"])
def loaded(
    request: pytest.FixtureRequest, loaded: LoadedSettings, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> LoadedSettings:
    """Settings for each engine, Kokoro's with a tiny model; without a cache: each server's sound is made anew."""
    monkeypatch.setattr("wyoming_kokoro.studio.studio.LOAD_SECONDS", 60)  # also on a busy machine
    paths = loaded.sources.paths
    chosen = {"engine.name": request.param, "cache.memory_megabytes": 0, "downloads.enabled": False}
    if request.param == "kokoro":
        paths.models.mkdir()
        paths.voices.mkdir()
        copy(TINY, paths.models / "own.onnx")
        for name in OWN:
            (paths.voices / f"{name}.bin").write_bytes(_loud_voice(rng))
        chosen |= {"engine.model": "own.onnx", "speech.voice": OWN[0]}
    return load(paths, chosen, {})


def _loud_voice(rng: np.random.Generator) -> bytes:
    """Return a voice of noise above zero: the tiny model's level follows a value of it, which may be near -1 else."""
    above: NDArray[np.float32] = np.abs(np.frombuffer(voice_bytes(rng), "<f4"))
    return above.tobytes()


@pytest.fixture
def voices(loaded: LoadedSettings) -> tuple[str, ...]:
    """Two that speak."""
    return OWN if loaded.settings.engine.name == "kokoro" else VOICES


@pytest.fixture
async def servers(studio: Studio, loaded: LoadedSettings) -> AsyncIterator[tuple[Api, int]]:
    """Both servers of one studio: a client of the HTTP API, and the port of the Wyoming server."""
    wire = WyomingServer(studio, ["tcp://127.0.0.1:0"])
    await wire.start()
    try:
        async with opened(studio, loaded) as api:
            assert studio.status().engine == loaded.settings.engine.name
            yield api, wire.sockets[0].getsockname()[1]
    finally:
        await wire.stop(5)


async def _by_wyoming(port: int, text: str, voice: str, *, streamed: bool) -> Pcm:
    sound = b""
    chosen = SynthesizeVoice(name=voice)
    async with AsyncTcpClient("127.0.0.1", port) as client, asyncio.timeout(30):
        if streamed:
            await client.write_event(SynthesizeStart(voice=chosen).event())
            await client.write_event(SynthesizeChunk(text).event())
            await client.write_event(SynthesizeStop().event())
        else:
            await client.write_event(Synthesize(text, chosen).event())
        last = "synthesize-stopped" if streamed else "audio-stop"
        while (event := await client.read_event()) is not None and event.type != last:
            if AudioChunk.is_type(event.type):
                sound += event.payload or b""
        assert event is not None
        assert not streamed or SynthesizeStopped.is_type(event.type)
    return np.frombuffer(sound, "<i2")


async def _by_http(api: Api, text: str, voice: str) -> Pcm:
    return np.frombuffer(await api.say(text, voice=voice, response_format="pcm"), "<i2")


async def test_a_text_is_the_same_samples_through_either_server(
    servers: tuple[Api, int], voices: tuple[str, ...]
) -> None:
    api, port = servers
    for text, voice in product(TEXTS, voices):
        by_http = await _by_http(api, text, voice)
        by_wyoming = await _by_wyoming(port, text, voice, streamed=False)
        assert len(by_http) and np.array_equal(by_http, by_wyoming), (text, voice)


async def test_a_streamed_text_is_as_long_as_a_whole_one(servers: tuple[Api, int], voices: tuple[str, ...]) -> None:
    api, port = servers
    for text in (TEXTS[0], TEXTS[-1]):
        whole = await _by_http(api, text, voices[0])
        streamed = await _by_wyoming(port, text, voices[0], streamed=True)
        assert len(streamed) == pytest.approx(len(whole), rel=0.02)


async def test_the_times_of_words_are_right_across_voices(servers: tuple[Api, int], voices: tuple[str, ...]) -> None:
    api, _ = servers
    body = {"input": TEXTS[-1], "voice": voices[0], "response_format": "pcm", "captions": "json"}
    async with api.session.post(f"{api.base}/v1/audio/captions", json=body) as answer:
        lines = [json.loads(line) for line in (await answer.text()).splitlines()]
    samples = np.frombuffer(b"".join(b64decode(line.get("audio", "")) for line in lines), "<i2")
    words = [word for line in lines for word in line.get("words", ())]
    assert [word["said"] for word in words][-2:] == ["Good", "night"]
    times = [time for word in words for time in (word["start_time"], word["end_time"])]
    assert times == sorted(times) and times[-1] <= len(samples) / RATE + 0.01
    for word in words:
        sound = samples[round(word["start_time"] * RATE) : round(word["end_time"] * RATE)]
        assert np.abs(sound).max() > 300, word  # of 32767: there is speech where a word is said to be
    pause = samples[round((words[-2]["start_time"] - 0.2) * RATE) : round((words[-2]["start_time"] - 0.1) * RATE)]
    assert np.abs(pause).max() < 300


async def test_parallel_requests_to_both_servers_give_the_same_samples(
    servers: tuple[Api, int], voices: tuple[str, ...], studio: Studio
) -> None:
    api, port = servers
    alone = [await _by_http(api, text, voices[0]) for text in ONE_CALL]
    asked = [_by_http(api, text, voices[0]) for text in ONE_CALL]
    asked += [_by_wyoming(port, text, voices[0], streamed=False) for text in ONE_CALL]
    for one, other in zip(await asyncio.gather(*asked), [*alone, *alone], strict=True):
        assert np.array_equal(one, other)
    assert {entry.interface for entry in studio.recent_requests()} == {"http", "wyoming"}


async def test_both_servers_list_the_same_voices(servers: tuple[Api, int]) -> None:
    api, port = servers
    async with api.session.get(f"{api.base}/voices") as answer:
        names = (await answer.json())["voices"]
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
        assert event is not None
        names_in_wyoming = [voice.name for voice in Info.from_event(event).tts[0].voices]
    assert set(names_in_wyoming) == set(names)


async def test_leaving_one_server_does_not_disturb_the_other(servers: tuple[Api, int], voices: tuple[str, ...]) -> None:
    api, port = servers
    whole = await _by_http(api, TEXTS[0], voices[0])
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Synthesize(" ".join(TEXTS)).event())
        await client.read_event()
    assert np.array_equal(await _by_http(api, TEXTS[0], voices[0]), whole)

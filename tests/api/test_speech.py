import io
import json

import av
import numpy as np
import pytest

from tests.api.doors import Api
from wyoming_kokoro.audio.formats import FORMATS

TEXT = "The kettle is on, and the tea will be ready in a minute."


async def test_first(api: Api) -> None:
    body = await api.say(TEXT)
    assert body[:1] == b"\xff"
    for name in FORMATS:
        assert await api.say(TEXT, response_format=name)
    print(await api.ask("POST", "/v1//audio/speech/", json={"input": "x", "voice": "no-such"}))
    print(await api.ask("GET", "/v1/nothing"))
    print(await api.ask("GET", "/v1/audio/speech?input=hello"))
    print(await api.ask("HEAD", "/v1/audio/speech?input=hello"))
    print(await api.ask("POST", "/v1/models"))
    print((await api.ask("POST", "/v1/audio/speech", json={"input": TEXT, "stream_format": "sse"}))[2][-300:])
    print((await api.ask("POST", "/v1/audio/speech", json={"input": TEXT, "stream": False}))[1])

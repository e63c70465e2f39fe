"""Backgrounds over HTTP: a field of every route that speaks, and the list of sounds."""

import json

import numpy as np
import pytest

from tests.api.client import Api
from tests.api.decoding import decoded
from wyoming_kokoro.speech import RATE

TEXT = "The kettle is on, and the tea will be ready in a minute."


async def test_sounds_are_listed(api: Api) -> None:
    sounds = (await api.json("/v1/sounds"))["sounds"]
    names = [sound["name"] for sound in sounds]
    assert len(names) == len(set(names)) and {"rain", "cafe", "chime"} <= set(names)
    assert all(sound["meaning"] and sound["kind"] in ("made", "signal", "file") for sound in sounds)


async def test_a_sound_can_be_heard_alone(api: Api) -> None:
    status, headers, body = await api.ask("GET", "/v1/sounds/fan/sample")
    assert status == 200 and headers["Content-Type"] == "audio/mpeg"
    assert decoded(body, "mp3").seconds == pytest.approx(4, abs=0.2)
    status, _, _ = await api.ask("GET", "/v1/sounds/nowhere/sample")
    assert status == 400


@pytest.mark.parametrize(
    "background",
    ["fan", {"type": "fan", "level": -20}, {"name": "fan", "level": "-20dB", "fadein": "500ms"}, '{"type": "fan"}'],
)
async def test_every_form_of_the_field_is_understood(api: Api, background: object) -> None:
    plain = decoded(await api.say(TEXT, response_format="pcm"), "pcm")
    mixed = decoded(await api.say(TEXT, response_format="pcm", background=background), "pcm")
    assert mixed.seconds == pytest.approx(plain.seconds + 1.1, abs=0.01)
    under = mixed.samples[round(0.3 * RATE) :][: len(plain.samples)] - plain.samples
    assert 0.002 < np.std(under) < 0.05


async def test_no_background_is_as_before(api: Api) -> None:
    plain = await api.say(TEXT, response_format="pcm")
    for none in (None, "", "none"):
        assert await api.say(TEXT, response_format="pcm", background=none) == plain


@pytest.mark.parametrize(
    ("background", "code", "about"),
    [
        ("https://example.com/rain.mp3", "sound_refused", "background"),
        ({"type": "ftp://example.com/rain.mp3"}, "sound_refused", "background"),
        ("nowhere", "sound_not_found", "background"),
        ("../token", "sound_not_found", "background"),
        (5, "invalid_value", "background"),
        (["rain"], "invalid_value", "background"),
        ({}, "missing_required_parameter", "background.type"),
        ({"type": 5}, "invalid_value", "background.type"),
        ({"type": "rain", "level": 0}, "invalid_value", "background.level"),
        ({"type": "rain", "level": "loud"}, "invalid_value", "background.level"),
        ({"type": "rain", "seed": -1}, "invalid_value", "background.seed"),
        ({"type": "rain", "fade_in": 1e9}, "invalid_value", "background.fade_in"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_reason(api: Api, background: object, code: str, about: str) -> None:
    status, _, body = await api.ask("POST", "/v1/audio/speech", json={"input": TEXT, "background": background})
    error = json.loads(body)["error"]
    assert (status, error["code"], error["param"]) == (400, code, about)


async def test_a_background_in_an_address(api: Api) -> None:
    status, _, body = await api.ask("GET", f"/v1/audio/speech?input={TEXT}&response_format=pcm&background=fan")
    assert status == 200
    assert body == await api.say(TEXT, response_format="pcm", background="fan")


@pytest.mark.parametrize("path", ["/v1/audio/stream", "/v1/audio/captions", "/dev/captioned_speech", "/v1/audio/links"])
async def test_every_route_that_speaks_knows_the_field(api: Api, path: str) -> None:
    status, _, body = await api.ask("POST", path, json={"input": TEXT, "background": "nowhere"})
    assert status == 400 and json.loads(body)["error"]["code"] == "sound_not_found"
    status, _, _ = await api.ask("POST", path, json={"input": TEXT, "background": "rain"})
    assert status == 200

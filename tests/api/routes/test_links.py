"""Addresses that a player can open."""

import io
import json

import av
import pytest

from tests.api.client import Api
from tests.api.decoding import decoded
from tests.api.engines import SwitchableEngine
from wyoming_kokoro.api.routes.links import MAX_LINKS, SpeechLinks
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.errors import BadRequest

TEXT = "Dr. Smith paid $5.50 on 12/18/2013."


async def test_a_player_can_open_the_address_more_than_once(api: Api) -> None:
    api.state.set(**{"http.key": "open-sesame"})
    key = {"Authorization": "Bearer open-sesame"}
    assert (await api.ask("POST", "/v1/audio/links", json={"input": TEXT}))[0] == 401
    _, _, body = await api.ask("POST", "/v1/audio/links", json={"input": TEXT}, headers=key)
    link = json.loads(body)
    assert link["path"].startswith("/audio/") and link["path"].endswith(".mp3") and link["seconds"] == 300
    for _ in range(2):
        async with api.session.get(link["url"]) as answer:
            assert answer.status == 200 and decoded(await answer.read()).seconds > 1
    async with api.session.head(link["url"]) as answer:
        assert answer.status == 200 and answer.headers["Content-Type"] == "audio/mpeg"
    assert (await api.ask("GET", "/audio/" + "x" * 22 + ".mp3"))[0] == 404


@pytest.mark.parametrize(("name", "kind"), [("kokoro", b"trainedAlgorithmicMedia"), ("espeak", b"/algorithmicMedia")])
async def test_a_file_begins_with_who_has_spoken_and_a_response_does_not(
    api: Api, monkeypatch: pytest.MonkeyPatch, name: str, kind: bytes
) -> None:
    monkeypatch.setattr(SwitchableEngine, "name", name)
    _, _, body = await api.ask("POST", "/v1/audio/links", json={"input": TEXT})
    _, _, file = await api.ask("GET", json.loads(body)["path"])
    assert file.startswith(b"ID3") and kind in file and b"AI-GENERATED\0true" in file
    assert tags_of(file)["AI-GENERATED"] == "true" and tags_of(file)["comment"]
    assert decoded(file).seconds > 1
    _, _, response = await api.ask("POST", "/v1/audio/speech", json={"input": TEXT})
    assert not response.startswith(b"ID3") and kind not in response
    assert file.endswith(response)
    _, _, commented = await api.ask("POST", "/v1/audio/speech", json={"input": TEXT, "response_format": "flac"})
    assert kind in commented


def tags_of(file: bytes) -> dict[str, str]:
    """Return the tags of a file, as FFmpeg reads them."""
    with av.open(io.BytesIO(file)) as container:
        return dict(container.metadata)


async def test_a_request_that_cannot_be_spoken_gets_no_address(api: Api) -> None:
    assert (await api.ask("POST", "/v1/audio/links", json={"input": TEXT, "voice": "nobody"}))[0] == 400


def test_addresses_expire_and_their_number_is_limited() -> None:
    now = [0.0]
    links = SpeechLinks(lambda: now[0])
    first = links.add(SpeechRequest("One."), 10)
    assert links.find(first).input == "One."
    now[0] = 11
    with pytest.raises(BadRequest):
        links.find(first)
    names = [links.add(SpeechRequest(str(number)), 10) for number in range(MAX_LINKS + 1)]
    with pytest.raises(BadRequest):
        links.find(names[0])
    assert links.find(names[1]).input == "1" and len(set(names)) == len(names)

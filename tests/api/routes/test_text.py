"""What will be spoken for a text, and why."""

import json

import pytest

from tests.api.client import Api

TEXT = "Dr. Smith paid $5.50 on 12/18/2013."


async def test_a_text_is_explained_with_the_rules_that_were_applied(api: Api) -> None:
    answer = await api.json("/v1/text/explain", text=TEXT)
    assert answer["language"] == "en-US" and answer["said"] and answer["phonemes"]
    places = [(part["start"], part["end"], part["written"]) for part in answer["parts"]]
    assert all(TEXT[start:end] == written for start, end, written in places) and places == sorted(places)
    words = [word for part in answer["parts"] for word in part["words"]]
    assert all(part["rule"] for part in answer["parts"]) and all(word["source"] for word in words)
    assert (await api.json("/v1/text/explain", text="Guten Tag", language="de"))["language"] == "de"
    assert (await api.json("/v1/text/explain", input="Hello", voice="bf_emma"))["language"] == "en-GB"


async def test_phonemes_have_the_shape_of_kokoro_fastapi(api: Api) -> None:
    answer = await api.json("/dev/phonemize", text="Hello there", language="a")
    assert set(answer) == {"phonemes", "tokens"} and len(answer["tokens"]) == len(answer["phonemes"]) > 5


@pytest.mark.parametrize(
    ("body", "about"), [({"text": ""}, "text"), ({}, "text"), ({"text": "x", "voice": "nobody"}, "voice")]
)
async def test_a_text_that_cannot_be_explained_is_refused(api: Api, body: dict[str, object], about: str) -> None:
    status, _, content = await api.ask("POST", "/v1/text/explain", json=body)
    assert status == 400 and json.loads(content)["error"]["param"] == about

"""What will be spoken for a text, and why."""

import json
from contextlib import AsyncExitStack, aclosing

import pytest

from tests.api.client import Api
from wyoming_kokoro.scheduler import MAX_READINGS, MAX_READINGS_OF_CALLER
from wyoming_kokoro.speech import Delivery, Utterance
from wyoming_kokoro.studio import Studio, explanation_as_json

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


@pytest.mark.parametrize("text", ["a." * 10_000, "$1,2.3-4/5:6% " * 1_400])
async def test_the_longest_odd_text_is_explained_without_blocking_others(api: Api, text: str) -> None:
    """Its explanation is four megabytes; written in one step it held everybody up for seconds."""
    answer = await api.json("/v1/text/explain", text=text)
    assert len(answer["parts"]) > 10_000
    assert answer["said"].startswith(answer["parts"][0]["said"])


async def test_an_explanation_in_parts_is_the_same_as_one_as_a_whole(api: Api, studio: Studio) -> None:
    text = "<speak>Dr. Smith paid $5.50. <shout/>" + "It is 5 p.m. now.\n\n" * 200 + "</speak>"
    answer = await api.json("/v1/text/explain", text=text)
    whole = explanation_as_json(await studio.explain(Utterance(text, Delivery("af_heart"), "auto")))
    for timed in ("reading_seconds", "pronouncing_seconds"):
        assert answer.pop(timed) >= 0
        del whole[timed]
    assert answer == json.loads(json.dumps(whole))


async def test_texts_that_are_only_explained_take_no_place_from_speech(api: Api, studio: Studio) -> None:
    async with AsyncExitStack() as stack:
        for caller in range(MAX_READINGS // MAX_READINGS_OF_CALLER):
            for _ in range(MAX_READINGS_OF_CALLER):
                pages = studio.explain_pages(Utterance("Hello. " * 400), lambda page: page, f"caller {caller}")
                await anext(await stack.enter_async_context(aclosing(pages)))
        status, headers, content = await api.ask("POST", "/v1/text/explain", json={"text": "Hello."})
        assert status == 503 and json.loads(content)["error"]["code"] == "queue_full" and headers["Retry-After"]
        assert await api.say("Hello.", response_format="pcm")
    assert (await api.json("/v1/text/explain", text="Hello."))["said"] == "Hello."

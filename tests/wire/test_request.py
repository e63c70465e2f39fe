"""Requests: which ones are valid, and the errors of the others."""

import asyncio
from typing import Any

import pytest

from wyoming_kokoro.client_text import TextLimit
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.studio import TextStream
from wyoming_kokoro.wire.request import MAX_NAME_LENGTH, WyomingRequest, read_request, read_stream_start

TELLING = 20
"""Characters that these requests may have."""

GOOD: dict[str, tuple[dict[str, Any], WyomingRequest]] = {
    "text": ({"text": "Hello."}, WyomingRequest(None, None, "auto", "Hello.")),
    "no_text": ({"text": ""}, WyomingRequest(None, None, "auto", "")),
    "as_long_as_may_be": ({"text": "x" * TELLING}, WyomingRequest(None, None, "auto", "x" * TELLING)),
    "voice": ({"text": "a", "voice": {"name": "af_sky"}}, WyomingRequest("af_sky", None, "auto", "a")),
    "language": ({"text": "a", "voice": {"language": "de-DE"}}, WyomingRequest(None, "de-DE", "auto", "a")),
    "speaker": ({"text": "a", "voice": {"name": "v", "speaker": "2"}}, WyomingRequest("v", None, "auto", "a", "2")),
    "speaker_alone": ({"text": "a", "voice": {"speaker": "2"}}, WyomingRequest(None, None, "auto", "a", "2")),
    "empty_voice": ({"text": "a", "voice": {}}, WyomingRequest(None, None, "auto", "a")),
    "voice_without_a_name": (
        {"text": "a", "voice": {"name": "", "language": ""}},
        WyomingRequest(None, None, "auto", "a"),
    ),
    "nulls": (
        {"text": "a", "voice": {"name": None, "language": None, "speaker": None}, "text_format": None},
        WyomingRequest(None, None, "auto", "a"),
    ),
    "null_voice": ({"text": "a", "voice": None}, WyomingRequest(None, None, "auto", "a")),
    "unknown_format": ({"text": "<p/>", "text_format": "markdown"}, WyomingRequest(None, None, "plain", "<p/>")),
    "format_in_capitals": ({"text": "<p/>", "text_format": "SSML "}, WyomingRequest(None, None, "ssml", "<p/>")),
    "plain_text": ({"text": "a", "text_format": "text"}, WyomingRequest(None, None, "plain", "a")),
    "ssml": ({"text": "<p/>", "text_format": "ssml"}, WyomingRequest(None, None, "ssml", "<p/>")),
    "context_is_not_ours": ({"text": "a", "context": [1]}, WyomingRequest(None, None, "auto", "a")),
    "half_a_surrogate_pair": ({"text": "ü\ud83da"}, WyomingRequest(None, None, "auto", "ü a")),
    "half_a_surrogate_pair_in_a_name": (
        {"text": "a", "voice": {"name": "\udc00"}},
        WyomingRequest(" ", None, "auto", "a"),
    ),
}

BAD_FRAMES: dict[str, tuple[dict[str, Any], str, str]] = {
    "missing_text": ({}, "bad_field", "text"),
    "null_text": ({"text": None}, "bad_field", "text"),
    "text_is_a_number": ({"text": 5}, "bad_field", "text"),
    "text_is_a_list": ({"text": ["a"]}, "bad_field", "text"),
    "text_is_too_long": ({"text": "x" * (TELLING + 1)}, "text_too_long", "text"),
    "voice_is_a_string": ({"text": "a", "voice": "af_sky"}, "bad_field", "voice"),
    "voice_is_a_list": ({"text": "a", "voice": []}, "bad_field", "voice"),
    "name_is_a_number": ({"text": "a", "voice": {"name": 1}}, "bad_field", "name"),
    "name_is_too_long": ({"text": "a", "voice": {"name": "v" * (MAX_NAME_LENGTH + 1)}}, "bad_field", "name"),
    "language_is_an_object": ({"text": "a", "voice": {"language": {}}}, "bad_field", "language"),
    "speaker_is_a_list": ({"text": "a", "voice": {"name": "v", "speaker": []}}, "bad_field", "speaker"),
    "text_format_is_a_number": ({"text": "a", "text_format": 1}, "bad_field", "text_format"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_valid_request_is_read(name: str) -> None:
    data, expected = GOOD[name]
    assert read_request(data, TELLING) == expected


@pytest.mark.parametrize("name", BAD_FRAMES)
def test_an_invalid_request_is_refused_with_the_field(name: str) -> None:
    data, code, about = BAD_FRAMES[name]
    with pytest.raises(BadRequest) as caught:
        read_request(data, TELLING)
    assert (caught.value.code, caught.value.about) == (code, about)


def test_a_stream_begins_without_text() -> None:
    request = read_stream_start({"voice": {"name": "af_sky"}, "text_format": "ssml", "text": 5}, TELLING)
    assert (request.voice, request.markup, request.text) == ("af_sky", "ssml", "")
    assert request.arriving is not None


async def test_text_arrives_in_order_and_pieces_that_wait_are_joined() -> None:
    arriving = TextStream(TextLimit(TELLING))
    arriving.add("One")
    arriving.add(" two")
    assert await anext(arriving) == "One two"
    reading = asyncio.create_task(anext(arriving))
    await asyncio.sleep(0)
    assert not reading.done()
    arriving.add(" three")
    assert await reading == " three"
    arriving.add(" four")
    arriving.end()
    assert [piece async for piece in arriving] == [" four"]
    assert arriving.characters == len("One two three four")


async def test_waiting_for_text_ends_when_the_stream_ends() -> None:
    arriving = TextStream(TextLimit(TELLING))
    reading = asyncio.create_task(anext(arriving, "nothing"))
    await asyncio.sleep(0)
    arriving.end()
    assert await reading == "nothing"

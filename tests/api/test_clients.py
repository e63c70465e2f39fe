"""Requests as the clients that people use make them: their order, their headers, their bodies."""

import asyncio
import json
import struct
from typing import Any

import openai
import pytest

from tests.api.client import Api
from tests.api.decoding import decoded

SPEECH = "/v1/audio/speech"

OPEN_WEBUI = {
    "Authorization": "Bearer ",
    "X-OpenWebUI-User-Name": "Ann%20Other",
    "X-OpenWebUI-User-Id": "u-1",
    "X-OpenWebUI-User-Email": "ann@example.org",
    "X-OpenWebUI-User-Role": "admin",
}


async def _json(api: Api, path: str) -> Any:  # noqa: ANN401 -- of whatever shape
    status, headers, body = await api.ask("GET", path)
    assert status == 200 and "json" in headers["Content-Type"]
    return json.loads(body)


async def test_open_webui_fills_its_menus_without_a_key_and_speaks_with_an_empty_one(api: Api) -> None:
    models = (await _json(api, "/v1/audio/models"))["models"]
    voices = {each["id"]: each["name"] for each in (await _json(api, "/v1/audio/voices"))["voices"]}
    assert "kokoro" in [each["id"] for each in models] and "af_heart" in voices
    for text in ("Results Hmm... it wasn't the TSLA acquisition.", "1.", "3  4  5."):
        body = {"input": text, "voice": "af_heart", "model": "kokoro"}
        status, headers, content = await api.ask("POST", SPEECH, json=body, headers=OPEN_WEBUI)
        assert status == 200 and headers["Content-Type"] == "audio/mpeg" and decoded(content).seconds > 0


async def test_open_webuis_user_reads_the_reason_in_the_status_line(api: Api) -> None:
    body = {"input": "Hello.", "voice": "no-such-voice", "model": "kokoro"}
    async with api.session.post(api.base + SPEECH, json=body, headers=OPEN_WEBUI) as answer:
        assert answer.status == 400 and answer.reason and "no-such-voice" in answer.reason


@pytest.mark.parametrize("together", [2, 6])
async def test_open_webui_sends_several_pieces_at_once(api: Api, together: int) -> None:
    bodies = [{"input": f"Piece number {number}.", "voice": "alloy", "model": "tts-1"} for number in range(together)]
    answers = await asyncio.gather(*(api.ask("POST", SPEECH, json=body, headers=OPEN_WEBUI) for body in bodies))
    assert [status for status, _, _ in answers] == [200] * together


async def test_openai_tts_for_home_assistant_sets_up_and_speaks(api: Api) -> None:
    headers = {"Content-Type": "application/json", "User-Agent": "HomeAssistant-OpenAI-TTS"}
    probe = {"model": "tts-1", "input": ".", "voice": "alloy", "response_format": "mp3", "speed": 1.0}
    status, _, content = await api.ask("POST", SPEECH, json=probe, headers=headers)
    assert status == 200 and 0 < decoded(content).seconds < 1
    spoken = {**probe, "input": "The window is open.", "instructions": "Speak calmly.", "speed": 1.25, "backend": "x"}
    assert (await api.ask("POST", SPEECH, json=spoken, headers=headers))[0] == 200


async def test_anythingllm_lists_and_speaks_through_openais_client(api: Api) -> None:
    assert all(isinstance(each, str) or each["id"] for each in (await _json(api, "/v1/audio/voices"))["voices"])
    async with openai.AsyncOpenAI(base_url=f"{api.base}/v1", api_key="not-set", max_retries=0) as client:
        answer = await client.audio.speech.create(model="kokoro", voice="af_heart", input="The window is open.")
        assert answer.content[:1] == b"\xff"


async def test_librechat_leaves_the_voice_out_and_joins_the_answers(api: Api) -> None:
    pieces = ["The first thousand characters.", "The next thousand characters.", "And the rest of them."]
    answers = [await api.say(piece, model="tts-1", backend="") for piece in pieces]
    assert decoded(b"".join(answers)).seconds == pytest.approx(sum(decoded(each).seconds for each in answers), abs=0.2)


async def test_wyoming_openai_detects_kokoro_fastapi_and_reads_the_wav_header_from_the_first_chunk(api: Api) -> None:
    assert (await api.ask("GET", "/v1/readyz"))[0] == 404
    _, _, health = await api.ask("GET", "/health")
    assert health.strip() != b"OK"
    assert await _json(api, "/v1/test") == {"status": "ok"}
    names = [each.get("id") or each.get("name") for each in (await _json(api, "/v1/audio/voices"))["voices"]]
    assert "af_heart" in names
    async with openai.AsyncOpenAI(base_url=f"{api.base}/v1", api_key="none", max_retries=0) as client:
        asking = client.audio.speech.with_streaming_response.create(
            model="kokoro", voice="af_heart", input="The window is open.", response_format="wav"
        )
        async with asking as answer:
            first = await anext(answer.iter_bytes())
    kind, channels, rate = struct.unpack("<HHI", first[20:28])
    assert first[:4] == b"RIFF" and (kind, channels, rate) == (1, 1, 24_000) and len(first) > 44


async def test_kokoro_tts_for_home_assistant_reads_either_list(api: Api) -> None:
    assert [each["id"] for each in (await _json(api, "/v1/models"))["data"]]
    body = {
        "model": "kokoro",
        "input": "The window is open.",
        "voice": "af_heart",
        "response_format": "mp3",
        "download_format": "mp3",
        "speed": 1.0,
        "stream": True,
        "return_download_link": False,
        "lang_code": "a",
        "volume_multiplier": 1.0,
    }
    assert (await api.ask("POST", SPEECH, json=body))[0] == 200


async def test_sillytavern_sends_an_empty_key_and_a_whole_number(api: Api) -> None:
    body = {"input": "Yes.", "response_format": "mp3", "voice": "alloy", "speed": 1, "model": "tts-1"}
    assert (await api.ask("POST", SPEECH, json=body, headers={"Authorization": "Bearer "}))[0] == 200


async def test_openreader_gets_a_list_of_plain_voice_names(api: Api) -> None:
    assert all(isinstance(each, str) for each in (await _json(api, "/v1/audio/voices?legacy=true"))["voices"])


async def test_curl_may_leave_everything_out_but_the_text(api: Api) -> None:
    status, headers, content = await api.ask("POST", SPEECH, json={"input": "Hello."}, headers={"User-Agent": "curl/8"})
    assert status == 200 and headers["Content-Type"] == "audio/mpeg" and decoded(content).seconds > 0.1


@pytest.mark.parametrize(
    "voices",
    [
        [{"voice": "af_heart", "weight": 0.7}, {"voice": "am_adam", "weight": 0.3}],
        {"af_heart": 0.7, "am_adam": 0.3},
        ["af_heart", "am_adam"],
    ],
    ids=str,
)
async def test_litetts_asks_for_blends(api: Api, voices: object) -> None:
    body = {"input": "The window is open.", "voices": voices, "blend_method": "weighted_average"}
    status, headers, content = await api.ask("POST", "/v1/audio/blend", json=body)
    assert status == 200 and "af_heart" in headers["X-Voice"] and "am_adam" in headers["X-Voice"]
    assert decoded(content).seconds > 0.5


@pytest.mark.parametrize(
    "voices",
    [None, [], {}, "af_heart", [1], {"af_heart": 0}, {"af_heart": True}, {"af_heart": "1"}, {"../x": 1}, {"a+b": 1}],
    ids=str,
)
async def test_an_invalid_blend_is_refused(api: Api, voices: object) -> None:
    status, _, content = await api.ask("POST", "/v1/audio/blend", json={"input": "Yes.", "voices": voices})
    assert status == 400 and json.loads(content)["error"]["param"] == "voices"


async def test_a_blend_cannot_be_downloaded_as_a_file(api: Api) -> None:
    status, _, content = await api.ask("POST", "/v1/audio/voices/combine", json="af_bella+af_sky")
    assert status == 400 and json.loads(content)["error"]["code"] == "not_supported"

"""Conversations over HTTP, in the shapes of several services."""

import base64
import json
from typing import Any

import pytest

from tests.api.client import Api
from tests.api.decoding import decoded

TURNS = [
    {"text": "Is the kettle on?", "voice": "af_heart"},
    {"text": "It is, and the tea is ready.", "voice": "am_adam"},
    {"text": "Good.", "voice": "af_heart"},
]


async def _dialogue(api: Api, path: str = "/v1/audio/dialogue", **fields: Any) -> tuple[int, bytes]:  # noqa: ANN401
    status, _, body = await api.ask("POST", path, json=fields)
    return status, body


async def _pcm(api: Api, path: str = "/v1/audio/dialogue", **fields: Any) -> bytes:  # noqa: ANN401
    status, body = await _dialogue(api, path, response_format="pcm", **fields)
    assert status == 200, body
    return body


async def _error(api: Api, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
    status, body = await _dialogue(api, **fields)
    assert status == 400, body
    error: dict[str, Any] = json.loads(body)["error"]
    return error


async def test_the_shapes_of_other_services_sound_the_same(api: Api) -> None:
    ours = await _pcm(api, inputs=TURNS, gap=0.2)
    assert decoded(ours, "pcm").seconds > 2
    eleven = [{"text": turn["text"], "voice_id": turn["voice"]} for turn in TURNS]
    fields: dict[str, Any] = {
        "inputs": eleven,
        "model_id": "eleven_v3",
        "settings": {"stability": 0.5},
        "seed": 7,
        "gap": 0.2,
    }
    for path in ("/v1/text-to-dialogue", "/v1/text-to-dialogue/stream"):
        assert await _pcm(api, path, **fields) == ours
    assert await _pcm(api, "/dev/dialogue", turns=TURNS, pause_between_turns=0.2) == ours
    aliased = [{**turn, "voice": {"af_heart": "host", "am_adam": "guest"}[turn["voice"]]} for turn in TURNS]
    aliases = {"host": "af_heart", "guest": {"voice": "am_adam", "rate": 1.0}}
    assert await _pcm(api, "/dev/dialogue", turns=aliased, voice_aliases=aliases, pause_between_turns=0.2) == ours
    cast = {"Anna": "af_heart", "Ben": "am_adam"}
    named = [{"text": turn["text"], "speaker": {"af_heart": "Anna", "am_adam": "Ben"}[turn["voice"]]} for turn in TURNS]
    assert await _pcm(api, inputs=named, cast=cast, gap=0.2) == ours


async def test_the_format_can_be_in_the_address(api: Api) -> None:
    status, headers, body = await api.ask(
        "POST", "/v1/text-to-dialogue?output_format=pcm_16000", json={"inputs": TURNS}
    )
    assert (status, headers["X-Sample-Rate"]) == (200, "16000")
    assert len(body) == pytest.approx(len(await _pcm(api, inputs=TURNS)) * 2 / 3, abs=4)
    status, headers, _ = await api.ask(
        "POST", "/v1/text-to-dialogue?output_format=mp3_44100_128", json={"inputs": TURNS}
    )
    assert (status, headers["Content-Type"]) == (200, "audio/mpeg")


@pytest.mark.parametrize(
    "script",
    [
        "[S1] Is the kettle on? [S2] It is, and the tea is ready. [S1] Good.",
        "[0] Is the kettle on?\n[1] It is, and the tea is ready.\n[0] Good.",
    ],
)
async def test_a_script_in_place_of_turns(api: Api, script: str) -> None:
    *lines, last = await _captions(api, input=script)
    words = [word for line in lines for word in line["words"]]
    assert last["done"] is True
    assert len({word["speaker"] for word in words}) == 2
    assert " ".join(word["text"] for word in words).startswith("Is the kettle on It is and")


async def test_lines_with_names_are_turns_where_a_cast_names_them(api: Api) -> None:
    text = "Anna: Is it on?\nBen: It is.\nNote: it is hot."
    *lines, _ = await _captions(api, input=text, cast={"Anna": "af_heart", "Ben": "am_adam"})
    words = [(word["speaker"], word["text"]) for line in lines for word in line["words"]]
    assert words[0] == ("Anna", "Is") and ("Ben", "Note") in words and ("Ben", "Ben") not in words
    *lines, _ = await _captions(api, "/v1/audio/captions", input=text, cast={"Anna": "af_heart", "Ben": "am_adam"})
    assert words == [(word["speaker"], word["text"]) for line in lines for word in line["words"]]


async def test_a_query_has_the_cast_as_json(api: Api) -> None:
    text = "Anna: Is it on?\nBen: It is."
    cast = {"Anna": "af_heart", "Ben": {"voice": "am_adam"}}
    query = {"input": text, "response_format": "pcm"}
    _, _, body = await api.ask("GET", "/v1/audio/stream", params={**query, "cast": json.dumps(cast)})
    assert body == await _pcm(api, "/v1/audio/stream", input=text, cast=cast)
    status, _, body = await api.ask("GET", "/v1/audio/stream", params={**query, "cast": '{"Anna": {"pitch": false}}'})
    assert status == 400 and json.loads(body)["error"]["param"] == "cast.pitch"


async def _captions(api: Api, path: str = "/v1/audio/dialogue/captions", **fields: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    status, body = await _dialogue(api, path, **fields)
    assert status == 200, body
    return [json.loads(line) for line in body.splitlines()]


async def test_every_word_has_its_speaker(api: Api) -> None:
    *lines, _ = await _captions(api, inputs=TURNS)
    words = [word for line in lines for word in line["words"]]
    assert [word["speaker"] for word in words] == ["af_heart"] * 4 + ["am_adam"] * 7 + ["af_heart"]
    written = "\n".join(turn["text"] for turn in TURNS)
    assert [written[word["start"] : word["end"]] for word in words] == [word["text"] for word in words]


async def test_subtitles_name_the_speakers(api: Api) -> None:
    cast = {"Anna": "af_heart", "Ben <b>": "am_adam"}
    turns = [
        {"text": "It is on.", "speaker": "Anna"},
        {"text": "<speak>Good <s>evening</s>.</speak>", "speaker": "Ben <b>"},
    ]
    _, srt = await _dialogue(api, "/v1/audio/dialogue/captions", inputs=turns, cast=cast, captions="srt")
    assert srt.decode().split("\n\n")[0].endswith("\nAnna: It is on.")
    _, vtt = await _dialogue(api, "/v1/audio/dialogue/captions", inputs=turns, cast=cast, captions="vtt")
    assert "\n<v Anna>It is on.\n" in vtt.decode()
    assert "\n<v Ben &lt;b&gt;>Good evening\n" in vtt.decode()
    _, script = await _dialogue(
        api, "/v1/audio/dialogue/captions", input="[S1] It is on! [S2] Good evening.", captions="vtt"
    )
    assert "<v S1>It is on!\n" in script.decode() and "<v S2>Good evening." in script.decode()


async def test_a_turn_may_be_ssml_and_have_its_own_speed(api: Api) -> None:
    slow = await _pcm(api, inputs=[{"text": "Good evening.", "voice": "af_heart", "speed": 0.5}])
    fast = await _pcm(api, inputs=[{"text": "Good evening.", "voice": "af_heart"}])
    ssml = "<speak><prosody rate='50%'>Good evening.</prosody></speak>"
    assert await _pcm(api, inputs=[{"text": ssml, "voice": "af_heart"}]) == slow
    assert len(slow) > 1.8 * len(fast)


async def test_a_single_turn_is_as_the_same_speech(api: Api) -> None:
    text = "The kettle is on."
    turn = [{"text": text, "voice": "am_adam"}]
    assert await _pcm(api, inputs=turn) == await api.say(text, voice="am_adam", response_format="pcm")


async def test_other_fields_are_as_for_speech(api: Api) -> None:
    plain = decoded(await _pcm(api, inputs=TURNS), "pcm").seconds
    assert decoded(await _pcm(api, inputs=TURNS, speed=2), "pcm").seconds < 0.75 * plain
    assert decoded(await _pcm(api, inputs=TURNS, background="fan"), "pcm").seconds == pytest.approx(
        plain + 1.1, abs=0.1
    )
    status, body = await _dialogue(api, inputs=TURNS, stream_format="sse")
    assert status == 200 and b"speech.audio.done" in body
    status, headers, _ = await api.ask("POST", "/v1/audio/dialogue", json={"inputs": TURNS, "stream": False})
    assert status == 200 and float(headers["X-Audio-Duration"]) == pytest.approx(plain, abs=0.1)


@pytest.mark.parametrize(
    ("fields", "code", "about"),
    [
        ({}, "missing_required_parameter", "inputs"),
        ({"inputs": []}, "missing_required_parameter", "inputs"),
        ({"inputs": "Hello"}, "invalid_value", "inputs"),
        ({"inputs": ["Hello"]}, "invalid_value", "inputs"),
        ({"inputs": [{"voice": "af_heart"}]}, "missing_required_parameter", "inputs[0].text"),
        ({"inputs": [{"text": " "}]}, "empty_input", "inputs"),
        ({"inputs": [{"text": "a"}, {"text": 5}]}, "invalid_value", "inputs[1].text"),
        ({"inputs": [{"text": "a", "voice": "nobody_at_all"}]}, "voice_not_found", "inputs[0].voice"),
        ({"inputs": [{"text": "a", "speed": 99}]}, "invalid_value", "inputs[0].speed"),
        ({"inputs": [{"text": "a", "gap": -5}]}, "invalid_value", "inputs[0].gap"),
        ({"inputs": [{"text": "a"}] * 1001}, "invalid_value", "inputs"),
        (
            {"inputs": [{"text": "a", "voice": f"af_heart@{n / 100}"} for n in range(90, 145)]},
            "invalid_value",
            "inputs",
        ),
        ({"inputs": TURNS, "cast": ["af_heart"]}, "invalid_value", "cast"),
        ({"inputs": TURNS, "cast": {"Anna": "nobody_at_all"}}, "voice_not_found", "cast"),
        ({"inputs": TURNS, "cast": {"": "af_heart"}}, "invalid_value", "cast"),
        ({"inputs": TURNS, "cast": {"Anna": 5}}, "invalid_value", "cast.voice"),
        ({"inputs": TURNS, "cast": {"Anna": {"voice": {}}}}, "invalid_value", "cast.voice"),
        ({"inputs": [{"text": "a", "voice": {}}]}, "invalid_value", "inputs[0].voice"),
        ({"inputs": [{"text": "a", "speaker": False}]}, "invalid_value", "inputs[0].speaker"),
        ({"inputs": TURNS, "gap": "long"}, "invalid_value", "gap"),
        ({"inputs": [{"text": "x" * 60_000}, {"text": "x" * 60_000}]}, "text_too_long", "inputs"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_place(
    api: Api, fields: dict[str, Any], code: str, about: str
) -> None:
    error = await _error(api, **fields)
    assert (error["code"], error["param"]) == (code, about)


@pytest.mark.parametrize("fields", [{"style": "whispering"}, {"effect": "whisper"}, {"style": "calm"}])
async def test_a_turn_has_a_style_of_its_own(api: Api, fields: dict[str, str]) -> None:
    """It sounds as if it had been written in SSML, and the other turns as before."""
    styled = [TURNS[0], {**TURNS[1], **fields}, TURNS[2]]
    name = fields.get("style", "whispering")
    written = f"<speak><mstts:express-as style='{name}'>{TURNS[1]['text']}</mstts:express-as></speak>"
    now = await _pcm(api, inputs=styled)
    assert now == await _pcm(api, inputs=[TURNS[0], {**TURNS[1], "text": written}, TURNS[2]])
    assert now != await _pcm(api, inputs=TURNS)


async def test_a_style_of_a_turn_that_is_not_there_is_refused(api: Api) -> None:
    error = await _error(api, inputs=[TURNS[0], {**TURNS[1], "style": "grumpy"}])
    assert error["param"] == "inputs[1].style"


async def test_the_times_of_characters_are_as_elevenlabs_gives_them(api: Api) -> None:
    sound = await _pcm(api, inputs=TURNS)
    status, body = await _dialogue(
        api, "/v1/text-to-dialogue/stream/with-timestamps?output_format=pcm_24000", inputs=TURNS
    )
    assert status == 200
    lines = [json.loads(line) for line in body.splitlines()]
    assert b"".join(base64.b64decode(line["audio_base64"]) for line in lines) == sound
    alignments = [line["alignment"] for line in lines if line["alignment"]]
    characters = [each for alignment in alignments for each in alignment["characters"]]
    starts = [each for alignment in alignments for each in alignment["character_start_times_seconds"]]
    ends = [each for alignment in alignments for each in alignment["character_end_times_seconds"]]
    written = "".join(turn["text"] + "\n" for turn in TURNS)
    assert "".join(characters) == written
    assert starts == sorted(starts) and all(start <= end for start, end in zip(starts, ends, strict=True))
    assert ends[-1] <= len(sound) / 48_000
    segments = [segment for line in lines for segment in line["voice_segments"]]
    assert {segment["dialogue_input_index"] for segment in segments} == {0, 1, 2}
    for segment in segments:
        turn = TURNS[segment["dialogue_input_index"]]
        assert segment["voice_id"] == turn["voice"]
        assert written[segment["character_start_index"] : segment["character_end_index"]] == turn["text"]

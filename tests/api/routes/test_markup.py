"""SSML, styles and short forms over HTTP: what is listed, what is told about a text, and its marks."""

import asyncio
import json
import re
from base64 import b64decode

import pytest

from tests.api.client import PATIENCE, Api
from tests.api.decoding import decoded
from wyoming_kokoro.markup.inline import SHORT_FORMS
from wyoming_kokoro.markup.speaking_styles import SPEAKING_STYLES
from wyoming_kokoro.markup.ssml import ELEMENTS
from wyoming_kokoro.text.say_as import SAY_AS

TEXT = "The kettle is on."
MARKED = "<speak>The kettle <mark name='a &amp; b'/>is on. <break time='1s'/><bookmark mark='end'/></speak>"


async def test_everything_that_can_be_written_is_listed(api: Api) -> None:
    listed = await api.json("/v1/ssml")
    assert [element["name"] for element in listed["elements"]] == list(ELEMENTS.names)
    assert sum(element["acts"] for element in listed["elements"]) >= 24
    assert [kind["name"] for kind in listed["say_as"]] == [kind.name for kind in SAY_AS]
    assert [form["name"] for form in listed["short_forms"]] == [form.name for form in SHORT_FORMS]
    assert listed["limits"]["pause_seconds"] == 10
    assert len(listed["cues"]) > 20
    for element in listed["elements"]:
        assert element["origin"] in ("W3C", "Amazon", "Microsoft", "Google", "wyoming_kokoro")


async def test_styles_are_listed_and_act(api: Api) -> None:
    styles = await api.json("/v1/styles")
    assert [style["name"] for style in styles["styles"]] == list(SPEAKING_STYLES.names)
    plain, slow, slower = [
        decoded(await api.say(TEXT, **fields)).seconds
        for fields in ({}, {"style": "slow"}, {"style": "slow", "style_degree": 2})
    ]
    assert plain < slow < slower


async def test_an_unknown_style_is_refused_with_the_names(api: Api) -> None:
    request = {"input": TEXT, "style": "purple"}
    status, _, body = await api.ask("POST", "/v1/audio/speech", json=request)
    assert status == 400 and "whispering" in body.decode() and "purple" not in body.decode()


async def test_instructions_act_and_the_answer_says_what_was_understood(api: Api) -> None:
    fields = {"input": TEXT, "instructions": "Speak calmly and very slowly, like a pirate."}
    status, headers, body = await api.ask("POST", "/v1/audio/speech", json=fields)
    assert status == 200 and headers["X-Instructions"] == "calm, slow 1.5"
    assert decoded(body).seconds > 1.2 * decoded(await api.say(TEXT)).seconds
    _, headers, _ = await api.ask("POST", "/v1/audio/speech", json={**fields, "instructions": "Like a pirate."})
    assert headers["X-Instructions"] == "nothing"
    _, headers, _ = await api.ask("POST", "/v1/audio/speech", json={"input": TEXT})
    assert "X-Instructions" not in headers


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("<speak>The kettle.</speak>", None),
        ("<speak>The <flash>kettle</flash>.</speak>", "1"),
        ("<speak>The <flash>kettle</flash> <prosody rate='soon'>is</prosody>.</speak>", "2"),
        ("<speak>The <say-as interpret-as='date'>kettle</say-as>.</speak>", "1"),
        ("<speak>The <voice name='nobody'>kettle</voice>.</speak>", "1"),
        ("<speak>The <audio src='https://example.com/a.wav'>kettle</audio>.</speak>", "1"),
        ("The <flash>kettle</flash>.", None),
    ],
)
async def test_the_number_of_notes_is_a_header(api: Api, text: str, notes: str | None) -> None:
    status, headers, _ = await api.ask("POST", "/v1/audio/speech", json={"input": text})
    assert status == 200 and headers.get("X-SSML-Notes") == notes


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<speak>\n  The <brek time='1s'/>kettle.</speak>", "Line 2, column 7: An element is not known (the nearest"),
        ("<speak>The <prosody rate='soon'>kettle</prosody>.</speak>", "Line 1, column 12: The value of rate"),
        ("<speak>One.\nA <say-as interpret-as='date'>kettle</say-as></speak>", "Line 2, column 31: The content is not"),
        ("<speak><voice name='nobody'>A kettle.</voice></speak>", "Line 1, column 29: There is no voice"),
    ],
)
async def test_strict_refuses_what_has_no_effect(api: Api, text: str, told: str) -> None:
    status, _, body = await api.ask("POST", "/v1/audio/speech", json={"input": text, "strict": True})
    error = json.loads(body)["error"]
    assert status == 400 and error["code"] == "ssml_invalid" and error["message"].startswith(told)
    assert "soon" not in body.decode() and "nobody" not in body.decode()


async def test_strict_speaks_what_has_an_effect(api: Api) -> None:
    assert await api.say("<speak>The <emphasis>kettle</emphasis>.</speak>", strict=True)
    assert await api.say("The <flash>kettle</flash>.", strict=True)


async def test_marks_come_with_captions(api: Api) -> None:
    _, _, body = await api.ask("POST", "/v1/audio/captions", json={"input": MARKED, "response_format": "pcm"})
    lines = [json.loads(line) for line in body.splitlines()]
    words = [word for line in lines for word in line.get("words", ())]
    first, last = (mark for line in lines for mark in line.get("marks", ()))
    assert first == {"name": "a & b", "time": words[2]["start_time"]}
    assert last["name"] == "end" and last["time"] == pytest.approx(lines[-1]["seconds"], abs=0.01)


async def test_marks_come_with_events_and_before_their_sound(api: Api) -> None:
    fields = {"input": MARKED, "stream_format": "sse", "response_format": "pcm"}
    _, _, body = await api.ask("POST", "/v1/audio/speech", json=fields)
    events = [json.loads(line.removeprefix("data: ")) for line in body.decode().splitlines() if line.startswith("data")]
    marks = [event for event in events if event["type"] == "speech.audio.mark"]
    assert [mark["name"] for mark in marks] == ["a & b", "end"]
    sent = 0.0
    for event in events:
        if event["type"] == "speech.audio.delta":
            sent += len(b64decode(event["audio"])) / 48_000
        elif event["type"] == "speech.audio.mark":
            assert event["time"] >= sent - 0.5


async def test_marks_come_over_a_websocket(api: Api) -> None:
    async with api.session.ws_connect(f"{api.base}/v1/audio/speech/ws") as socket, asyncio.timeout(PATIENCE):
        await socket.send_json({"input": MARKED, "end": True})
        received = [json.loads(message.data) async for message in socket if isinstance(message.data, str)]
    assert [each["name"] for each in received if each["type"] == "mark"] == ["a & b", "end"]


async def test_marks_are_comments_of_subtitles(api: Api) -> None:
    for captions in ("vtt", "srt"):
        request = {"input": MARKED, "captions": captions}
        _, _, body = await api.ask("POST", "/v1/audio/captions", json=request)
        comments = [line for line in body.decode().splitlines() if line.startswith("NOTE")]
        assert len(comments) == (2 if captions == "vtt" else 0)
    assert body.decode().splitlines()[0] == "1"


async def test_an_explanation_has_the_rules_of_cues_and_readings(api: Api) -> None:
    text = "<speak><sub alias='World Wide Web'>WWW</sub> (laughs) is <say-as interpret-as='x'>7</say-as>.</speak>"
    explained = await api.json("/v1/text/explain", text=text)
    assert explained["said"] == "World Wide Web is seven."
    rules = [part["rule"] for part in explained["parts"]]
    assert rules[:3] == ["ssml.sub", "cue.laughs", "word"]
    assert len(explained["notes"]) == 1


async def test_cues_are_counted(api: Api) -> None:
    async def counted() -> float:
        _, _, body = await api.ask("GET", "/metrics")
        (count,) = re.findall(r'kokoro_cues_total\{done="left_out"\} (\S+)', body.decode())
        return float(count)

    before = await counted()
    await api.say("That is funny (laughs). Oh *sighs* no.")
    await api.json("/v1/text/explain", text="That is funny (laughs).")
    assert await counted() - before == 2

"""Speech with the times of its words."""

import json
import re
from base64 import b64decode
from typing import Any

import numpy as np
import pytest

from tests.api.client import Api
from tests.api.decoding import decoded
from tests.api.engines import FailingEngine, SwitchableEngine

TEXT = "Dr. Smith paid $5 for it. The <kettle> is on & the tea will be ready in a minute, or so they say!\nGood night."
WORDS = "The kettle is on, and the tea will be ready in a minute."


async def _lines(api: Api, path: str, **fields: object) -> list[dict[str, Any]]:
    status, _, body = await api.ask("POST", path, json={"input": WORDS, **fields})
    assert status == 200
    return [json.loads(line) for line in body.splitlines()]


async def test_every_written_word_has_its_time(api: Api) -> None:
    *lines, last = await _lines(api, "/v1/audio/captions", response_format="pcm")
    sound = b"".join(b64decode(line["audio"]) for line in lines)
    assert sound == await api.say(WORDS, response_format="pcm")
    words = [word for line in lines for word in line["words"]]
    assert [word["text"] for word in words] == [word.strip(".,") for word in WORDS.split()]
    assert [WORDS[word["start"] : word["end"]] for word in words] == [word["text"] for word in words]
    times = [time for word in words for time in (word["start_time"], word["end_time"])]
    assert times == sorted(times) and 0 < times[-1] <= decoded(sound, "pcm").seconds
    assert all(word["phonemes"] and word["said"] for word in words)
    assert last["done"] is True and last["seconds"] == pytest.approx(decoded(sound, "pcm").seconds, abs=0.01)


def _heard(sound: bytes) -> list[tuple[float, float]]:
    """Return from when to when each word is heard: the engine is silent for 50 milliseconds between two of them."""
    audible = np.flatnonzero(np.abs(decoded(sound, "pcm").samples) > 0.01)
    gaps = np.flatnonzero(np.diff(audible) > 0.04 * 24_000)
    starts, ends = [audible[0], *audible[gaps + 1]], [*audible[gaps], audible[-1]]
    return [(float(start) / 24_000, float(end) / 24_000) for start, end in zip(starts, ends, strict=True)]


@pytest.mark.parametrize("speed", [0.8, 1.0, 1.25])
async def test_the_times_of_captions_are_those_of_the_sound(api: Api, speed: float) -> None:
    *lines, _ = await _lines(api, "/v1/audio/captions", response_format="pcm", speed=speed)
    heard = _heard(b"".join(b64decode(line["audio"]) for line in lines))
    words = [word for line in lines for word in line["words"]]
    assert len(words) == len(heard)
    assert [word["end_time"] for word in words] == pytest.approx([end for _, end in heard], abs=0.005)
    assert [word["start_time"] for word in words] == pytest.approx([start for start, _ in heard], abs=0.005)

    (fastapi,) = await _lines(api, "/dev/captioned_speech", response_format="pcm", stream=False, speed=speed)
    assert [(each["start_time"], each["end_time"]) for each in fastapi["timestamps"]] == [
        (word["start_time"], word["end_time"]) for word in words
    ]
    request = {"input": WORDS, "captions": "srt", "speed": speed}
    _, _, subtitles = await api.ask("POST", "/v1/audio/captions", json=request)
    times = [_seconds(time) for time in re.findall(r"\d\d:\d\d:\d\d,\d\d\d", subtitles.decode())]
    assert (times[0], times[-1]) == pytest.approx((heard[0][0], heard[-1][1]), abs=0.005)


def _seconds(time: str) -> float:
    hours, minutes, seconds = time.replace(",", ".").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


async def test_the_sound_of_captions_may_be_encoded(api: Api) -> None:
    *lines, _ = await _lines(api, "/v1/audio/captions")
    sound = b"".join(b64decode(line["audio"]) for line in lines)
    assert {line["audio_format"] for line in lines} == {"mp3"} and decoded(sound).seconds > 1


async def test_the_response_has_kokoro_fastapis_shape(api: Api) -> None:
    streamed = await _lines(api, "/dev/captioned_speech", response_format="pcm")
    (whole,) = await _lines(api, "/dev/captioned_speech", response_format="pcm", stream=False)
    assert set(whole) == {"audio", "audio_format", "timestamps"} == set(streamed[0])
    assert [time for line in streamed for time in line["timestamps"]] == whole["timestamps"]
    assert b"".join(b64decode(line["audio"]) for line in streamed) == b64decode(whole["audio"])
    assert set(whole["timestamps"][0]) == {"word", "start_time", "end_time"}


async def test_each_subtitle_is_a_sentence_with_its_punctuation(api: Api) -> None:
    _, headers, body = await api.ask("POST", "/v1/audio/captions", json={"input": TEXT, "captions": "srt"})
    assert headers["Content-Type"].startswith("application/x-subrip")
    blocks = [block.split("\n") for block in body.decode().strip().split("\n\n")]
    assert [block[0] for block in blocks] == [str(number + 1) for number in range(len(blocks))]
    assert " ".join(block[2] for block in blocks) == TEXT.replace("\n", " ")
    assert blocks[0][2] == "Dr. Smith paid $5 for it." and blocks[-1][2] == "Good night."
    times = [time for block in blocks for time in block[1].split(" --> ")]
    assert times == sorted(times) and all(len(time) == 12 and time[8] == "," for time in times)


async def test_webvtt_is_escaped(api: Api) -> None:
    _, headers, body = await api.ask("POST", "/v1/audio/captions", json={"input": TEXT, "captions": "vtt"})
    text = body.decode()
    assert headers["Content-Type"].startswith("text/vtt") and text.startswith("WEBVTT\n\n00:00:0")
    assert "&lt;kettle&gt; is on &amp; the" in text and "<kettle>" not in text


async def test_subtitles_of_ssml_hold_no_tags(api: Api) -> None:
    marked = '<speak>The <emphasis>kettle</emphasis> is on.<break time="1s"/> Tea is ready.</speak>'
    _, _, body = await api.ask("POST", "/v1/audio/captions", json={"input": marked, "captions": "vtt"})
    assert "The kettle is on" in body.decode() and "emphasis" not in body.decode()


@pytest.mark.parametrize("captions", ["srt", "vtt"])
async def test_a_text_without_words_has_no_subtitles(api: Api, captions: str) -> None:
    status, _, body = await api.ask("POST", "/v1/audio/captions", json={"input": ".", "captions": captions})
    assert status == 200 and b"-->" not in body


async def test_a_failure_after_the_first_audio_is_the_last_line(api: Api, engine: SwitchableEngine) -> None:
    engine.current = FailingEngine(1)
    lines = await _lines(api, "/v1/audio/captions", input="One sentence is here. Another one is there. And a third.")
    assert lines[-1]["error"]["code"] == "no_sound"


async def test_an_unknown_form_of_captions_is_refused(api: Api) -> None:
    status, _, body = await api.ask("POST", "/v1/audio/captions", json={"input": TEXT, "captions": "teletext"})
    assert status == 400 and json.loads(body)["error"]["param"] == "captions"

"""Speech in every form that clients request."""

from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copy

import numpy as np
import openai
import pytest

from tests.api.client import Api, opened
from tests.api.decoding import decoded, events, sound_of
from tests.data.make_tiny_model import TINY
from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.studio import Studio

TEXT = "The kettle is on, and the tea will be ready in a minute."
STORY = " ".join(f"This is sentence number {number} of a longer story." for number in range(12))


@pytest.fixture
async def client(api: Api) -> AsyncIterator[openai.AsyncOpenAI]:
    """OpenAI's own client."""
    async with openai.AsyncOpenAI(base_url=f"{api.base}/v1", api_key="none", max_retries=0) as openai_client:
        yield openai_client


@pytest.mark.parametrize("form", ["mp3", "opus", "aac", "flac", "wav", "pcm"])
async def test_every_format_of_openai_decodes_to_the_same_audio(client: openai.AsyncOpenAI, form: str) -> None:
    say = client.audio.speech.with_raw_response.create
    plain = decoded((await say(model="tts-1", voice="alloy", input=TEXT, response_format="pcm")).content, "pcm")
    answer = await say(model="tts-1", voice="alloy", input=TEXT, response_format=form)  # type: ignore[arg-type]
    packed = decoded(answer.content, form)
    assert answer.headers["content-type"] == FORMATS[form].content_type
    assert packed.rate == (48_000 if form == "opus" else 24_000)
    assert packed.seconds == pytest.approx(plain.seconds, abs=0.12)
    assert packed.level == pytest.approx(plain.level, rel=0.1)


@pytest.mark.parametrize("form", ["mulaw", "alaw", "pcm", "wav", "flac", "mp3", "aac", "opus"])
@pytest.mark.parametrize("rate", [8_000, 16_000, 48_000])
async def test_the_sample_rate_can_be_chosen(api: Api, form: str, rate: int) -> None:
    plain = decoded(await api.say(TEXT, response_format="pcm"), "pcm")
    _, headers, body = await api.ask(
        "POST", "/v1/audio/speech", json={"input": TEXT, "response_format": form, "sample_rate": rate}
    )
    assert headers["X-Sample-Rate"] == str(rate)
    assert decoded(body, form, rate).seconds == pytest.approx(plain.seconds, abs=0.3)  # frames are long at low rates


async def test_speed_changes_the_length(client: openai.AsyncOpenAI) -> None:
    async def seconds(speed: float) -> float:
        answer = await client.audio.speech.create(
            model="tts-1", voice="alloy", input=TEXT, response_format="pcm", speed=speed
        )
        return decoded(answer.content, "pcm").seconds

    assert await seconds(0.5) == pytest.approx(2 * await seconds(1.0), rel=0.05)
    assert await seconds(2.0) == pytest.approx(await seconds(1.0) / 2, rel=0.05)


async def test_mp3_is_the_default_and_has_no_length_in_it(api: Api) -> None:
    _, headers, body = await api.ask("POST", "/v1/audio/speech", json={"input": TEXT})
    assert headers["Content-Type"] == "audio/mpeg"
    assert not body.startswith(b"ID3") and b"Xing" not in body[:200] and b"Info" not in body[:200]


@pytest.mark.parametrize("form", ["mp3", "aac"])
async def test_responses_can_be_joined(api: Api, form: str) -> None:
    one = await api.say("First comes the rain.", response_format=form)
    other = await api.say("Then comes the sun, at last.", response_format=form)
    together = decoded(one + other, form).seconds
    assert together == pytest.approx(decoded(one, form).seconds + decoded(other, form).seconds, abs=0.1)


async def test_events_have_the_sound_and_end_with_the_usage(client: openai.AsyncOpenAI, api: Api) -> None:
    whole = await api.say(STORY, response_format="pcm", voice="alloy")
    answer = await client.audio.speech.with_raw_response.create(
        model="gpt-4o-mini-tts", voice="alloy", input=STORY, response_format="pcm", stream_format="sse"
    )
    assert answer.headers["content-type"] == "text/event-stream"
    *deltas, done = events(answer.content)
    assert {each["type"] for each in deltas} == {"speech.audio.delta"} and len(deltas) > 12
    assert done["type"] == "speech.audio.done" and sum(each["type"] == "speech.audio.done" for each in deltas) == 0
    usage = done["usage"]
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"] > 0
    assert sound_of(deltas) == whole
    assert done["seconds"] == pytest.approx(decoded(whole, "pcm").seconds, abs=0.01)


async def test_openais_own_decoder_reads_the_events(client: openai.AsyncOpenAI) -> None:
    body = {"model": "tts-1", "voice": "alloy", "input": TEXT, "stream_format": "sse"}
    stream = await client.post(
        "/audio/speech", body=body, cast_to=object, stream=True, stream_cls=openai.AsyncStream[object]
    )
    decoded_events = [each async for each in stream]
    assert decoded_events[-1]["type"] == "speech.audio.done"  # type: ignore[index]
    assert decoded(sound_of(decoded_events)).seconds > 1  # type: ignore[arg-type]


async def test_a_whole_response_has_its_length(api: Api) -> None:
    _, headers, body = await api.ask("POST", "/v1/audio/speech", json={"input": TEXT, "stream": False})
    assert int(headers["Content-Length"]) == len(body)
    assert float(headers["X-Audio-Duration"]) == pytest.approx(decoded(body).seconds, abs=0.15)
    assert float(headers["X-RTF"]) > 0


@pytest.mark.parametrize("text", [".", "1.", "...", "\N{GRINNING FACE}", "—", "-", "\N{THUMBS UP SIGN}", "?!"])
async def test_a_text_without_words_is_a_short_sound(api: Api, text: str) -> None:
    assert 0 < decoded(await api.say(text)).seconds < 2


@pytest.mark.parametrize(
    "fields",
    [
        {"model": None, "voice": None, "speed": None, "response_format": None, "instructions": None},
        {"voice": ""},
        {"voice": {"id": "af_heart"}},
        {"voice": {"name": "af_heart"}},
        {"speed": "1.0"},
        {"speed": 1},
        {"response_format": "MP3"},
        {"instructions": "Speak calmly."},
        {"backend": "x", "user": "u1", "stream": True, "voices": [1], "normalization_options": {"normalize": True}},
        {"volume_multiplier": 1.0, "lang_code": "a"},
        {"language": "en"},
        {"language": "en_US"},
        {"model": "kokoro"},
        {"model": "tts-1-hd"},
        {"model": "gpt-4o-mini-tts-2025-12-15"},
        {"model": "kokoro@anything, at 2"},
        {"voice": "af_heart*0.7 + am_adam*0.3"},
        {"voice": "af_bella(2)+af_sky(1)"},
    ],
    ids=str,
)
async def test_fields_of_other_servers_clients_are_accepted(api: Api, fields: dict[str, object]) -> None:
    assert decoded(await api.say(TEXT, **fields)).seconds > 1


@pytest.mark.parametrize(
    "name",
    "alloy ash ballad coral echo fable onyx nova sage shimmer verse marin cedar".split(),  # noqa: SIM905 -- as a list
)
async def test_every_voice_of_openai_has_a_voice_of_ours(api: Api, name: str) -> None:
    status, headers, _ = await api.ask("POST", "/v1/audio/speech", json={"input": "Yes.", "voice": name})
    assert status == 200 and headers["X-Voice"][2] == "_"


async def test_the_text_may_be_called_text_and_may_be_ssml(api: Api) -> None:
    short = decoded(await api.say(TEXT, response_format="pcm"), "pcm").seconds
    _, _, body = await api.ask("POST", "/v1/audio/speech", json={"text": TEXT, "response_format": "pcm"})
    assert decoded(body, "pcm").seconds == short
    marked = f'<speak>{TEXT}<break time="3s"/>{TEXT}</speak>'
    assert decoded(await api.say(marked, response_format="pcm"), "pcm").seconds > 2 * short + 2


async def test_a_player_can_use_a_get_request(api: Api) -> None:
    query = {"input": TEXT, "voice": "af_heart", "response_format": "pcm", "speed": "2", "stream": "false"}
    status, headers, body = await api.ask("GET", "/v1/audio/speech", params=query)
    assert status == 200 and decoded(body, "pcm").seconds > 0.5 and "X-Audio-Duration" in headers
    status, headers, body = await api.ask("HEAD", "/v1/audio/speech", params=query)
    assert status == 200 and headers["Content-Type"] == "audio/pcm" and not body


@pytest.mark.parametrize(
    "path",
    [
        "/v1//audio/speech",
        "//v1/audio/speech",
        "/v1/audio/speech/",
        "/v1/audio//speech//",
        "/audio/speech",
        "/v1/audio/stream",
        "/v1/audio/speech/audio/speech",
        "/v1/audio/stream/audio/speech",
    ],
)
async def test_paths_that_clients_often_misspell_work(api: Api, path: str) -> None:
    status, _, body = await api.ask("POST", path, json={"input": "Yes."})
    assert status == 200 and decoded(body).seconds > 0.1


async def test_headers_name_the_voice_and_the_engine(api: Api) -> None:
    _, headers, _ = await api.ask("POST", "/v1/audio/speech", json={"input": TEXT, "voice": "nova"})
    assert headers["X-Voice"] == "af_nova" and headers["X-Model"] == "tone"
    assert headers["X-Config-Version"] == api.state.watch.loaded.digest
    assert len(headers["X-Request-Id"]) == 32 and headers["Server"] == "wyoming_kokoro"


async def test_the_header_names_the_engine_that_speaks_this_voice(tmp_path: Path, rng: np.random.Generator) -> None:
    paths = Paths(tmp_path, tmp_path)
    paths.models.mkdir()
    paths.voices.mkdir()
    copy(TINY, paths.models / "own.onnx")
    (paths.voices / "af_mine.bin").write_bytes(rng.normal(size=(510, 256)).astype("<f4").tobytes())
    loaded = load(
        paths,
        {
            "engine.model": "own.onnx",
            "speech.voice": "af_mine",
            "downloads.enabled": "false",
            "cache.precompute": "false",
        },
        {},
    )
    studio = await Studio.open(loaded)
    try:
        async with opened(studio, loaded) as api:
            engines = [
                (await api.ask("HEAD", f"/v1/audio/speech?input=Yes.&voice={voice}"))[1]["X-Model"]
                for voice in ("af_mine", next(each.name for each in studio.voices.listed() if not each.styles))
            ]
    finally:
        await studio.close()
    assert engines == ["kokoro", "espeak"]

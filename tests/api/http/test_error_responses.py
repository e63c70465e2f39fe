"""Every mistake in a request is answered in OpenAI's form, and the server works afterwards."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp
import openai
import pytest

from tests.api.client import Api
from tests.api.engines import FailingEngine, SwitchableEngine
from wyoming_kokoro.api.http.error_responses import is_plain_name, status_line, status_of
from wyoming_kokoro.engines import ToneEngine
from wyoming_kokoro.error_codes import ERROR_CODES
from wyoming_kokoro.errors import BadRequest, InternalError, Unavailable
from wyoming_kokoro.speech import Phrase, Piece

SPEECH = "/v1/audio/speech"
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Bad:
    """A request that cannot be served, and the error that it gets."""

    name: str
    status: int = 400
    about: str | None = None
    method: str = "POST"
    path: str = SPEECH
    body: object = None
    raw: bytes | str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def _field(name: str, status: int = 400, about: str | None = None, **fields: object) -> Bad:
    return Bad(name, status, about, body={"input": "Hello.", **fields})


BAD = [
    # what is no JSON object
    Bad("no body at all", headers=JSON, raw=b""),
    Bad("half an object", headers=JSON, raw=b'{"input": "wasn'),
    Bad("a list", headers=JSON, raw=b"[]"),
    Bad("a text", headers=JSON, raw=b'"hello"'),
    Bad("null", headers=JSON, raw=b"null"),
    Bad("a number", headers=JSON, raw=b"5"),
    Bad("bytes that are no text", headers=JSON, raw=b'{"input": "\xff\xfe"}'),
    Bad("UTF-16", headers=JSON, raw='{"input": "x"}'.encode("utf-16")),
    Bad("two objects", headers=JSON, raw=b'{"input": "x"}{"input": "y"}'),
    Bad("a comma too many", headers=JSON, raw=b'{"input": "x",}'),
    Bad("single quotes", headers=JSON, raw=b"{'input': 'x'}"),
    Bad("a comment", headers=JSON, raw=b'{"input": "x" /* y */}'),
    Bad("NaN", headers=JSON, raw=b'{"input": "x", "speed": NaN}'),
    Bad("Infinity", headers=JSON, raw=b'{"input": "x", "speed": Infinity}'),
    Bad("minus Infinity in an unknown field", headers=JSON, raw=b'{"input": "x", "other": -Infinity}'),
    Bad("nested too deeply", headers=JSON, raw=b'{"input": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    Bad("a whole number of five thousand digits", headers=JSON, raw=b'{"input": "x", "speed": ' + b"9" * 5000 + b"}"),
    Bad("a control character in a text", headers=JSON, raw=b'{"input": "a\x00b"}'),
    # what to say
    Bad("nothing asked for", about="input", body={}),
    _field("a text of null", about="input", input=None),
    _field("an empty text", about="input", input=""),
    _field("blanks", about="input", input=" \t\n "),
    _field("a number to say", about="input", input=5),
    _field("a list to say", about="input", input=["Hello."]),
    _field("an object to say", about="input", input={"text": "Hello."}),
    _field("true to say", about="input", input=True),
    _field("a text that is too long", about="input", input="word " * 5000),
    _field(
        "SSML with definitions", about="input", input="<!DOCTYPE x [<!ELEMENT x ANY>]><speak>Hi.</speak>", ssml=True
    ),
    _field("SSML of nothing but tags", about="input", input="<speak>" + "<b/>" * 10_001 + "</speak>"),
    _field("SSML with entities", about="input", input='<!DOCTYPE a [<!ENTITY b "c">]><speak>&b;</speak>', ssml=True),
    # how to say it
    _field("an unknown voice", about="voice", voice="no-such-voice-at-all"),
    _field("a path as a voice", about="voice", voice="../../etc/passwd"),
    _field("an absolute path as a voice", about="voice", voice="/etc/passwd"),
    _field("an address as a voice", about="voice", voice="https://example.com/voice.bin"),
    _field("a voice that ends the line", about="voice", voice="x\r\nSet-Cookie: a=b"),
    _field("a voice of markup", about="voice", voice="<script>alert(1)</script>"),
    _field("a voice in another script", about="voice", voice="声"),
    _field("a number as a voice", about="voice", voice=7),
    _field("a list as a voice", about="voice", voice=["af_heart"]),
    _field("true as a voice", about="voice", voice=True),
    _field("a voice without an end", about="voice", voice="a" * 10_000),
    _field("a blend without an end", about="voice", voice="+".join(["af_heart"] * 100)),
    _field("a blend with a weight of nothing", about="voice", voice="af_heart*0 + am_adam*1"),
    _field("a blend with an unknown voice", about="voice", voice="af_heart + nobody"),
    _field("a blend that is not finished", about="voice", voice="af_heart + "),
    _field("a browser's voice", about="voice", voice="Google UK English Female"),
    _field("an unknown format", about="response_format", response_format="midi"),
    _field("a number as a format", about="response_format", response_format=3),
    _field("a list as a format", about="response_format", response_format=["mp3"]),
    _field("too slow", about="speed", speed=0.2),
    _field("too fast", about="speed", speed=4.01),
    _field("a negative speed", about="speed", speed=-1),
    _field("speed in words", about="speed", speed="quick"),
    _field("speed as a text that is no number", about="speed", speed="nan"),
    _field("speed as an endless text", about="speed", speed="inf"),
    _field("true as a speed", about="speed", speed=True),
    _field("a list as a speed", about="speed", speed=[1]),
    Bad("a speed beyond all numbers", about="speed", headers=JSON, raw=b'{"input": "x", "speed": 1e400}'),
    _field("an unknown way to stream", about="stream_format", stream_format="carrier-pigeon"),
    _field("a word for whether to stream", about="stream", stream="perhaps"),
    _field("a number for whether to stream", about="stream", stream=1),
    _field("a rate below the telephone's", about="sample_rate", sample_rate=4000),
    _field("a rate above every player's", about="sample_rate", sample_rate=192_000),
    _field("half a sample", about="sample_rate", sample_rate=24_000.5),
    _field("a rate in words", about="sample_rate", sample_rate="high"),
    _field("instructions without an end", about="instructions", instructions="Speak calmly. " * 1000),
    _field("instructions as an object", about="instructions", instructions={"tone": "calm"}),
    _field("a language that is none", about="language", language="../en"),
    _field("a language that no voice speaks", about="language", language="tlh-KX"),
    _field("a number as a language", about="language", language=1),
    _field("louder than loud", about="volume", volume=11),
    _field("a negative volume", about="volume", volume_multiplier=-1),
    _field("a pitch out of reach", about="pitch", pitch=40),
    _field("a word for whether it is SSML", about="ssml", ssml="maybe"),
    _field("an unknown model", 404, "model", model="gpt-99-banana"),
    _field("a model that is a path", 404, "model", model="../../model.onnx"),
    _field("a number as a model", 400, "model", model=1),
    # how it is sent
    Bad("a form", 415, headers={"Content-Type": "application/x-www-form-urlencoded"}, raw=b"input=Hello"),
    Bad("several parts", 415, headers={"Content-Type": "multipart/form-data; boundary=x"}, raw=b"--x--"),
    Bad("plain text", 415, headers={"Content-Type": "text/plain"}, raw=b'{"input": "Hello."}'),
    Bad("no type", 415, headers={"Content-Type": ""}, raw=b'{"input": "Hello."}'),
    Bad("another character set", 415, headers={"Content-Type": "application/json; charset=latin-1"}, raw=b"{}"),
    Bad("compressed", 415, headers={**JSON, "Content-Encoding": "gzip"}, raw=b"\x1f\x8b"),
    Bad("compressed with nothing", 415, headers={**JSON, "Content-Encoding": "identity"}, raw=b'{"input": "x"}'),
    Bad("a body that is too large", 413, headers=JSON, raw=b'{"input": "x", "y": "' + b"z" * 300_000 + b'"}'),
    Bad("an unknown expectation", 415, headers={"Expect": "a-miracle", "Content-Type": "x/y"}, raw=b"{}"),
    # where it is sent
    Bad("an unknown path", 404, path="/v1/no/such/route", body={}),
    Bad("an unknown page", 404, method="GET", path="/secrets"),
    Bad("a path upwards", 404, method="GET", path="/%2e%2e/%2e%2e/etc/passwd"),
    Bad("a file of the installation", 404, method="GET", path="/config.json"),
    Bad("what LocalAI has", 404, method="GET", path="/v1/readyz"),
    Bad("another method", 405, method="PUT", body={"input": "x"}),
    Bad("deleting it", 405, method="DELETE"),
    Bad("posting to a list", 405, path="/v1/models", body={}),
    Bad("a voice of one's own", 405, path="/v1/audio/voices", body={}),
    Bad("a question without a text", 400, "input", method="GET"),
    Bad("a question with a bad speed", 400, "speed", method="GET", path=SPEECH + "?input=x&speed=quick"),
    Bad("a model of a strange name", 404, "model", method="GET", path="/v1/models/%3Cscript%3E"),
    Bad("a host name that is not ours", 421, body={"input": "x"}, headers={"Host": "example.com"}),
    Bad("a page of another server", 403, body={"input": "x"}, headers={"Origin": "https://example.com"}),
    Bad("a path below the list of voices", 404, method="GET", path="/v1/voices/none"),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
async def test_a_bad_request_gets_an_error_about_the_field(api: Api, bad: Bad) -> None:
    content = json.dumps(bad.body) if bad.body is not None else bad.raw
    headers = {**(JSON if bad.body is not None else {}), **bad.headers}
    async with api.session.request(
        bad.method, api.base + bad.path, headers=headers, skip_auto_headers=["Content-Type"], data=content
    ) as answer:
        error = (await answer.json())["error"]
        assert answer.status == bad.status, error
        assert set(error) == {"message", "type", "param", "code"}
        assert error["param"] == bad.about
        assert error["message"] and error["type"] and error["code"] in ERROR_CODES
        assert answer.reason and answer.reason.isascii() and len(answer.reason) < 100
        assert error["message"].startswith(answer.reason.removesuffix("...").strip())
        for secret in ("Traceback", "site-packages", "/home", "passwd", "<script", "Set-Cookie", "声", "wasn"):
            assert secret not in json.dumps(error) + answer.reason
    assert (await api.ask("GET", "/health"))[0] == 200
    assert (await api.ask("POST", SPEECH, json={"input": "."}))[0] == 200


def test_the_bad_requests_have_different_names() -> None:
    names = [bad.name for bad in BAD]
    assert len(names) == len(set(names))


async def test_openais_client_raises_its_own_errors(api: Api) -> None:
    async with openai.AsyncOpenAI(base_url=f"{api.base}/v1", api_key="none", max_retries=0) as client:
        with pytest.raises(openai.BadRequestError) as refused:
            await client.audio.speech.create(model="tts-1", voice="no-such-voice-at-all", input="Hello.")
        assert refused.value.param == "voice" and refused.value.code == "voice_not_found" and refused.value.type
        with pytest.raises(openai.NotFoundError) as missing:
            await client.models.retrieve("no-such-model")
        assert missing.value.code == "model_not_found"
        api.state.set(**{"http.key": "secret"})
        with pytest.raises(openai.AuthenticationError):
            await client.audio.speech.create(model="tts-1", voice="alloy", input="Hello.")
        api.state.current_studio = None
        api.state.set(**{"http.key": ""})
        with pytest.raises(openai.InternalServerError) as later:
            await client.audio.speech.create(model="tts-1", voice="alloy", input="Hello.")
        assert later.value.status_code == 503 and later.value.response.headers["retry-after"] == "2"


async def test_a_misspelt_voice_is_named_with_similar_ones(api: Api) -> None:
    async with api.session.post(api.base + SPEECH, json={"input": "x", "voice": "af_hart"}) as answer:
        message = (await answer.json())["error"]["message"]
        assert "af_hart" in message and "af_heart" in message
        assert answer.reason and answer.reason.startswith("af_hart")


async def test_a_fault_of_the_server_is_reported_without_details(
    api: Api, engine: SwitchableEngine, caplog: pytest.LogCaptureFixture
) -> None:
    class BrokenEngine(ToneEngine):
        def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
            raise ZeroDivisionError(phrase.words, again)

    engine.current = BrokenEngine()
    status, _, body = await api.ask("POST", SPEECH, json={"input": "Nobody shall read this."})
    error = json.loads(body)["error"]
    assert status == 500 and error["type"] == "server_error" and error["code"] == "broken"
    assert "ZeroDivision" not in body.decode() and "Nobody" not in body.decode()
    assert any(record.exc_info for record in caplog.records)


async def test_texts_are_not_in_the_log(api: Api, engine: SwitchableEngine, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    engine.current = FailingEngine(1)
    for body in (
        {"input": "Nobody shall read this. And this even less."},
        {"input": "Nobody shall read this.", "voice": "nobody-has-this-voice"},
        {"input": "Nobody shall read this.", "stream_format": "sse"},
    ):
        async with api.session.post(api.base + SPEECH, json=body) as answer:
            with suppress(aiohttp.ClientPayloadError):
                await answer.read()
    assert "Nobody" not in caplog.text and "nobody-has" not in caplog.text


async def test_a_number_of_thousands_of_digits_is_a_bad_request(api: Api) -> None:
    content = b'{"input": "x", "speed": ' + b"9" * 4_000 + b"}"
    status, _, body = await api.ask("POST", SPEECH, data=content, headers=JSON)
    assert status == 400 and json.loads(body)["error"]["param"] == "speed"


def test_a_status_line_is_one_short_line_of_ascii() -> None:
    assert status_line("It\r\nis\tnot “so”.") == "It is not ?so?."
    assert status_line("no\0 \x07way\x7f") == "no? ?way?"
    assert len(status_line("word " * 100)) < 100 and status_line("word " * 100).endswith("word...")


def test_only_plain_names_may_appear_in_an_error() -> None:
    assert is_plain_name("af_heart*0.7 + am_adam(2)@1.1") and is_plain_name("Google UK English Female")
    assert not any(map(is_plain_name, ("", "a" * 41, "<b>", "a\n", "é", "a/b", "a'b", "a\r\nb")))


def test_an_unknown_error_code_has_the_status_of_its_error_class() -> None:
    errors = BadRequest("No.", code="mine"), Unavailable("No.", code="mine"), InternalError("No.", code="mine")
    assert [status_of(error) for error in errors] == [400, 503, 500]

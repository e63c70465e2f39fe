"""Judging over HTTP: a sound against its text, the prompts as a job, and what was found before."""

import asyncio
import io
import json
import wave
from typing import Any

import aiohttp
import numpy as np
import pytest

from tests.api.client import Api
from tests.workshop.judging.fake_judges import RATE, sound
from wyoming_kokoro.api import judge_process, upload
from wyoming_kokoro.api.judge_process import JudgeProcess, JudgeProcesses
from wyoming_kokoro.audio import pcm16
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import Samples

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def judging_is_not_put_behind_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the judges the priority of the tests, which take all of the processor: a lower one would wait for them."""
    monkeypatch.setattr(judge_process, "NICENESS", 0)
    monkeypatch.setattr(judge_process, "LIST_NICENESS", 0)


def wav(samples: Samples) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm16(samples))
    return buffer.getvalue()


async def validated(api: Api, content: bytes | None, **fields: str) -> tuple[int, Any]:
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in {"judges": "signal", **fields}.items():
        form.add_field(name, value)
    if content is not None:
        form.add_field("file", content, filename="take.wav", content_type="audio/wav")
    status, _, body = await api.ask("POST", "/v1/audio/validate", data=form)
    return status, json.loads(body)


async def test_a_sound_is_judged(api: Api) -> None:
    status, found = await validated(api, wav(sound(2.0)), text="The house is red.", voice="bm_george")
    assert status == 200, found
    assert (found["faulty"], found["findings"], found["language"]) == (False, [], "en-GB")
    assert found["measures"]["signal.duration"] == pytest.approx(2.0)
    assert found["about"] == {"judge signal": "3"}


async def test_a_fault_is_found(api: Api) -> None:
    status, found = await validated(api, wav(np.clip(sound(2.0) * 8, -1, 1)), text="The house is red.")
    assert status == 200 and found["faulty"]
    assert "clipping" in {each["kind"] for each in found["findings"]}


async def test_speech_of_this_server_is_judged_as_it_was_sent(api: Api) -> None:
    speech = await api.say("The house is red.", response_format="wav")
    status, found = await validated(api, speech, text="The house is red.")
    assert status == 200 and found["measures"]["signal.sample_rate"] == 24_000


@pytest.mark.parametrize(
    ("content", "fields", "code"),
    [
        (None, {"text": "Hello."}, "missing_required_parameter"),
        (b"", {"text": "Hello."}, "missing_required_parameter"),
        (b"no sound at all", {"text": "Hello."}, "bad_file"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", {"text": "Hello."}, "bad_file"),
        (b"RIFF", {"text": "word " * 5000}, "text_too_long"),
        (b"RIFF", {"language": "no language"}, "invalid_value"),
        (b"RIFF", {"voice": "nobody"}, "voice_not_found"),
        (b"RIFF", {"thresholds": "none"}, "invalid_value"),
        (b"RIFF", {"judges": "nobody"}, "invalid_value"),
        (b"RIFF", {"judges": "../x"}, "invalid_value"),
    ],
)
async def test_what_cannot_be_judged_is_refused(
    api: Api, content: bytes | None, fields: dict[str, str], code: str
) -> None:
    status, answer = await validated(api, content, **fields)
    assert (status, answer["error"]["code"]) == (400, code)


async def test_uploads_are_limited(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MAX_UPLOAD", 10_000)
    status, answer = await validated(api, wav(sound(1.0)), text="Hello.")
    assert (status, answer["error"]["code"]) == (413, "body_too_large")
    monkeypatch.setattr(upload, "MAX_FIELDS", 3)
    status, answer = await validated(api, b"RIFF", **{f"field{number}": "x" for number in range(9)})
    assert (status, answer["error"]["code"]) == (400, "broken_body")


@pytest.mark.parametrize(
    ("headers", "data", "code"),
    [
        ({"Content-Type": "application/json"}, b"{}", "unsupported_media_type"),
        (
            {"Content-Type": "multipart/form-data; boundary=x", "Content-Encoding": "gzip"},
            b"--x",
            "unsupported_media_type",
        ),
        ({"Content-Type": "multipart/form-data"}, b"--x\r\n", "broken_body"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"nothing", "broken_body"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\nContent-Dispo", "broken_body"),
    ],
)
async def test_damaged_forms_are_refused(api: Api, headers: dict[str, str], data: bytes, code: str) -> None:
    status, _, body = await api.ask("POST", "/v1/audio/validate", headers=headers, data=data)
    assert status in (400, 415) and json.loads(body)["error"]["code"] == code


async def test_a_client_that_leaves_ends_the_process(loaded: LoadedSettings) -> None:
    process = JudgeProcess(("list", "--json"), loaded.sources.paths)
    work = asyncio.create_task(asyncio.to_thread(process.run, 60.0))
    await asyncio.sleep(0.05)
    process.stop()
    with pytest.raises(Unavailable, match="stopped"):
        await work


async def test_a_process_that_takes_too_long_is_ended(loaded: LoadedSettings) -> None:
    process = JudgeProcess(("list", "--json"), loaded.sources.paths)
    with pytest.raises(Unavailable, match="took too long"):
        await asyncio.to_thread(process.run, 0.01)


async def test_more_sounds_than_may_wait_are_refused(loaded: LoadedSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge_process, "MAX_WAITING", 1)
    processes = JudgeProcesses()
    first = asyncio.create_task(processes.ask(("list", "--json"), loaded.sources.paths))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="Too many"):
        await processes.ask(("list", "--json"), loaded.sources.paths)
    assert {"signal", "whisper"} <= {each["name"] for each in await first}


async def test_a_list_does_not_wait_for_a_sound_that_is_judged(
    loaded: LoadedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def run(process: JudgeProcess, _: float) -> object:
        if process.files:
            begun.set()
            await goes_on.wait()
            return {"takes": [{}], "about": {}, "unjudged": [], "thresholds": "balanced"}
        return ["listed"]

    monkeypatch.setattr(judge_process, "_in_thread", run)
    processes = JudgeProcesses()
    paths = loaded.sources.paths
    judged = asyncio.create_task(processes.validate(b"sound", "text", (), paths))
    await begun.wait()
    assert await processes.ask(("report",), paths) == ["listed"]
    assert not judged.done()
    goes_on.set()
    await judged


async def test_judges_are_listed(api: Api) -> None:
    listed = {each["name"]: each for each in (await api.json("/v1/judges"))["judges"]}
    assert listed["signal"]["here"] and listed["wyoming"]["brings"] == "set judging.wyoming_uri"


async def test_prompts_are_judged_as_a_job(api: Api, token: str, loaded: LoadedSettings) -> None:
    rights = {"Authorization": f"Bearer {token}"}
    (loaded.sources.paths.data / "config.json").write_text('{"engine": {"name": "tone"}}', encoding="utf-8")
    status, _, _ = await api.ask("POST", "/v1/judgements", json={"prompts": 10})
    assert status == 401, "nothing is started without the token"
    fields = {"prompts": 10, "voice": "af_bella", "judges": "signal"}  # the others are tried on speech, not on tones
    status, _, body = await api.ask("POST", "/v1/judgements", json=fields, headers=rights)
    assert status == 202 and json.loads(body)["job"]["about"] == {"voice": "af_bella"}
    status, _, _ = await api.ask("POST", "/v1/judgements", json=fields, headers=rights)
    assert status == 409, "one at a time"
    async with asyncio.timeout(300):
        while not (job := (await api.json("/v1/judgements/job"))["job"])["ended"]:  # noqa: ASYNC110 -- over HTTP
            await asyncio.sleep(0.2)
    assert job["problem"] is None, job
    (run,) = (await api.json("/v1/judgements"))["runs"]
    assert run["kind"] == "prompts" and run["about"]["voice"] == "af_bella"
    status, _, body = await api.ask("GET", "/v1/judgements/run", params={"name": run["name"], "against": run["name"]})
    report = json.loads(body)
    assert status == 200 and len(report["takes"]) == 10
    assert {each["conclusion"] for each in report["differences"]} == {"no difference"}


async def test_a_job_can_be_stopped(api: Api, token: str) -> None:
    rights = {"Authorization": f"Bearer {token}"}
    await api.ask("POST", "/v1/judgements", json={"prompts": 10}, headers=rights)
    status, _, body = await api.ask("DELETE", "/v1/judgements/job", headers=rights)
    job = json.loads(body)["job"]
    assert status == 200 and job["ended"] and job["problem"] == "It was stopped."


@pytest.mark.parametrize("name", ["nothing", "--help", "../x", ""])
async def test_a_run_that_does_not_exist_is_an_error(api: Api, name: str) -> None:
    status, _, body = await api.ask("GET", "/v1/judgements/run", params={"name": name})
    assert status == 400 and json.loads(body)["error"]["message"]

"""Voices of providers are voices like all others; what fails is spoken by another voice, from beginning to end."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from tests.providers.speaking import TEXT, spoken, studio_with
from tests.providers.stubs import HERTZ, KEY, HttpStub, WyomingStub, encoded, http_stub, hum, pitch_of, wyoming_stub
from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.errors import SpeechError
from wyoming_kokoro.other_servers.failure import RemoteFailure
from wyoming_kokoro.speech import Delivery, Samples, Utterance
from wyoming_kokoro.studio import SpeakingVoice


def _is_the_hum(samples: np.ndarray) -> bool:
    return abs(pitch_of(samples) - HERTZ) < 10


def openai(base: str, **more: object) -> dict[str, dict[str, object]]:
    return {"shop": {"kind": "openai", "address": base, "key": KEY, **more}}


async def test_a_voice_of_piper_is_listed_and_speaks_at_the_right_pitch(tmp_path: Path) -> None:
    async with (
        wyoming_stub(WyomingStub()) as stub,
        studio_with(tmp_path, {"piper": {"kind": "wyoming", "address": stub.uri}}) as studio,
    ):
        names = [voice.name for voice in studio.voices.listed()]
        assert names[-2:] == ["piper/de_DE-thorsten-medium", "piper/fr_FR-siwis-low"]
        voice = studio.voices.find("piper/de_DE-thorsten-medium")
        assert (voice.language, voice.kind) == ("de-DE", "provider")
        heard = await spoken(studio, voice.name, "Das Licht ist an.")
    assert _is_the_hum(heard.samples)
    assert heard.speaker.voice == voice.name and heard.speaker.engine == "piper" and not heard.speaker.cloud
    (request,) = stub.requests
    assert request["voice"] == {"name": "de_DE-thorsten-medium", "language": "de-DE"}
    assert request["text"] == "Das Licht ist an."


@pytest.mark.parametrize("name", ["wav", "mp3", "opus", "flac", "aac"])
async def test_any_format_is_recognised_by_its_bytes(tmp_path: Path, name: str) -> None:
    stub = HttpStub(sound=encoded(name), content_type="audio/mpeg")
    async with http_stub(stub), studio_with(tmp_path, openai(stub.base)) as studio:
        heard = await spoken(studio, "shop/nova")
    assert _is_the_hum(heard.samples) and heard.speaker.voice == "shop/nova"
    assert stub.bodies[0]["voice"] == "nova" and stub.bodies[0]["input"] == TEXT
    assert stub.keys == [f"Bearer {KEY}"]


async def test_samples_without_a_header_have_the_rate_that_their_type_says(tmp_path: Path) -> None:
    stub = HttpStub(sound=pcm16(hum(16_000)), content_type="audio/L16;rate=16000")
    async with http_stub(stub), studio_with(tmp_path, openai(stub.base)) as studio:
        heard = await spoken(studio, "shop/nova")
    assert _is_the_hum(heard.samples)


FAULTS = {
    "half": "broke off",
    "429": "too many requests",
    "401": "does not accept its key",
    "404": "may be gone",
    "500": "status 500",
    "drip": "in time",
    "hangs": "in time",
    "page": "is no sound",
    "moved": "status 302",
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("fallback", ["bm_george", "none"])
async def test_a_fault_before_the_first_sound_is_spoken_by_the_fallback_or_one_clear_error(
    tmp_path: Path, fault: str, fallback: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stub = HttpStub(fault)
    async with http_stub(stub), studio_with(tmp_path, openai(stub.base, fallback=fallback, timeout=1.0)) as studio:
        if fallback == "none":
            with pytest.raises(RemoteFailure, match=FAULTS[fault]) as caught:
                await spoken(studio, "shop/nova")
            assert caught.value.code == "provider_failed"
        else:
            heard = await spoken(studio, "shop/nova", f"{TEXT} The window is open too.")
            assert heard.first_sound < 3 and heard.speaker.voice == "bm_george" and not _is_the_hum(heard.samples)
        assert len(stub.bodies) == 1, "it is asked once, and redirections are not followed"
        assert any(FAULTS[fault] in problem for problem in studio.status().problems) or fault in ("404", "page")
    assert KEY not in caplog.text and "Authorization" not in caplog.text


async def test_a_connection_that_fails_is_spoken_by_the_best_voice_here(tmp_path: Path) -> None:
    stub = HttpStub()
    async with http_stub(stub):
        secure = stub.base.replace("http:", "https:")  # TLS with a server that has none
        servers = {
            "shop": {"kind": "openai", "address": secure, "voices": ["nova"]},
            "gone": {"kind": "wyoming", "address": "tcp://127.0.0.1:9", "voices": ["v"], "languages": ["de-DE"]},
        }
        async with studio_with(tmp_path, servers) as studio:
            english, german = await spoken(studio, "shop/nova"), await spoken(studio, "gone/v", "Das Licht ist an.")
            problems = " ".join(studio.status().problems)
    assert english.speaker.voice == "af_heart" and german.speaker.voice == "espeak_de"
    assert "The provider shop cannot be trusted" in problems and "The provider gone cannot be reached" in problems


async def test_an_answer_without_end_is_one_clear_error(tmp_path: Path) -> None:
    stub = HttpStub("endless", encoded("wav").replace(b"data", b"data", 1))
    stub.sound = stub.sound[:40] + b"\xff\xff\xff\xff" + stub.sound[44:]
    async with http_stub(stub), studio_with(tmp_path, openai(stub.base)) as studio:
        with pytest.raises(SpeechError, match="without end"):
            await spoken(studio, "shop/nova", "No.")


async def test_a_voice_that_is_gone_leaves_the_other_voices(tmp_path: Path) -> None:
    stub = HttpStub("404")
    async with http_stub(stub), studio_with(tmp_path, openai(stub.base)) as studio:
        assert (await spoken(studio, "shop/nova")).speaker.voice == "af_heart"
        stub.fault = ""
        assert (await spoken(studio, "shop/onyx")).speaker.voice == "shop/onyx"
        assert (await spoken(studio, "shop/nova")).speaker.voice == "af_heart", "it rests for a while"
        assert len(stub.bodies) == 2


@pytest.mark.parametrize("fault", ["error", "leaves", "not wyoming"])
async def test_a_wyoming_server_that_misbehaves_is_replaced(tmp_path: Path, fault: str) -> None:
    async with (
        wyoming_stub(WyomingStub(fault)) as stub,
        studio_with(tmp_path, {"piper": {"kind": "wyoming", "address": stub.uri}}) as studio,
    ):
        heard = await spoken(studio, "piper/fr_FR-siwis-low", "Bonjour, la porte est ouverte.")
    assert heard.speaker.voice == "ff_siwis" and len(heard.samples)


async def test_a_provider_that_fails_later_ends_the_reply_with_an_error_and_no_second_voice(tmp_path: Path) -> None:
    stub, speaker = HttpStub(), SpeakingVoice()
    async with http_stub(stub), studio_with(tmp_path, openai(stub.base)) as studio:

        async def arriving() -> AsyncIterator[str]:
            yield f"{TEXT} "
            await stub.asked.wait()
            stub.fault = "500"
            yield "The second sentence is not spoken."

        blocks: list[Samples] = []

        async def listen() -> None:
            async for block in studio.speak(Utterance("", Delivery(voice="shop/nova")), arriving(), speaker=speaker):
                blocks.append(block.samples)  # noqa: PERF401 -- it ends with an error

        with pytest.raises(RemoteFailure, match="status 500"):
            await listen()
    assert speaker.voice == "shop/nova" and _is_the_hum(np.concatenate(blocks))


async def test_a_voice_is_as_loud_as_others_once_it_was_heard_for_a_while(tmp_path: Path) -> None:
    stub = HttpStub(sound=encoded("wav", seconds=4.0))
    async with http_stub(stub), studio_with(tmp_path, openai(stub.base)) as studio:
        first = await spoken(studio, "shop/nova")
        second = await spoken(studio, "shop/nova")
        wanted = studio.settings.speech.loudness
    before, after = loudness(first.samples), loudness(second.samples)
    assert before is not None and after is not None
    assert abs(before - wanted) > 2 and abs(after - wanted) < 1 and len(stub.bodies) == 1

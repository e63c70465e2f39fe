"""Looking for the watermark over HTTP, also in what is made to do harm."""

import asyncio
import io
import json
import tempfile
import wave
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest

from tests.api.client import Api
from tests.speech_like import speech_like
from wyoming_kokoro.api import watermark_process
from wyoming_kokoro.audio import pcm16
from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.audio.watermark import Kind, Watermark
from wyoming_kokoro.speech import RATE, Samples

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the process the priority of the tests, and return where it keeps what it works on."""
    monkeypatch.setattr(watermark_process, "NICENESS", 0)
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def wav(samples: Samples, rate: int = RATE) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm16(samples))
    return buffer.getvalue()


def left_in(folder: Path) -> list[Path]:
    """Return what is left in a folder."""
    return list(folder.iterdir())


async def asked(api: Api, content: bytes) -> tuple[int, Any]:
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("file", content, filename="sound", content_type="application/octet-stream")
    status, _, body = await asyncio.wait_for(api.ask("POST", "/v1/audio/watermark", data=form), 120)
    return status, json.loads(body)


@pytest.fixture(scope="module")
def marked() -> bytes:
    """An MP3 file with the mark."""
    mark = Watermark(Kind.BLEND)
    encoder = FORMATS["mp3"].open(RATE)
    return encoder.feed(np.concatenate((mark.feed(speech_like(24.0)), mark.finish()))) + encoder.finish()


@pytest.fixture(scope="module")
def plain() -> bytes:
    """A WAV file without it."""
    return wav(speech_like()[: 4 * RATE])


@pytest.fixture(scope="module")
def hours() -> bytes:
    """A small file of half an hour."""
    encoder = FORMATS["flac"].open(RATE)
    silence = np.zeros(60 * RATE, np.float32)
    return b"".join(encoder.feed(silence) for _ in range(30)) + encoder.finish()


@pytest.fixture(scope="module")
def minutes() -> bytes:
    """A small file of eight minutes."""
    encoder = FORMATS["flac"].open(RATE)
    return b"".join(encoder.feed(np.zeros(96 * RATE, np.float32)) for _ in range(5)) + encoder.finish()


async def test_a_mark_is_found(api: Api, folders: Path, marked: bytes) -> None:
    status, found = await asked(api, marked)
    assert status == 200 and found["marked"] and found["kind"] == "blend"
    assert not left_in(folders)


async def test_no_mark_is_no_error(api: Api, plain: bytes) -> None:
    status, found = await asked(api, plain)
    assert status == 200 and not found["marked"] and found["kind"] is None and found["spans"] == []


@pytest.mark.parametrize(
    "content",
    [
        b"no sound",
        b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\1\0\1\0\xc0\x5d\0\0\x80\xbb\0\0\2\0\x10\0data\xff\xff\xff\xff",
        b"OggS" + bytes(range(256)) * 50,
        b"fLaC" + b"\xff" * 10_000,
        b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"\0" * 10_000,
        b"#EXTM3U\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
    ],
    ids=["text", "empty WAV", "broken Ogg", "broken FLAC", "long tag", "playlist", "list of files"],
)
async def test_what_is_no_sound_is_refused(api: Api, folders: Path, content: bytes) -> None:
    """With one sentence, and nothing is left behind."""
    status, answer = await asked(api, content)
    assert status == 400 and answer["error"]["code"] == "bad_file"
    assert not left_in(folders)


async def test_a_sound_of_hours_in_a_small_file_is_refused(api: Api, folders: Path, hours: bytes) -> None:
    """It is not decoded to its end."""
    assert len(hours) < 1_000_000
    status, answer = await asked(api, hours)
    assert status == 400 and answer["error"]["code"] == "bad_file"
    assert not left_in(folders)


async def test_what_takes_too_long_is_ended(
    api: Api, folders: Path, plain: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watermark_process, "MAX_SECONDS", 0.01)
    status, answer = await asked(api, plain)
    assert status == 400 and answer["error"]["message"] == "The sound takes too long to look at."
    assert not left_in(folders)


async def test_what_takes_too_much_memory_is_ended(
    api: Api, folders: Path, minutes: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watermark_process, "MEMORY_MEGABYTES", 150)
    status, answer = await asked(api, minutes)
    assert status == 400 and answer["error"]["code"] == "bad_file"
    assert not left_in(folders)


async def test_too_many_wait(api: Api, plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watermark_process, "MAX_WAITING", 1)
    answers = await asyncio.gather(*(asked(api, plain) for _ in range(3)))
    assert sorted(status for status, _ in answers) == [200, 503, 503]

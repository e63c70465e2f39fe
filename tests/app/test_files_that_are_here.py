"""Through the program's servers: Kokoro speaks with the files that are here, and says what it waits for."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest

from tests.data.make_tiny_model import TINY
from tests.downloads.origin import Origin, voice_bytes
from wyoming_kokoro.app import Application
from wyoming_kokoro.downloads import FileList
from wyoming_kokoro.engines import selector
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.settings import Paths, load

CHOSEN, PRESENT = "model_q4.onnx", "kokoro-v1.0.int8.onnx"


@pytest.fixture
async def base(tmp_path: Path, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The address of a program that may download nothing, with another model and another voice than those it wants."""
    origin = Origin()
    origin.files = {
        f"onnx/{CHOSEN}": b"elsewhere",
        f"onnx/{PRESENT}": TINY.read_bytes(),
        **{f"voices/{name}.bin": voice_bytes(rng) for name in ("af_heart", "af_bella", "am_adam", "ff_siwis")},
    }
    for name in (f"onnx/{PRESENT}", "voices/af_bella.bin", "voices/am_adam.bin"):
        place = tmp_path / name.replace("onnx/", "models/", 1)
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(origin.files[name])
    monkeypatch.setattr(selector, "_RATE_LIMITED", RateLimitedLog(logging.getLogger(selector.__name__)))
    monkeypatch.setattr(FileList, "load", lambda: FileList.of([origin.listed(base="http://localhost/")]))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "engine.model": CHOSEN,
        "downloads.enabled": False,
        "discovery.zeroconf": False,
        "cache.precompute": False,
        "wyoming.uri": "tcp://127.0.0.1:0",
        "http.host": "127.0.0.1",
        "http.port": port,
    }
    async with Application(load(Paths(tmp_path, tmp_path), settings, {})).running():
        yield f"http://127.0.0.1:{port}"


async def test_kokoro_speaks_at_once_with_another_model_and_voice_and_says_so(
    base: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with aiohttp.ClientSession(base) as session:
        health = await _health_with_reasons(session)
        assert (health["engine"], health["model"], health["status"]) == ("kokoro", PRESENT, "degraded")
        assert health["engine_reason"] == f"Kokoro speaks with {PRESENT} until {CHOSEN} is there."
        assert "af_heart" in str(health["reasons"])
        for voice in ("af_heart", "am_adam", "ff_siwis"):
            request = {"input": "The lights are on.", "voice": voice, "response_format": "pcm"}
            async with session.post("/v1/audio/speech", json=request) as response:
                assert response.status == 200 and len(await response.read()) > 10_000
        async with session.get("/v1/status") as response:
            status = await response.json()
        voices = [request["voice"] for request in reversed(status["recent"])]
        assert voices == ["af_bella", "am_adam", "ff_siwis"]
        assert "af_bella speaks in place of af_heart: af_heart is not here" in caplog.text
        assert "espeak speaks in place of kokoro: ff_siwis is not here" in caplog.text
        assert status["health"]["engine_reason"] == health["engine_reason"]


async def _health_with_reasons(session: aiohttp.ClientSession) -> dict[str, Any]:
    """Return the health report, once it says why the model and the voice that are set do not speak."""
    async with asyncio.timeout(20):
        while True:
            async with session.get("/health") as response:
                health: dict[str, Any] = await response.json()
            if health["reasons"]:
                return health
            await asyncio.sleep(0.05)

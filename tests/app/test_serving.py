"""The program, as users start it."""

import asyncio
import json
import re
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from wyoming.audio import AudioChunk
from wyoming.client import AsyncTcpClient
from wyoming.tts import Synthesize

from tests.programs import PATIENCE, Program, started
from wyoming_kokoro.settings import FORMER_NAMES

SETTINGS_TESTS = Path(__file__).resolve().parents[1] / "settings"


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    async with started(tmp_path) as program:
        await program.log_until("is ready")
        yield program


async def _audio_bytes(port: int, text: str) -> int:
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Synthesize(text).event())
        size = 0
        while (event := await client.read_event()) is not None and event.type != "audio-stop":
            if AudioChunk.is_type(event.type):
                size += len(event.payload or b"")
        assert event is not None
        return size


async def test_a_new_installation_speaks_at_once_and_reports_the_engine_and_the_reason(program: Program) -> None:
    assert await _audio_bytes(program.port, "Hello there.") > 10_000
    assert any(re.search(r"espeak speaks: .*Kokoro", line) for line in program.lines)
    health = await program.health()
    assert health["status"] == "degraded" and health["engine"] == "espeak" and "Kokoro" in str(health["reasons"])


async def test_settings_files_with_former_names_start_the_program_with_notes(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes((SETTINGS_TESTS / "former_config.json").read_bytes())
    (tmp_path / "override.json").write_text(json.dumps({"engine": {"name": "tone", "tries": 3}}))
    async with started(tmp_path, WYOMING_KOKORO_CACHE_PREPARE="false") as program:
        await program.log_until("is ready")
        assert await _audio_bytes(program.port, "Hello there.") > 10_000
        assert (await program.health())["status"] == "ok"
    notes = [line for line in program.lines if "is now called" in line]
    assert len(notes) == len(FORMER_NAMES) + 2
    assert not [line for line in program.lines if " WARNING " in line and "settings" in line]


@pytest.mark.slow
async def test_a_broken_settings_file_is_reported_and_a_repaired_one_applied(program: Program, tmp_path: Path) -> None:
    override = tmp_path / "override.json"
    before = await _audio_bytes(program.port, "One two three four five.")
    override.write_text('{"speech": {"speed": ')
    await program.log_until("override.json")
    health = await program.health()
    assert health["status"] == "degraded" and "override.json" in str(health["reasons"])
    assert await _audio_bytes(program.port, "One two three four five.") == before
    override.write_text(json.dumps({"speech": {"speed": 2.0}}))
    await program.log_until("speech.speed is now 2")
    assert await _audio_bytes(program.port, "One two three four five.") < before * 0.8
    assert "override.json" not in str((await program.health())["reasons"])


@pytest.mark.slow
async def test_a_setting_that_needs_a_restart_says_so(program: Program, tmp_path: Path) -> None:
    (tmp_path / "override.json").write_text(json.dumps({"discovery": {"name": "Kitchen"}}))
    await program.log_until("discovery.name has changed and needs a restart")
    await program.health()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_the_program_after_the_requests_are_finished(program: Program, number: int) -> None:
    whole = await _audio_bytes(program.port, "This is a sentence. " * 20)
    speaking = asyncio.create_task(_audio_bytes(program.port, "This is a sentence. " * 20))
    await asyncio.sleep(0)
    async with AsyncTcpClient("127.0.0.1", program.port) as client:  # by now the first one is being served
        await client.write_event(Synthesize("Hello.").event())
        await client.read_event()
        program.process.send_signal(number)
        assert await speaking == whole
    assert await asyncio.wait_for(program.process.wait(), PATIENCE) == 0
    rest = b"".join([await program.process.stderr.read()]) if program.process.stderr else b""
    assert b"Traceback" not in rest


@pytest.mark.slow
@pytest.mark.parametrize("argument", ["--uri", "--http-port"])
async def test_a_port_in_use_is_one_line_and_exit_code_2(tmp_path: Path, argument: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with started(
            tmp_path, argument, f"tcp://127.0.0.1:{port}" if argument == "--uri" else str(port)
        ) as program:
            _, error = await asyncio.wait_for(program.process.communicate(), PATIENCE)
    assert program.process.returncode == 2
    assert error.decode().splitlines()[-1].startswith(f"Port {port} is taken")
    assert b"Traceback" not in error

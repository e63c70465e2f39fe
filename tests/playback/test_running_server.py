"""`say` through a running server: what it imports before the first sound, and the key that the server wants."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.playback.conftest import PLAYER, Desk, until
from tests.programs import started

pytestmark = pytest.mark.slow

SPEAKS = """
import sys
from wyoming_kokoro.cli import main
assert main(sys.argv[1:]) == 0
for slow in ("logging", "voluptuous", "numpy", "asyncio", "wyoming_kokoro.settings.table", "wyoming_kokoro.studio"):
    assert slow not in sys.modules, slow
"""
"""Settings and their checks take longer to import than the server takes to its first sound."""


@pytest.mark.asyncio(loop_scope="module")
async def test_no_setting_is_read_before_a_running_server_speaks(desk: Desk) -> None:
    words = ["say", "Good morning.", "--player", f"{sys.executable} {PLAYER} {desk.log} 0"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SPEAKS, *words, stderr=subprocess.PIPE, env=desk.environment()
    )
    _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    assert [size > 0 for *_, size in desk.played] == [True]


async def test_the_key_of_the_settings_is_given_to_our_own_server(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    config = data / "config.json"
    config.write_text(json.dumps({"http": {"key": "a-key"}}))
    desk = Desk(tmp_path, data)
    (tmp_path / "run").mkdir(0o700)
    async with started(data, WYOMING_KOKORO_ENGINE_NAME="tone"):
        await until((data / "server").exists)
        assert (await desk.say("Good morning."))["said"] == "done"
        config.write_text(json.dumps({"http": {"key": "another"}}))
        said = await desk.start("Good morning.", "--key", "wrong")
        _, errors = await said.communicate()
        assert said.returncode == 1
        assert "key is missing or wrong" in errors.decode()

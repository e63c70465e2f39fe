"""The official client of the Model Context Protocol lists and calls every tool, over standard input and over HTTP."""

import os
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.playback.conftest import PLAYER, until
from tests.programs import started
from wyoming_kokoro.api.token import make_token
from wyoming_kokoro.settings import Paths

mcp = pytest.importorskip("mcp", reason="the package `mcp` is not installed: tests/mcp/clients.txt")

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]


@dataclass
class House:
    """A server, its data folder, and a player that writes down what it plays."""

    data: Path
    token: str

    @property
    def played(self) -> int:
        path = self.data / "played"
        return len(path.read_text(encoding="ascii").splitlines()) if path.exists() else 0

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.data / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "XDG_RUNTIME_DIR": str(self.data / "run"),
            "WYOMING_KOKORO_DATA_DIR": str(self.data),
        }


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    data = tmp_path_factory.mktemp("house")
    (data / "run").mkdir(0o700)
    program = data / "bin/paplay"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nexec {sys.executable} {PLAYER} {data / 'played'} 0.3\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    found = House(data, make_token(Paths(data, data).token))
    async with started(data, WYOMING_KOKORO_ENGINE_NAME="tone", **found.environment):
        await until((data / "server").exists)
        yield found


async def _use_every_tool(client: Any, house: House) -> None:  # noqa: ANN401 -- of a package that may not be there
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert list(tools) == ["say", "voices", "stop", "status"]
    assert tools["say"].input_schema["required"] == ["text"]
    assert tools["voices"].annotations.read_only_hint and not tools["say"].annotations.read_only_hint
    before = house.played
    said = await client.call_tool("say", {"text": "The door is open."})
    assert not said.is_error and said.structured_content["said"] == "done", said
    assert house.played == before + 1
    status = await client.call_tool("status", {})
    assert status.structured_content["server"].startswith("http://127.0.0.1:")
    voices = await client.call_tool("voices", {"language": "en-GB"})
    assert {"bf_emma", "bm_george"} <= {voice["name"] for voice in voices.structured_content["voices"]}
    wrong = await client.call_tool("say", {"text": "Hello.", "voice": "af_hart"})
    assert wrong.is_error and "af_heart" in wrong.content[0].text
    queued = await client.call_tool("say", {"text": "One two three four. " * 40, "wait": False})
    assert queued.structured_content == {"said": "queued"}
    stopped = await client.call_tool("stop", {})
    assert stopped.structured_content == {"cleared": 1}


async def test_over_standard_input(house: House) -> None:
    server = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-m", "wyoming_kokoro", "mcp", "--as", "tester"],
        env={**os.environ, **house.environment},
    )
    async with mcp.Client(server) as client:
        await _use_every_tool(client, house)


async def test_over_http_with_the_token(house: House) -> None:
    transport = import_module("mcp.client.streamable_http")
    url = (house.data / "server").read_text(encoding="ascii").strip() + "/mcp"
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(
            transport.create_mcp_http_client(headers={"Authorization": f"Bearer {house.token}"})
        )
        client = await stack.enter_async_context(mcp.Client(transport.streamable_http_client(url, http_client=http)))
        await _use_every_tool(client, house)

"""Messages of the Model Context Protocol: what is answered, what is refused, and what is cancelled."""

import asyncio
import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.mcp import PROTOCOL_VERSIONS, McpSession
from wyoming_kokoro.mcp.session import MAX_CALLS, McpTool
from wyoming_kokoro.mcp.stdio import serve_stdio

ended: list[str] = []


async def echo(arguments: Mapping[str, object]) -> Mapping[str, object]:
    if arguments["text"] == "wait":
        try:
            await asyncio.sleep(3600)
        finally:
            ended.append("wait")
    if arguments["text"] == "fail":
        raise Unavailable("No player is installed.")
    return dict(arguments)


ECHO = McpTool(
    "echo", "Echo", "Returns what it is given.",
    {"text": {"type": "string"}, "to": {"type": "array"}, "wait": {"type": "boolean"}}, echo, required=("text",),
)  # fmt: skip


CALL = {
    "jsonrpc": "2.0",
    "id": "a",
    "method": "tools/call",
    "params": {"name": "echo", "arguments": {"text": "wait"}},
}
"""A call that does not end by itself."""


@pytest.fixture
def session() -> McpSession:
    ended.clear()
    return McpSession([ECHO])


async def ask(session: McpSession, method: str, **params: object) -> Any:  # noqa: ANN401 -- JSON
    answer = await session.handle({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
    assert answer is not None and answer["id"] == 1 and answer["jsonrpc"] == "2.0"
    return answer.get("result", answer.get("error"))


@pytest.mark.parametrize(
    ("asked", "answered"),
    [*((version, version) for version in PROTOCOL_VERSIONS), ("1999-01-01", PROTOCOL_VERSIONS[0]),
     (None, PROTOCOL_VERSIONS[0])],
)  # fmt: skip
async def test_the_version_is_negotiated(session: McpSession, asked: str | None, answered: str) -> None:
    told = await ask(session, "initialize", protocolVersion=asked, capabilities={}, clientInfo={})
    assert told["protocolVersion"] == answered and told["serverInfo"]["name"] == "wyoming-kokoro"
    assert len(told["instructions"].splitlines()) == 3 and told["capabilities"] == {"tools": {"listChanged": False}}


async def test_a_tool_is_called_and_its_errors_are_results(session: McpSession) -> None:
    assert await ask(session, "ping") == {}
    told = await ask(session, "tools/call", name="echo", arguments={"text": "Hello.", "to": ["a"], "wait": True})
    assert told["structuredContent"] == {"text": "Hello.", "to": ["a"], "wait": True} and not told["isError"]
    assert json.loads(told["content"][0]["text"]) == told["structuredContent"]
    told = await ask(session, "tools/call", name="echo", arguments={"text": "fail"})
    assert told["isError"] and told["content"][0]["text"] == "No player is installed."


@pytest.mark.parametrize(
    "arguments", [{}, {"text": 3}, {"text": "x", "to": "y"}, {"text": "x", "to": [1]}, {"text": "x", "size": 1}]
)
async def test_arguments_are_checked(session: McpSession, arguments: object) -> None:
    assert (await ask(session, "tools/call", name="echo", arguments=arguments))["isError"]


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [("server/discover", {}, -32601), ("tools/call", {"name": "rm"}, -32602),
     ("tools/call", {"name": "echo", "arguments": []}, -32602)],
)  # fmt: skip
async def test_what_cannot_be_answered_is_an_error(session: McpSession, method: str, params: Any, code: int) -> None:  # noqa: ANN401
    assert (await ask(session, method, **params))["code"] == code


@pytest.mark.parametrize(
    "message",
    [[], None, 3, {}, {"jsonrpc": "1.0", "method": "ping", "id": 1}, {"jsonrpc": "2.0", "method": 3, "id": 1},
     {"jsonrpc": "2.0", "method": "ping", "id": True}, {"jsonrpc": "2.0", "method": "ping", "id": 1, "params": []}],
)  # fmt: skip
async def test_what_is_no_request_is_refused(session: McpSession, message: object) -> None:
    answer: Any = await session.handle(message)
    assert answer["error"]["code"] == -32600


async def test_a_call_is_cancelled_and_gets_no_answer(session: McpSession) -> None:
    calls = [asyncio.create_task(session.handle({**CALL, "id": number})) for number in range(MAX_CALLS)]
    await asyncio.sleep(0)
    refused: Any = await session.handle(CALL)
    assert refused["error"]["code"] == -32600
    await asyncio.sleep(0)
    notice = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 0}}
    assert await session.handle(notice) is None
    assert await calls[0] is None and ended == ["wait"]
    assert await session.handle(notice) is None, "it is harmless when repeated"
    await session.close()
    assert await asyncio.gather(*calls[1:]) == [None] * (MAX_CALLS - 1)


async def test_messages_are_lines_and_the_end_of_the_input_ends_calls(session: McpSession) -> None:
    lines = [
        '{"jsonrpc": "2.0", "id": 1, "method": "ping"}', "", "not json", "[]",
        '{"jsonrpc": "2.0", "method": "notifications/initialized"}',
        json.dumps({**CALL, "id": 2}),
    ]  # fmt: skip
    target = io.BytesIO()
    await serve_stdio(session, io.BytesIO("\n".join(lines).encode()), target)
    answers = [json.loads(line) for line in target.getvalue().splitlines()]
    codes = sorted(each["error"]["code"] for each in answers if "error" in each)
    assert codes == [-32700, -32600] and {"jsonrpc": "2.0", "id": 1, "result": {}} in answers and len(answers) == 3

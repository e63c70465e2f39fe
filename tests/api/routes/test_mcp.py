"""The Model Context Protocol over HTTP: who may use it, sessions, and what is refused."""

import json
from typing import Any

from tests.api.client import Api
from wyoming_kokoro.api.routes.mcp import MAX_SESSIONS
from wyoming_kokoro.mcp import PROTOCOL_VERSIONS

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
INITIALIZE = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": PROTOCOL_VERSIONS[0]}}


async def _begin(api: Api, headers: dict[str, str]) -> str:
    status, answered, body = await api.ask("POST", "/mcp", json=INITIALIZE, headers=headers)
    assert status == 200 and json.loads(body)["result"]["protocolVersion"] == PROTOCOL_VERSIONS[0]
    return answered["Mcp-Session-Id"]


def _code(body: bytes) -> Any:  # noqa: ANN401 -- JSON
    return json.loads(body)["error"]["code"]


async def test_only_who_has_the_token_may_use_it_and_no_foreign_page(api: Api, token: str) -> None:
    assert (await api.ask("POST", "/mcp", json=INITIALIZE))[0] == 401
    own = {"Authorization": f"Bearer {token}"}
    status, _, body = await api.ask("POST", "/mcp", json=INITIALIZE, headers={**own, "Origin": "https://example.com"})
    assert status == 403 and _code(body) == "foreign_origin"
    await _begin(api, {**own, "Origin": api.base})


async def test_a_session_begins_answers_and_ends(api: Api, token: str) -> None:
    own = {"Authorization": f"Bearer {token}"}
    status, _, body = await api.ask("POST", "/mcp", json=PING, headers=own)
    assert (status, _code(body)) == (400, "session_missing")
    session = {**own, "Mcp-Session-Id": await _begin(api, own), "MCP-Protocol-Version": PROTOCOL_VERSIONS[0]}
    status, _, body = await api.ask("POST", "/mcp", json=PING, headers=session)
    assert status == 200 and json.loads(body) == {"jsonrpc": "2.0", "id": 1, "result": {}}
    notice = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    status, _, body = await api.ask("POST", "/mcp", json=notice, headers=session)
    assert (status, body) == (202, b"")
    assert (await api.ask("GET", "/mcp", headers=session))[0] == 405
    assert (await api.ask("POST", "/mcp", json=[PING], headers=session))[0] == 400
    assert (await api.ask("POST", "/mcp", json={"method": "ping"}, headers=session))[0] == 400
    other = {**session, "MCP-Protocol-Version": "1999-01-01"}
    assert (await api.ask("POST", "/mcp", json=PING, headers=other))[0] == 400
    assert (await api.ask("DELETE", "/mcp", headers=session))[0] == 200
    status, _, body = await api.ask("POST", "/mcp", json=PING, headers=session)
    assert (status, _code(body)) == (404, "session_not_found")


async def test_the_session_that_was_silent_longest_ends_for_a_new_one(trusted: Api) -> None:
    first = {"Mcp-Session-Id": await _begin(trusted, {})}
    second = {"Mcp-Session-Id": await _begin(trusted, {})}
    for _ in range(MAX_SESSIONS - 2):
        await _begin(trusted, {})
    assert (await trusted.ask("POST", "/mcp", json=PING, headers=first))[0] == 200
    await _begin(trusted, {})
    assert (await trusted.ask("POST", "/mcp", json=PING, headers=first))[0] == 200
    assert (await trusted.ask("POST", "/mcp", json=PING, headers=second))[0] == 404

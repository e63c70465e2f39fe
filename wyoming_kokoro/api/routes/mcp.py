"""The Model Context Protocol over HTTP, by which agents elsewhere speak on this machine's loudspeaker."""

import secrets
from collections import OrderedDict
from collections.abc import Mapping

from aiohttp import web

from wyoming_kokoro.api.http.app_state import APP_STATE
from wyoming_kokoro.api.http.request_body import read_json
from wyoming_kokoro.api.http.route import Access, accepts_body, access, statuses
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.mcp import PROTOCOL_VERSIONS, McpSession, make_tools
from wyoming_kokoro.mcp.session import is_message

routes = web.RouteTableDef()

SESSION, VERSION = "Mcp-Session-Id", "MCP-Protocol-Version"

MAX_SESSIONS = 64
"""Agents at once; the one that has been silent longest has to begin anew, and its calls end."""


class AgentSessions:
    """The sessions of agents, by names that cannot be guessed."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, McpSession] = OrderedDict()

    async def add(self, session: McpSession) -> str:
        """Keep a session, and return its name."""
        name = secrets.token_urlsafe(16)
        self._sessions[name] = session
        while len(self._sessions) > MAX_SESSIONS:
            _, silent = self._sessions.popitem(last=False)
            await silent.close()
        return name

    def find(self, request: web.Request) -> McpSession:
        """Return the session that a request names; BadRequest if there is none."""
        name = self._name(request)
        self._sessions.move_to_end(name)
        return self._sessions[name]

    async def end(self, request: web.Request) -> None:
        """End the session that a request names, with its calls."""
        await self._sessions.pop(self._name(request)).close()

    async def close(self) -> None:
        """End all sessions."""
        while self._sessions:
            _, session = self._sessions.popitem()
            await session.close()

    def _name(self, request: web.Request) -> str:
        name = request.headers.get(SESSION)
        if name is None:
            raise BadRequest(f"The header {SESSION} is missing: begin with `initialize`.", code="session_missing")
        if name not in self._sessions:
            raise BadRequest("This session has ended: begin anew with `initialize`.", code="session_not_found")
        return name


AGENTS: web.AppKey[AgentSessions] = web.AppKey("agents")
"""The sessions of the app."""


def _schema() -> Mapping[str, object]:
    return {
        "type": "object",
        "description": "A request or a notification of JSON-RPC 2.0, as the Model Context Protocol has them.",
        "properties": {
            "jsonrpc": {"type": "string", "enum": ["2.0"]},
            "id": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            "method": {"type": "string"},
            "params": {"type": "object"},
        },
        "required": ["jsonrpc", "method"],
    }


@routes.post("/mcp")
@access(Access.CHANGES)
@accepts_body(_schema)
@statuses({"200": "The answer to a request.", "202": "A notification was accepted."})
async def answer_agent(request: web.Request) -> web.Response:
    """Answer a message of an agent: the tools `say`, `voices`, `stop` and `status`."""
    _check_version(request)
    message = await read_json(request)
    if not is_message(message):
        raise BadRequest("This is not a request or a notification of JSON-RPC 2.0.")
    agents, headers = request.app[AGENTS], {}
    if message["method"] == "initialize":
        session = McpSession(make_tools(request.app[APP_STATE].watch.loaded.sources.paths))
        headers[SESSION] = await agents.add(session)
    else:
        session = agents.find(request)
    answer = await session.handle(message)
    if answer is None:
        return web.Response(status=202, headers=headers)
    return web.json_response(answer, headers=headers)


@routes.delete("/mcp")
@access(Access.CHANGES)
async def end_session(request: web.Request) -> web.Response:
    """End the session of an agent, and what it says."""
    await request.app[AGENTS].end(request)
    return web.json_response({"ended": True})


def _check_version(request: web.Request) -> None:
    version = request.headers.get(VERSION)
    if version is not None and version not in PROTOCOL_VERSIONS:
        raise BadRequest(
            f"This server speaks the versions {', '.join(PROTOCOL_VERSIONS)} of the protocol.", code="session_missing"
        )

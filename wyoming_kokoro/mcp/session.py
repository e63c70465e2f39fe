"""One client of the Model Context Protocol: JSON-RPC messages in and out, whatever carries them.

The protocol is JSON-RPC with few methods, so this is written by hand: the official package brings a web server, a
validator and cryptography, and is used in the tests, as the client.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from wyoming_kokoro import __version__
from wyoming_kokoro.errors import SpeechError

PROTOCOL_VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
"""Those that begin with `initialize`, newest first; clients of the newest one without it fall back to these."""

MAX_CALLS = 16
"""Calls of a client that run at once; an agent speaks one text after another."""

INSTRUCTIONS = """Speaks aloud to the people near this machine, or on loudspeakers of Home Assistant.
Write for the ear: a sentence or two, without markdown, code, addresses or tables.
Texts are heard one after another; `stop` ends them."""

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603

_LOG = logging.getLogger(__name__)

Message = Mapping[str, object]
Call = Callable[[Mapping[str, object]], Coroutine[None, None, Message]]
"""Runs a tool with its arguments."""


@dataclass(frozen=True, slots=True)
class McpTool:
    """A tool that an agent can call."""

    name: str
    title: str
    description: str
    properties: Mapping[str, Mapping[str, object]]
    """The JSON Schema of each argument."""
    call: Call
    required: Sequence[str] = ()
    reads_only: bool = False

    def as_json(self) -> Message:
        """Return its description for clients."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": {
                "type": "object",
                "properties": dict(self.properties),
                "required": list(self.required),
                "additionalProperties": False,
            },
            "annotations": {
                "title": self.title,
                "readOnlyHint": self.reads_only,
                "destructiveHint": False,
                "idempotentHint": self.reads_only,
                "openWorldHint": False,
            },
        }

    def mistake(self, arguments: Mapping[str, object]) -> str | None:
        """Return what is wrong with arguments, as one sentence."""
        for name in self.required:
            if name not in arguments:
                return f"'{name}' is missing."
        for name, value in arguments.items():
            if name not in self.properties:
                return f"There is no '{name}'; there are {', '.join(self.properties)}."
            if not _fits(value, self.properties[name]):
                return f"'{name}' should be {self.properties[name]['type']}."
        return None


class RpcError(Exception):
    """A request that cannot be answered, as JSON-RPC tells it."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class _Withdrawn(Exception):
    """The client has cancelled a call and wants no answer."""


@dataclass(slots=True)
class McpSession:
    """What is known of a client, and its calls that run."""

    tools: Sequence[McpTool]
    version: str | None = None
    """The version of the protocol, known after `initialize`."""
    _calls: dict[str | int, asyncio.Task[Message]] = field(default_factory=dict)

    async def handle(self, message: object) -> Message | None:
        """Return the answer to a message; None for those that have none."""
        if not is_message(message):
            return _failure(None, INVALID_REQUEST, "This is not a JSON-RPC 2.0 request.")
        assert isinstance(message, dict)  # noqa: S101 -- it is a message
        method, params = message["method"], message.get("params", {})
        if "id" not in message:
            self._notified(method, params)
            return None
        identity = message["id"]
        try:
            return {"jsonrpc": "2.0", "id": identity, "result": await self._answer(identity, method, params)}
        except RpcError as error:
            return _failure(identity, error.code, str(error))
        except _Withdrawn:
            return None
        except Exception:  # noqa: BLE001 -- the client gets an answer after any error
            _LOG.exception("A request of an agent failed")
            return _failure(identity, INTERNAL_ERROR, "Something went wrong here; the log says what.")

    async def close(self) -> None:
        """End all calls."""
        calls, self._calls = self._calls, {}
        for task in calls.values():
            task.cancel()
        await asyncio.gather(*calls.values(), return_exceptions=True)

    async def _answer(self, identity: str | int, method: str, params: Mapping[str, object]) -> Message:
        if method == "initialize":
            return self._initialize(params)
        if method == "ping":
            return {}
        if method == "tools/list":
            return {"tools": [tool.as_json() for tool in self.tools]}
        if method == "tools/call":
            return await self._call(identity, params)
        raise RpcError(METHOD_NOT_FOUND, "There is no such method.")

    def _initialize(self, params: Mapping[str, object]) -> Message:
        asked = params.get("protocolVersion")
        self.version = asked if isinstance(asked, str) and asked in PROTOCOL_VERSIONS else PROTOCOL_VERSIONS[0]
        return {
            "protocolVersion": self.version,
            "capabilities": {"tools": {"listChanged": False}},
            "serverInfo": {"name": "wyoming-kokoro", "title": "Kokoro", "version": __version__},
            "instructions": INSTRUCTIONS,
        }

    async def _call(self, identity: str | int, params: Mapping[str, object]) -> Message:
        tool = next((each for each in self.tools if each.name == params.get("name")), None)
        if tool is None:
            raise RpcError(INVALID_PARAMS, f"There is no such tool; there are {', '.join(t.name for t in self.tools)}.")
        arguments = params.get("arguments", {})
        if not isinstance(arguments, dict):
            raise RpcError(INVALID_PARAMS, "'arguments' should be an object.")
        if identity in self._calls or len(self._calls) >= MAX_CALLS:
            raise RpcError(INVALID_REQUEST, "Too many calls run already, or one with this id.")
        if mistake := tool.mistake(arguments):
            return _result({"error": mistake}, mistake, failed=True)
        task = self._calls[identity] = asyncio.create_task(tool.call(arguments))
        try:
            await asyncio.wait((task,))
        finally:
            task.cancel()
            if self._calls.get(identity) is task:
                del self._calls[identity]
        if task.cancelled():
            raise _Withdrawn
        try:
            told = task.result()
        except SpeechError as error:
            return _result({"error": error.message}, error.message, failed=True)
        return _result(told, json.dumps(told, ensure_ascii=False))

    def _notified(self, method: str, params: Mapping[str, object]) -> None:
        """Take a message that has no answer."""
        identity = params.get("requestId")
        if method == "notifications/cancelled" and isinstance(identity, str | int):
            with suppress(KeyError):
                self._calls.pop(identity).cancel()


def is_message(message: object) -> bool:
    """Return whether this is a request or a notification of JSON-RPC 2.0."""
    return (
        isinstance(message, dict)
        and message.get("jsonrpc") == "2.0"
        and isinstance(message.get("method"), str)
        and isinstance(message.get("params", {}), dict)
        and ("id" not in message or (isinstance(message["id"], str | int) and not isinstance(message["id"], bool)))
    )


def parse_failure() -> Message:
    """Return the answer to what is no JSON."""
    return _failure(None, PARSE_ERROR, "This is not JSON.")


def _failure(identity: str | int | None, code: int, message: str) -> Message:
    return {"jsonrpc": "2.0", "id": identity, "error": {"code": code, "message": message}}


def _result(told: Mapping[str, object], text: str, *, failed: bool = False) -> Message:
    return {"content": [{"type": "text", "text": text}], "structuredContent": dict(told), "isError": failed}


def _fits(value: object, schema: Mapping[str, object]) -> bool:
    if schema["type"] == "array":
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    kinds: Mapping[object, type] = {"string": str, "boolean": bool}
    return isinstance(value, kinds[schema["type"]])

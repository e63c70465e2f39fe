"""The Model Context Protocol, by which agents speak: over standard input and output, and over HTTP."""

from wyoming_kokoro.mcp.session import PROTOCOL_VERSIONS, McpSession
from wyoming_kokoro.mcp.tools import make_tools

__all__ = ["PROTOCOL_VERSIONS", "McpSession", "make_tools"]

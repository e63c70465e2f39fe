"""`mcp`: let an agent speak, by the Model Context Protocol over standard input and output."""

import argparse
import asyncio
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.mcp import McpSession, make_tools
from wyoming_kokoro.mcp.stdio import serve_stdio
from wyoming_kokoro.settings import LoadedSettings

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "mcp", "let an agent speak, by the Model Context Protocol on standard input", serve)
    parser.add_argument("--as", dest="name", metavar="NAME", help="the agent's name: it gets a voice of its own")


def serve(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Serve an agent until it closes our input."""
    tools = make_tools(loaded.sources.paths, parsed.name)
    asyncio.run(serve_stdio(McpSession(tools)))
    return 0

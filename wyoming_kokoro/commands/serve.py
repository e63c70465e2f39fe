"""`serve`: run the Wyoming server and the HTTP API until stopped."""

import argparse
import asyncio
import gc
import sys
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.first_run import ask_before_download, is_at_terminal, print_link
from wyoming_kokoro.settings import LoadedSettings

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


_SWITCH_SECONDS = 0.001
"""How long a thread computes before another may: requests for the state wait for several such times while texts are
read, and with Python's five milliseconds they took twice as long (docs/decisions/reading.md)."""


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "serve", "serve Home Assistant (Wyoming) and HTTP clients", serve)
    parser.add_argument("--uri", help="the address of the Wyoming server: tcp://HOST:PORT or unix:///PATH")
    parser.add_argument("--http-host", metavar="HOST", help="the address of the HTTP API")
    parser.add_argument("--http-port", metavar="PORT", help="the port of the HTTP API; 0 uses a free one")
    parser.add_argument(
        "--zeroconf",
        nargs="?",
        action=_Zeroconf,
        metavar="NAME",
        help="announce the server on the network, as NAME if given",
    )
    parser.add_argument("--no-zeroconf", nargs=0, action=_Zeroconf, help="do not announce the server")
    parser.add_argument(
        "--download",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="download missing files, or never; without it, `serve` asks at a terminal before the first download",
    )


def serve(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Serve until a signal stops the program; at a terminal, ask before the first download, and print a link."""
    at_terminal = is_at_terminal()
    if at_terminal and parsed.download is None:
        loaded = ask_before_download(loaded)
    gc.disable()  # imported modules stay in memory, and garbage collection would take a fifth of the time of the start
    from wyoming_kokoro.app import serve as serve_until_stopped  # noqa: PLC0415 -- other commands start without it

    gc.freeze()
    gc.enable()
    sys.setswitchinterval(_SWITCH_SECONDS)
    asyncio.run(serve_until_stopped(loaded, print_link(loaded) if at_terminal else None))
    return 0


class _Zeroconf(argparse.Action):
    """Sets whether the server is announced, and under which name."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 -- argparse passes it
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        namespace.zeroconf = option_string != "--no-zeroconf"
        if isinstance(values, str):
            namespace.zeroconf_name = values

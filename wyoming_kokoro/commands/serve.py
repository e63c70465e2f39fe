"""`serve`: open both doors, until told to stop."""

import argparse
import asyncio
import gc
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import new
from wyoming_kokoro.settings import LoadedSettings

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add(commands: "Subparsers") -> None:
    """Tell the parser."""
    parser = new(commands, "serve", "serve Home Assistant (Wyoming) and HTTP clients", serve)
    parser.add_argument("--uri", help="where to listen for Wyoming: tcp://HOST:PORT or unix:///PATH")
    parser.add_argument("--http-host", metavar="HOST", help="where to listen for HTTP")
    parser.add_argument("--http-port", metavar="PORT", help="where to listen for HTTP; 0 takes a free port")
    parser.add_argument(
        "--zeroconf", nargs="?", action=_Zeroconf, metavar="NAME", help="announce the server, as NAME if one is given"
    )
    parser.add_argument("--no-zeroconf", nargs=0, action=_Zeroconf, help="do not announce the server")


def serve(_: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Serve until a signal says stop."""
    gc.disable()  # all of what is imported stays: to look for garbage in it meanwhile takes a fifth of the time
    from wyoming_kokoro.app import serve as serve_until_stopped  # noqa: PLC0415 -- other commands start without it

    gc.freeze()
    gc.enable()
    asyncio.run(serve_until_stopped(loaded))
    return 0


class _Zeroconf(argparse.Action):
    """Whether to announce, and as what."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 -- what argparse hands over
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        namespace.zeroconf = option_string != "--no-zeroconf"
        if isinstance(values, str):
            namespace.zeroconf_name = values

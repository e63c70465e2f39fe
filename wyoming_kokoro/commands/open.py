"""`open`: open the dashboard in the browser of this machine, with the right to make changes."""

import argparse
import html
import os
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.api.ticket import TICKET_SECONDS, dashboard_link
from wyoming_kokoro.atomic_write import ONLY_OWNER, replace_file
from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.playback.running_server import own_server
from wyoming_kokoro.settings import LoadedSettings

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
"""Variables of which Linux sets one where a browser can be shown."""

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={link}">
<title>wyoming_kokoro</title>
<p><a href="{link}">Open the dashboard</a></p>
</html>
"""


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "open", "open the dashboard in a browser, with the right to make changes", show)
    parser.add_argument("--print", action="store_true", help="only print the link")


def show(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print a link to the dashboard, and open it where there is a browser."""
    paths = loaded.sources.paths
    if paths.options is not None:
        raise BadRequest("In the add-on no link is needed: the page in Home Assistant's sidebar may change everything.")
    server = own_server(paths.server)
    if server is None:
        raise Unavailable(
            f"No server that uses {paths.data} is running; `wyoming-kokoro` starts one.", code="no_answer"
        )
    link = dashboard_link(server.url, paths.tickets)
    opened = not parsed.print and _has_browser() and _open(link, paths.page)
    print(f"Opening the dashboard. If no page appears, open {link}" if opened else link)
    print(f"The link can be used once, within {TICKET_SECONDS / 60:.0f} minutes.", file=sys.stderr)
    return 0


def _has_browser() -> bool:
    """Return whether a browser can be shown on this machine's screen."""
    if sys.platform == "linux" and not any(map(os.environ.get, _SCREENS)):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _open(link: str, page: Path) -> bool:
    """Open a link by a file that only its owner can read: other users see the arguments of a browser."""
    try:
        replace_file(page, _PAGE.format(link=html.escape(link)).encode(), mode=ONLY_OWNER)
    except OSError as error:
        raise Unavailable("No link can be made: the data folder cannot be written.", code="read_only") from error
    return webbrowser.open(page.as_uri())

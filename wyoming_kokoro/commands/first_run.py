"""What `serve` asks and prints at a terminal: whether to download Kokoro, and a link to the dashboard."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress

from wyoming_kokoro.api.ticket import TICKET_SECONDS, dashboard_link
from wyoming_kokoro.commands.files import store_of
from wyoming_kokoro.downloads import megabytes
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro.model_choice import choose_model
from wyoming_kokoro.engines.registry import ENGINES
from wyoming_kokoro.errors import SpeechError
from wyoming_kokoro.settings import LoadedSettings, load

_YES, _NO = ("", "y", "yes"), ("n", "no")

_HERE = frozenset({"present", "partial", "damaged"})
"""States of a model that was downloaded or begun before: the answer was yes then."""


def is_at_terminal() -> bool:
    """Return whether a person sees what is printed and can answer: not in a service, a pipe or the background."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except OSError:
        return False


def ask_before_download(loaded: LoadedSettings) -> LoadedSettings:
    """Ask before Kokoro is downloaded for the first time; after a no, return settings that download nothing."""
    size = _first_download(loaded)
    if size is None:
        return loaded
    print(
        f"Kokoro's model ({size}, once) is not here yet. Until it is, eSpeak NG speaks, which sounds like a machine.",
        file=sys.stderr,
    )
    if _agrees("Download it now? [Y/n] "):
        return loaded
    print(
        "Nothing is downloaded: eSpeak NG speaks. The next start asks again; `wyoming-kokoro --download` does not ask.",
        file=sys.stderr,
    )
    return load(loaded.sources.paths, {**loaded.sources.command_line, "downloads.enabled": False})


def print_link(loaded: LoadedSettings) -> Callable[[str], None]:
    """Return what prints a link to the dashboard, with the right to make changes, for the server's address."""
    paths = loaded.sources.paths

    def show(url: str) -> None:
        if paths.options is not None:
            return  # the add-on's page is in Home Assistant's sidebar
        with suppress(SpeechError):  # without a data folder that can be written, there is no right to make changes
            link = dashboard_link(url, paths.tickets)
            minutes = f"{TICKET_SECONDS / 60:.0f} minutes"
            print(
                f"\n    The dashboard, with the right to make changes (once, within {minutes}):\n    {link}\n"
                "    Later, `wyoming-kokoro open` makes another link.\n",
                file=sys.stderr,
            )

    return show


def _first_download(loaded: LoadedSettings) -> str | None:
    """Return the size of the model that would be downloaded as the first one; None if none would."""
    settings = loaded.settings
    fetches = settings.downloads.enabled and not settings.downloads.folder
    if not fetches or not ENGINES.find(settings.engine.name).automatic:
        return None
    states = store_of(loaded).models.states()
    if any(state.state in _HERE for state in states):
        return None
    chosen = settings.engine.model
    name = choose_model(Host.here(), ()).model if chosen == "auto" else chosen
    return next((megabytes(state.size) for state in states if state.name == name and state.size), None)


def _agrees(question: str) -> bool:
    """Ask until the answer is yes or no; the end of the input is a no."""
    while True:
        print(question, end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline()
        word = answer.strip().lower()
        if word in _NO or not answer:
            return False
        if word in _YES:
            return True
        print("Please answer y or n.", file=sys.stderr)

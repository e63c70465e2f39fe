"""Pauses the media players of this desktop that are playing, and lets exactly those go on: those that speak MPRIS.

D-Bus is asked by a program that the desktop has: playerctl, busctl of systemd, or gdbus of GLib.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wyoming_kokoro.atomic_write import replace_file

SECONDS = 2.0
"""For one question: a player that hangs does not keep a text from being spoken for longer."""

PAUSED = "paused.json"
"""The file with the players that were paused, in the folder of the queue: who speaks last lets them go on."""

_PREFIX = "org.mpris.MediaPlayer2."
_NAME = re.compile(r"org\.mpris\.MediaPlayer2\.([A-Za-z0-9_.-]+)")
_OBJECT, _INTERFACE = "/org/mpris/MediaPlayer2", "org.mpris.MediaPlayer2.Player"


@dataclass(frozen=True, slots=True)
class BusProgram:
    """A program that asks media players, by the arguments for each question; {} is the name of a player."""

    names: Sequence[str]
    status: Sequence[str]
    pause: Sequence[str]
    resume: Sequence[str]


_BUSCTL = ("busctl", "--user", "--no-pager")
_GDBUS = ("gdbus", "call", "--session", "--timeout", "2", "--dest")

PROGRAMS = (
    BusProgram(
        ("playerctl", "--list-all"),
        ("playerctl", "--player={}", "status"),
        ("playerctl", "--player={}", "pause"),
        ("playerctl", "--player={}", "play"),
    ),
    BusProgram(
        (*_BUSCTL, "list", "--acquired", "--no-legend"),
        (*_BUSCTL, "get-property", f"{_PREFIX}{{}}", _OBJECT, _INTERFACE, "PlaybackStatus"),
        (*_BUSCTL, "call", f"{_PREFIX}{{}}", _OBJECT, _INTERFACE, "Pause"),
        (*_BUSCTL, "call", f"{_PREFIX}{{}}", _OBJECT, _INTERFACE, "Play"),
    ),
    BusProgram(
        (*_GDBUS, "org.freedesktop.DBus", "--object-path", "/", "--method", "org.freedesktop.DBus.ListNames"),
        (*_GDBUS, f"{_PREFIX}{{}}", "--object-path", _OBJECT, "--method", "org.freedesktop.DBus.Properties.Get",
         _INTERFACE, "PlaybackStatus"),
        (*_GDBUS, f"{_PREFIX}{{}}", "--object-path", _OBJECT, "--method", f"{_INTERFACE}.Pause"),
        (*_GDBUS, f"{_PREFIX}{{}}", "--object-path", _OBJECT, "--method", f"{_INTERFACE}.Play"),
    ),
)  # fmt: skip
"""The first that is installed and reaches the bus is used."""


class MediaPlayers:
    """The media players of this desktop, and which of them were paused."""

    def __init__(self, folder: Path, programs: Sequence[BusProgram] = PROGRAMS) -> None:
        self._path = folder / PAUSED
        self._programs = [each for each in programs if shutil.which(each.names[0])]

    def pause(self) -> list[str]:
        """Pause those that play, and return all that are paused for speech. What fails is left out."""
        already = self.paused()
        for program in self._programs:
            answer = _ask(program.names)
            if answer is None:
                continue
            playing = [name for name in _player_names(program, answer) if _is_playing(program, name)]
            paused = [name for name in playing if _ask(program.pause, name) is not None]
            self._write([*already, *(name for name in paused if name not in already)])
            return self.paused()
        return already

    def resume(self) -> None:
        """Let those go on that were paused."""
        for name in self.paused():
            for program in self._programs:
                if _ask(program.resume, name) is not None:
                    break
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def paused(self) -> list[str]:
        """Return those that are paused for speech."""
        try:
            names = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []

    def _write(self, names: Sequence[str]) -> None:
        if names:
            with suppress(OSError):
                replace_file(self._path, json.dumps(names).encode())


def _player_names(program: BusProgram, answer: str) -> list[str]:
    names = answer.split() if program.names[0] == "playerctl" else _NAME.findall(answer)
    return list(dict.fromkeys(names))


def _is_playing(program: BusProgram, name: str) -> bool:
    return "Playing" in (_ask(program.status, name) or "")


def _ask(words: Sequence[str], name: str = "") -> str | None:
    """Return what a program prints, None if it fails."""
    try:
        done = subprocess.run(  # noqa: S603 -- one of our own list, found on PATH
            [word.replace("{}", name) for word in words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode(errors="replace") if done.returncode == 0 else None

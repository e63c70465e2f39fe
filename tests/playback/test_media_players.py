"""Media players that play are paused while a text is spoken, and exactly those go on: on a private D-Bus session."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.playback.conftest import PLAYER, listen_to_interrupts
from wyoming_kokoro.playback.media_players import PROGRAMS, BusProgram, MediaPlayers

MPRIS_PLAYER = Path(__file__).with_name("mpris_player.py")
INSTALLED = [each for each in PROGRAMS if shutil.which(each.names[0])]

needs_a_bus = pytest.mark.skipif(
    shutil.which("dbus-daemon") is None or importlib.util.find_spec("dbus_fast") is None or not INSTALLED,
    reason="needs dbus-daemon, a program that asks it (busctl, gdbus or playerctl), and the package dbus-fast",
)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Three media players on a bus of their own, two of which play; what they are told is in this file."""
    path = tmp_path / "log"
    with ExitStack() as stack:
        bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address=unix:path={tmp_path}/bus"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        stack.callback(_end, bus)
        assert bus.stdout is not None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.stdout.readline().strip())
        for name, state in (("music", "Playing"), ("film.instance7", "Playing"), ("radio", "Paused")):
            words = [sys.executable, str(MPRIS_PLAYER), name, state, str(path)]
            player = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
            stack.callback(_end, player)
            assert player.stdout is not None and player.stdout.readline() == "ready\n"
        yield path


def _end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def lines(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


@needs_a_bus
@pytest.mark.parametrize("program", INSTALLED, ids=lambda program: program.names[0])
def test_players_that_play_are_paused_and_exactly_those_go_on(log: Path, tmp_path: Path, program: BusProgram) -> None:
    players = MediaPlayers(tmp_path, [program])
    assert sorted(players.pause()) == ["film.instance7", "music"]
    assert sorted(lines(log)) == ["film.instance7 Paused", "music Paused"]
    assert sorted(MediaPlayers(tmp_path, [program]).pause()) == ["film.instance7", "music"], "they stay noted"
    MediaPlayers(tmp_path, [program]).resume()
    assert sorted(lines(log)[2:]) == ["film.instance7 Playing", "music Playing"]
    players.resume()
    assert len(lines(log)) == 4


@needs_a_bus
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_they_go_on_after_an_interruption(log: Path, tmp_path: Path, number: int) -> None:
    begun = tmp_path / "played.first"
    process = subprocess.Popen(
        [sys.executable, "-m", "wyoming_kokoro", "say", "One two three four five six seven. " * 20, "--hush", "--json",
         "--engine", "tone", "--player", f"{sys.executable} {PLAYER} {tmp_path / 'played'} 1",
         "--data-dir", str(tmp_path)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}, stdout=subprocess.PIPE, text=True,
        preexec_fn=listen_to_interrupts,  # noqa: PLW1509 -- it takes no lock
    )  # fmt: skip
    try:
        while process.poll() is None and not begun.exists():
            time.sleep(0.02)
        assert sorted(lines(log)) == ["film.instance7 Paused", "music Paused"]
        process.send_signal(number)
        output, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert '"said": "cut"' in output
    assert sorted(lines(log)[2:]) == ["film.instance7 Playing", "music Playing"]


def test_without_a_bus_nothing_is_paused_and_nothing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    players = MediaPlayers(tmp_path)
    assert players.pause() == []
    players.resume()

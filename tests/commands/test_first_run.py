"""At a terminal, `serve` asks before the first download and prints a link; a service does neither."""

import fcntl
import io
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.programs import PATIENCE
from wyoming_kokoro.commands import first_run
from wyoming_kokoro.settings import LoadedSettings, Paths, load


def _loaded(folder: Path, **settings: object) -> LoadedSettings:
    dotted = {name.replace("__", "."): value for name, value in settings.items()}
    return load(Paths(folder, folder), {"engine.name": "auto", **dotted}, {})


def _answer(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


@pytest.mark.parametrize(
    ("text", "enabled"), [("\n", True), ("y\n", True), ("YES\n", True), ("n\n", False), ("", False)]
)
def test_the_answer_decides_whether_anything_is_downloaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, *, enabled: bool
) -> None:
    _answer(monkeypatch, text)
    loaded = first_run.ask_before_download(_loaded(tmp_path, http__port=1234))
    assert loaded.settings.downloads.enabled is enabled
    assert loaded.settings.http.port == 1234, "the other arguments count as before"
    printed = capsys.readouterr().err
    assert "Kokoro's model (305 MB, once)" in printed and "[Y/n]" in printed
    assert ("wyoming-kokoro --download" in printed) is not enabled


def test_another_answer_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _answer(monkeypatch, "perhaps\nno\n")
    assert not first_run.ask_before_download(_loaded(tmp_path)).settings.downloads.enabled
    assert capsys.readouterr().err.count("[Y/n]") == 2


@pytest.mark.parametrize(
    "settings",
    [{"downloads__enabled": False}, {"downloads__folder": "/a/folder"}, {"engine__name": "espeak"},
     {"engine__model": "own.onnx"}],
    ids=lambda settings: next(iter(settings)),
)  # fmt: skip
def test_where_nothing_would_be_downloaded_nothing_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, object]
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    loaded = _loaded(tmp_path, **settings)
    assert first_run.ask_before_download(loaded) is loaded


@pytest.mark.parametrize("name", ["model.onnx", "model_q4.onnx.part"])
def test_who_has_a_model_or_began_to_download_one_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / name).write_bytes(b"x")
    loaded = _loaded(tmp_path)
    assert first_run.ask_before_download(loaded) is loaded


def test_for_auto_the_model_that_suits_this_machine_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _answer(monkeypatch, "y\n")
    first_run.ask_before_download(_loaded(tmp_path, engine__model="auto"))
    assert re.search(r"Kokoro's model \((326|92) MB, once\)", capsys.readouterr().err)


def test_a_pipe_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    _answer(monkeypatch, "y\n")
    assert not first_run.is_at_terminal()
    monkeypatch.setattr("sys.stdin", None)
    assert not first_run.is_at_terminal()


def test_no_link_is_printed_where_none_can_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tickets").write_text("no folder")
    first_run.print_link(_loaded(tmp_path))("http://127.0.0.1:1")
    assert capsys.readouterr().err == ""


_COMMAND = ["--uri", "tcp://127.0.0.1:0", "--http-host", "127.0.0.1", "--http-port", "0", "--no-zeroconf"]


@pytest.mark.slow
def test_on_a_terminal_it_asks_and_prints_a_link(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "wyoming_kokoro", "--data-dir", str(tmp_path), *_COMMAND],
        stdin=theirs, stdout=theirs, stderr=theirs, preexec_fn=lambda: _control(theirs),  # noqa: PLW1509 -- no threads
    )  # fmt: skip
    os.close(theirs)
    try:
        shown = _read_until(ours, b"[Y/n] ")
        os.write(ours, b"n\n")
        shown += _read_until(ours, b"wyoming-kokoro open")
        assert re.search(rb"http://127\.0\.0\.1:\d+/#ticket=[\w-]+", shown), shown
        assert b"Nothing is downloaded" in shown
        program.send_signal(signal.SIGINT)
        assert program.wait(PATIENCE) == 0
    finally:
        program.kill()
        program.wait()
        os.close(ours)


def _control(terminal: int) -> None:
    """Make this process the one that a terminal belongs to."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


def _read_until(terminal: int, end: bytes) -> bytes:
    shown, until = b"", time.monotonic() + PATIENCE
    while end not in shown:
        assert time.monotonic() < until, shown
        if select.select([terminal], [], [], 0.1)[0]:
            shown += os.read(terminal, 65_536)
    return shown

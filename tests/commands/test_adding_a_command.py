"""A command is one module with `add`, and its name in the list."""

import sys
from pathlib import Path

import pytest

from wyoming_kokoro import cli, commands

MODULE = '''
"""`greet`: print a greeting."""

import argparse

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.settings import LoadedSettings


def add(commands):
    parser = add_command(commands, "greet", "print a greeting", greet)
    parser.add_argument("name")


def greet(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    print(f"{parsed.name}: {loaded.settings.speech.voice}")
    return 0
'''


@pytest.fixture
def greet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the command: its file, and its line in the list."""
    (tmp_path / "greet.py").write_text(MODULE)
    monkeypatch.setattr(commands, "__path__", [*commands.__path__, str(tmp_path)])
    monkeypatch.setattr(cli, "COMMANDS", (*cli.COMMANDS, "greet"))
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    monkeypatch.delitem(sys.modules, "wyoming_kokoro.commands.greet", raising=False)


@pytest.mark.usefixtures("greet")
def test_a_command_that_is_added_runs_with_the_settings_and_common_arguments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["greet", "Hello", "--voice", "bf_emma", "--data-dir", str(tmp_path / "data")]) == 0
    assert capsys.readouterr().out == "Hello: bf_emma\n"


@pytest.mark.usefixtures("greet")
def test_a_command_that_is_added_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    assert "print a greeting" in capsys.readouterr().out

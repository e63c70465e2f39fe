"""The commands, as users type them."""

import json
import os
import stat
import wave
from pathlib import Path

import pytest

from wyoming_kokoro import __version__
from wyoming_kokoro.cli import main
from wyoming_kokoro.playback.player import PLAYERS, PlayerProgram
from wyoming_kokoro.speech import RATE


@pytest.fixture
def folder(tmp_path: Path) -> list[str]:
    return ["--data-dir", str(tmp_path / "data"), "--engine", "tone"]


@pytest.fixture(autouse=True)
def own_queue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.fixture(autouse=True)
def quiet_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)


def test_a_text_is_spoken_into_a_file(folder: list[str], tmp_path: Path) -> None:
    target = tmp_path / "hello.wav"
    assert main(["say", "Hello there, everybody.", "-o", str(target), *folder]) == 0
    with wave.open(str(target)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (RATE, 1, 2)
        assert sound.getnframes() > RATE // 2
    assert b"/algorithmicMedia;" in target.read_bytes(), "this engine is no trained model"


def test_a_faster_text_is_shorter(folder: list[str], tmp_path: Path) -> None:
    lengths = []
    for speed in ("1", "2"):
        target = tmp_path / f"{speed}.wav"
        assert main(["say", "One two three four five six.", "--speed", speed, "-o", str(target), *folder]) == 0
        lengths.append(target.stat().st_size)
    assert lengths[1] == pytest.approx(lengths[0] / 2, rel=0.15)


def test_ssml_is_spoken_without_its_tags(folder: list[str], tmp_path: Path) -> None:
    plain, marked = tmp_path / "plain.wav", tmp_path / "marked.wav"
    main(["say", "Good morning.", "-o", str(plain), *folder])
    main(["say", "<speak>Good <b>morning</b>.</speak>", "--ssml", "-o", str(marked), *folder])
    assert plain.read_bytes() == marked.read_bytes()


def test_say_puts_a_sound_under_the_speech(tmp_path: Path, folder: list[str]) -> None:
    plain, mixed = tmp_path / "plain.wav", tmp_path / "mixed.wav"
    main(["say", "Good morning.", "-o", str(plain), *folder])
    assert main(["say", "Good morning.", "--background", "rain", "-o", str(mixed), *folder]) == 0
    assert len(mixed.read_bytes()) > len(plain.read_bytes()) + 48_000
    assert main(["say", "Good morning.", "--background", "http://example.com/x.wav", "-o", str(mixed), *folder]) == 1


@pytest.mark.parametrize("player", PLAYERS, ids=lambda player: player.command[0])
def test_without_a_file_the_first_player_found_plays(
    folder: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, player: PlayerProgram
) -> None:
    programs, heard = tmp_path / "bin", tmp_path / "heard.wav"
    programs.mkdir()
    program = programs / player.command[0]
    given = "/dev/stdin" if player.streams else '"$file"'
    program.write_text(f'#!/bin/sh\nfor file; do :; done\n/bin/cat {given} > "{heard}"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(programs))
    assert main(["say", "Hello there.", *folder]) == 0
    content = heard.read_bytes()
    assert content.startswith(b"RIFF") and len(content) > RATE


def test_a_player_that_fails_is_an_error_and_one_that_is_not_there_too(
    folder: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["say", "Hello there.", "--player", "sh -c 'cat >/dev/null; exit 7'", *folder]) == 1
    assert "status 7" in capsys.readouterr().err
    assert main(["say", "Hello there.", "--player", "no-such-player", *folder]) == 1
    assert "no-such-player" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--stale", "soon"], ["--stale", "-1"]])
def test_a_time_that_cannot_be_read_is_an_error(folder: list[str], words: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(["say", "Hello there.", *words, *folder])


def test_without_any_player_the_file_option_is_suggested(
    folder: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    assert main(["say", "Hello there.", *folder]) == 1
    assert "-o FILE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["say", "x", "-o", "/nowhere/at/all.wav"], "cannot be written"),
        (["say", "x", "--voice", "af_hart", "-o", "-"], "af_heart"),
    ],
)
def test_an_error_is_printed_in_one_line(
    folder: list[str], arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, *folder]) == 1
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1


def test_a_wrong_setting_stops_the_start_with_its_name(folder: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", *folder[:2], "--engine", "organ"]) == 2
    error = capsys.readouterr().err
    assert "engine.name" in error and "organ" in error and "espeak" in error


def test_settings_are_shown_with_their_layers(folder: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", *folder]) == 0
    lines = capsys.readouterr().out.splitlines()
    engine = next(line for line in lines if line.startswith("engine.name"))
    assert '"tone"' in engine and "command line" in engine
    assert main(["settings", "--json", *folder]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"engine.name", "speech.voice"} <= {row["name"] for row in rows}


def test_voices_are_listed(folder: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["voices", "--language", "en-GB", *folder]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 8 and all(" en-GB " in line for line in lines)
    assert main(["voices", "--json", *folder]) == 0
    names = [voice["name"] for voice in json.loads(capsys.readouterr().out)]
    assert len(names) == len(set(names)) and sum(name[2:3] == "_" or name == "af" for name in names) == 55


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0 and capsys.readouterr().out.strip() == __version__


def test_an_unknown_command_is_an_error_that_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["speak"])
    assert "say" in capsys.readouterr().err
